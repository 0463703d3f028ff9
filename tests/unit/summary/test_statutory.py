"""What was left of the buyer's 72 hours when the buyer was told: worked by hand."""

import datetime as dt

import polars as pl

from analytics.obligations import make_episodes, measure
from analytics.summary import statutory_time_left
from tests.unit.obligations.facts import at, clause, contract, tables

# Monday 5 October 2026, 09:00: the supplier knows.
INCIDENT = [{"opened_at": at("05 09:00")}]
OWED = {"audience": '"ICO"', "obliged": '"buyer"', "awareness": '"buyer"'}
LATER = at("20 09:00")
HOURS = contract(clause("ICO", "notification", "72 hours", **OWED))


def rows_of(notices, agreed=HOURS, as_of=LATER, period=None, incidents=INCIDENT) -> pl.DataFrame:
    facts = tables(incidents, notices=notices)
    judged = measure(facts, agreed, as_of), make_episodes(facts, agreed, as_of)
    return statutory_time_left(facts, agreed, as_of, period, *judged)


def left(hours: float) -> list[dt.timedelta]:
    return [dt.timedelta(hours=hours)]


def test_what_the_supplier_took_is_missing_from_the_buyers_time() -> None:
    # Aware at 09:00 on the 5th, told at 15:00: 6 of the 72 hours are gone.
    found = rows_of([("05 15:00", "buyer")])
    assert found["left"].to_list() == left(66)
    assert found["told_at"].to_list() == [at("05 15:00")]


def test_time_that_was_over_is_negative() -> None:
    # Told four days after awareness: 24 hours too late.
    assert rows_of([("09 09:00", "buyer")])["left"].to_list() == left(-24)


def test_time_is_that_of_the_clauses_own_calendar() -> None:
    # 24 working hours of 08:00 to 18:00 from Monday 09:00 end on Wednesday at 13:00: 9 + 10 + 5.
    # Told on Tuesday at 12:00, 13 of them are gone (9 + 4) and 11 are left, though 25 elapsed hours are.
    agreed = contract(clause("ICO", "notification", "24 working hours", calendar='"working"', **OWED))
    assert rows_of([("06 12:00", "buyer")], agreed)["left"].to_list() == left(11)


def test_a_window_of_working_days_ends_at_the_closing_that_the_suppliers_knowledge_gives() -> None:
    # Two working days after Monday end on Wednesday at 18:00; told on Wednesday at 17:00: 1 hour is left.
    agreed = contract(clause("ICO", "notification", "2 working days", calendar='"working"', **OWED))
    assert rows_of([("07 17:00", "buyer")], agreed)["left"].to_list() == left(1)


def test_a_buyer_that_was_never_told_is_the_worst_case() -> None:
    # The 72 hours ended on the 8th at 09:00; on the 20th at 09:00 they have been over for twelve days.
    for notices in ([], [("05 10:00", "ICO")]):
        found = rows_of(notices)
        assert found.select("incident_id", "told_at").rows() == [("INC1", None)]
        assert found["left"].to_list() == left(-12 * 24)


def test_a_buyer_not_told_yet_still_has_what_is_left_now() -> None:
    assert rows_of([], as_of=at("06 09:00"))["left"].to_list() == left(48)


def test_a_buyer_that_was_never_told_stands_in_the_month_in_which_its_time_ran_out() -> None:
    # Opened on 30 September at 12:00: the 72 hours ended on 3 October.
    late = [{"opened_at": at("09-30 12:00")}]
    counts = [rows_of([], period=month, incidents=late).height for month in ("2026-09", "2026-10")]
    assert counts == [0, 1]


def test_a_notice_at_as_of_is_not_known() -> None:
    assert rows_of([("06 09:00", "buyer")], as_of=at("06 09:00"))["told_at"].to_list() == [None]


def test_without_a_register_of_notices_nothing_is_said() -> None:
    assert rows_of(None).is_empty()


def test_the_suppliers_own_notices_are_not_among_them() -> None:
    agreed = contract(clause("notice", "notification"))
    assert rows_of([("05 15:00", "buyer")], agreed).is_empty()
