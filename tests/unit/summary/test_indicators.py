"""Indicators: a clause's severities together, and the counts that stand beside its attainment."""

from __future__ import annotations

import polars as pl
import pytest

from analytics.summary import attainment, indicators
from tests.unit.summary.frames import AS_OF, at, contract, obligations
from tests.unit.summary.standing import outcomes, standing


def of(*rows: dict, **keys: object) -> dict:
    agreed = contract({"id": "P1-resolution", **keys})
    return indicators(attainment(obligations(*rows), agreed, AS_OF, "2026-10"), agreed, AS_OF).row(
        0, named=True
    )


def test_severities_of_a_clause_are_judged_together() -> None:
    # 9 of 10 at P1 and 10 of 10 at P2: 90 % of the one misses, 19 of 20 together meets.
    rows = outcomes(9, 10) + outcomes(10, 10, severity="P2")
    agreed = contract({"id": "P1-resolution", "severity": ["P1", "P2"]})
    figures = attainment(obligations(*rows), agreed, AS_OF, "2026-10")
    found = indicators(figures, agreed, AS_OF)
    assert found.select("n_due", "n_met", "n_late", "verdict").rows() == [(20, 19, 1, "met")]


def test_the_interval_of_a_kpi_is_of_the_sum() -> None:
    # Wilson by hand: 95 of 100 is 89 to 98 %.
    row = standing(95, 100)
    assert (round(row["interval_low"], 2), round(row["interval_high"], 2)) == (0.89, 0.98)


def test_every_clause_has_a_row_in_the_order_of_the_contract() -> None:
    agreed = contract({"id": "z"}, {"id": "a", "kpi": False}, {"id": "z", "from": "2026-10-15"})
    found = indicators(attainment(obligations(), agreed, AS_OF, "2026-10"), agreed, AS_OF)
    assert found.select("clause_id", "clause_version", "is_kpi", "n_due", "verdict").rows() == [
        ("z", 2, True, 0, "not_measurable"),
        ("a", 1, False, 0, "not_measurable"),
    ]


def test_not_evidenced_can_be_left_out() -> None:
    row = of(*outcomes(6, 8), {"incident_id": "X", "outcome": "not evidenced"})
    assert (row["attainment"], row["attainment_evidenced"]) == (6 / 9, 6 / 8)


def test_without_evidence_of_anything_nothing_is_said_of_the_evidenced() -> None:
    row = of({"outcome": "not evidenced"})
    assert (row["attainment"], row["attainment_evidenced"]) == (0.0, None)


def test_gross_attainment_counts_as_if_there_were_no_pauses() -> None:
    row = of(
        {"outcome": "met", "outcome_gross": "met"},
        {"incident_id": "B", "outcome": "met", "outcome_gross": "missed"},
        {"incident_id": "C", "outcome": "pending", "outcome_gross": "missed"},
        {"incident_id": "D", "outcome": "excluded", "outcome_gross": "excluded"},
    )
    assert (row["n_met"], row["n_due"], row["n_met_gross"], row["n_due_gross"]) == (2, 2, 1, 3)
    assert row["attainment_gross"] == 1 / 3


@pytest.mark.parametrize(
    ("outcome", "disputed", "in_band", "low", "high"),
    [
        ("met", None, None, 1, 1),
        ("missed", None, False, 0, 0),
        ("met", "met", False, 1, 1),
        ("met", "missed", False, 0, 1),
        ("missed", "met", False, 0, 1),
        ("missed", "missed", False, 0, 0),
        ("met", "excluded", False, 0, 1),
        ("met", None, True, 0, 1),
        ("missed", None, True, 0, 1),
        ("missed", "missed", True, 0, 1),
        ("pending", "met", True, 0, 0),  # not due: in no denominator, under no reading
    ],
)
def test_a_kpi_is_a_range_where_an_instant_is_open(
    outcome: str, disputed: str | None, in_band: bool | None, low: int, high: int
) -> None:
    row = of({"outcome": outcome, "outcome_disputed": disputed, "is_in_band": in_band})
    assert (row["n_met_low"], row["n_met_high"]) == (low, high)


def test_the_basis_of_the_month_is_the_contracts() -> None:
    rows = obligations(
        {"period_opened": "2026-09", "period_due": "2026-10"},
        {"incident_id": "B", "period_opened": "2026-10", "period_due": "2026-11"},
        {"incident_id": "C", "period_opened": "2026-10", "outcome": "pending", "period_due": None},
    )
    clause = {"id": "P1-resolution", "severity": ["P1"]}
    by_due, by_opened = (contract(clause, more=f'[rules]\nmonth = "{basis}"') for basis in ("due", "opened"))
    months = ("2026-09", "2026-10", "2026-11")
    due, opened = (
        [attainment(rows, agreed, AS_OF, month)["n_due"].item() for month in months]
        for agreed in (by_due, by_opened)
    )
    assert (due, opened) == ([0, 1, 1], [1, 1, 0])


def test_below_the_minimum_is_exact() -> None:
    found = [standing(met, 20, minimum="85%")["is_below_minimum"] for met in (16, 17, 19)]
    assert found == [True, False, False]  # 17 of 20 is 85 % exactly


def test_a_kpi_that_passes_by_count_is_not_below_its_minimum() -> None:
    by_volume = {"at_most_late": 2, "up_to": 39, "then": "95%"}
    found = [standing(0, due, by_volume, minimum="85%")["is_below_minimum"] for due in (2, 3)]
    assert found == [False, True]


def test_without_a_minimum_or_a_case_nothing_is_below_it() -> None:
    assert standing(0, 3)["is_below_minimum"] is None
    assert standing(0, 0, minimum="85%")["is_below_minimum"] is None


def test_terms_are_those_in_force_at_the_end_of_the_month() -> None:
    agreed = contract(
        {"id": "P1-resolution", "target": "50%"},
        {"id": "P1-resolution", "target": "90%", "minimum": "80%", "from": "2026-10-15"},
    )
    rows = obligations(*outcomes(1, 2))
    found = [
        indicators(attainment(rows, agreed, when, "2026-10"), agreed, when).select(
            "clause_version", "target_text", "verdict", "minimum"
        )
        for when in (at("10-14 12:00"), AS_OF)
    ]
    assert pl.concat(found).rows() == [(1, "50 %", "met", None), (2, "90 %", "missed", 0.8)]
