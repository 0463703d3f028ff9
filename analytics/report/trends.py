"""What control charts are drawn from: months, shares and intervals of the history, oldest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from analytics.statistics import Reading, p_chart, read_chart, t_chart, xmr_chart


def opened_per_month(volume_by_month: pl.DataFrame) -> pl.DataFrame:
    """Judge the number of incidents opened each month, all severities together, on an XmR chart.

    Args:
        volume_by_month: `summary.volume` of consecutive months, oldest first.
    """
    months = volume_by_month.filter(pl.col("severity") == "all")
    return xmr_chart(months["period"].to_list(), months["n_opened"].to_list())


def days_between(episodes: pl.DataFrame, severity: str, timezone: str) -> pl.DataFrame:
    """Judge the time between incidents of one severity on a T chart.

    Args:
        episodes: What `make_episodes` returned.
        severity: Of which, as known at ``as_of``.
        timezone: The contract's zone, in which days are written.
    """
    first = episodes.filter(
        (pl.col("episode") == 1)
        & (pl.col("severity") == severity)
        & ~pl.col("is_excluded_kind")
        & ~pl.col("is_cancelled")
        & pl.col("counted_under").is_null()
    ).sort("opened_at", "incident_id")
    gaps = first.with_columns(gap=pl.col("opened_at").diff()).filter(pl.col("gap") > dt.timedelta(0))
    labels = gaps["opened_at"].dt.convert_time_zone(timezone).dt.strftime("%Y-%m-%d").to_list()
    return t_chart(labels, gaps["gap"].cast(pl.Int64).to_list())


def shares_by_kpi(indicators: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Judge each KPI's attainment by month on a p-chart of its own.

    Args:
        indicators: `summary.indicators` of consecutive months, oldest first.

    Returns:
        The points of `p_chart` with panel: the KPI's id; only KPIs that the first page names.
    """
    every = pl.concat([each.select("period", "clause_id", "is_kpi", "n_met", "n_due") for each in indicators])
    kpis = every.filter("is_kpi").partition_by("clause_id", maintain_order=True)
    charts = [
        p_chart(rows["period"].to_list(), rows["n_met"].to_list(), rows["n_due"].to_list()).with_columns(
            panel=pl.lit(rows["clause_id"].item(0))
        )
        for rows in kpis
    ]
    return pl.concat(charts) if charts else p_chart([], [], []).with_columns(panel=pl.lit(""))


def read_shares(shares: pl.DataFrame, targets: dict[str, float]) -> dict[str, Reading]:
    """Read variation and assurance off each KPI's chart; one without limits is left out.

    Args:
        shares: What `shares_by_kpi` returned.
        targets: The target share of each KPI.
    """
    found = {}
    for points in shares.partition_by("panel", maintain_order=True):
        name = points["panel"].item(0)
        if points["low"].null_count() == points.height:
            continue
        found[name] = read_chart(points.drop("panel"), better="up", target=targets.get(name))
    return found
