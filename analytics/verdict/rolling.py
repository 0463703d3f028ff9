"""Rolling totals: three and six periods of each KPI, with its points."""

from __future__ import annotations

from typing import Final

import polars as pl

WINDOWS: Final = (3, 6)


def rolling(kpis: pl.DataFrame) -> pl.DataFrame:
    """Add up each KPI over the last three and six periods.

    Totals are of counts: attainment over a window is all met of all due, never a mean of months.

    Args:
        kpis: One row per period and clause, the periods in order: period, clause_id, n_due, n_met, points
            (null: the clause earns none).

    Returns:
        One row per period, clause and window, in that order:

        - period, clause_id
        - n_window: 3 or 6; n_periods: how many there were to add, fewer at the start: Int64
        - n_due, n_met, points (null: earns none): Int64
        - attainment: Float64, null where n_due is 0

    Source:
        DOMAIN, section 6: rolling totals of a performance report.
    """
    totals = [_add_up(kpis, n) for n in WINDOWS]
    order = ["period", "clause_id"]
    joined = kpis.select(order).join(pl.concat(totals), on=order, how="left", maintain_order="left_right")
    n, k = pl.col("n_due"), pl.col("n_met")
    return joined.with_columns(attainment=pl.when(n > 0).then(k / n))


def _add_up(kpis: pl.DataFrame, n: int) -> pl.DataFrame:
    sums = [
        pl.col(name).rolling_sum(n, min_samples=1).over("clause_id").cast(pl.Int64).alias(name)
        for name in ("n_due", "n_met", "points")
    ]
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("clause_id")
    return kpis.select(
        "period",
        "clause_id",
        pl.lit(n, dtype=pl.Int64).alias("n_window"),
        pl.min_horizontal(place, pl.lit(n, dtype=pl.Int64)).alias("n_periods"),
        *sums,
    )
