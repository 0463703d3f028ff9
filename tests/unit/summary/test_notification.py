"""The view of notices."""

from __future__ import annotations

from analytics.summary import attainment, notification
from tests.unit.summary.frames import AS_OF, contract, obligations


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
