"""What a chart's icons say, by series made by hand."""

import pytest

from analytics.statistics import p_chart, read_chart, xmr_chart

STEADY = [10, 14] * 6  # mean 12, limits 1.36 and 22.64


def chart(values: list[int], rebase_at: tuple[int, ...] = ()):
    return xmr_chart([str(place) for place in range(len(values))], values, rebase_at)


@pytest.mark.parametrize(
    ("newest", "better", "variation", "direction"),
    [
        (12, "up", "common", None),
        (30, "up", "improving", "up"),
        (30, "down", "concerning", "up"),
        (0, "up", "concerning", "down"),
        (0, "down", "improving", "down"),
        (30, None, "neutral", "up"),
        (0, None, "neutral", "down"),
    ],
)
def test_variation_is_that_of_the_newest_point(newest, better, variation, direction) -> None:
    reading = read_chart(chart([*STEADY, newest]), better)
    assert (reading.variation, reading.direction) == (variation, direction)


def test_a_signal_that_has_passed_is_no_longer_the_reading() -> None:
    assert read_chart(chart([*STEADY, 30, 12]), "up").variation == "common"


@pytest.mark.parametrize(
    ("better", "target", "assurance"),
    [
        ("up", 1, "passing"),
        ("up", 12, "hit or miss"),
        ("up", 23, "failing"),
        ("down", 23, "passing"),
        ("down", 12, "hit or miss"),
        ("down", 1, "failing"),
        ("up", None, None),
        (None, 12, None),
    ],
)
def test_assurance_is_where_the_target_lies(better, target, assurance) -> None:
    assert read_chart(chart(STEADY), better, target).assurance == assurance


@pytest.mark.parametrize("better", ["up", "down"])
def test_a_target_on_a_limit_is_met_there(better: str) -> None:
    assert read_chart(chart([10] * 12), better, 10).assurance == "passing"


def test_no_assurance_while_limits_are_on_trial() -> None:
    reading = read_chart(chart(STEADY[:11]), "up", 1)
    assert (reading.variation, reading.assurance, reading.is_trial) == ("common", None, True)


@pytest.mark.parametrize("values", [[], STEADY[:5]])
def test_five_points_are_too_few(values: list[int]) -> None:
    assert read_chart(chart(values), "up", 1).variation == "too few"


def test_few_points_since_a_change_are_too_few() -> None:
    reading = read_chart(chart([*STEADY, 12, 30], (12,)), "up", 1)
    assert (reading.variation, reading.n_points) == ("too few", 0)


def test_a_newest_month_too_small_for_limits_is_too_few() -> None:
    labels = [str(place) for place in range(13)]
    points = p_chart(labels, [90] * 12 + [9], [100] * 12 + [10])
    assert read_chart(points, "up", 0.8).variation == "too few"
    assert read_chart(points.head(12), "up", 0.8).assurance == "passing"
