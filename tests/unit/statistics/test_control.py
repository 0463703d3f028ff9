"""Limits of control charts against published worked examples and arithmetic by hand."""

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics import p_chart, t_chart, xmr_chart

HOUR = 3_600_000_000


def places(n: int) -> list[str]:
    return [str(place) for place in range(n)]


def xmr(values: list[int], rebase_at: tuple[int, ...] = ()) -> pl.DataFrame:
    return xmr_chart(places(len(values)), values, rebase_at)


def test_xmr_gives_the_limits_of_the_nist_handbook() -> None:
    # NIST/SEMATECH e-Handbook, 6.3.2.2, flow rates in tenths: centre 50.81, limits 45.8159 and 55.8041
    found = xmr([496, 476, 499, 513, 478, 512, 526, 524, 536, 521]).row(0, named=True)
    assert (found["centre"], found["is_trial"]) == (508.1, True)
    assert math.isclose(found["low"], 458.159, abs_tol=0.001)
    assert math.isclose(found["high"], 558.041, abs_tol=0.001)


def test_the_limits_are_2_66_mean_moving_ranges_from_the_mean() -> None:
    found = xmr([10, 14] * 6).row(0, named=True)  # mean 12, every range 4
    assert round((found["high"] - 12) / 4, 2) == 2.66
    assert round((12 - found["low"]) / 4, 2) == 2.66


def test_limits_stay_as_the_first_twelve_points_locked_them() -> None:
    first = [10, 14] * 6
    found = xmr([*first, 500, 600, 700])
    assert found["high"].n_unique() == 1
    assert found["high"][0] == xmr(first)["high"][0]
    assert found["n_baseline"].unique().to_list() == [12]
    assert not found["is_trial"].any()


def test_eleven_points_are_on_trial_and_five_have_no_limits() -> None:
    assert xmr([10, 14, 12, 11, 10, 14, 12, 11, 10, 14, 12])["is_trial"].all()
    assert xmr([10, 14, 12, 11, 10, 14])["low"].null_count() == 0
    few = xmr([10, 14, 12, 11, 10])
    assert few["low"].null_count() == few["high"].null_count() == 5
    assert not few["is_special"].any()


def test_a_lower_limit_is_never_below_nought() -> None:
    assert xmr([0, 9, 0, 9, 0, 9])["low"].unique().to_list() == [0.0]


def test_a_recorded_change_begins_limits_anew_and_ends_every_pattern() -> None:
    found = xmr([10, 14] * 6 + [100, 104] * 6, (12,))
    assert found["phase"].to_list() == [0] * 12 + [1] * 12
    assert found["centre"].unique(maintain_order=True).to_list() == [12.0, 102.0]
    assert not found["is_special"].any()
    assert xmr([10, 14] * 6 + [100, 104] * 6)["is_special"].any()


def test_a_point_that_equals_a_constant_baseline_is_common_and_any_other_is_not() -> None:
    assert xmr([0] * 12 + [0, 1])["is_outside"].to_list() == [False] * 13 + [True]


def test_t_transforms_the_valve_failures_as_published() -> None:
    # Montgomery, Introduction to Statistical Quality Control: hours between failures of a valve, transformed
    hours = [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596]
    published = [4.810, 6.709, 5.727, 3.814, 6.435, 6.237, 1.470, 3.968, 5.390, 1.782, 9.096, 5.898]
    spread = 3 * np.abs(np.diff(published)).mean() / 1.128
    found = t_chart(places(12), hours).row(0, named=True)
    assert math.isclose(found["centre"] ** (1 / 3.6), np.mean(published), rel_tol=1e-3)
    assert math.isclose(found["high"] ** (1 / 3.6), np.mean(published) + spread, rel_tol=1e-3)
    assert found["low"] == 0.0  # the mean less the spread is below nought


def test_t_says_nothing_of_the_unit_in_which_time_is_held() -> None:
    hours = [30, 50, 20, 80, 40, 10, 60, 20, 35, 45, 70, 15, 900]
    in_hours = t_chart(places(13), hours)
    in_microseconds = t_chart(places(13), [hour * HOUR for hour in hours])
    assert in_hours["is_special"].to_list() == in_microseconds["is_special"].to_list()
    assert math.isclose(in_hours["high"][0] * HOUR, in_microseconds["high"][0], rel_tol=1e-6)
    assert in_hours["is_outside"].to_list() == [False] * 12 + [True]


def test_equal_times_lie_on_their_mean_and_raise_no_signal() -> None:
    assert not t_chart(places(20), [7 * HOUR] * 20)["is_special"].any()


def test_p_gives_the_limits_by_hand() -> None:
    # mean 1140 / 1200 = 0.95; n 100: sigma sqrt(0.95 * 0.05 / 100) = 0.021794, limits 0.8846 and 1.0154
    found = p_chart(places(13), [95] * 12 + [380], [100] * 12 + [400])
    assert found["centre"].unique().to_list() == [0.95]
    assert round(found["low"][0], 4) == 0.8846
    assert found["high"][0] == 1.0
    assert round(found["high"][12], 4) == 0.9827  # n 400: sigma 0.010897


def test_p_agrees_with_the_wafers_of_the_nist_handbook() -> None:
    # NIST/SEMATECH e-Handbook, 6.3.3.2, the first twelve lots of 50; all thirty give 0.2313 in the handbook
    faulty = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6]
    found = p_chart(places(12), faulty, [50] * 12).row(0, named=True)
    p = 116 / 600
    sigma = math.sqrt(p * (1 - p) / 50)
    assert math.isclose(found["centre"], p)
    assert math.isclose(found["low"], p - 3 * sigma)
    assert math.isclose(found["high"], p + 3 * sigma)


def test_p_has_no_limits_where_fewer_than_five_of_a_kind_are_expected() -> None:
    found = p_chart(places(13), [95] * 12 + [0], [100] * 12 + [99])  # 99 * 0.05 = 4.95
    assert found["low"][11] is not None
    assert found["low"][12] is None
    assert not found["is_special"][12]


def test_p_has_no_limits_at_all_where_five_months_have_enough_cases() -> None:
    for enough, limited in ((6, 6), (5, 0)):
        n = [100] * enough + [10] * (12 - enough)
        found = p_chart(places(12), [each * 9 // 10 for each in n], n)
        assert found["low"].count() == limited


def test_p_of_nothing_due_has_no_value_and_does_not_count_towards_the_twelve() -> None:
    found = p_chart(places(14), [0, 0, *[95] * 12], [0, 0, *[100] * 12])
    assert found["value"].head(2).to_list() == [None, None]
    assert found["n_baseline"][0] == 12
    assert p_chart(["a"], [0], [0])["centre"].to_list() == [None]


@pytest.mark.parametrize("chart", [xmr_chart, t_chart])
def test_no_points_give_no_rows(chart) -> None:
    assert chart([], []).is_empty()


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=40))
def test_what_lies_outside_is_what_numpy_puts_outside(values: list[int]) -> None:
    found = xmr(values)
    if len(values) >= 6:
        base = np.array(values[:12], dtype=float)
        reach = 3 * np.abs(np.diff(base)).mean() / 1.128
        distance = np.abs(np.array(values) - base.mean())
        clear = np.abs(distance - reach) > 1e-6
        assert (found["is_outside"].to_numpy()[clear] == (distance > reach)[clear]).all()
