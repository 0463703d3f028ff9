"""Kaplan-Meier: a median time that counts those who are still waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import prod
from typing import Final

import polars as pl

_BAND: Final = 1e-9  # wider than the error of a product of millions of floats; inside it whole numbers decide


def kaplan_meier_median(times: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Estimate the median time to an event of each group, where some have not had it when the data end.

    The median is the smallest time at which the estimated share still waiting is one half or less. Those
    censored at a time were still waiting at that time. Whether the share is one half is decided in whole
    numbers, so that no rounding and no order of rows moves a median.

    Reads:
        The columns ``by``; time: microseconds, Int64; is_censored: still waiting at that time, Boolean.
        Neither has nulls.

    Args:
        times: One row per case, in any order.
        by: Columns that make a group, one or more.

    Returns:
        One row per group, sorted by it:

        - the columns ``by``
        - n, n_censored: Int64
        - median: microseconds, Int64; null where more than half of the estimate is still waiting at the end

    Source:
        E. L. Kaplan and P. Meier, Nonparametric Estimation from Incomplete Observations, JASA 53 (1958).

    Examples:
        >>> waits = {"severity": "P1", "time": [10, 20, 30], "is_censored": [False, True, False]}
        >>> kaplan_meier_median(pl.DataFrame(waits), ["severity"]).row(0)
        ('P1', 3, 1, 30)
    """
    keys = list(by)
    counts = times.group_by(keys).agg(
        n=pl.len().cast(pl.Int64), n_censored=pl.col("is_censored").sum().cast(pl.Int64)
    )
    candidates = _survival(times, keys).filter(pl.col("survival") <= 0.5 * (1 + _BAND))
    medians = candidates.group_by(keys).agg(
        median=pl.col("time").min(), in_doubt=(pl.col("survival").max() >= 0.5 * (1 - _BAND))
    )
    settled = medians.filter(~pl.col("in_doubt")).drop("in_doubt")
    doubtful = medians.filter("in_doubt").drop("median", "in_doubt")
    decided = pl.concat([settled, _decide(times, candidates, doubtful, keys, settled.schema)])
    return counts.join(decided, on=keys, how="left", nulls_equal=True).sort(keys)


def _survival(times: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Add up each distinct time with an event: at_risk, n_events, and the share still waiting after it."""
    steps = (
        times.group_by([*keys, "time"])
        .agg(n=pl.len().cast(pl.Int64), n_events=(~pl.col("is_censored")).sum().cast(pl.Int64))
        .sort([*keys, "time"])
        .with_columns(at_risk=pl.col("n").cum_sum(reverse=True).over(keys))
        .filter(pl.col("n_events") > 0)
    )
    stay = (pl.col("at_risk") - pl.col("n_events")) / pl.col("at_risk")
    return steps.with_columns(survival=stay.cum_prod().over(keys))


def _decide(
    times: pl.DataFrame, candidates: pl.DataFrame, groups: pl.DataFrame, keys: list[str], schema: pl.Schema
) -> pl.DataFrame:
    """Settle in whole numbers the few groups whose share comes too near one half for floats."""
    rows = []
    for row in groups.iter_rows(named=True):
        is_group = pl.all_horizontal(pl.col(key).eq_missing(pl.lit(row[key])) for key in keys)
        steps = _survival(times.filter(is_group), keys).select("time", "at_risk", "n_events").rows()
        tried = candidates.filter(is_group)["time"].sort().to_list()
        found = next((t for t in tried if _is_half_or_less(step for step in steps if step[0] <= t)), None)
        rows.append({**row, "median": found})
    return pl.DataFrame(rows, schema=schema)


def _is_half_or_less(steps: Iterable[tuple[int, int, int]]) -> bool:
    """Hold the product of (at_risk − events) / at_risk against one half; what stands on both sides goes."""
    factors: Counter[int] = Counter()
    for _, at_risk, n_events in steps:
        factors[at_risk - n_events] += 1
        factors[at_risk] -= 1
    above: int = prod(value**times for value, times in factors.items() if times > 0)
    below: int = prod(value**-times for value, times in factors.items() if times < 0)
    return 2 * above <= below
