"""The rules of Making Data Count: each series, made by hand, sets off one rule and no other."""

from fractions import Fraction

import pytest

from analytics.statistics import Judged, Signals, find_signals

RULES = ("is_outside", "is_run", "is_trend", "is_two_of_three")


def judge(values: list[float | None]) -> list[Signals]:
    """Values in sigmas about a mean of 0; None has no limits."""
    return find_signals(
        [Judged(Fraction(v), Fraction(0), Fraction(1)) if v is not None else None for v in values]
    )


def marked(values: list[float | None], rule: str) -> list[int]:
    return [place for place, found in enumerate(judge(values)) if getattr(found, rule)]


SERIES = {
    "is_outside": ([1, -1, 3.25, -1, 1], [2]),
    "is_run": ([-1, 1, 0.5, 1, 0.5, 1, 0.5, 1, -1], [1, 2, 3, 4, 5, 6, 7]),
    "is_trend": ([0.5, -1.5, -1, -0.5, 0.25, 0.5, 1, 1.5, 0.5], [1, 2, 3, 4, 5, 6, 7]),
    "is_two_of_three": ([0, 2.5, -0.5, 2.5, 0], [1, 3]),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_series_sets_off_exactly_one_rule(rule: str) -> None:
    values, expected = SERIES[rule]
    assert {each: marked(values, each) for each in RULES} == {
        each: expected if each == rule else [] for each in RULES
    }


@pytest.mark.parametrize("rule", RULES)
def test_the_series_upside_down_sets_off_the_same_the_other_way(rule: str) -> None:
    values, expected = SERIES[rule]
    found = judge([-value for value in values])
    assert [place for place, each in enumerate(found) if each.is_special] == expected
    assert {each.direction for each in found} == {None, "down"}


def test_a_point_on_a_limit_is_not_beyond_it() -> None:
    assert marked([3, 0, -3], "is_outside") == []
    assert marked([3.125, 0, -3.125], "is_outside") == [0, 2]


def test_a_point_at_two_sigma_is_not_beyond_it() -> None:
    assert marked([2, 2, 2], "is_two_of_three") == []
    assert marked([2.125, 0, 2.125], "is_two_of_three") == [0, 2]


def test_six_in_a_row_are_no_run_and_no_trend() -> None:
    assert marked([1, 0.5] * 3, "is_run") == []
    assert marked([-1.5, -1, -0.5, 0.5, 1, 1.5], "is_trend") == []


def test_a_point_on_the_mean_ends_a_run() -> None:
    assert marked([1, 0.5, 1, 0, 1, 0.5, 1, 0.5], "is_run") == []


def test_two_equal_points_end_a_trend() -> None:
    assert marked([-1.5, -1, -0.5, -0.5, 0.5, 1, 1.5, 1.75], "is_trend") == []


def test_two_of_three_need_the_same_side() -> None:
    assert marked([2.5, 0, -2.5], "is_two_of_three") == []


def test_two_of_four_are_not_two_of_three() -> None:
    assert marked([2.5, 0, 0.5, 2.5], "is_two_of_three") == []


def test_one_outside_counts_as_beyond_two_sigma() -> None:
    assert marked([3.5, 0, 2.5], "is_two_of_three") == [0, 2]


def test_a_run_of_eight_is_marked_whole() -> None:
    assert marked([1, 0.5] * 4, "is_run") == list(range(8))


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ([1, 0.5, 1, None, 0.5, 1, 0.5], "is_run"),
        ([-1.5, -1, -0.5, None, 0.5, 1, 1.5], "is_trend"),
        ([2.5, None, 2.5], "is_two_of_three"),
    ],
)
def test_a_point_without_limits_ends_every_pattern(values: list[float | None], rule: str) -> None:
    assert marked(values, rule) == []


def test_a_trend_alone_points_where_it_goes_and_a_side_comes_before_it() -> None:
    rising = judge([-1.75, -1.5, -1.25, -1, -0.75, -0.5, 0.5])
    assert {found.direction for found in rising} == {"up"}
    low = judge([-1.75, -1.5, -1.25, -1, -0.75, -0.5, -0.25])
    assert {found.direction for found in low} == {"down"}
