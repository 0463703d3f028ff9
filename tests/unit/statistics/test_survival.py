"""Kaplan-Meier against published data, an independent library, and ties at exactly one half."""

import time
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from analytics.statistics import kaplan_meier_median


def frame(observed: list[int], censored: list[int], group: str = "all") -> pl.DataFrame:
    columns = {
        "group": [group] * (len(observed) + len(censored)),
        "time": [*observed, *censored],
        "is_censored": [False] * len(observed) + [True] * len(censored),
    }
    return pl.DataFrame(columns, schema={"group": pl.String, "time": pl.Int64, "is_censored": pl.Boolean})


def median(observed: list[int], censored: list[int]) -> int | None:
    return kaplan_meier_median(frame(observed, censored), ["group"])["median"].item()


def test_the_leukaemia_trial_gives_its_published_medians() -> None:
    # Freireich and others, Blood 21 (1963): weeks of remission, 6-mercaptopurine 23, placebo 8
    treated = frame([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], "6-MP")
    placebo = frame([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [], "placebo")
    found = kaplan_meier_median(pl.concat([placebo, treated]), ["group"])
    assert found.rows() == [("6-MP", 21, 12, 23), ("placebo", 21, 0, 8)]
    assert found.schema["median"] == pl.Int64


def test_a_median_that_is_not_reached_is_null() -> None:
    assert median([10], [20, 20]) is None
    assert median([], [20]) is None


def test_one_half_exactly_is_reached() -> None:
    assert median([10, 20], []) == 10
    assert median([1, 2, 3], [4, 4, 4]) == 3


def test_one_half_exactly_is_reached_where_floats_stay_above_it() -> None:
    assert (8 / 10) * (7 / 8) * (5 / 7) > 0.5
    assert median([1, 1, 2, 3, 3], [4] * 5) == 3


def test_those_censored_at_a_time_are_at_risk_at_it() -> None:
    assert median([10], [10]) == 10  # one of two


def slow_median(observed: list[int], censored: list[int]) -> int | None:
    share = Fraction(1)
    for t in sorted(set(observed)):
        at_risk = sum(x >= t for x in [*observed, *censored])
        share *= 1 - Fraction(observed.count(t), at_risk)
        if share <= Fraction(1, 2):
            return t
    return None


@given(st.lists(st.integers(1, 12), max_size=30), st.lists(st.integers(1, 12), max_size=30))
def test_it_agrees_with_fractions_one_by_one(observed: list[int], censored: list[int]) -> None:
    if observed or censored:
        assert median(observed, censored) == slow_median(observed, censored)


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_scipy(seed: int) -> None:
    dice = np.random.default_rng(seed)
    times = dice.integers(1, 10**12, 501)
    is_censored = dice.random(501) < 0.3
    curve = ecdf(CensoredData(uncensored=times[~is_censored], right=times[is_censored])).sf
    expected = curve.quantiles[curve.probabilities <= 0.5]
    found = median(times[~is_censored].tolist(), times[is_censored].tolist())
    assert found == (int(expected[0]) if len(expected) else None)


def test_groups_by_two_columns_do_not_mix_and_the_order_of_rows_is_nothing() -> None:
    one = frame([10, 20, 30], []).with_columns(clause=pl.lit("a"))
    two = frame([1, 2], [3]).with_columns(clause=pl.lit(None, pl.String))
    rows = pl.concat([one, two])
    found = kaplan_meier_median(rows, ["group", "clause"])
    assert found.rows() == [("all", None, 3, 1, 2), ("all", "a", 3, 0, 20)]
    assert kaplan_meier_median(rows.reverse(), ["group", "clause"]).equals(found)


def test_a_tie_among_a_hundred_thousand_is_decided() -> None:
    n = 100_000
    tied = frame(list(range(n)), [])
    assert kaplan_meier_median(tied, ["group"])["median"].item() == n // 2 - 1


def test_a_million_rows_take_seconds_at_most() -> None:
    dice = np.random.default_rng(1)
    n = 1_000_000
    rows = pl.DataFrame(
        {
            "group": dice.integers(0, 4, n),
            "time": dice.integers(1, 10**12, n),
            "is_censored": dice.random(n) < 0.2,
        }
    )
    begun = time.perf_counter()
    assert kaplan_meier_median(rows, ["group"])["n"].sum() == n
    assert time.perf_counter() - begun < 20
