"""The tool's own figures beside ours: compared per incident, with the reason of a difference; not used."""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.obligations import make_episodes, measure
from analytics.schema import ELAPSED, Tables

MINUTE: Final = 60_000_000
EQUAL: Final = "equal"
SAME_VERDICT: Final = "the same verdict"
EQUAL_TO_THE_MINUTE: Final = "equal to the minute"
AS_CLAUSE: Final = "equal to the clause's own time"
OPEN: Final = "open: the tool counts to the closing, which is not used"
TO_CLOSING: Final = "the tool counts to the closing"
PAUSE: Final = "pause"
REOPENED: Final = "reopening"
OTHER_CALENDAR: Final = "no verdict: the tool's calendar is not in the file"
OTHER_TIME: Final = "the same verdict, but the tool counts other working time: another calendar"
CALENDAR: Final = "another calendar: the tool counts other working time"
NOT_MAPPED: Final = "not compared: the contract does not say what this clock measures"
OTHER_TARGET: Final = "another target: the tool's clock was due at another time"
NO_TARGET: Final = "the tool's own target and calendar are not in the file"
NOT_JUDGED: Final = "no clause of ours is due"
NOTHING_OF_OURS: Final = "nothing of ours: the clock has not stopped"
UNKNOWN: Final = "no reason found"
NO_VERDICT: Final = (OTHER_CALENDAR, NOT_MAPPED)
AGREE: Final = (EQUAL, SAME_VERDICT, EQUAL_TO_THE_MINUTE, AS_CLAUSE)


def reconcile(tables: Tables, contract: Contract, as_of: dt.datetime) -> pl.DataFrame:
    """Compare what the tools say of their clocks with ours.

    A figure of elapsed time is compared with the instants of the incident: resolution, or acknowledgement,
    less opening. One of working time is on a calendar that the file does not hold: it is listed without a
    verdict, unless the governing clause's own net time is the same, or differs by just a pause. A verdict
    is compared with the outcome of the governing obligation, also where the row has a time beside it: two
    that contradict each other are listed, whatever the times say.

    Args:
        tables: What `read_exports` returned.
        contract: The contract.
        as_of: The instant of judgement.

    Returns:
        incident_id, source, name, measures, clock, theirs (Duration; null: a verdict), their_breach (null: no
        verdict), ours (Duration: elapsed, beside working time the clause's own net time; null: not stopped,
        or a verdict), clause_id (the governing one; null: none),
        our_outcome, difference (Duration, theirs less ours), reason; by source, name, incident.
    """
    if tables.verdicts.is_empty():
        return _with_reasons(_with_ours(tables.verdicts, _nothing_judged(), _facts(tables)))
    judged = measure(tables, contract, as_of).filter(
        pl.col("is_governing"), pl.col("kind").is_in(["response", "resolution"])
    )
    last = judged.sort("episode").unique(["incident_id", "kind"], keep="last", maintain_order=True)
    ours = last.select(
        "incident_id",
        measures="kind",
        clause_id="clause_id",
        our_outcome="outcome",
        our_net="net",
        our_paused="paused",
        our_due="due_at",
        n_episodes="episode",
    )
    gaps = make_episodes(tables, contract, as_of).group_by("incident_id").agg(is_reopened=pl.len() > 1)
    found = _with_ours(tables.verdicts, ours, _facts(tables))
    found = found.join(gaps, on="incident_id", how="left", maintain_order="left")
    return _with_reasons(found)


def _facts(tables: Tables) -> pl.DataFrame:
    opened = pl.col("opened_at")
    return tables.incidents.select(
        "incident_id",
        response=pl.col("acknowledged_at") - opened,
        resolution=pl.col("resolved_at") - opened,
        to_closing=pl.col("closed_at") - opened,
        was_reopened=(pl.col("n_reopened") > 0).fill_null(value=False),
    )


def _nothing_judged() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            **dict.fromkeys(("incident_id", "measures", "clause_id", "our_outcome"), pl.String),
            **dict.fromkeys(("our_net", "our_paused"), ELAPSED),
            **{"our_due": pl.Datetime("us", "UTC"), "n_episodes": pl.Int64},
        }
    )


def _with_ours(verdicts: pl.DataFrame, ours: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    measures = pl.col("measures")
    elapsed = (
        pl.when(measures == "response").then("response").when(measures == "resolution").then("resolution")
    )
    return (
        verdicts.join(ours, on=["incident_id", "measures"], how="left", maintain_order="left")
        .join(facts, on="incident_id", how="left", maintain_order="left")
        .with_columns(elapsed.alias("ours"), is_reopened=pl.lit(None, pl.Boolean))
        .drop("is_reopened" if ours.height else [])
    )


def _with_reasons(found: pl.DataFrame) -> pl.DataFrame:
    is_verdict = pl.col("elapsed").is_null() & (pl.col("clock") != "calendar")
    reason = (
        pl.when(pl.col("measures").is_null())
        .then(pl.lit(NOT_MAPPED))
        .when(is_verdict | _is_contradicted())
        .then(_of_verdict())
        .when(pl.col("clock") == "working")
        .then(_of_working())
        .otherwise(_of_calendar())
    )
    is_working = pl.col("clock") == "working"
    ours = pl.when(is_working).then("our_net").when(pl.col("clock") == "calendar").then("ours")
    is_compared = ~is_working | (pl.col("reason") != OTHER_CALENDAR)
    return (
        found.with_columns(reason=reason, ours=ours)
        .with_columns(difference=pl.when(is_compared).then(pl.col("elapsed") - pl.col("ours")))
        .select(
            *("incident_id", "source", "name", "measures", "clock"),
            pl.col("elapsed").alias("theirs"),
            pl.col("is_breached").alias("their_breach"),
            *("ours", "clause_id", "our_outcome", "difference", "reason"),
        )
        .sort("source", "name", "incident_id", maintain_order=True)
    )


def _is_judged() -> pl.Expr:
    return pl.col("our_outcome").is_in(["met", "missed", "not evidenced"]).fill_null(value=False)


def _is_ours_breached() -> pl.Expr:
    return pl.col("our_outcome").is_in(["missed", "not evidenced"])


def _is_contradicted() -> pl.Expr:
    """Whether the tool and the clause conclude otherwise; null verdicts contradict nothing."""
    return (_is_judged() & (pl.col("is_breached") != _is_ours_breached())).fill_null(value=False)


def _is_reopened() -> pl.Expr:
    return pl.any_horizontal("was_reopened", pl.col("is_reopened").fill_null(value=False))


def _is_paused() -> pl.Expr:
    """Whether the clock stood still for a while, the tool's or ours."""
    return (pl.max_horizontal("paused", "our_paused").cast(pl.Int64) > 0).fill_null(value=False)


def _is_apart_by_a_pause(apart: pl.Expr) -> pl.Expr:
    """Whether a difference is just the time on hold that one of the two leaves out."""
    held = [apart == pl.col(name).cast(pl.Int64) for name in ("paused", "our_paused")]
    return (apart > 0) & pl.any_horizontal(held).fill_null(value=False)


def _is_coarse() -> pl.Expr:
    """Whether a figure is written in whole minutes: then it cannot be compared to the second."""
    minutes = (pl.col("elapsed").cast(pl.Int64) % MINUTE == 0).fill_null(value=True)
    return minutes.all().over("source", "name")


def _of_calendar() -> pl.Expr:
    theirs, ours = pl.col("elapsed"), pl.col("ours")
    apart = (theirs - ours).cast(pl.Int64).abs()
    return (
        pl.when(ours.is_null() & (theirs == pl.col("to_closing")))
        .then(pl.lit(OPEN))
        .when(ours.is_null())
        .then(pl.lit(NOTHING_OF_OURS))
        .when(apart == 0)
        .then(pl.lit(EQUAL))
        .when(_is_coarse() & (apart < MINUTE))
        .then(pl.lit(EQUAL_TO_THE_MINUTE))
        .when(theirs == pl.col("to_closing"))
        .then(pl.lit(TO_CLOSING))
        .when((theirs == pl.col("our_net")) & (pl.col("our_paused").cast(pl.Int64) > 0))
        .then(pl.lit(PAUSE))
        .when(_is_apart_by_a_pause(apart))
        .then(pl.lit(PAUSE))
        .when(_is_reopened())
        .then(pl.lit(REOPENED))
        .otherwise(pl.lit(UNKNOWN))
    )


def _of_working() -> pl.Expr:
    apart = (pl.col("elapsed") - pl.col("our_net")).cast(pl.Int64).abs()
    is_same = (apart == 0) | (_is_coarse() & (apart < MINUTE) & (apart != 0))
    is_judged = pl.col("our_outcome").is_in(["met", "missed"])
    return (
        pl.when(is_same & is_judged)
        .then(pl.lit(AS_CLAUSE))
        .when(_is_apart_by_a_pause(apart) & is_judged)
        .then(pl.lit(PAUSE))
        .when(~_is_judged() | pl.col("is_breached").is_null())
        .then(pl.lit(OTHER_CALENDAR))
        .when(_is_reopened())
        .then(pl.lit(REOPENED))
        .otherwise(pl.lit(OTHER_TIME))  # those that contradict were told apart before
    )


def _of_verdict() -> pl.Expr:
    other_due = (pl.col("due_at") != pl.col("our_due")).fill_null(value=False)
    other_time = (pl.col("elapsed") != pl.col("our_net")).fill_null(value=False)
    return (
        pl.when(pl.col("is_breached").is_null())
        .then(pl.lit("the tool gives no verdict"))
        .when(~_is_judged())
        .then(pl.lit(NOT_JUDGED))
        .when(~_is_contradicted())
        .then(pl.lit(SAME_VERDICT))
        .when(_is_paused())
        .then(pl.lit(PAUSE))
        .when(_is_reopened())
        .then(pl.lit(REOPENED))
        .when(other_due)
        .then(pl.lit(OTHER_TARGET))
        .when(other_time)
        .then(pl.lit(CALENDAR))
        .when(pl.col("due_at").is_null())
        .then(pl.lit(NO_TARGET))
        .otherwise(pl.lit(UNKNOWN))
    )


def summarise(found: pl.DataFrame) -> pl.DataFrame:
    """Count per figure and reason.

    Args:
        found: What `reconcile` returned.

    Returns:
        source, name, measures, n, n_equal, n_without_verdict, n_differing, and per row reason and n_reason:
        one row for each reason of each figure, the most frequent first.
    """
    reason = pl.col("reason")
    totals = found.group_by("source", "name", "measures").agg(
        n=pl.len().cast(pl.Int64),
        n_equal=reason.is_in(AGREE).sum().cast(pl.Int64),
        n_without_verdict=reason.is_in(NO_VERDICT).sum().cast(pl.Int64),
    )
    reasons = found.group_by("source", "name", "measures", "reason").agg(n_reason=pl.len().cast(pl.Int64))
    return (
        reasons.join(totals, on=["source", "name", "measures"], nulls_equal=True)
        .with_columns(n_differing=pl.col("n") - pl.col("n_equal") - pl.col("n_without_verdict"))
        .sort("source", "name", "n_reason", "reason", descending=[False, False, True, False])
    )
