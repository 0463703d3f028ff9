"""The list of late obligations, and the view of notices."""

from __future__ import annotations

from analytics.summary import attainment, late_obligations, notification
from tests.unit.summary.frames import AS_OF, at, contract, episodes, obligations


def test_late_are_the_missed_and_the_not_evidenced() -> None:
    every = ["met", "missed", "pending", "not evidenced", "excluded"]
    rows = obligations(*({"incident_id": outcome, "outcome": outcome} for outcome in every))
    assert late_obligations(rows, episodes({}))["outcome"].to_list() == ["missed", "not evidenced"]


def test_late_are_sorted_by_due_then_incident_then_clause() -> None:
    rows = obligations(
        *(
            {"incident_id": incident, "clause_id": clause, "due_at": at(due), "outcome": "missed"}
            for incident, clause, due in [
                ("B", "c2", "10-05 09:00"),
                ("B", "c1", "10-05 09:00"),
                ("A", "c9", "10-05 09:00"),
                ("C", "c1", "10-04 09:00"),
            ]
        )
    )
    found = late_obligations(rows, episodes({})).select("incident_id", "clause_id").rows()
    assert found == [("C", "c1"), ("A", "c9"), ("B", "c1"), ("B", "c2")]


def test_late_of_a_month_are_those_due_in_it() -> None:
    rows = obligations(
        {"outcome": "missed", "period_due": "2026-09"},
        {"incident_id": "INC2", "outcome": "missed", "period_due": "2026-10"},
        {"incident_id": "INC3", "outcome": "missed", "period_due": None},
    )
    assert late_obligations(rows, episodes({}), "2026-10")["incident_id"].to_list() == ["INC2"]
    assert late_obligations(rows, episodes({})).height == 3


def test_late_rows_that_do_not_govern_are_listed_too() -> None:
    rows = obligations({"outcome": "missed", "is_governing": False})
    assert late_obligations(rows, episodes({}))["is_governing"].to_list() == [False]


def test_late_rows_say_whether_the_incident_is_a_security_incident() -> None:
    rows = obligations(*({"incident_id": n, "outcome": "missed"} for n in "ABC"))
    known = episodes(
        {"incident_id": "A", "is_security": True},
        {"incident_id": "A", "episode": 2, "is_security": True},
        {"incident_id": "B", "is_security": False},
        {"incident_id": "C"},
    )
    assert late_obligations(rows, known)["is_security"].to_list() == [True, False, None]


def test_notices_are_told_in_the_words_of_their_readers() -> None:
    agreed = contract({"id": "P1-resolution"}, {"id": "notice", "kind": "notification", "severity": ["P1"]})
    outcomes = ["met", "met", "met", "missed", "missed", "not evidenced", "pending"]
    rows = obligations(
        *(
            {"incident_id": str(n), "clause_id": "notice", "kind": "notification", "outcome": outcome}
            for n, outcome in enumerate(outcomes)
        )
    )
    table = notification(attainment(rows, agreed, AS_OF, "2026-10"))
    assert table.select(
        "clause_id", "n_due", "n_on_time", "n_late", "n_not_evidenced", "n_pending"
    ).rows() == [("notice", 6, 3, 2, 1, 1)]
