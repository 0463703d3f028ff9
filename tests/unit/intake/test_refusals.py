"""A file that gives nothing, or that lies elsewhere, is refused and never published as an empty month."""

from pathlib import Path

import pytest

from analytics.contract.load import load_contract
from analytics.errors import ExportError
from analytics.intake import check_exports, read_exports

CONTRACT = """
[contract]
id = "c"
title = "t"
buyer = "b"
supplier = "s"
starts = 2026-01-01
[severity]
P1 = ["P1"]
[[exports]]
source = "table"
path = "incidents.csv"
timezone = "UTC"
[[exports]]
source = "notifications"
path = "notices.csv"
timezone = "UTC"
[[clauses]]
id = "P1-response"
kind = "response"
within = "1 hour"
target = "95%"
reference = "r"
"""
GOOD = "incident_id,severity,opened_at\nA1,P1,2026-01-05 09:00\n"
TWINS = GOOD + "A1,P1,2026-01-06 09:00\n"
NOTICES = "incident_id,audience,at\nA1,buyer,2026-01-05 09:05\n"
STRANGERS = "incident_id,audience,at\nB1,buyer,2026-01-05 09:05\nB2,buyer,2026-01-05 09:06\n"


def contract(folder: Path, incidents: str = GOOD, notices: str = NOTICES):
    (folder / "contract.toml").write_text(CONTRACT, encoding="utf-8")
    (folder / "incidents.csv").write_text(incidents, encoding="utf-8")
    (folder / "notices.csv").write_text(notices, encoding="utf-8")
    return load_contract(folder)


def test_good_files_are_read(tmp_path: Path) -> None:
    assert read_exports(contract(tmp_path)).incidents.height == 1


@pytest.mark.parametrize(
    ("incidents", "notices", "name"),
    [(TWINS, NOTICES, "incidents.csv"), (GOOD, STRANGERS, "notices.csv")],
)
def test_file_of_which_no_row_is_left_is_refused(
    tmp_path: Path, incidents: str, notices: str, name: str
) -> None:
    loaded = contract(tmp_path, incidents, notices)
    with pytest.raises(ExportError, match=f"{name}: 2 of 2 rows"):
        read_exports(loaded)
    tables, problems = check_exports(loaded)
    assert [problem.where for problem in problems if problem.where == name] == [name]
    assert (tables.files["n_read"] == tables.files["n_used"] + tables.files["n_excluded"]).all()


def test_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(GOOD, encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    loaded = contract(inside)
    (inside / "incidents.csv").unlink()
    (inside / "incidents.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(ExportError, match="leads out of"):
        read_exports(loaded)


@pytest.mark.parametrize("name", ["incident_id", "opened_at"])
def test_what_differs_from_row_to_row_cannot_be_fixed(tmp_path, name):
    declared = CONTRACT.replace('timezone = "UTC"\n', f'timezone = "UTC"\nfixed = {{ {name} = "x" }}\n', 1)
    (tmp_path / "contract.toml").write_text(declared)
    (tmp_path / "incidents.csv").write_text(GOOD)
    (tmp_path / "notices.csv").write_text(NOTICES)
    _, problems = check_exports(load_contract(tmp_path))
    assert f"fixed.{name}: rows differ" in problems[0].what
