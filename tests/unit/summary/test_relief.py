"""Relief: what each reading of a claim makes of a month."""

from __future__ import annotations

from analytics.summary import relief_readings
from tests.unit.summary.frames import AS_OF, contract, obligations

ROWS = [  # ten obligations before relief: seven met, three missed, each with another state of its claim
    *({"incident_id": f"M{n}", "outcome_before_relief": "met"} for n in range(7)),
    {"incident_id": "A", "outcome_before_relief": "missed", "relief": "agreed", "outcome": "excluded"},
    {"incident_id": "C", "outcome_before_relief": "missed", "relief": "claimed", "outcome": "missed"},
    {"incident_id": "D", "outcome_before_relief": "not evidenced", "relief": "disputed", "outcome": "missed"},
]


def read(*rows: dict, more: str = "", target: str = "80%") -> list[tuple]:
    agreed = contract({"id": "P1-resolution", "target": target}, more=more)
    found = relief_readings(obligations(*rows), agreed, AS_OF, "2026-10")
    return found.select("n_met", "n_due", "n_relieved", "verdict", "is_agreed").rows()


def test_attainment_under_each_reading() -> None:
    # 7/10 = 70 %, 7/9 = 77.8 %, 7/8 = 87.5 %, 7/7: held against 80 %.
    assert read(*ROWS) == [
        (7, 10, 0, "missed", False),
        (7, 9, 1, "missed", True),
        (7, 8, 2, "met", False),
        (7, 7, 3, "met", False),
    ]


def test_the_contract_may_go_by_another_reading() -> None:
    found = read(*ROWS, more='[rules]\nrelief_excludes = ["claimed", "agreed"]')
    assert [row[-1] for row in found] == [False, False, True, False]


def test_a_claim_withdrawn_counts_under_every_reading() -> None:
    found = read({"outcome_before_relief": "missed", "relief": "withdrawn"})
    assert [row[:3] for row in found] == [(0, 1, 0)] * 4


def test_relief_for_an_obligation_that_was_met_leaves_it_out_too() -> None:
    found = read({"outcome_before_relief": "met", "relief": "agreed", "outcome": "excluded"})
    assert [row[:4] for row in found[:2]] == [(1, 1, 0, "met"), (0, 0, 1, "not_measurable")]


def test_what_is_excluded_or_pending_without_relief_is_in_no_reading() -> None:
    found = read({"outcome_before_relief": "excluded"}, {"outcome_before_relief": "pending"})
    assert {row[:3] for row in found} == {(0, 0, 0)}


def test_a_clause_without_a_case_has_its_rows() -> None:
    assert [row[3] for row in read()] == ["not_measurable"] * 4


def test_a_contract_that_goes_by_a_reading_of_its_own_has_a_row_for_it() -> None:
    # Only the disputed claim excludes: 7/9.
    found = read(*ROWS, more='[rules]\nrelief_excludes = ["disputed"]')
    assert [row[-1] for row in found] == [False, False, False, False, True]
    assert found[-1] == (7, 9, 1, "missed", True)
