"""Outcomes, versions and episodes; one rule a test."""

from __future__ import annotations

import datetime as dt

import pytest

from analytics.obligations import measure
from tests.unit.obligations.facts import AS_OF, at, clause, contract, judged, tables

SOLVE = contract(clause("solve"))
NONE_LEFT = dt.timedelta(0)


@pytest.mark.parametrize(
    ("resolved", "outcome"), [("05 12:59:59", "met"), ("05 13:00:00", "met"), ("05 13:00:01", "missed")]
)
def test_exactly_on_target_is_met(resolved: str, outcome: str) -> None:
    assert judged(tables([{"resolved_at": at(resolved)}]), SOLVE)["solve"]["outcome"] == outcome


@pytest.mark.parametrize(("as_of", "outcome"), [("05 13:00:00", "pending"), ("05 13:00:01", "missed")])
def test_open_is_missed_once_the_last_instant_on_time_has_passed(as_of: str, outcome: str) -> None:
    assert judged(tables([{}]), SOLVE, at(as_of))["solve"]["outcome"] == outcome


def test_no_evidence_is_said_of_notices_only() -> None:
    agreed = contract(clause("solve"), clause("tell", "notification"))
    found = judged(tables([{}], notices=[]), agreed)
    assert (found["solve"]["outcome"], found["tell"]["outcome"]) == ("missed", "not evidenced")


def test_without_a_register_no_notice_is_judged() -> None:
    assert judged(tables([{}]), contract(clause("tell", "notification"))) == {}


def test_the_first_notice_counts() -> None:
    agreed = contract(clause("tell", "notification", "1 hour"))
    facts = tables([{}], notices=[("05 11:00", "buyer"), ("05 09:30", "buyer"), ("05 09:10", "press")])
    assert judged(facts, agreed)["tell"]["stopped_at"] == at("05 09:30")


def test_a_notice_before_awareness_takes_no_time() -> None:
    row = judged(tables([{}], notices=[("05 08:00", "buyer")]), contract(clause("tell", "notification")))[
        "tell"
    ]
    assert (row["outcome"], row["net"], row["flags"]) == ("met", NONE_LEFT, ["notice before awareness"])


def test_an_impossible_order_has_no_time() -> None:
    row = judged(tables([{"resolved_at": at("05 08:59:59")}]), SOLVE)["solve"]
    assert (row["outcome"], row["reason"]) == ("excluded", "impossible order")
    assert (row["gross"], row["paused"], row["net"]) == (None, None, None)


def test_resolved_when_opened_is_no_impossible_order() -> None:
    row = judged(tables([{"resolved_at": at("05 09:00")}]), SOLVE)["solve"]
    assert (row["outcome"], row["net"]) == ("met", NONE_LEFT)


@pytest.mark.parametrize("kind", ["request", "maintenance", "drill"])
def test_what_is_no_incident_is_excluded_by_its_type(kind: str) -> None:
    row = judged(tables([{"kind": kind, "resolved_at": at("05 10:00")}]), SOLVE)["solve"]
    assert (row["outcome"], row["reason"]) == ("excluded", kind)


@pytest.mark.parametrize(("opened", "version"), [("14 23:59:59", 1), ("15 00:00:00", 2)])
def test_the_version_at_clock_start_applies(opened: str, version: int) -> None:
    agreed = contract(clause("solve"), clause("solve", **{"from": "2026-10-15"}))
    row = judged(tables([{"opened_at": at(opened)}]), agreed)["solve"]
    assert row["clause_version"] == version


@pytest.mark.parametrize(("opened", "n"), [("11-30 23:59:59", 1), ("12-01 00:00:00", 0)])
def test_after_its_end_the_contract_asks_nothing(opened: str, n: int) -> None:
    agreed = contract(clause("solve"), ends="ends = 2026-12-01")
    facts = tables([{"opened_at": at(opened)}])
    assert len(judged(facts, agreed, dt.datetime(2027, 1, 1, tzinfo=dt.UTC))) == n


@pytest.mark.parametrize(("is_security", "n"), [(True, 1), (False, 0), (None, 0)])
def test_a_security_clause_concerns_security_incidents(is_security: bool | None, n: int) -> None:
    agreed = contract(clause("secure", applies="{ security = true }"))
    assert len(judged(tables([{"is_security": is_security}]), agreed)) == n


def test_the_clock_starts_where_the_rule_says() -> None:
    agreed = contract(clause("solve"), rules='clock_start = "detected_at, else opened_at"')
    facts = tables(
        [{"detected_at": at("05 08:30")}, {"incident_id": "INC2"}],
    )
    starts = measure(facts, agreed, AS_OF)["starts_at"].to_list()
    assert starts == [at("05 08:30"), at("05 09:00")]


def states(*rows: tuple[str, str]) -> list[tuple[str, str, str | None, str]]:
    before = [None, *(after for _, after in rows)]
    return [(when, "state", was, after) for was, (when, after) in zip(before, rows, strict=False)]


@pytest.mark.parametrize(("reopened", "episodes"), [("12 10:00:00", [1]), ("12 10:00:01", [1, 2])])
def test_seven_days_to_the_second_part_two_episodes(reopened: str, episodes: list[int]) -> None:
    log = states(
        ("05 09:00", "new"), ("05 10:00:00", "resolved"), (reopened, "in progress"), ("13 09:00", "resolved")
    )
    assert measure(tables([{}], log), SOLVE, AS_OF)["episode"].to_list() == episodes


def test_a_second_episode_starts_at_the_reopening() -> None:
    log = states(
        ("05 09:00", "new"), ("05 10:00", "resolved"), ("20 10:00", "in progress"), ("20 15:00", "resolved")
    )
    rows = measure(tables([{}], log), SOLVE, AS_OF).to_dicts()
    assert [(row["starts_at"], row["outcome"]) for row in rows] == [
        (at("05 09:00"), "met"),
        (at("20 10:00"), "missed"),
    ]


def test_a_notice_of_the_second_episode_does_not_serve_the_first() -> None:
    agreed = contract(clause("tell", "notification", "1 hour"))
    log = states(("05 09:00", "new"), ("05 10:00", "resolved"), ("20 10:00", "in progress"))
    rows = measure(tables([{}], log, notices=[("20 10:30", "buyer")]), agreed, AS_OF).to_dicts()
    assert [row["outcome"] for row in rows] == ["not evidenced", "met"]


def test_closing_after_resolving_is_no_second_resolution() -> None:
    log = states(("05 09:00", "new"), ("05 10:00", "resolved"), ("06 10:00", "closed"))
    assert judged(tables([{}], log), SOLVE)["solve"]["stopped_at"] == at("05 10:00")


def test_a_resolved_state_that_was_left_again_does_not_resolve() -> None:
    log = states(("05 09:00", "new"), ("05 10:00", "resolved"), ("05 11:00", "cancelled"))
    row = judged(tables([{}], log), SOLVE)["solve"]
    assert (row["outcome"], row["stopped_at"]) == ("excluded", None)


@pytest.mark.parametrize(("left", "clauses"), [("05 13:00:00", ["P3"]), ("05 13:00:01", ["P1", "P3"])])
def test_the_clause_left_behind_stays_only_if_it_was_missed(left: str, clauses: list[str]) -> None:
    agreed = contract(
        clause("P1", applies='{ severity = ["P1"] }'),
        clause("P3", within="8 hours", applies='{ severity = ["P3"] }'),
    )
    changes = [("05 09:00", "severity", None, "P1"), (left, "severity", "P1", "P3")]
    assert list(judged(tables([{"resolved_at": at("05 16:00")}], changes), agreed)) == clauses


def test_a_clause_of_both_severities_has_one_row_under_the_later() -> None:
    agreed = contract(clause("any"))
    changes = [("05 09:00", "severity", None, "P3"), ("05 10:00", "severity", "P3", "P1")]
    rows = measure(tables([{"resolved_at": at("05 11:00")}], changes), agreed, AS_OF)
    assert rows["severity"].to_list() == ["P1"]


def test_a_clock_that_has_stopped_keeps_its_severity() -> None:
    agreed = contract(clause("any"))
    changes = [("05 09:00", "severity", None, "P3"), ("05 12:00", "severity", "P3", "P1")]
    rows = measure(tables([{"resolved_at": at("05 11:00")}], changes), agreed, AS_OF)
    assert rows["severity"].to_list() == ["P3"]


def test_a_day_window_has_no_grace_after_closing() -> None:
    agreed = contract(clause("solve", within="next working day", calendar='"working"'))
    outcomes = [
        judged(tables([{"resolved_at": at(when)}]), agreed)["solve"]["outcome"]
        for when in ("06 18:00:00", "06 18:00:01")
    ]
    assert outcomes == ["met", "missed"]
