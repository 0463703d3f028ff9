"""Mean, median and nearest rank of integers: the same on every engine and thread count."""

from __future__ import annotations

import polars as pl


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
