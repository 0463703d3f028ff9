"""Outcomes: met, missed, pending, not evidenced or excluded, and which obligation governs."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.contract.clauses import MESSAGES
from analytics.contract.model import Contract
from analytics.obligations.exclusions import relief_reason, rule_reason
from analytics.obligations.flags import add_flags
from analytics.obligations.messages import fold_audience

GROUP = ["incident_id", "episode", "clause_kind", "audience", "obliged", "slot"]
EARLY_IS_MET = ("notification", "update", "report", "review")  # what came before it was owed


def add_outcomes(clocks: pl.DataFrame, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Judge each clock; drop those left behind by a change of severity before they were missed.

    Adds:
        reason (why excluded, else null), outcome, outcome_before_relief, outcome_gross (as if there were no
        pauses), flags.
    """
    clocks = _add_near_breach(clocks, contract)
    left = pl.col("left_at")
    kept = clocks.filter(left.is_null() | (pl.col("last_on_time_at") < left).fill_null(value=False))
    kept = _keep_strictest(kept)
    rule = rule_reason(contract, _is_impossible())
    relief = relief_reason(contract)
    net, last = pl.col("net"), pl.col("last_on_time_at")
    return (
        kept.with_columns(reason=pl.coalesce(rule, relief), rule_reason=rule)
        .with_columns(
            outcome=_outcome(net, last, as_of, "reason"),
            outcome_before_relief=_outcome(net, last, as_of, "rule_reason"),
            outcome_gross=_outcome(pl.col("gross"), pl.col("last_on_time_gross"), as_of, "reason"),
            approver=pl.when(pl.col("rule_reason").is_null() & relief.is_not_null()).then("approver"),
            flags=add_flags(contract),
        )
        .with_columns(_null_where_impossible())
        .drop("rule_reason")
    )


def _keep_strictest(clocks: pl.DataFrame) -> pl.DataFrame:
    """Of a clause that several severities run, the earliest due counts; of equals the latest."""
    by_severity = ["incident_id", "episode", "clause_id", "slot"]
    return clocks.filter(_is_first(clocks, by_severity, pl.col("due_at"), -pl.col("level")))


def _is_first(rows: pl.DataFrame, group: list[str], *order: pl.Expr) -> pl.Expr:
    """Whether a row is the first of its group; ``key`` tells the rows apart, null comes last.

    Most rows are alone in their group, so the others are found first and only they are sorted.
    """
    shared = rows.filter(pl.struct(group).is_duplicated()) if rows.height else rows
    later = shared.sort(order, nulls_last=True).filter(~pl.struct(group).is_first_distinct())
    return ~pl.col("key").is_in(later["key"].implode())


def _add_near_breach(clocks: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add is_near_breach: entered by a lowering when little of the higher clause's window was left."""
    share = contract.rules.near_breach_share
    left, window = pl.col("left_to_due"), pl.col("window")
    is_near = (left >= 0) & (left * share.denominator <= window * share.numerator)
    near = clocks.filter(is_near.fill_null(value=False)).select(
        "incident_id", "episode", "clause_kind", entered_at="left_at"
    )
    if near.is_empty():
        return clocks.with_columns(is_near_breach=pl.lit(value=False))
    marked = near.unique().with_columns(is_near_breach=pl.lit(value=True))
    keys = ["incident_id", "episode", "clause_kind", "entered_at"]
    joined = clocks.join(marked, on=keys, how="left", maintain_order="left")
    return joined.with_columns(
        is_near_breach=pl.col("is_near_breach").fill_null(value=False) & pl.col("is_lowering")
    )


def add_governing(judged: pl.DataFrame) -> pl.DataFrame:
    """Add is_governing: the earliest ``due_at`` of a group among those not excluded.

    A group is one kind, audience and obliged party of an episode; a null ``due_at`` comes last, ties fall
    in the order of the contract file.
    """
    judgeable = judged.filter(pl.col("outcome") != "excluded").select("key", *GROUP, "due_at", "clause")
    judgeable = judgeable.with_columns(audience=fold_audience())
    is_first = _is_first(judgeable, GROUP, pl.col("due_at"), pl.col("clause"))
    return judged.with_columns(is_governing=(pl.col("outcome") != "excluded") & is_first)


def _is_early() -> pl.Expr:
    return (pl.col("stopped_at") < pl.col("starts_at")).fill_null(value=False)


def _is_impossible() -> pl.Expr:
    return _is_early() & ~pl.col("clause_kind").is_in(EARLY_IS_MET)


def _outcome(elapsed: pl.Expr, last_on_time: pl.Expr, as_of: datetime, reason: str) -> pl.Expr:
    """Judge by elapsed time where the clock stopped, by the last instant on time where it runs."""
    is_in_time = (
        pl.when("is_by_instant")
        .then(pl.col("stopped_at") <= last_on_time)
        .otherwise(elapsed <= pl.col("window"))
    )
    is_over = (last_on_time < as_of).fill_null(value=False)
    return (
        pl.when(pl.col(reason).is_not_null())
        .then(pl.lit("excluded"))
        .when(pl.col("stopped_at").is_not_null())
        .then(pl.when(_is_early() | is_in_time).then(pl.lit("met")).otherwise(pl.lit("missed")))
        .when(~is_over)
        .then(pl.lit("pending"))
        .when(pl.col("clause_kind").is_in(MESSAGES))
        .then(pl.lit("not evidenced"))
        .otherwise(pl.lit("missed"))
    )


def _null_where_impossible() -> list[pl.Expr]:
    """A time that cannot be is no time: it is never coerced to zero."""
    return [pl.when(~_is_impossible()).then(name).alias(name) for name in ("gross", "paused", "net")]
