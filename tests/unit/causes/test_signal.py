"""The signal by count, and the trend by exact chance, worked by hand and against scipy."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, false_discovery_control

from analytics.causes.signal import SIMILAR_SYMPTOM, USUAL, signal
from tests.unit.causes.frames import AS_OF, FIRST, ago, members, opened

MICROSECOND = dt.timedelta(microseconds=1)


def told(*rows: dict, first_at: dt.datetime = FIRST, **options) -> dict:
    found = signal(members(*rows), first_at, AS_OF, **options)
    return found.row(0, named=True) if found.height else {}


@pytest.mark.parametrize(("n", "is_signal"), [(2, False), (3, True)])
def test_three_incidents_are_a_signal(n: int, is_signal: bool) -> None:
    assert told(*opened(*range(10, 10 + n)))["is_signal"] is is_signal


@pytest.mark.parametrize("severity", ["P1", "P2"])
def test_two_severe_incidents_are_a_signal(severity: str) -> None:
    assert told(*opened(10, 10, severity=severity))["is_signal"]
    assert not told(*opened(10, severity=severity), *opened(10, severity="P3"))["is_signal"]


def test_incidents_of_one_episode_count_one_by_one_for_the_signal() -> None:
    found = told(*opened(10, 10, 10))
    assert (found["n_incidents"], found["n_episodes"], found["is_signal"]) == (3, 1, True)


def test_a_chronic_cause_is_a_signal_and_steady() -> None:
    found = told(*opened(*range(5, 365, 10)))
    assert (found["is_signal"], found["trend"]) == (True, "steady")


def test_the_window_is_half_open() -> None:
    assert told({"opened_at": ago(90)})["n_incidents"] == 1
    assert told({"opened_at": ago(90) - MICROSECOND}) == {}
    assert told({"opened_at": AS_OF}) == {}
    assert told({"opened_at": AS_OF - MICROSECOND})["n_incidents"] == 1


def test_a_similar_symptom_is_no_signal_and_has_no_trend() -> None:
    found = told(*opened(*range(1, 80, 2), 200, severity="P1", kind=SIMILAR_SYMPTOM))
    assert (found["is_signal"], found["trend"], found["p"], found["q"]) == (False, None, None, None)


def test_an_incident_without_a_severity_is_not_severe() -> None:
    assert told(*opened(10, 20, severity=None))["n_severe"] == 0


def test_the_chance_is_that_of_as_many_episodes_in_the_window() -> None:
    # One episode in 270 days, then one in 90: of two, not both before: 1 - (270/360)^2 = 7/16.
    found = told(*opened(300, 10), first_at=ago(360))
    assert (found["p"], found["q"], found["trend"]) == (7 / 16, 7 / 16, "steady")
    assert found["earlier"] == dt.timedelta(days=270)


def test_the_exposure_before_is_exact_where_days_are_not_whole() -> None:
    found = told(*opened(300, 10), first_at=ago(360) - dt.timedelta(hours=1))
    assert found["p"] == pytest.approx(1 - ((270 + 1 / 24) / (360 + 1 / 24)) ** 2, rel=1e-14)


def test_many_more_episodes_than_before_are_rising() -> None:
    found = told(*opened(300, 10, 20, 30, 40), first_at=ago(360))
    # Of five, at least four in the quarter: 5 * (1/4)^4 * 3/4 + (1/4)^5 = 16/1024.
    assert (found["p"], found["trend"]) == (16 / 1024, "rising")


def test_a_rate_of_exactly_one_in_twenty_is_rising() -> None:
    # The window is 1/40 of the time, so that one of two episodes in it has p = 1 - (39/40)^2 = 79/1600. It is
    # the 79th of 80 tests, and q = 79/1600 * 80/79 = 1/20: at the level, whatever a float would round it to.
    rows = [row for n in range(79) for row in opened(3000, 10, cause_id=f"C{n:02}")]
    rows += opened(3000, 2000, 10, cause_id="C79")
    found = signal(members(*rows), ago(3600), AS_OF)
    assert found["trend"].to_list() == ["rising"] * 79 + ["steady"]
    assert found["q"][0] == 0.05


def test_an_episode_belongs_to_where_it_first_opens() -> None:
    found = told(*opened(90.3, 89.8), first_at=ago(360))
    assert (found["n_incidents"], found["n_episodes"], found["n_earlier"]) == (1, 0, 1)
    assert found["p"] == 1.0


def test_without_an_earlier_episode_a_cause_is_emerging() -> None:
    found = told(*opened(10, 20, 30))
    assert (found["trend"], found["p"], found["q"]) == ("emerging", None, None)


def test_with_too_little_data_before_the_window_a_cause_is_emerging() -> None:
    assert told(*opened(100, 10), first_at=ago(180) + MICROSECOND)["trend"] == "emerging"
    assert told(*opened(100, 10), first_at=ago(180))["trend"] == "steady"


def test_with_too_young_a_contract_a_cause_is_emerging() -> None:
    assert told(*opened(300, 10), starts_at=ago(180) + MICROSECOND)["trend"] == "emerging"
    assert told(*opened(300, 10), starts_at=ago(180))["trend"] == "steady"


def test_an_episode_before_the_first_day_of_data_is_not_counted() -> None:
    assert told(*opened(361, 300, 10), first_at=ago(360))["n_earlier"] == 1


def test_the_numbers_are_the_contracts() -> None:
    rule = replace(USUAL, window=dt.timedelta(days=30), at_least=2, severe=("P3",), at_least_severe=9)
    found = told(*opened(35, 20, 10), rule=rule)
    assert (found["n_incidents"], found["n_severe"], found["is_signal"]) == (2, 2, True)


def test_no_incident_makes_no_cause() -> None:
    assert signal(members(), FIRST, AS_OF).is_empty()


COUNTS = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), min_size=1, max_size=8)


@settings(deadline=None)
@given(COUNTS, st.randoms())
def test_p_and_q_agree_with_scipy_over_the_causes_tested(counts: list, random) -> None:
    rows = []
    for place, (n_earlier, n_now) in enumerate(counts):
        days = [*range(100, 100 + 2 * n_earlier, 2), *range(10, 10 + 2 * n_now, 2)]
        rows += opened(*days, cause_id=f"C{place}")
    random.shuffle(rows)
    found = signal(members(*rows), FIRST, AS_OF)
    tested = [(k, n) for k, n in counts if k > 0]
    chances = [binomtest(n, k + n, 90 / 365, alternative="greater").pvalue for k, n in tested]
    rates = false_discovery_control(chances) if chances else []
    assert found["p"].drop_nulls().to_list() == pytest.approx(chances, rel=1e-9)
    assert found["q"].drop_nulls().to_list() == pytest.approx(list(rates), rel=1e-9)
    trends = ["rising" if q <= 0.05 else "steady" for q in rates]
    assert [trend for trend in found["trend"] if trend != "emerging"] == trends
