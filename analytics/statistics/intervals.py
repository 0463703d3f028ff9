"""Intervals of a proportion: what so few cases can tell."""

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
