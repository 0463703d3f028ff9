"""Episodes of a cause: incidents that open soon after one another are one occurrence of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import polars as pl

GAP: Final = timedelta(hours=24)


def episodes(members: pl.DataFrame, gap: timedelta = GAP) -> pl.DataFrame:
    """Join the incidents of each cause that open less than a gap after the one before.

    One fault often raises several incidents, so that a count of incidents would call a bad day a bad trend.

    Reads:
        cause_id, opened_at (never null): one row per incident.

    Args:
        members: The incidents known at the instant of judgement, in any order.
        gap: Openings strictly closer than this belong together, each measured from the one before it, so
            that an episode may last longer than the gap.

    Returns:
        One row per episode, by cause and time: cause_id; episode (1 and up within the cause, Int64);
        first_opened_at, to which every count by time goes; last_opened_at; n_incidents (Int64).

    Source:
        DOMAIN, section 7.

    Examples:
        >>> from datetime import datetime, UTC
        >>> opened = [datetime(2026, 10, day, 9, tzinfo=UTC) for day in (1, 2, 3)]
        >>> members = pl.DataFrame({"cause_id": ["A", "A", "A"], "opened_at": opened})
        >>> episodes(members)["n_incidents"].to_list()  # exactly 24 hours apart: each on its own
        [1, 1, 1]
        >>> episodes(members, timedelta(hours=25))["n_incidents"].to_list()
        [3]
    """
    return (
        members.select("cause_id", "opened_at")
        .sort("cause_id", "opened_at")
        .with_columns(episode=_is_new(gap).cum_sum().over("cause_id").cast(pl.Int64))
        .group_by("cause_id", "episode", maintain_order=True)
        .agg(
            first_opened_at=pl.col("opened_at").first(),
            last_opened_at=pl.col("opened_at").last(),
            n_incidents=pl.len().cast(pl.Int64),
        )
    )


def _is_new(gap: timedelta) -> pl.Expr:
    same_cause = pl.col("cause_id") == pl.col("cause_id").shift(1)
    is_near = pl.col("opened_at") - pl.col("opened_at").shift(1) < gap
    return ~(same_cause & is_near).fill_null(value=False)
