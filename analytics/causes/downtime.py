"""Downtime of a cause: how long at least one of its incidents was unresolved."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import merge_pauses
from analytics.schema import ELAPSED


def downtime(members: pl.DataFrame, starts: datetime, as_of: datetime) -> pl.DataFrame:
    """Measure for each cause the union of its incidents' times within a window.

    An incident lasts from its onset, where that is known, else its opening, up to its resolution. Time that
    two share counts once. Pauses are not subtracted: the service was down whoever was waited for.

    Reads:
        cause_id, opened_at (never null), onset_at (null: not known), resolved_at (null: open). An incident
        that was reopened may have a row for each run, see `runs_of`.

    Args:
        members: The incidents of each cause, in any order. One opened at or after ``as_of`` is not known.
        starts: First instant of the window.
        as_of: First instant after it; what has not ended before lasts up to it.

    Returns:
        One row per cause, by cause: cause_id; downtime (Duration); is_still_down (Boolean: an incident is
        open at ``as_of``, and downtime grows); n_impossible (Int64: resolved before they began, so that
        they add nothing).

    Source:
        DOMAIN, section 7.

    Examples:
        >>> from datetime import UTC
        >>> hour = lambda h: datetime(2026, 10, 1, h, tzinfo=UTC)
        >>> members = pl.DataFrame(
        ...     {
        ...         "cause_id": ["A", "A"],
        ...         "onset_at": [None, hour(8)],
        ...         "opened_at": [hour(9), hour(10)],
        ...         "resolved_at": [hour(11), hour(12)],
        ...     }
        ... )
        >>> str(downtime(members, hour(0), hour(20))["downtime"][0])
        '4:00:00'
    """
    spans = _spans(members, as_of)
    causes = spans.group_by("key", "cause_id").agg(
        is_still_down=pl.col("end").is_null().any(),
        n_impossible=(pl.col("end") < pl.col("begin")).sum().cast(pl.Int64),
    )
    return (
        causes.join(_union(spans, starts, as_of), on="key", how="left")
        .sort("cause_id")
        .select(
            "cause_id",
            pl.col("downtime").fill_null(0).cast(ELAPSED),
            "is_still_down",
            "n_impossible",
        )
    )


def runs_of(runs: pl.DataFrame) -> pl.DataFrame:
    """Give the times of each incident with its later reopenings apart, so that the gap is not downtime.

    Args:
        runs: What `obligations.make_episodes` returned: a run ends with the resolution by the contract's
            rule, and one that was cancelled has no time.

    Returns:
        incident_id, onset_at (of the first run only), opened_at (else when it was reopened), resolved_at
        (null: open).
    """
    is_first = pl.col("episode") == 1
    return runs.filter(~pl.col("is_cancelled")).select(
        "incident_id",
        pl.when(is_first).then("onset_at").alias("onset_at"),
        pl.when(is_first).then("opened_at").otherwise("opens_at").alias("opened_at"),
        "resolved_at",
    )


def _spans(members: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """The begin and end of each incident in microseconds, as known at ``as_of``; end null: open."""
    onset, resolved = (
        pl.when(pl.col(name) < as_of).then(pl.col(name)) for name in ("onset_at", "resolved_at")
    )
    return members.filter(pl.col("opened_at") < as_of).select(
        "cause_id",
        key=pl.col("cause_id").rank("dense").cast(pl.Int64),
        begin=pl.coalesce(onset, "opened_at").cast(pl.Int64),
        end=resolved.cast(pl.Int64),
    )


def _union(spans: pl.DataFrame, starts: datetime, as_of: datetime) -> pl.DataFrame:
    low, high = (
        pl.select(pl.lit(at).cast(pl.Datetime("us", "UTC")).cast(pl.Int64)).item() for at in (starts, as_of)
    )
    clipped = spans.select(
        "key",
        begin=pl.max_horizontal("begin", pl.lit(low)),
        end=pl.min_horizontal(pl.col("end").fill_null(high), pl.lit(high)),
    )
    return merge_pauses(clipped).group_by("key").agg(downtime=(pl.col("end") - pl.col("begin")).sum())
