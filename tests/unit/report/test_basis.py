"""The month in which an obligation counts is the contract's choice: every place that shows it says which."""

from pathlib import Path

import pytest

from analytics.report.dataset import open_dataset
from analytics.report.figures import make_figures
from analytics.report.page import open_report
from analytics.report.selection import select_findings
from tests.unit.report.test_simulate import CONTRACT

# Opened on the last evening of September and due, after four hours, in October.
INCIDENTS = "incident_id,severity,opened_at,resolved_at\nA,P1,2026-09-30 22:00:01,2026-09-30 23:00:00\n"


@pytest.mark.parametrize(
    ("month", "words", "n_due"),
    [("due", "could last be met on time", 1), ("opened", "in which its incident was opened", 0)],
)
def test_page_and_figures_name_the_basis_and_go_by_it(
    tmp_path: Path, month: str, words: str, n_due: int
) -> None:
    (tmp_path / "contract.toml").write_text(f'{CONTRACT}[rules]\nmonth = "{month}"\n')
    (tmp_path / "incidents.csv").write_text(INCIDENTS)
    report = open_report(tmp_path, period="2026-10")
    assert words in report.basis().html
    dataset = open_dataset(tmp_path, None)
    found = make_figures("small", select_findings(dataset, "2026-10", None))["periods"][0]
    assert found["basis"]["attainment"] == month
    assert found["kpis"][0]["n_due"] == report.kpis["n_due"][0] == n_due
