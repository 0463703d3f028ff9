"""Honest small numbers: intervals that do not pretend."""

from __future__ import annotations

from typing import Final

import polars as pl

Z_95: Final = 1.959963984540054  # the standard normal's 97.5 % point


def wilson_interval(successes: pl.Expr, trials: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Give the two-sided 95 % Wilson score interval of a proportion.

    Args:
        successes: Integer count, 0 to ``trials``.
        trials: Integer count.

    Returns:
        Low and high, Float64 from 0 to 1; null where there was no trial. Exactly 0 and 1 at the ends.

    Source:
        E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927).

    Examples:
        >>> low, high = wilson_interval(pl.lit(4), pl.lit(4))
        >>> pl.select(low.round(2).alias("low"), high.alias("high")).row(0)
        (0.51, 1.0)
    """
    n = trials.cast(pl.Float64)
    k = successes.cast(pl.Float64)
    square = Z_95 * Z_95
    centre = k + square / 2
    spread = Z_95 * (k * (n - k) / n + square / 4).sqrt()
    low, high = (centre - spread) / (n + square), (centre + spread) / (n + square)
    has_any = trials > 0
    return (
        pl.when(has_any).then(pl.when(successes == 0).then(0.0).otherwise(low)),
        pl.when(has_any).then(pl.when(successes == trials).then(1.0).otherwise(high)),
    )


def mean_of(values: pl.Expr) -> pl.Expr:
    """Give the mean of integers, rounded down to a whole one: the same on every engine and thread count."""
    return values.sum() // values.len()


def median_of(values: pl.Expr) -> pl.Expr:
    """Give the median of integers: the mean of the two in the middle, rounded down; null of none."""
    n = values.len().cast(pl.Int64)
    ordered = values.sort()
    middle = (ordered.get(place, null_on_oob=True) for place in ((n - 1) // 2, n // 2))
    return sum(middle, start=pl.lit(0)) // 2


def nearest_rank(values: pl.Expr, percent: int) -> pl.Expr:
    """Give the percentile by nearest rank: the smallest value that at least ``percent`` of all do not exceed.

    Examples:
        >>> frame = pl.DataFrame({"x": list(range(1, 12))})
        >>> frame.select(nearest_rank(pl.col("x"), 90)).item()
        10
    """
    rank = (values.len().cast(pl.Int64) * percent + 99) // 100
    return values.sort().get(rank - 1, null_on_oob=True)
