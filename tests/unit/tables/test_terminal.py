"""The figures as plain text: verdicts and points of clauses, instants in the contract's zone."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.report.dataset import open_dataset
from analytics.report.figures import make_figures
from analytics.report.selection import select_findings
from analytics.tables.terminal import figures_table
from tests.unit.small import head

CONTRACT = (
    head("2026-08-01", "Europe/London")
    + """[severity]
P1 = ["P1"]
P2 = ["P2"]
[[exports]]
source = "table"
path = "incidents.csv"
timezone = "UTC"
complete_until = 2026-09-01
[[clauses]]
id = "resolution"
kind = "resolution"
within = "4 hours"
target = "90%"
bands = [[90, 0], [0, 3]]
reference = "r"
[consequences]
credit_per_point = "0.5%"
cap = "1%"
charge = 1000
"""
)
INCIDENTS = """incident_id,severity,opened_at,resolved_at
A,P1,2026-08-05 09:00:00,2026-08-05 10:00:01
B,P2,2026-08-06 09:00:00,2026-08-06 19:00:01
"""


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    (tmp_path / "contract.toml").write_text(CONTRACT)
    (tmp_path / "incidents.csv").write_text(INCIDENTS)
    dataset = open_dataset(tmp_path)
    found = make_figures("small", select_findings(dataset, "2026-08", None))
    return figures_table(found, dataset.timezone).splitlines()


def cells(lines: list[str], first: str) -> list[list[str]]:
    return [line.split() for line in lines if line.startswith(first)]


def test_a_period_is_headed_by_its_instant_on_the_contracts_clock(lines: list[str]) -> None:
    assert lines[0] == "2026-08, as known at 1 Sep 2026 00:00 BST"


def test_a_clause_has_its_verdict_and_points_and_its_severities_neither(lines: list[str]) -> None:
    # 1 of 2 is 50 %, Wilson 9.4 to 90.6 %, which 90 % is in.
    whole, *parts = cells(lines, "resolution ")
    assert " ".join(whole[1:]) == "1 2 1 0 0 0 50.0 % 9.4 to 90.6 % 3 missed (too few to tell) 90 %"
    assert [part[1:4] for part in parts] == [["P1", "1", "1"], ["P2", "0", "1"]]
    assert not any("missed" in part for part in parts)


def test_a_severity_for_which_the_contract_has_no_word_has_no_row(lines: list[str]) -> None:
    assert {line.split()[1] for line in lines if line.startswith("resolution ")} == {"1", "P1", "P2"}


def test_what_the_points_are_worth_is_told(lines: list[str]) -> None:
    # 3 points of 0.5 % are 1.5 %, capped at 1 % of £1,000.
    assert "service credit: 3 points, 1 % of the charge (capped), £10.00" in lines


def test_disputed_instants_leave_a_range(tmp_path: Path) -> None:
    disputes = '[[exports]]\nsource = "disputes"\npath = "disputes.csv"\ntimezone = "UTC"\n[[clauses]]'
    (tmp_path / "contract.toml").write_text(CONTRACT.replace("[[clauses]]", disputes))
    (tmp_path / "incidents.csv").write_text(INCIDENTS)
    row = "A,resolved_at,2026-08-05 13:00:01,buyer,still down"
    (tmp_path / "disputes.csv").write_text(f"incident_id,field,at,party,reason\n{row}\n")
    dataset = open_dataset(tmp_path)
    found = make_figures("small", select_findings(dataset, "2026-08", None))
    assert "(too few to tell; 0 to 1 met, in doubt)" in figures_table(found, dataset.timezone)


def test_what_no_export_tells_is_not_reported_and_nothing_is_open(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(CONTRACT)
    rows = "incident_id,severity,opened_at,state\nA,P1,2026-08-05 09:00:00,Closed\n"
    (tmp_path / "incidents.csv").write_text(rows)
    dataset = open_dataset(tmp_path)
    found = make_figures("small", select_findings(dataset, "2026-08", None))
    lines = figures_table(found, dataset.timezone).splitlines()
    whole = next(line for line in lines if line.startswith("resolution "))
    assert " ".join(whole.split()) == "resolution 0 0 0 0 0 0 n/a (0) n/a 0 not reported 90 %"
    resolve = next(
        cells for line in lines if (cells := line.split())[:5] == ["time", "to", "resolve", "net", "P1"]
    )
    assert resolve[5:] == ["0", "0", *["n/a"] * 4]
