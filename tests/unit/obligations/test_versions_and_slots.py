"""Which version of a clause judges, and which slots of a cadence are owed."""

from __future__ import annotations

from dataclasses import replace

from analytics.obligations import measure
from analytics.schema import UPDATES, Tables
from tests.unit.obligations.facts import AS_OF, at, clause, contract, frame, judged, tables

HOURLY = 'id = "u"\nkind = "update"\nevery = "1 hour"\naudience = "buyer"\napplies = { severity = ["P1"] }'


def with_updates(facts: Tables, *sent: str) -> Tables:
    rows = [{"incident_id": "INC1", "audience": "buyer", "at": at(when)} for when in sent]
    return replace(facts, updates=frame(rows, UPDATES))


def test_a_stricter_version_that_is_over_does_not_judge() -> None:
    facts = tables([{"opened_at": at("20 09:00"), "resolved_at": at("20 12:00")}])
    loosened = clause("r", within="4 hours", **{"from": "2026-10-15"})
    row = judged(facts, contract(clause("r", within="2 hours"), loosened))["r"]
    assert (row["clause_version"], row["outcome"], row["due_at"]) == (2, "met", at("20 13:00"))


def test_a_version_ends_with_its_own_last_day() -> None:
    facts = tables([{"opened_at": at("20 09:00"), "resolved_at": at("20 12:00")}])
    assert judged(facts, contract(clause("r", until="2026-10-20"))) == {}


def test_no_slot_is_owed_for_the_time_before_the_severity_that_calls_for_it() -> None:
    # P3 from 09:00, P1 from 11:30, resolved at 13:30: the slots due at 12:00 and 13:00 are owed.
    raised = [("05 09:00", "severity", None, "P3"), ("05 11:30", "severity", "P3", "P1")]
    facts = with_updates(tables([{"resolved_at": at("05 13:30")}], raised), "05 11:45")
    rows = measure(facts, contract(HOURLY), AS_OF)
    assert rows["due_at"].to_list() == [at("05 12:00"), at("05 13:00")]
    assert rows["outcome"].to_list() == ["met", "not evidenced"]


def test_slots_that_fell_due_before_a_lowering_stay() -> None:
    lowered = [("05 09:00", "severity", None, "P1"), ("05 10:30", "severity", "P1", "P3")]
    facts = with_updates(tables([{"resolved_at": at("05 13:30")}], lowered))
    rows = measure(facts, contract(HOURLY), AS_OF)
    assert rows["due_at"].to_list() == [at("05 10:00")]


def test_without_a_register_of_updates_nothing_is_owed() -> None:
    assert measure(tables([{}]), contract(HOURLY), AS_OF).is_empty()
