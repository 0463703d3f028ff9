"""The sheets of a workbook: one table, or told apart."""

import pytest
import xlsxwriter

from analytics.intake import check_exports
from tests.unit.intake.make import make_contract, table_export

COLUMNS = {"incident_id": "number", "opened_at": "opened", "severity": "priority", "resolved_at": "resolved"}
HEADER = ["number", "opened", "priority", "resolved"]
ROW = ["INC1", "2026-03-05 09:00:00", "1 - Critical", "2026-03-05 10:00:00"]


@pytest.fixture
def read(tmp_path):
    def run(second, export=None):
        with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
            for name, rows in (("Page 1", [HEADER, ROW]), ("Page 2", second)):
                sheet = book.add_worksheet(name)
                for i, row in enumerate(rows):
                    sheet.write_row(i, 0, row)
        contract = make_contract(tmp_path, export or table_export("t.xlsx", columns=COLUMNS))
        return check_exports(contract, tmp_path)

    return run


@pytest.mark.parametrize("lacking", ["opened", "priority", "resolved"])
def test_a_sheet_without_a_column_that_the_contract_maps_is_refused(read, lacking):
    at = HEADER.index(lacking)
    _, problems = read([[*HEADER[:at], *HEADER[at + 1 :]], [*ROW[:at], *ROW[at + 1 :]]])
    ours = next(name for name, header in COLUMNS.items() if header == lacking)
    assert f"the sheet 'Page 2' has no column for {ours}, which 'Page 1' has" in str(problems[0])


def test_a_sheet_without_the_numbers_of_incidents_is_another_table(read):
    tables, problems = read([["priority", "count"], ["1 - Critical", "7"], ["2 - High", "9"]])
    assert (problems, tables.incidents.height) == ([], 1)
    assert any("'Page 2' has no column for incident_id, and its 2 rows" in note for note in tables.notes)


def test_a_column_that_no_contract_maps_is_empty_where_a_sheet_lacks_it(read):
    listed = {"source": "servicenow-incident", "path": "t.xlsx", "timezone": "UTC"}
    listed["columns"] = {"incident_id": "number", "opened_at": "opened", "severity": "priority"}
    second = [["number", "opened", "priority", "short_description"], ["INC2", *ROW[1:3], "a"]]
    tables, problems = read(second, listed)
    assert (problems, tables.incidents.height) == ([], 2)
    assert any("'Page 1' has no column for title, which 'Page 2' has" in note for note in tables.notes)
