"""Outcomes: met, missed, pending, not evidenced or excluded, and which obligation governs."""

from __future__ import annotations

from datetime import datetime

import polars as pl

GROUP = ["incident_id", "episode", "clause_kind", "audience", "obliged"]


def add_outcomes(clocks: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Judge each clock; drop those left behind by a change of severity before they were missed.

    Adds:
        reason (why excluded, else null), outcome, outcome_gross (as if there were no pauses), flags.
    """
    left = pl.col("left_at")
    kept = clocks.filter(left.is_null() | (pl.col("last_on_time_at") < left).fill_null(value=False))
    kept = kept.unique(["incident_id", "episode", "clause"], keep="last", maintain_order=True)
    return (
        kept.with_columns(reason=_reason())
        .with_columns(
            outcome=_outcome(pl.col("net"), pl.col("last_on_time_at"), as_of),
            outcome_gross=_outcome(pl.col("gross"), pl.col("last_on_time_gross"), as_of),
            flags=_flags(),
        )
        .with_columns(_null_where_impossible())
    )


def add_governing(judged: pl.DataFrame) -> pl.DataFrame:
    """Add is_governing: the earliest ``due_at`` of a group among those not excluded.

    A group is one kind, audience and obliged party of an episode; a null ``due_at`` comes last, ties fall
    in the order of the contract file.
    """
    candidates = (
        judged.filter(pl.col("outcome") != "excluded")
        .sort(*GROUP, "due_at", "clause", nulls_last=True)
        .group_by(GROUP, maintain_order=True)
        .agg(pl.col("key").first())
    )
    return judged.with_columns(is_governing=pl.col("key").is_in(candidates["key"].implode()))


def _is_early() -> pl.Expr:
    return (pl.col("stopped_at") < pl.col("starts_at")).fill_null(value=False)


def _is_impossible() -> pl.Expr:
    return _is_early() & (pl.col("clause_kind") != "notification")


def _reason() -> pl.Expr:
    """Why the contract excludes it: by type, or because its order of events cannot be."""
    kind = pl.col("kind")
    return (
        pl.when(kind != "incident")
        .then(kind)
        .when(pl.col("is_cancelled"))
        .then(pl.lit("cancelled"))
        .when(_is_impossible())
        .then(pl.lit("impossible order"))
    )


def _outcome(elapsed: pl.Expr, last_on_time: pl.Expr, as_of: datetime) -> pl.Expr:
    """Judge by elapsed time where the clock stopped, by the last instant on time where it runs."""
    is_in_time = (
        pl.when("is_day_window")
        .then(pl.col("stopped_at") <= last_on_time)
        .otherwise(elapsed <= pl.col("window"))
    )
    is_over = (last_on_time < as_of).fill_null(value=False)
    return (
        pl.when(pl.col("reason").is_not_null())
        .then(pl.lit("excluded"))
        .when(pl.col("stopped_at").is_not_null())
        .then(pl.when(_is_early() | is_in_time).then(pl.lit("met")).otherwise(pl.lit("missed")))
        .when(~is_over)
        .then(pl.lit("pending"))
        .when(pl.col("clause_kind") == "notification")
        .then(pl.lit("not evidenced"))
        .otherwise(pl.lit("missed"))
    )


def _null_where_impossible() -> list[pl.Expr]:
    """A time that cannot be is no time: it is never coerced to zero."""
    return [pl.when(~_is_impossible()).then(name).alias(name) for name in ("gross", "paused", "net")]


def _flags() -> pl.Expr:
    """Remarks for a reader, in a fixed order; an empty list where there are none."""
    kind = pl.col("clause_kind")
    is_raised = pl.col("entered_at").is_not_null() & (pl.col("last_on_time_at") < pl.col("entered_at"))
    remarks = {
        "notice before awareness": _is_early() & (kind == "notification"),
        "already over its window when the severity changed": is_raised,
        "missed before the severity changed, kept": pl.col("left_at").is_not_null(),
        "resolution time from the log of states": (kind == "resolution")
        & (pl.col("resolved_by") == "last state"),
        "resolution time from the closing": (kind == "resolution") & (pl.col("resolved_by") == "closed"),
        "acknowledged by nothing but its resolution": (kind == "response") & pl.col("is_late_resolved"),
        "reopened within the window, the gap counts": (kind == "resolution")
        & (pl.col("gap") > pl.duration(seconds=0)),
        "a recurrence: reopened after the window": pl.col("episode") > 1,
    }
    marks = [pl.when(holds.fill_null(value=False)).then(pl.lit(text)) for text, holds in remarks.items()]
    return pl.concat_list(marks).list.drop_nulls()
