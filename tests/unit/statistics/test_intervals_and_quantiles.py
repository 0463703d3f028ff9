"""Statistics against an independent library, and against published figures."""

import math

import polars as pl
import pytest
from scipy.stats import binomtest

from analytics.statistics import mean_of, median_of, nearest_rank, wilson_interval


def interval(k: int, n: int) -> tuple[float | None, float | None]:
    low, high = wilson_interval(pl.lit(k), pl.lit(n))
    return pl.select(low.alias("low"), high.alias("high")).row(0)


@pytest.mark.parametrize(
    ("k", "n"), [(k, n) for n in (1, 2, 8, 39, 40, 1000) for k in sorted({0, 1, n // 2, n - 1, n})]
)
def test_wilson_agrees_with_scipy(k: int, n: int) -> None:
    expected = binomtest(k, n).proportion_ci(method="wilson")
    low, high = interval(k, n)
    assert math.isclose(low, expected.low, abs_tol=1e-12)
    assert math.isclose(high, expected.high, abs_tol=1e-12)


@pytest.mark.parametrize(("k", "n", "low", "high"), [(4, 4, 51, 100), (7, 8, 53, 98), (95, 100, 89, 98)])
def test_wilson_gives_the_published_percentages(k: int, n: int, low: int, high: int) -> None:
    found = interval(k, n)
    assert (round(found[0] * 100), round(found[1] * 100)) == (low, high)


def test_wilson_is_null_without_a_trial() -> None:
    assert interval(0, 0) == (None, None)


def test_seventy_three_straight_successes_pass_95_percent_two_sided() -> None:
    assert interval(72, 72)[0] < 0.95 < interval(73, 73)[0]


def test_p90_is_the_nearest_rank() -> None:
    frame = pl.DataFrame({"x": [15, 20, 35, 40, 50, 60, 70, 80, 90, 100]})
    assert frame.select(nearest_rank(pl.col("x"), 90)).item() == 90
    assert frame.select(nearest_rank(pl.col("x"), 30)).item() == 35


def test_median_of_an_even_count_is_the_middle() -> None:
    assert pl.DataFrame({"x": [9, 1, 4, 2]}).select(median_of(pl.col("x"))).item() == 3


def test_mean_rounds_down_to_a_whole_microsecond() -> None:
    assert pl.DataFrame({"x": [1, 1, 3]}).select(mean_of(pl.col("x"))).item() == 1
