"""Which obligation governs: the strictest of its group."""

from __future__ import annotations

import datetime as dt

from tests.unit.obligations.facts import at, clause, contract, judged, tables

RESOLVED = [{"resolved_at": at("05 12:00")}]


def governing(found: dict[str, dict]) -> list[str]:
    return [name for name, row in found.items() if row["is_governing"]]


def test_the_earliest_due_governs() -> None:
    agreed = contract(clause("long", within="8 hours"), clause("short", within="2 hours"))
    assert governing(judged(tables(RESOLVED), agreed)) == ["short"]


def test_a_tie_falls_to_the_first_in_the_contract() -> None:
    agreed = contract(clause("z"), clause("a"), clause("m"))
    assert governing(judged(tables(RESOLVED), agreed)) == ["z"]


def test_a_clause_without_a_due_instant_comes_last() -> None:
    agreed = contract(clause("held", within="1 hour", pauses=["customer"]), clause("runs", within="9 days"))
    found = judged(tables([{}], pauses=[("05 09:30", None, "customer")]), agreed)
    assert found["held"]["due_at"] is None
    assert governing(found) == ["runs"]


def test_one_without_a_due_instant_governs_alone() -> None:
    agreed = contract(clause("held", pauses=["customer"]))
    found = judged(tables([{}], pauses=[("05 09:30", None, "customer")]), agreed)
    assert governing(found) == ["held"]


def test_an_excluded_obligation_never_governs() -> None:
    agreed = contract(clause("a"), clause("b", within="8 hours"))
    assert governing(judged(tables([{"kind": "drill"}]), agreed)) == []


def test_each_kind_has_its_own() -> None:
    agreed = contract(clause("answer", "response", "1 hour"), clause("solve"), clause("tell", "notification"))
    found = judged(tables(RESOLVED, notices=[("05 09:10", "buyer")]), agreed)
    assert governing(found) == ["answer", "solve", "tell"]


def test_each_audience_has_its_own() -> None:
    agreed = contract(
        clause("buyer", "notification", "1 hour"),
        clause("regulator", "notification", "72 hours", audience='"regulator"'),
    )
    found = judged(tables([{}], notices=[("05 09:10", "buyer")]), agreed)
    assert governing(found) == ["buyer", "regulator"]


def test_each_obliged_party_has_its_own() -> None:
    agreed = contract(clause("ours", within="8 hours"), clause("theirs", within="1 hour", obliged='"buyer"'))
    assert governing(judged(tables(RESOLVED), agreed)) == ["ours", "theirs"]


def test_a_missed_clause_left_behind_governs_the_one_entered() -> None:
    agreed = contract(
        clause("P3", within="8 hours", applies='{ severity = ["P3"] }'),
        clause("P1", within="4 hours", applies='{ severity = ["P1"] }'),
    )
    facts = tables(
        [{"severity": "P3", "resolved_at": at("05 15:00")}],
        [("05 09:00", "severity", None, "P1"), ("05 14:00", "severity", "P1", "P3")],
    )
    found = judged(facts, agreed)
    assert governing(found) == ["P1"]
    assert (found["P1"]["outcome"], found["P3"]["outcome"]) == ("missed", "met")
    assert found["P3"]["net"] == dt.timedelta(hours=6)


def test_an_audience_is_one_however_it_is_written() -> None:
    agreed = contract(
        clause("hour", "notification", "1 hour", audience='"buyer"'),
        clause("quarter", "notification", "15 minutes", audience='" Buyer "'),
    )
    found = judged(tables(RESOLVED, notices=[("05 09:10", "BUYER")]), agreed)
    assert governing(found) == ["quarter"]
