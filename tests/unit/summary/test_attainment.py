"""Attainment: one rule a test."""

from __future__ import annotations

import polars as pl
import pytest

from analytics.summary import attainment
from tests.unit.summary.frames import AS_OF, at, contract, obligations

P1 = contract({"id": "P1-resolution", "severity": ["P1"]})


def of(outcomes: list[str], target: str = "95%", **more) -> dict:
    agreed = contract({"id": "P1-resolution", "severity": ["P1"], "target": target})
    rows = [{"incident_id": f"INC{n}", "outcome": outcome, **more} for n, outcome in enumerate(outcomes)]
    return attainment(obligations(*rows), agreed, AS_OF, "2026-10").row(0, named=True)


def test_due_is_met_and_missed_and_not_evidenced() -> None:
    row = of(["met", "met", "missed", "not evidenced", "pending", "excluded"])
    counts = [
        row[name] for name in ("n_due", "n_met", "n_missed", "n_not_evidenced", "n_pending", "n_excluded")
    ]
    assert counts == [4, 2, 1, 1, 1, 1]
    assert row["attainment"] == 0.5


def test_pending_and_excluded_are_in_no_denominator() -> None:
    row = of(["pending", "excluded"])
    assert (row["n_due"], row["attainment"], row["verdict"]) == (0, None, "not_measurable")


def test_of_nothing_due_nothing_is_said() -> None:
    row = of(["met"], period_due="2026-09")
    assert [row[name] for name in ("attainment", "interval_low", "interval_high", "is_too_few")] == [None] * 4


def test_attainment_is_of_the_month_of_due() -> None:
    rows = obligations({"period_due": "2026-09"}, {"incident_id": "INC2", "period_due": "2026-10"})
    counts = [attainment(rows, P1, AS_OF, month)["n_due"].item() for month in ("2026-09", "2026-10", None)]
    assert counts == [1, 1, 2]


def test_pending_counts_whenever_due() -> None:
    rows = obligations(
        {"outcome": "pending", "period_due": "2026-12"},
        {"incident_id": "INC2", "outcome": "pending", "period_due": None},
    )
    assert attainment(rows, P1, AS_OF, "2026-10")["n_pending"].item() == 2


def test_only_governing_obligations_enter_the_totals() -> None:
    row = of(["met", "missed", "not evidenced"], is_governing=False)
    assert (row["n_due"], row["n_due_governing"], row["n_late_governing"]) == (3, 0, 0)


def test_late_is_missed_and_not_evidenced() -> None:
    row = of(["met", "missed", "not evidenced", "pending"])
    assert (row["n_due_governing"], row["n_late_governing"]) == (3, 2)


@pytest.mark.parametrize(
    ("met", "due", "target", "verdict"),
    [
        (949, 999, "95%", "missed"),  # 94.995 %: 949 x 20 = 18980 < 999 x 19 = 18981
        (950, 999, "95%", "met"),
        (950, 1000, "95%", "met"),
        (949, 1000, "95%", "missed"),
        (19, 20, "95%", "met"),
        (18, 19, "95%", "missed"),
        (2, 3, "66.666666%", "met"),
        (2, 3, "66.666667%", "missed"),
        (999, 1000, "99.9%", "met"),
        (1, 1, "100%", "met"),
        (999, 1000, "100%", "missed"),
        (0, 5, "0%", "met"),
    ],
)
def test_the_verdict_is_exact(met: int, due: int, target: str, verdict: str) -> None:
    assert of(["met"] * met + ["missed"] * (due - met), target)["verdict"] == verdict


def test_clauses_without_a_case_have_their_rows_in_the_order_of_the_contract() -> None:
    agreed = contract(
        {"id": "z", "severity": ["P2", "P1"]},
        {"id": "a", "kind": "notification"},
        {"id": "b", "kind": "response"},
    )
    rows = attainment(obligations(), agreed, AS_OF, "2026-10")
    found = rows.select("clause_id", "severity", "n_due").rows()
    every = ["P1", "P2", "P3", "P4"]
    assert found == [("z", "P1", 0), ("z", "P2", 0), *((c, s, 0) for c in "ab" for s in every)]


def test_versions_of_a_clause_share_a_row_with_the_target_then_in_force() -> None:
    agreed = contract(
        {"id": "P1-resolution", "severity": ["P1"], "target": "50%"},
        {"id": "P1-resolution", "severity": ["P1"], "target": "90%", "from": "2026-10-15"},
    )
    rows = obligations(
        {"clause_version": 1}, {"incident_id": "INC2", "clause_version": 2, "outcome": "missed"}
    )
    before, after = (attainment(rows, agreed, when, "2026-10") for when in (at("10-14 12:00"), AS_OF))
    assert before.select("n_due", "target", "verdict").rows() == [(2, 0.5, "met")]
    assert after.select("n_due", "target", "verdict").rows() == [(2, 0.9, "missed")]


def test_too_few_is_where_the_interval_holds_the_target() -> None:
    # Wilson by hand: 4 of 4 is 51 % to 100 %; 0 of 20 is 0 % to 16 %, which 95 % is far from.
    few, many = of(["met"] * 4), of(["missed"] * 20)
    assert (few["is_too_few"], many["is_too_few"]) == (True, False)
    assert round(few["interval_low"], 2) == 0.51


def test_counts_are_whole_numbers() -> None:
    rows = attainment(obligations(), P1, AS_OF)
    assert {rows.schema[name] for name in rows.columns if name.startswith("n_")} == {pl.Int64}


def test_a_severity_that_a_later_version_leaves_out_keeps_its_row() -> None:
    agreed = contract(
        {"id": "P1-resolution", "severity": ["P1", "P2"]},
        {"id": "P1-resolution", "severity": ["P1", "P4"], "from": "2026-10-15"},
        {"id": "P1-resolution", "severity": ["P3"], "from": "2026-12-01"},
    )
    rows = attainment(obligations({"severity": "P2"}, {"incident_id": "INC2"}), agreed, AS_OF, "2026-10")
    assert rows.select("severity", "n_due").rows() == [("P1", 1), ("P2", 1), ("P4", 0)]


def test_the_order_of_versions_in_the_file_does_not_matter() -> None:
    later = {"id": "P1-resolution", "severity": ["P1"], "target": "90%", "from": "2026-10-15"}
    agreed = contract(later, {"id": "P1-resolution", "severity": ["P1"], "target": "50%"}, versions=(2, 1))
    targets = [
        attainment(obligations(), agreed, when)["target"].item() for when in (at("10-14 12:00"), AS_OF)
    ]
    assert targets == [0.5, 0.9]
