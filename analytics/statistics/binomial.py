"""Shares of few cases, exactly: the chance of a bad month, exact bounds, and runs without a failure."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, exp, lgamma, log, log1p
from typing import Final

from analytics.statistics.intervals import Z_95

ALPHA: Final = Fraction(1, 20)  # the error that a 95 % statement leaves
_HALVINGS: Final = 60  # of an interval from 0 to 1: below the last digit of a float
_NEGLIGIBLE: Final = 1e-18


def most_late(n: int, share: Fraction) -> int:
    """Give the largest number of late cases among n that still reaches a share on time.

    Args:
        n: Cases due, 0 or more.
        share: The target, 0 to 1.

    Examples:
        >>> most_late(8, Fraction(95, 100)), most_late(40, Fraction(95, 100))
        (0, 2)
    """
    return n - ceil(n * share)


def chance_of_missing(n: int, level: Fraction, n_allowed_late: int) -> float:
    """Give the chance that a supplier truly at a level has more late cases in a month than are allowed.

    One minus the sum over i from 0 to `n_allowed_late` of C(n, i) · (1 − level)^i · level^(n − i), in whole
    numbers with one division at the end. Each case is taken to be late or not apart from the others.

    Args:
        n: Cases due in the month, 0 or more.
        level: The supplier's true share on time, 0 to 1.
        n_allowed_late: The most late cases with which the clause is met, by its own test.

    Source:
        DOMAIN, section 8; the binomial distribution.

    Examples:
        >>> round(chance_of_missing(8, Fraction(97, 100), 0), 3)  # 1 - 0.97 ** 8
        0.216
    """
    on_time, whole = level.numerator, level.denominator
    if on_time == 0:
        return float(n > n_allowed_late)
    term = on_time**n
    met = 0
    for i in range(min(n_allowed_late, n) + 1):
        met += term
        term = term * (n - i) * (whole - on_time) // ((i + 1) * on_time)
    total: int = whole**n
    return (total - met) / total


def straight_successes_needed(level: Fraction, alpha: Fraction = ALPHA) -> int:
    """Give the shortest run without a failure whose exact one-sided bound passes a level.

    Args:
        level: Above 0 and below 1.
        alpha: The error that the bound leaves; 1/20 for 95 %.

    Examples:
        >>> straight_successes_needed(Fraction(95, 100))
        59
    """
    n, chance = 0, Fraction(1)
    while chance > alpha:
        n, chance = n + 1, chance * level
    return n


def straight_successes_for_wilson(level: Fraction) -> int:
    """Give the shortest run without a failure for which the two-sided 95 % Wilson interval begins at a level.

    Examples:
        >>> straight_successes_for_wilson(Fraction(95, 100))
        73
    """
    return ceil(Fraction(Z_95) ** 2 * level / (1 - level))


def exact_lower_bound(successes: int, trials: int, alpha: Fraction = ALPHA) -> float:
    """Give the exact one-sided lower bound of a proportion: of all levels, the lowest not refuted.

    Args:
        successes: 0 to ``trials``.
        trials: 1 or more.
        alpha: The error that the bound leaves; 1/20 for 95 %.

    Examples:
        >>> round(exact_lower_bound(59, 59), 4), round(exact_lower_bound(58, 58), 4)
        (0.9505, 0.9497)
    """
    if successes == 0:
        return 0.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _at_least(successes, trials, middle) < alpha:
            low = middle
        else:
            high = middle
    return high


def clopper_pearson(successes: int, trials: int, alpha: Fraction = ALPHA) -> tuple[float, float]:
    """Give the exact two-sided interval of a proportion.

    Returns:
        Low and high, 0 to 1; half of ``alpha`` is left on each side.

    Source:
        C. J. Clopper and E. S. Pearson, The Use of Confidence or Fiducial Limits Illustrated in the Case of
        the Binomial, Biometrika 26 (1934).

    Examples:
        >>> [round(end, 4) for end in clopper_pearson(4, 4)]
        [0.3976, 1.0]
    """
    low = exact_lower_bound(successes, trials, alpha / 2)
    return low, 1 - exact_lower_bound(trials - successes, trials, alpha / 2)


def _at_least(k: int, n: int, p: float) -> float:
    """Give P[X >= k] of n trials at p, k from 1, adding the shorter tail."""
    if p in {0.0, 1.0}:
        return p
    if k > n * p:
        return _sum_from(k, n, p)
    return 1 - _sum_from(n - k + 1, n, 1 - p)


def _sum_from(k: int, n: int, p: float) -> float:
    """Add the terms k, k + 1 up to n, of which the first is the largest."""
    if k > n:
        return 0.0
    choices = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    term = total = exp(choices + k * log(p) + (n - k) * log1p(-p))
    odds = p / (1 - p)
    for i in range(k, n):
        term *= (n - i) / (i + 1) * odds
        total += term
        if term < total * _NEGLIGIBLE:
            break
    return total
