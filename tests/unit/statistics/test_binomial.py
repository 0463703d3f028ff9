"""The binomial against an independent library, and against figures worked by hand."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from analytics.statistics import (
    chance_of_missing,
    clopper_pearson,
    exact_lower_bound,
    most_late,
    straight_successes_for_wilson,
    straight_successes_needed,
)

TARGET = Fraction(95, 100)


def test_a_supplier_at_97_percent_misses_95_in_22_percent_of_months_of_eight() -> None:
    assert round(chance_of_missing(8, Fraction(97, 100), most_late(8, TARGET)), 2) == 0.22


def test_two_tosses_of_a_coin_are_both_heads_in_a_quarter() -> None:
    assert chance_of_missing(2, Fraction(1, 2), 1) == 0.25


@pytest.mark.parametrize("n", [1, 8, 39, 40, 200, 5000])
@pytest.mark.parametrize("level", [Fraction(1, 2), Fraction(9, 10), TARGET, Fraction(999, 1000)])
def test_the_chance_agrees_with_scipy(n: int, level: Fraction) -> None:
    for allowed in {0, 1, n // 20, n - 1}:
        expected = binom.sf(allowed, n, float(1 - level))
        assert math.isclose(chance_of_missing(n, level, allowed), expected, rel_tol=1e-9, abs_tol=1e-300)


def test_the_ends_are_certain() -> None:
    assert chance_of_missing(8, Fraction(1), 0) == 0.0
    assert chance_of_missing(8, Fraction(0), 7) == 1.0
    assert chance_of_missing(8, Fraction(0), 8) == 0.0
    assert chance_of_missing(0, TARGET, 0) == 0.0
    assert chance_of_missing(8, TARGET, 9) == 0.0


def test_as_many_as_the_share_allows_may_be_late() -> None:
    assert [most_late(n, TARGET) for n in (0, 1, 19, 20, 39, 40, 100)] == [0, 0, 0, 1, 1, 2, 5]


@given(st.integers(1, 300), st.integers(0, 100), st.integers(0, 300))
def test_more_allowance_never_raises_the_chance(n: int, percent: int, allowed: int) -> None:
    level = Fraction(percent, 100)
    assert chance_of_missing(n, level, allowed + 1) <= chance_of_missing(n, level, allowed)


@pytest.mark.parametrize(
    ("k", "n"),
    [(k, n) for n in (1, 2, 8, 39, 400, 5000) for k in sorted({0, 1, n // 3, n // 2, n - 1, n})],
)
def test_clopper_pearson_agrees_with_scipy(k: int, n: int) -> None:
    expected = binomtest(k, n).proportion_ci(method="exact")
    low, high = clopper_pearson(k, n)
    assert math.isclose(low, expected.low, rel_tol=1e-9, abs_tol=1e-12)
    assert math.isclose(high, expected.high, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize(("k", "n"), [(1, 1), (7, 8), (59, 59), (950, 1000)])
def test_the_one_sided_bound_agrees_with_scipy(k: int, n: int) -> None:
    expected = binomtest(k, n, alternative="greater").proportion_ci(0.95, method="exact").low
    assert math.isclose(exact_lower_bound(k, n), expected, rel_tol=1e-9)


def test_59_straight_successes_pass_95_percent_one_sided_and_58_do_not() -> None:
    assert straight_successes_needed(TARGET) == 59
    assert exact_lower_bound(58, 58) < 0.95 < exact_lower_bound(59, 59)


def test_73_straight_successes_pass_95_percent_by_wilson_and_none_fewer() -> None:
    assert straight_successes_for_wilson(TARGET) == 73
