"""The change test: the published numbers, the edges of what is counted, and scipy."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from analytics.causes.effect import effect
from tests.unit.causes.frames import AS_OF, FIRST, ago, changes, members, opened

MICROSECOND = dt.timedelta(microseconds=1)


def told(rows: list[dict], made: float = 90, first_at: dt.datetime = FIRST) -> dict:
    """The effect of a change made so many days ago."""
    return effect(members(*rows), changes({"made_at": ago(made)}), first_at, AS_OF).row(0, named=True)


def spread(n: int, newest: float) -> list[dict]:
    """So many episodes, two days apart, the newest so many days ago."""
    return opened(*(newest + 2 * place for place in range(n)))


@pytest.mark.parametrize(
    ("n_before", "n_after", "p", "verdict"),
    [
        (3, 0, 0.125, "consistent, needs 65 more quiet days"),
        (6, 0, 0.016, "shown to work"),
        (8, 1, 0.020, "shown to work"),
    ],
)
def test_the_published_changes(n_before: int, n_after: int, p: float, verdict: str) -> None:
    found = told(spread(n_before, 100) + spread(n_after, 30))
    assert (found["n_before"], found["n_after"]) == (n_before, n_after)
    assert (round(found["p_fewer"], 3), found["verdict"]) == (p, verdict)


def test_the_published_interval() -> None:
    found = told(spread(8, 100) + spread(1, 30))
    assert (round(found["ratio_low"], 3), round(found["ratio_high"], 2)) == (0.003, 0.93)


@pytest.mark.parametrize(("n", "total"), [(3, 155), (5, 74), (8, 41), (12, 26)])
def test_the_published_quiet_days_less_those_gone_by(n: int, total: int) -> None:
    found = told(spread(n, 21), made=20)
    assert found["n_quiet_days_needed"] == total - 20
    assert found["verdict"] == f"consistent, needs {total - 20} more quiet days"


def test_the_last_quiet_day_is_one_day() -> None:
    assert told(spread(12, 26), made=25)["verdict"] == "consistent, needs 1 more quiet day"
    assert told(spread(12, 27), made=26)["verdict"] == "shown to work"


def test_a_chance_of_exactly_one_in_twenty_is_shown() -> None:
    # One in 5 days, none in 95: (5/100)^1.
    found = told(opened(96), made=95, first_at=ago(100))
    assert (found["p_fewer"], found["verdict"]) == (0.05, "shown to work")


def test_more_after_than_before_is_worse() -> None:
    found = told(spread(1, 100) + spread(8, 30))
    assert (round(found["p_more"], 3), found["verdict"]) == (0.020, "worse")
    assert found["n_quiet_days_needed"] is None


def test_as_many_after_as_before_is_no_evidence() -> None:
    assert told(spread(2, 100) + spread(2, 30))["verdict"] == "no evidence"


def test_slightly_more_after_is_no_evidence() -> None:
    assert told(spread(2, 100) + spread(3, 30))["verdict"] == "no evidence"


def test_a_lower_rate_over_a_longer_time_is_consistent() -> None:
    # Two in 90 days before, two in 180 after: half the rate.
    assert told(spread(2, 200) + spread(2, 30), made=180)["verdict"].startswith("consistent, needs ")


def test_no_episode_before_cannot_tell() -> None:
    found = told(spread(2, 30))
    assert (found["verdict"], found["ratio_high"]) == ("cannot tell", None)


def test_many_after_none_before_is_worse() -> None:
    assert told(spread(5, 30))["verdict"] == "worse"


def test_a_change_made_before_the_data_cannot_tell() -> None:
    found = told(spread(2, 30), made=400)
    assert (found["verdict"], found["p_fewer"]) == ("cannot tell", None)
    assert (found["before"], found["after"]) == (dt.timedelta(), dt.timedelta(days=365))


def test_an_episode_at_the_instant_of_the_change_is_after_it() -> None:
    found = told([*opened(90), {"opened_at": ago(90) - dt.timedelta(days=2)}])
    assert (found["n_before"], found["n_after"]) == (1, 1)


def test_an_episode_that_began_before_the_change_is_before_it() -> None:
    found = told(opened(90.5, 89.7))
    assert (found["n_before"], found["n_after"]) == (1, 0)


def test_episodes_count_not_incidents() -> None:
    assert told(opened(120, 120, 119.5))["n_before"] == 1


def test_before_reaches_ninety_days_back() -> None:
    found = told([{"opened_at": ago(180)}, {"opened_at": ago(180) - MICROSECOND - dt.timedelta(days=1)}])
    assert (found["n_before"], found["n_earlier"]) == (1, 2)
    assert (found["before"], found["earlier"]) == (dt.timedelta(days=90), dt.timedelta(days=275))


def test_before_begins_with_the_data_where_they_are_younger() -> None:
    found = told(spread(3, 100), first_at=ago(120))
    assert found["before"] == found["earlier"] == dt.timedelta(days=30)
    assert found["is_above_usual"] is None


def test_a_part_of_a_day_is_exposure() -> None:
    found = told(spread(3, 100), made=90 - 0.25)
    assert found["after"] == dt.timedelta(days=89, hours=18)
    assert found["p_fewer"] == pytest.approx((90 / 179.75) ** 3, rel=1e-14)


def test_a_change_made_at_as_of_is_not_known() -> None:
    made = changes({"made_at": AS_OF})
    assert effect(members(*opened(100)), made, FIRST, AS_OF).is_empty()
    just_made = changes({"made_at": AS_OF - MICROSECOND})
    assert effect(members(*opened(100)), just_made, FIRST, AS_OF).height == 1


def test_a_change_made_at_its_worst_warns_of_regression_to_the_mean() -> None:
    found = told(spread(3, 100))
    assert found["is_above_usual"]
    assert "regression to the mean" in found["remark"]


def test_a_change_made_at_the_usual_rate_does_not_warn() -> None:
    found = told(opened(350, 320, 290, 260, 230, 200, 110), first_at=ago(360))
    assert found["is_above_usual"] is False


def test_another_change_in_the_time_compared_is_told() -> None:
    made = changes(
        {"change_id": "CHG1", "made_at": ago(100)},
        {"change_id": "CHG2", "made_at": ago(50)},
        {"change_id": "CHG3", "made_at": ago(250)},
        {"change_id": "CHG4"},
    )
    found = effect(members(*spread(3, 110)), made, FIRST, AS_OF)
    assert found.select("change_id", "n_other_changes").rows() == [("CHG1", 1), ("CHG2", 1), ("CHG3", 2)]


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 364), max_size=20),
    st.integers(1, 364),
    st.randoms(),
)
def test_the_test_agrees_with_a_count_by_hand_and_scipy(days: list[int], made: int, random) -> None:
    rows = opened(*{2 * day for day in days}) + opened(729.5)
    random.shuffle(rows)
    made += 0.5
    found = told(rows, made=made, first_at=ago(730))
    n_before = sum(made < row < made + 90 for row in ages(rows))
    n_after = sum(row < made for row in ages(rows))
    assert (found["n_before"], found["n_after"]) == (n_before, n_after)
    n, share = n_before + n_after, made / (made + 90)
    if n == 0:
        assert (found["verdict"], found["p_fewer"], found["p_more"]) == ("cannot tell", 1.0, 1.0)
        return
    fewer = binomtest(n_after, n, share, alternative="less").pvalue
    more = binomtest(n_after, n, share, alternative="greater").pvalue
    assert (found["p_fewer"], found["p_more"]) == pytest.approx((fewer, more), rel=1e-9)
    assert found["verdict"].split(",")[0] == judged(n_before, n_after / made < n_before / 90, fewer, more)


def ages(rows: list[dict]) -> list[float]:
    return [(AS_OF - row["opened_at"]) / dt.timedelta(days=1) for row in rows]


def judged(n_before: int, is_lower: bool, fewer: float, more: float) -> str:
    if fewer <= 0.05:
        return "shown to work"
    if more <= 0.05:
        return "worse"
    if n_before == 0:
        return "cannot tell"
    return "consistent" if is_lower else "no evidence"
