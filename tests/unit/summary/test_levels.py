"""Service levels: one reading of "missed", on the clause, whatever table it stands in."""

from __future__ import annotations

import polars as pl

from analytics.summary import attainment, indicators, service_levels, whole_clauses
from tests.unit.summary.frames import AS_OF, contract, obligations
from tests.unit.summary.standing import outcomes

TWO_LATE = {"at_most_late": 2, "up_to": 39, "then": "95%"}


def levels(*clauses: dict, rows: list[dict]) -> pl.DataFrame:
    agreed = contract(*clauses)
    figures = attainment(obligations(*rows), agreed, AS_OF, "2026-10")
    return service_levels(figures, indicators(figures, agreed, AS_OF))


def shown(frame: pl.DataFrame) -> list[tuple]:
    return frame.select("clause_id", "severity", "n_due", "n_met", "verdict").rows()


def test_severities_of_one_clause_are_judged_together_and_in_no_row_of_their_own() -> None:
    # 1 of 2 at P2 and 2 of 2 at P3 are 3 of 4 = 75 %: the clause's 75 % is met, though half of P2 was late.
    rows = outcomes(1, 2, severity="P2") + outcomes(2, 2, severity="P3")
    found = levels({"id": "P1-resolution", "severity": ["P2", "P3"], "target": "75%"}, rows=rows)
    assert shown(found) == [
        ("P1-resolution", "all", 4, 3, "met"),
        ("P1-resolution", "P2", 2, 1, None),
        ("P1-resolution", "P3", 2, 2, None),
    ]


def test_a_count_of_late_ones_is_of_the_clause_and_not_of_each_severity() -> None:
    # At most 2 late: 2 at P1 and 2 at P2 are 4.
    rows = outcomes(0, 2) + outcomes(0, 2, severity="P2")
    found = levels({"id": "P1-resolution", "severity": ["P1", "P2"], "target": TWO_LATE}, rows=rows)
    assert found["verdict"].to_list() == ["missed", None, None]
    assert found["n_allowed_late"].to_list() == [2, None, None]


def test_a_clause_for_each_severity_has_a_verdict_for_each() -> None:
    rows = outcomes(0, 2) + outcomes(0, 2, severity="P2", clause_id="P2-resolution")
    clauses = [{"id": f"{each}-resolution", "severity": [each], "target": TWO_LATE} for each in ("P1", "P2")]
    found = levels(*clauses, rows=rows)
    assert shown(found) == [("P1-resolution", "P1", 2, 0, "met"), ("P2-resolution", "P2", 2, 0, "met")]


def test_severities_keep_their_counts_and_ranges_without_a_target() -> None:
    rows = outcomes(4, 4, severity="P2") + outcomes(1, 1, severity="P3")
    found = levels({"id": "P1-resolution", "severity": ["P2", "P3"]}, rows=rows)
    # Wilson by hand: 4 of 4 is 51 % to 100 %.
    part = found.row(1, named=True)
    assert (part["attainment"], round(part["interval_low"], 2)) == (1.0, 0.51)
    assert [part[name] for name in ("target", "numerator", "is_too_few", "n_allowed_late")] == [None] * 4


def test_each_clause_has_one_row_with_a_verdict_in_the_order_of_the_contract() -> None:
    clauses = [{"id": "z", "severity": ["P2", "P1"]}, {"id": "a", "severity": ["P4"]}, {"id": "b"}]
    found = whole_clauses(levels(*clauses, rows=[{"clause_id": "a", "severity": "P4"}]))
    assert found.select("clause_id", "severity", "verdict").rows() == [
        ("z", "all", "not_measurable"),
        ("a", "P4", "met"),
        ("b", "all", "not_measurable"),
    ]


def test_a_severity_for_which_no_export_has_a_word_has_no_row() -> None:
    agreed = contract({"id": "P1-resolution", "severity": ["P1", "P2"]}, {"id": "b", "severity": ["P2"]})
    document = agreed.document.model_copy(update={"severity": {"P1": ["1"], "P2": []}})
    agreed = agreed.model_copy(update={"document": document})
    figures = attainment(obligations({}), agreed, AS_OF, "2026-10")
    # A clause on nothing but such severities keeps its row: it is in the contract, and not measurable.
    assert figures.select("clause_id", "severity", "n_due", "verdict").rows() == [
        ("P1-resolution", "P1", 1, "met"),
        ("b", "P2", 0, "not_measurable"),
    ]
