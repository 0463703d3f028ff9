"""Rates against an independent library, and against the figures that the domain states."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.statistics import chance_of_as_many, compare_rates, more_quiet_days_needed, quiet_days_needed

DAY = 86_400_000_000  # microseconds


def test_six_in_six_months_then_none_in_three_is_not_yet_shown() -> None:
    assert compare_rates(6, 6, 0, 3).p_fewer == float(Fraction(6, 9) ** 6)
    assert round(compare_rates(6, 6, 0, 3).p_fewer, 2) == 0.09


def test_six_in_six_months_then_none_in_six_is_shown() -> None:
    assert round(compare_rates(6, 6, 0, 6).p_fewer, 3) == 0.016


@pytest.mark.parametrize(("n", "days"), [(3, 155), (5, 74), (8, 41), (12, 26)])
def test_the_quiet_days_needed_are_those_of_the_domain(n: int, days: int) -> None:
    assert quiet_days_needed(n, 90) == days


@pytest.mark.parametrize(("before", "after", "p"), [(3, 0, 0.125), (6, 0, 0.016), (8, 1, 0.020)])
def test_the_published_comparisons_of_ninety_days_with_ninety(before: int, after: int, p: float) -> None:
    assert round(compare_rates(before, 90, after, 90).p_fewer, 3) == p


def test_the_published_interval_of_a_ratio() -> None:
    found = compare_rates(8, 90, 1, 90)
    assert (round(found.ratio_low, 3), round(found.ratio_high, 2)) == (0.003, 0.93)


def test_no_quiet_shows_anything_where_nothing_happened_before() -> None:
    assert quiet_days_needed(0, 90) is None
    assert compare_rates(0, 90, 0, 90).p_fewer == 1.0
    assert compare_rates(0, 90, 0, 90).ratio_low is None


@pytest.mark.parametrize(
    ("before", "days_before", "after", "days_after"),
    [(6, 182, 0, 91), (3, 90, 3, 30), (0, 90, 4, 45), (40, 365, 22, 300), (1, 7, 1, 9)],
)
def test_the_comparison_agrees_with_scipy(before: int, days_before: int, after: int, days_after: int) -> None:
    found = compare_rates(before, days_before, after, days_after)
    n, share = before + after, days_after / (days_before + days_after)
    fewer = binomtest(after, n, share, alternative="less").pvalue
    more = binomtest(after, n, share, alternative="greater").pvalue
    assert math.isclose(found.p_fewer, fewer, rel_tol=1e-12)
    assert math.isclose(found.p_more, more, rel_tol=1e-12)
    ends = binomtest(after, n).proportion_ci(method="exact")
    ratio = days_before / days_after
    assert math.isclose(found.ratio_low, ends.low / (1 - ends.low) * ratio, rel_tol=1e-9, abs_tol=1e-12)
    if before == 0:
        assert found.ratio_high is None
    else:
        assert math.isclose(found.ratio_high, ends.high / (1 - ends.high) * ratio, rel_tol=1e-9)


@given(st.integers(1, 30), st.integers(1, 400), st.integers(0, 5))
def test_one_quiet_day_fewer_would_not_do(before: int, days: int, after: int) -> None:
    needed = quiet_days_needed(before, days, after)
    assert compare_rates(before, days, after, needed).p_fewer <= 0.05
    assert needed == 1 or compare_rates(before, days, after, needed - 1).p_fewer > 0.05


@given(st.integers(1, 20), st.integers(1, 200 * DAY), st.integers(0, 8), st.integers(1, 400 * DAY))
def test_further_quiet_days_are_the_fewest_by_scipy(
    n_before: int, before: int, n_after: int, after: int
) -> None:
    def p(days: int) -> float:
        since = after + days * DAY
        return binomtest(n_after, n_before + n_after, since / (since + before), alternative="less").pvalue

    needed = more_quiet_days_needed(n_before, before, n_after, after, DAY)
    assert p(needed) <= 0.05 + 1e-9
    assert needed == 0 or p(needed - 1) > 0.05 - 1e-9


@pytest.mark.parametrize(("n", "total"), [(3, 155), (5, 74), (8, 41), (12, 26)])
def test_quiet_days_gone_by_are_taken_from_those_needed(n: int, total: int) -> None:
    assert more_quiet_days_needed(n, 90 * DAY, 0, 20 * DAY, DAY) == total - 20
    assert more_quiet_days_needed(n, 90 * DAY, 0, total * DAY, DAY) == 0


@given(st.integers(0, 40), st.integers(1, 400), st.integers(0, 40), st.integers(1, 400))
def test_the_chance_of_as_many_agrees_with_scipy(before: int, days: int, after: int, since: int) -> None:
    n = before + after
    expected = binomtest(after, n, since / (since + days), alternative="greater").pvalue if n else 1.0
    found = chance_of_as_many(before, days, after, since)
    assert math.isclose(float(found), expected, rel_tol=1e-9)
    assert found == chance_of_as_many(before, days * DAY, after, since * DAY)
