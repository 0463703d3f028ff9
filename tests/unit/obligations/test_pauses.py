"""What pauses do to an obligation: only listed reasons, never twice, never after the stop."""

from __future__ import annotations

import datetime as dt

import pytest

from analytics.obligations import measure
from analytics.summary import attainment
from tests.unit.obligations.facts import AS_OF, at, clause, contract, judged, tables

HOUR = dt.timedelta(hours=1)
BOTH = contract(clause("solve", pauses=["customer", "vendor"]))
ONE = contract(clause("solve", pauses=["customer"]))
HOURS = contract(clause("solve", within="4 working hours", calendar='"working"', pauses=["customer"]))


def solved(
    pauses: list, agreed=BOTH, resolved: str | None = "05 15:00", as_of: dt.datetime | None = None
) -> dict:
    facts = tables([{"resolved_at": None if resolved is None else at(resolved)}], pauses=pauses)
    return judged(facts, agreed, **({} if as_of is None else {"as_of": as_of}))["solve"]


def test_overlapping_pauses_of_two_reasons_count_once() -> None:
    row = solved([("05 10:00", "05 12:00", "customer"), ("05 11:00", "05 13:00", "vendor")])
    assert (row["gross"], row["paused"], row["net"]) == (6 * HOUR, 3 * HOUR, 3 * HOUR)
    assert row["due_at"] == at("05 16:00")


def test_a_pause_inside_another_adds_nothing() -> None:
    row = solved([("05 10:00", "05 13:00", "customer"), ("05 11:00", "05 12:00", "vendor")])
    assert (row["paused"], row["due_at"]) == (3 * HOUR, at("05 16:00"))


def test_the_same_pause_twice_counts_once() -> None:
    assert solved([("05 10:00", "05 12:00", "customer")] * 2)["paused"] == 2 * HOUR


def test_pauses_before_the_start_are_cut_off() -> None:
    assert solved([("05 08:00", "05 10:00", "customer")])["paused"] == HOUR


def test_only_listed_reasons_pause() -> None:
    row = solved([("05 10:00", "05 12:00", "vendor")], ONE)
    assert (row["paused"], row["due_at"], row["outcome"]) == (dt.timedelta(0), at("05 13:00"), "missed")


def test_a_pause_outside_working_hours_subtracts_nothing() -> None:
    row = solved([("05 18:00", "06 08:00", "customer")], HOURS, resolved="06 09:00")
    assert (row["gross"], row["paused"]) == (10 * HOUR, dt.timedelta(0))


def test_a_pause_is_clipped_to_working_hours() -> None:
    row = solved([("05 17:00", "06 09:00", "customer")], HOURS, resolved="06 10:00")
    assert (row["gross"], row["paused"], row["net"]) == (11 * HOUR, 2 * HOUR, 9 * HOUR)


def test_a_pause_after_the_stop_does_not_move_the_due_instant() -> None:
    row = solved([("05 11:00", "05 12:00", "customer")], resolved="05 10:30")
    assert (row["due_at"], row["paused"]) == (at("05 13:00"), dt.timedelta(0))


def test_an_open_pause_ends_with_the_clock() -> None:
    row = solved([("05 10:00", None, "customer")], resolved="05 12:00")
    assert (row["net"], row["due_at"], row["outcome"]) == (HOUR, at("05 15:00"), "met")


def test_an_open_pause_with_time_left_is_pending_without_a_due_instant() -> None:
    row = solved([("05 10:00", None, "customer")], resolved=None)
    assert [row[name] for name in ("outcome", "due_at", "last_on_time_at", "period_due")] == [
        "pending",
        None,
        None,
        None,
    ]
    assert row["net"] == HOUR


def test_a_pause_that_ends_later_than_as_of_is_open() -> None:
    row = solved([("05 10:00", "05 11:00", "customer")], resolved=None, as_of=at("05 11:00"))
    assert (row["outcome"], row["due_at"]) == ("pending", None)


@pytest.mark.parametrize(("begin", "outcome"), [("05 13:00:00", "pending"), ("05 13:00:01", "missed")])
def test_a_window_used_up_before_the_pause_stays_missed(begin: str, outcome: str) -> None:
    assert solved([(begin, None, "customer")], resolved=None)["outcome"] == outcome


def test_a_pause_at_the_due_instant_keeps_it_on_time_to_its_end() -> None:
    row = solved([("05 13:00", "05 14:00", "customer")], resolved="05 14:00")
    assert (row["due_at"], row["last_on_time_at"], row["outcome"]) == (at("05 13:00"), at("05 14:00"), "met")


def test_a_pause_from_closing_counts_to_the_opening_after_it() -> None:
    """Friday 14:00 and 4 h: due at closing; a pause from Saturday keeps it on time to Monday 10:00."""
    facts = tables(
        [{"opened_at": at("02 14:00"), "resolved_at": at("05 10:00")}],
        pauses=[("03 12:00", "05 10:00", "customer")],
    )
    row = judged(facts, HOURS)["solve"]
    assert (row["due_at"], row["last_on_time_at"]) == (at("02 18:00"), at("05 10:00"))
    assert (row["net"], row["outcome"]) == (4 * HOUR, "met")


def test_gross_is_judged_without_pauses() -> None:
    row = solved([("05 10:00", "05 12:00", "customer")])
    assert (row["outcome"], row["outcome_gross"]) == ("met", "missed")


def test_a_clock_on_hold_is_due_gross_in_the_month_in_which_no_pause_would_have_left_it() -> None:
    """On hold since 10:00, four hours from 09:00: net it is due in no month yet, gross missed at 13:00."""
    pause = [("05 10:00", None, "customer")]
    facts = tables([{}], pauses=pause)
    rows = measure(facts, ONE, AS_OF)
    assert rows.select("outcome", "period_due", "period_due_gross").row(0) == ("pending", None, "2026-10")
    figures = attainment(rows, ONE, AS_OF, "2026-10").filter(severity="P1")
    assert figures.select("n_due", "n_due_gross", "n_met_gross", "attainment_gross").row(0) == (0, 1, 0, 0.0)
