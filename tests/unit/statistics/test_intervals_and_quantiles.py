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


@pytest.mark.parametrize("n", [1, 2, 3, 7, 10, 25, 50, 99, 100, 101, 200, 1000])
def test_every_percentile_is_the_nearest_rank_counted_in_integers(n: int) -> None:
    frame = pl.DataFrame({"x": [7 * rank for rank in range(n, 0, -1)]})
    found = frame.select(nearest_rank(pl.col("x"), p).alias(str(p)) for p in range(1, 101)).row(0)
    assert found == tuple(7 * -(-p * n // 100) for p in range(1, 101))


def test_order_statistics_keep_every_microsecond_of_two_centuries() -> None:
    long = 200 * 366 * 86_400_000_000
    frame = pl.DataFrame({"x": [long, long + 1, long + 3]})
    assert frame.select(median_of(pl.col("x"))).item() == long + 1
    assert frame.select(nearest_rank(pl.col("x"), 90)).item() == long + 3
    assert frame.head(2).select(median_of(pl.col("x"))).item() == long


def test_order_statistics_are_the_same_by_group_and_by_list() -> None:
    frame = pl.DataFrame({"group": [1, 1, 1, 1, 2], "x": [9, 1, 4, 2, 5]})
    by_group = frame.group_by("group", maintain_order=True).agg(
        median_of(pl.col("x")).alias("median"), nearest_rank(pl.col("x"), 75).alias("p75")
    )
    lists = (
        frame.group_by("group", maintain_order=True)
        .agg("x")
        .with_columns(
            pl.col("x").list.agg(median_of(pl.element())).alias("median"),
            pl.col("x").list.agg(nearest_rank(pl.element(), 75)).alias("p75"),
        )
    )
    assert by_group.rows() == lists.drop("x").rows() == [(1, 3, 4), (2, 5, 5)]


def test_of_none_there_is_no_median_and_no_percentile() -> None:
    nothing = pl.DataFrame({"x": []}, schema={"x": pl.Int64})
    assert nothing.select(median_of(pl.col("x")).alias("m"), nearest_rank(pl.col("x"), 90)).row(0) == (
        None,
        None,
    )
