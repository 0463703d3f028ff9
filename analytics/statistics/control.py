"""Control charts: what a process does when nothing special happens, and which points say otherwise.

Limits are locked on the first 12 points, of the chart or after a re-base. Fewer give trial limits, and fewer
than 6 none. Three kinds: XmR for counts and levels, T for the time between rare events, p for shares. What
is judged is judged in fractions; floats are only what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from typing import Any, Final

import polars as pl

from analytics.statistics.signals import Judged, find_signals

LOCKED: Final = 12  # points on which limits rest
FEWEST: Final = 6  # points, below which there are no limits
LEAST_EXPECTED: Final = 5  # cases of each kind that n must lead to expect, for a share to have limits
_D2: Final = Fraction(1128, 1000)  # the mean range of two, in sigmas
_EXPONENT: Final = 3.6  # makes a waiting time of a Weibull or exponential kind nearly normal
_FINE: Final = 10**9  # parts of a unit in which a transformed time is held
_SCHEMA: Final = {
    "label": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "centre": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "phase": pl.Int64,
    "n_baseline": pl.Int64,
    "is_trial": pl.Boolean,
    "is_outside": pl.Boolean,
    "is_run": pl.Boolean,
    "is_trend": pl.Boolean,
    "is_two_of_three": pl.Boolean,
    "is_special": pl.Boolean,
    "direction": pl.String,
}
Back = Callable[[float], float]
Judge = Callable[[Sequence[tuple[int, int]]], list[Judged | None]]


def xmr_chart(labels: Sequence[str], values: Sequence[int], rebase_at: Collection[int] = ()) -> pl.DataFrame:
    """Hold single values, such as incidents opened in a month, against their own variation.

    Sigma is the mean moving range / 1.128 and the limits lie three sigma from the mean (2.66 mean moving
    ranges), the lower one not below 0.

    Args:
        labels: Of the points, in order of time: "2026-10".
        values: Counts, or levels in a whole unit such as microseconds; 0 or more.
        rebase_at: Places, from 0, of the first point after each recorded change; limits begin anew there.

    Returns:
        One row per point, in the order given:

        - label: String
        - numerator, denominator: what was measured, in whole numbers: Int64
        - value, numerator / denominator: Float64, null where the denominator is 0
        - centre: the mean; low, high: the limits: Float64, null where there are none
        - phase: 0, and 1 more from each re-base; n_baseline: points on which the limits rest: Int64
        - is_trial: fewer than 12 points to rest on: Boolean
        - is_outside, is_run, is_trend, is_two_of_three, is_special: what `find_signals` says: Boolean
        - direction: up, down, or null without a signal: String

    Source:
        NHS England, Making Data Count; D. J. Wheeler, Understanding Variation (1993).

    Examples:
        >>> points = xmr_chart(list("JFMAMJ"), [10, 12, 11, 10, 12, 11])
        >>> points.select("centre", pl.col("low", "high").round(2)).row(0)
        (11.0, 7.28, 14.72)
    """
    return _chart(labels, [(value, 1) for value in values], rebase_at, _judge_singles, float)


def t_chart(labels: Sequence[str], times: Sequence[int], rebase_at: Collection[int] = ()) -> pl.DataFrame:
    """Hold the times between rare events, such as P1 incidents, against their own variation.

    Counts of rare events are mostly 0 and tell nothing; the times between them do. Each is raised to the
    power 1 / 3.6, which makes it nearly normal, judged as in `xmr_chart`, and the mean and limits carried
    back. The wait since the last event is no point: it has not ended.

    Args:
        labels: Of the events that ended each wait, in order of time.
        times: Whole microseconds since the event before, 0 or more.
        rebase_at: As for `xmr_chart`.

    Returns:
        As `xmr_chart`; the centre is the mean of the transformed times, carried back: near the median.

    Source:
        L. S. Nelson, A Control Chart for Parts-Per-Million Nonconforming Items, Journal of Quality Technology
        26 (1994); D. C. Montgomery, Introduction to Statistical Quality Control, on low defect levels.

    Examples:
        >>> t_chart(["a", "b", "c"], [100, 100, 100])["centre"].round(3).to_list()
        [100.0, 100.0, 100.0]
    """
    return _chart(labels, [(time, 1) for time in times], rebase_at, _judge_times, _from_transformed)


def p_chart(
    labels: Sequence[str],
    successes: Sequence[int],
    trials: Sequence[int],
    rebase_at: Collection[int] = (),
) -> pl.DataFrame:
    """Hold monthly shares, such as attainment, against the variation that their own n explains.

    Making Data Count has no such chart; it is our addition. The limits are three sigma of a binomial share
    and narrow as n grows. A month has limits only where its n leads to expect at least 5 cases of each kind
    (n · p and n · (1 − p) at least 5): below, a share is not nearly normal and limits would mislead. Where
    fewer than 6 months have enough, none has limits.

    Args:
        labels: Of the points, in order of time: "2026-10".
        successes: Of each point, 0 to its trials.
        trials: Of each point; 0 gives no value.
        rebase_at: As for `xmr_chart`.

    Returns:
        As `xmr_chart`; limits differ from point to point and are null at small n. The mean rests on the first
        12 points that have a value.

    Source:
        W. A. Shewhart's p-chart, as in the NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2; the rule
        of five is the usual one for the normal approximation.

    Examples:
        >>> points = p_chart(list("JFMAMJJ"), [90] * 6 + [9], [100] * 6 + [10])
        >>> points.select(pl.col("low", "high").round(2)).rows()[-2:]
        [(0.81, 0.99), (None, None)]
    """
    return _chart(labels, list(zip(successes, trials, strict=True)), rebase_at, _judge_shares, _at_most_all)


def _chart(
    labels: Sequence[str],
    measured: Sequence[tuple[int, int]],
    rebase_at: Collection[int],
    judge: Judge,
    back: Back,
) -> pl.DataFrame:
    starts = sorted({0, *rebase_at})
    rows: list[dict[str, Any]] = []
    for phase, (start, end) in enumerate(zip(starts, [*starts[1:], len(measured)], strict=True)):
        part = measured[start:end]
        n_baseline = min(LOCKED, sum(n > 0 for _, n in part))
        shared = {"phase": phase, "n_baseline": n_baseline, "is_trial": n_baseline < LOCKED}
        judged = judge(part)
        signals = find_signals(judged)
        for (k, n), point, found in zip(part, judged, signals, strict=True):
            row = {"numerator": k, "denominator": n, "value": k / n if n else None, **shared}
            rows.append({**row, **_limits(point, back), **vars(found), "is_special": found.is_special})
    named = [{"label": label, **row} for label, row in zip(labels, rows, strict=True)]
    return pl.DataFrame(named, schema=_SCHEMA)


def _limits(point: Judged | None, back: Back) -> dict[str, float | None]:
    if point is None or point.variance is None:
        return {"centre": back(float(point.centre)) if point else None, "low": None, "high": None}
    centre, reach = float(point.centre), 3 * sqrt(point.variance)
    return {"centre": back(centre), "low": back(max(0.0, centre - reach)), "high": back(centre + reach)}


def _judge_singles(measured: Sequence[tuple[int, int]]) -> list[Judged | None]:
    return _judge_by_ranges([Fraction(value) for value, _ in measured])


def _judge_times(measured: Sequence[tuple[int, int]]) -> list[Judged | None]:
    return _judge_by_ranges([Fraction(round(time ** (1 / _EXPONENT) * _FINE), _FINE) for time, _ in measured])


def _at_most_all(share: float) -> float:
    return min(1.0, share)


def _from_transformed(value: float) -> float:
    return float(value**_EXPONENT)


def _judge_by_ranges(values: list[Fraction]) -> list[Judged | None]:
    base = values[:LOCKED]
    ranges = [abs(after - before) for before, after in pairwise(base)]
    variance = None
    if len(base) >= FEWEST:
        variance = (sum(ranges, Fraction(0)) / len(ranges) / _D2) ** 2
    return [Judged(value, sum(base, Fraction(0)) / len(base), variance) for value in values]


def _judge_shares(measured: Sequence[tuple[int, int]]) -> list[Judged | None]:
    base = [pair for pair in measured if pair[1] > 0][:LOCKED]
    if not base:
        return [None] * len(measured)
    centre = Fraction(sum(k for k, _ in base), sum(n for _, n in base))
    rarer = min(centre, 1 - centre)
    has_limits = [n * rarer >= LEAST_EXPECTED for _, n in measured]
    spread = centre * (1 - centre) if sum(has_limits) >= FEWEST else None
    return [
        Judged(Fraction(k, n), centre, spread / n if spread and fits else None) if n else None
        for (k, n), fits in zip(measured, has_limits, strict=True)
    ]
