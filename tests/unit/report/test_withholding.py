"""What the page does not say of security incidents: no words of people, and no day."""

from pathlib import Path

import polars as pl
import pytest

from analytics.report.causes_data import causes_figures
from analytics.report.page import open_report
from analytics.report.withholding import hide_causes
from tests.unit.causes.folder import causes_of
from tests.unit.small import head

CONTRACT = (
    head("2026-09-01")
    + """[rules]
security = { category = ["Security"] }
[severity]
P1 = ["P1"]
[[exports]]
source = "table"
path = "incidents.csv"
timezone = "UTC"
complete_until = 2026-11-01
[[exports]]
source = "relief"
path = "relief.csv"
timezone = "UTC"
[[clauses]]
id = "P1-resolution"
kind = "resolution"
within = "4 hours"
target = "95%"
reference = "r"
"""
)
# An incident every other day; that of the 13th is a security incident, and one more has no category.
ROWS = [f"INC{day},P1,2026-10-{day:02} 09:00:00,2026-10-{day:02} 10:00:01" for day in range(1, 28, 2)]
KINDS = {13: "Security", 27: ""}
RELIEF = """incident_id,at,status,reason,approver
INC1,2026-10-20 09:00,agreed,the buyer's change,buyer's manager
INC13,2026-10-20 09:00,agreed,ransom on payroll,head of security
INC27,2026-10-20 09:00,agreed,words of an unknown,head of nothing
"""


@pytest.fixture
def report(tmp_path: Path):
    kinds = [KINDS.get(day, "Network") for day in range(1, 28, 2)]
    lines = [f"{row},{kind}" for row, kind in zip(ROWS, kinds, strict=True)]
    header = "incident_id,severity,opened_at,resolved_at,category"
    (tmp_path / "incidents.csv").write_text("\n".join([header, *lines]) + "\n")
    (tmp_path / "relief.csv").write_text(RELIEF)
    (tmp_path / "contract.toml").write_text(CONTRACT)
    return open_report(tmp_path, period="2026-10")


def test_why_relief_was_agreed_is_withheld_where_the_incident_is_or_may_be_a_security_one(report) -> None:
    page = report.exclusions().html
    assert "the buyer&#x27;s change" in page or "the buyer's change" in page
    for word in ("ransom", "head of security", "unknown", "nothing"):
        assert word not in page
    assert page.count("relief agreed: withheld (security)") == 1
    assert '<data value="2">2</data>' in page  # obligations of the two, counted all the same


def test_no_chart_tells_the_day_of_a_security_incident(report) -> None:
    figure = report.critical_signals(title="Time between P1 incidents")
    shown = figure.html
    assert "2026-10-15" in shown
    assert "2026-10-13" not in shown
    assert "2026-10-27" not in shown
    assert "security incidents left out" in shown


def test_a_cause_that_holds_a_security_incident_keeps_its_counts_only() -> None:
    table = pl.DataFrame(
        {
            "cause_id": ["A", "B", "C", "E"],
            "name": ["a", "b", "c", "e"],
            "n_incidents": [2, 3, 4, 5],
            "services": [["x"]] * 4,
        }
    )
    members = pl.DataFrame({"cause_id": ["A", "B", "B", "C", "E"], "incident_id": ["A", "B", "D", "C1", "E"]})
    flags = {"A": False, "B": False, "D": True, "C": None, "C1": False, "E": True}
    security = pl.DataFrame({"incident_id": list(flags), "is_security": list(flags.values())})
    shown = hide_causes(table, members, security, has_rule=True)
    assert shown.rows() == [
        ("A", "a", 2, ["x"]),
        ("B", "withheld (security)", 3, None),
        ("withheld (security) 1", "withheld (security)", 4, None),
        ("withheld (security) 2", "withheld (security)", 5, None),
    ]
    assert hide_causes(table, members, security, has_rule=False).equals(table)


def test_figures_of_causes_do_not_name_what_turned_out_to_be_security(tmp_path: Path) -> None:
    causes = causes_of(tmp_path)
    ids = causes.known.docs["incident_id"]
    security = pl.DataFrame({"incident_id": ids, "is_security": ids == "A1"})
    found = causes_figures(causes, security)["causes"]
    assert [cause["cause_id"] for cause in found] == ["withheld (security) 1", "B1"]
    assert "A1" not in str(found)
    assert "gateway" not in str(found)
    assert [cause["n_incidents"] for cause in found] == [3, 3]
