"""Volume: how many incidents were opened, resolved and left open, by severity."""

from __future__ import annotations

import polars as pl

from analytics.clock import period_of
from analytics.schema import SEVERITIES


def volume(episodes: pl.DataFrame, timezone: str, period: str | None = None) -> pl.DataFrame:
    """Count incidents, each once whatever its episodes; duplicates and children count under their parent.

    Args:
        episodes: What `make_episodes` returned.
        timezone: The contract's zone: months are its months.
        period: ``"2026-10"``; None for all months.

    Returns:
        One row per severity known at ``as_of``, P1 to P4, then "all", Int64 counts:

        - n_opened: opened in the period
        - n_resolved: resolved in the period, whenever opened
        - n_open: not resolved and not cancelled at ``as_of``, whenever opened
        - n_opened_resolved: of n_opened, those resolved at ``as_of``
    """
    counted = (pl.col("kind") == "incident") & pl.col("counted_under").is_null()
    incidents = _incidents(episodes.filter(counted), timezone, period)
    both = pl.concat([incidents, incidents.with_columns(severity=pl.lit("all"))])
    counts = both.group_by("severity").agg(
        n_opened=pl.col("is_opened").sum(),
        n_resolved=pl.col("is_resolved").sum(),
        n_open=pl.col("is_open").sum(),
        n_opened_resolved=(pl.col("is_opened") & pl.col("has_resolution")).sum(),
    )
    rows = pl.DataFrame({"severity": [*SEVERITIES, "all"]})
    return rows.join(counts, on="severity", how="left", maintain_order="left").select(
        pl.lit(period or "all").alias("period"),
        "severity",
        pl.exclude("severity").fill_null(0).cast(pl.Int64),
    )


def logging_delays(episodes: pl.DataFrame, timezone: str, period: str | None = None) -> pl.DataFrame:
    """Measure how long after their opening incidents were recorded; they are included all the same.

    Args:
        episodes: What `make_episodes` returned.
        timezone: The contract's zone.
        period: The month in which they were opened; None for all.

    Returns:
        One row: n_opened; n_known (with a time of recording), n_late (recorded after they were opened),
        Int64; longest (Duration, null where none was late).

    Source:
        DOMAIN, section 5: logged late.
    """
    opened = period_of(pl.col("opened_at"), timezone)
    in_period = pl.lit(value=True) if period is None else opened == period
    incidents = episodes.filter((pl.col("episode") == 1) & (pl.col("kind") == "incident") & in_period)
    delay = pl.col("recorded_at") - pl.col("opened_at")
    is_late = delay > pl.duration(microseconds=0)
    return incidents.select(
        n_opened=pl.len().cast(pl.Int64),
        n_known=pl.col("recorded_at").count().cast(pl.Int64),
        n_late=is_late.sum().cast(pl.Int64),
        longest=delay.filter(is_late).max(),
    )


def _incidents(episodes: pl.DataFrame, timezone: str, period: str | None) -> pl.DataFrame:
    opened, resolved = (period_of(pl.col(name), timezone) for name in ("opened_at", "resolved_at"))
    is_opened = opened.is_not_null() if period is None else opened == period
    is_resolved = resolved.is_not_null() if period is None else (resolved == period).fill_null(value=False)
    return (
        episodes.sort("incident_id", "episode")
        .with_columns(is_opened=is_opened, is_resolved=is_resolved)
        .group_by("incident_id", maintain_order=True)
        .agg(
            pl.col("severity", "is_opened").last(),
            pl.col("is_resolved").any(),
            has_resolution=pl.col("resolved_at").last().is_not_null(),
            is_open=(pl.col("resolved_at").is_null() & ~pl.col("is_cancelled")).last(),
        )
    )
