"""What every clock is measured by: worked time at its two ends, and what was left when it was left behind."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import WorkingTime


def add_worked(group: pl.DataFrame, time: WorkingTime, as_of: datetime) -> pl.DataFrame:
    """Add worked time at the clock's start and at its stop, else at ``as_of``.

    Adds:
        _ends_at: the stop, else ``as_of``, never before the start.
        _begin, _end: Int64 microseconds of the calendar; null outside its years.
    """
    end = pl.max_horizontal(pl.coalesce("stopped_at", pl.lit(as_of)), "starts_at")
    return group.with_columns(_ends_at=end, _begin=time.worked(pl.col("starts_at")), _end=time.worked(end))


def check_ends(group: pl.DataFrame, time: WorkingTime, what: str) -> None:
    """Refuse clocks whose two ends the calendar does not know."""
    time.check(group["starts_at"], what)
    time.check(group["_ends_at"], what)


def add_left(group: pl.DataFrame, time: WorkingTime) -> pl.DataFrame:
    """Add left_to_due: Int64 microseconds of the calendar from ``left_at``; null: not left."""
    if group["left_at"].null_count() == group.height:
        return group.with_columns(left_to_due=pl.lit(None, dtype=pl.Int64))
    left = time.worked(pl.col("due_at")) - time.worked(pl.col("left_at"))
    return group.with_columns(left_to_due=left)
