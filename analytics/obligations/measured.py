"""What every clock is measured by: worked time at its two ends, and the columns that all kinds share."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import WorkingTime


def add_worked(group: pl.DataFrame, time: WorkingTime, as_of: datetime, what: str) -> pl.DataFrame:
    """Add worked time at the clock's start and at its stop, else at ``as_of``; refuse unknown years.

    Adds:
        _begin, _end: Int64 microseconds of the calendar.
    """
    end = pl.max_horizontal(pl.coalesce("stopped_at", pl.lit(as_of)), "starts_at")
    group = group.with_columns(_ends_at=end)
    time.check(group["starts_at"], what)
    time.check(group["_ends_at"], what)
    return group.with_columns(_begin=time.worked(pl.col("starts_at")), _end=time.worked(pl.col("_ends_at")))


def finish(group: pl.DataFrame, time: WorkingTime) -> pl.DataFrame:
    """Add left_to_due, and bring a group to the columns that all kinds share."""
    left = time.worked(pl.col("due_at")) - time.worked(pl.col("left_at"))
    extra = [name for name in group.columns if name.startswith("_")]
    kept = group.with_columns(left_to_due=left).drop(*extra, "is_open", "agreed_at", strict=False)
    return kept.select(sorted(kept.columns))
