"""Downtime against a clock that looks at every second."""

import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.causes.downtime import downtime, runs_of
from tests.unit.causes.frames import AS_OF, members
from tests.unit.summary.frames import at, episodes

LENGTH = 40  # seconds of the window
STARTS = AS_OF - dt.timedelta(seconds=LENGTH)
SECONDS = st.integers(-20, LENGTH + 10)
INCIDENTS = st.lists(st.tuples(SECONDS, st.none() | SECONDS, st.none() | SECONDS), max_size=8)


def second(n: int | None) -> dt.datetime | None:
    return None if n is None else STARTS + dt.timedelta(seconds=n)


def incident(opened: int, resolved: int | None = None, onset: int | None = None) -> dict:
    return {"opened_at": second(opened), "resolved_at": second(resolved), "onset_at": second(onset)}


def seconds_down(*rows: dict) -> float:
    return downtime(members(*rows), STARTS, AS_OF)["downtime"][0].total_seconds()


def test_time_that_two_incidents_share_counts_once() -> None:
    assert seconds_down(incident(0, 10), incident(5, 15)) == 15


def test_downtime_begins_with_the_onset_where_it_is_known() -> None:
    assert seconds_down(incident(10, 20, onset=4)) == 16


def test_downtime_is_clipped_to_the_window() -> None:
    assert seconds_down(incident(-15, 3)) == 3
    assert seconds_down(incident(-15, -3)) == 0


def test_what_is_open_lasts_to_as_of_and_is_marked() -> None:
    found = downtime(members(incident(30)), STARTS, AS_OF)
    assert found.select("downtime", "is_still_down").row(0) == (dt.timedelta(seconds=10), True)
    assert not downtime(members(incident(30, 31)), STARTS, AS_OF)["is_still_down"][0]


def test_a_resolution_at_as_of_is_not_known() -> None:
    assert downtime(members(incident(30, LENGTH)), STARTS, AS_OF)["is_still_down"][0]


def test_a_resolution_before_the_opening_adds_nothing_and_is_counted() -> None:
    found = downtime(members(incident(20, 10), incident(0, 5)), STARTS, AS_OF)
    assert found.select("downtime", "n_impossible").row(0) == (dt.timedelta(seconds=5), 1)


def test_downtime_is_exact_to_the_microsecond() -> None:
    last = AS_OF - dt.timedelta(microseconds=1)
    row = {"opened_at": last - dt.timedelta(microseconds=1), "resolved_at": last}
    assert downtime(members(row), STARTS, AS_OF)["downtime"][0] == dt.timedelta(microseconds=1)


def test_no_incident_has_no_downtime() -> None:
    assert downtime(members(), STARTS, AS_OF).is_empty()


@settings(deadline=None)
@given(INCIDENTS, INCIDENTS)
def test_downtime_is_that_of_a_clock_that_looks_each_second(of_a: list, of_b: list) -> None:
    rows = [
        incident(*times) | {"cause_id": name} for name, own in (("A", of_a), ("B", of_b)) for times in own
    ]
    found = {
        cause: (length.total_seconds(), is_down)
        for cause, length, is_down, _ in downtime(members(*rows), STARTS, AS_OF).iter_rows()
    }
    expected = {name: watch(own) for name, own in (("A", of_a), ("B", of_b))}
    assert found == {name: told for name, told in expected.items() if told is not None}


def watch(incidents: list) -> tuple[int, bool] | None:
    """Count the seconds of the window in which an incident lasts; None where none is known."""
    spans = []
    for opened, resolved, onset in incidents:
        if opened < LENGTH:
            begin = opened if onset is None or onset >= LENGTH else onset
            is_open = resolved is None or resolved >= LENGTH
            spans.append((begin, LENGTH if is_open else resolved, is_open))
    if not spans:
        return None
    lit = sum(any(begin <= now < end for begin, end, _ in spans) for now in range(LENGTH))
    return lit, any(is_open for *_, is_open in spans)


def test_the_time_between_two_runs_of_an_incident_is_not_downtime() -> None:
    first = {"opened_at": at("10-01 09:00"), "opens_at": at("10-01 09:30"), "resolved_at": at("10-01 10:00")}
    second_run = first | {"episode": 2, "opens_at": at("10-20 12:00"), "resolved_at": at("10-20 13:00")}
    runs = runs_of(episodes(first, second_run).with_columns(onset_at="opened_at"))
    assert runs.select("opened_at", "onset_at", "resolved_at").rows() == [
        (at("10-01 09:00"), at("10-01 09:00"), at("10-01 10:00")),
        (at("10-20 12:00"), None, at("10-20 13:00")),
    ]


def test_a_cancelled_run_has_no_time() -> None:
    assert runs_of(episodes({"is_cancelled": True}).with_columns(onset_at="opened_at")).is_empty()
