"""Two rates of rare events compared exactly: did a change work, and how long must it stay quiet to tell?"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

from analytics.statistics.binomial import ALPHA, clopper_pearson


@dataclass(frozen=True)
class RateComparison:
    """What events before and after a change say of the two rates.

    Args:
        p_fewer: One-sided: the chance of as few events after, or fewer, were the rate unchanged.
        p_more: One-sided: the chance of as many events after, or more, were the rate unchanged.
        ratio_low: Rate after over rate before, lower end of the exact 95 % interval; None without any event.
        ratio_high: The upper end; None where nothing bounds it: no event before the change.
    """

    p_fewer: float
    p_more: float
    ratio_low: float | None
    ratio_high: float | None


def compare_rates(n_before: int, days_before: int, n_after: int, days_after: int) -> RateComparison:
    """Compare two Poisson rates by the exact conditional test.

    Given all n events, those after the change are binomial with the share of the exposure that lies after it.

    Args:
        n_before: Events (episodes) before the change.
        days_before: Exposure before it, above 0, in days or any whole unit.
        n_after: Events after it.
        days_after: Exposure after it, above 0, in the same unit.

    Source:
        J. Przyborowski and H. Wilenski, Homogeneity of Results in Testing Samples from Poisson Series,
        Biometrika 31 (1940). The interval carries `clopper_pearson` over to the ratio.

    Examples:
        >>> round(compare_rates(6, 182, 0, 91).p_fewer, 2)  # six in six months, then none in three
        0.09
    """
    n = n_before + n_after
    low, high = _ratio_interval(n_after, n, Fraction(days_before, days_after))
    return RateComparison(
        float(_chance_of_at_most(n_after, n, days_before, days_after)),
        float(_chance_of_at_most(n_before, n, days_after, days_before)),
        low,
        high,
    )


def chance_of_as_many(n_before: int, days_before: int, n_after: int, days_after: int) -> Fraction:
    """Give the exact chance of as many events after, or more, were the rate unchanged.

    It is `compare_rates`' ``p_more`` before it is rounded to a float, for tests that are corrected together.

    Args:
        n_before: Events before.
        days_before: Exposure before, above 0, in days or any whole unit.
        n_after: Events after.
        days_after: Exposure after, above 0, in the same unit.

    Examples:
        >>> chance_of_as_many(1, 270, 1, 90)  # not both of two events before: 1 - (3/4) ** 2
        Fraction(7, 16)
    """
    return _chance_of_at_most(n_before, n_before + n_after, days_after, days_before)


def quiet_days_needed(
    n_before: int, days_before: int, n_after: int = 0, alpha: Fraction = ALPHA
) -> int | None:
    """Give the smallest whole number of days since a change with which the rate is shown to have fallen.

    Args:
        n_before: Events before the change.
        days_before: Exposure before it, in days, above 0.
        n_after: Events since; 0 where it has been quiet.
        alpha: The one-sided level, 1/20.

    Returns:
        Days in all since the change if no further event comes; None where there was no event before, so that
        no quiet can show anything.

    Source:
        DOMAIN, section 7.

    Examples:
        >>> [quiet_days_needed(n, 90) for n in (3, 5, 8, 12)]
        [155, 74, 41, 26]
    """
    return more_quiet_days_needed(n_before, days_before, n_after, 0, alpha=alpha)


def more_quiet_days_needed(
    n_before: int, before: int, n_after: int, after: int, day: int = 1, alpha: Fraction = ALPHA
) -> int | None:
    """Give the smallest number of further days without an event that shows that the rate has fallen.

    Args:
        n_before: Events before the change.
        before: Exposure before it, above 0, in any whole unit: microseconds where days are not whole.
        n_after: Events since.
        after: Exposure since, 0 or more, in the same unit.
        day: How many of the unit make a day.
        alpha: The one-sided level, 1/20.

    Returns:
        Whole days from now; 0 where it is shown already, None where there was no event before.

    Examples:
        >>> more_quiet_days_needed(3, 90, 0, 30)  # 155 in all
        125
        >>> more_quiet_days_needed(3, 90 * 24, 0, 30 * 24 + 1, day=24)  # an hour later it takes as many
        125
    """
    if n_before == 0:
        return None

    def is_shown(days: int) -> bool:
        return _chance_of_at_most(n_after, n_before + n_after, before, after + days * day) <= alpha

    enough = 1
    while not is_shown(enough):
        enough *= 2
    return bisect_left(range(enough), True, key=is_shown)


def _chance_of_at_most(k: int, n: int, other: int, exposure: int) -> Fraction:
    """Give P[X <= k] of n events, each falling into an exposure by its share of the whole.

    The terms C(n, i) · exposure^i · other^(n - i) are made one from another: each division leaves no rest.
    """
    unit = gcd(other, exposure)
    exposure, other = exposure // unit, other // unit
    ways = term = other**n
    for i in range(min(k, n)):
        term = term * (n - i) * exposure // ((i + 1) * other)
        ways += term
    return Fraction(ways, (exposure + other) ** n)


def _ratio_interval(n_after: int, n: int, exposures: Fraction) -> tuple[float | None, float | None]:
    if n == 0:
        return None, None
    low, high = clopper_pearson(n_after, n)
    scale = float(exposures)
    return low / (1 - low) * scale, None if high == 1 else high / (1 - high) * scale
