"""The templates of the registers: filled in with their examples, each is read as it stands."""

import csv
import io
import zipfile

import pytest
import xlsxwriter

from analytics.intake import check_exports
from analytics.publish.templates import make_workbook, write_templates
from analytics.sources.meanings import MEANINGS
from tests.unit.intake.make import make_contract, table_export

LIST = "number,opened,priority\nINC0010042,2026-10-01 08:00:00,1 - Critical\n"
CLAUSE = {"id": "P1-resolution", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}


def read(folder, name, path, **keys):
    (folder / "t.csv").write_text(LIST)
    register = {"source": name, "path": path, "timezone": "UTC", **keys}
    contract = make_contract(folder, table_export(), register, clauses=[CLAUSE])
    return check_exports(contract, folder)


@pytest.mark.parametrize("name", MEANINGS)
def test_a_template_filled_in_with_its_example_is_used(tmp_path, name):
    write_templates(tmp_path)
    header = next(csv.reader(io.StringIO((tmp_path / f"{name}.csv").read_text())))
    with (tmp_path / f"{name}.csv").open("a", newline="") as file:
        csv.writer(file).writerow([MEANINGS[name][column][1] for column in header])
    tables, problems = read(tmp_path, name, f"{name}.csv")
    assert problems == []
    assert tables.files.row(1, named=True)["n_used"] == 1


@pytest.mark.parametrize("name", MEANINGS)
def test_a_sheet_of_the_workbook_is_a_template_too(tmp_path, name):
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as book:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, list(MEANINGS[name]))
        sheet.write_row(1, 0, [example for _, example in MEANINGS[name].values()])
        book.add_worksheet("Notes").write_row(0, 0, ["Sheet", "Column"])
    tables, problems = read(tmp_path, name, "r.xlsx", sheet=name)
    assert problems == []
    assert tables.files.row(1, named=True)["n_used"] == 1


def test_an_empty_sheet_of_the_workbook_is_found_with_its_header(tmp_path):
    (tmp_path / "r.xlsx").write_bytes(make_workbook())
    _, problems = read(tmp_path, "pauses", "r.xlsx", sheet="pauses")
    assert "no rows: nil return or failed export?" in str(problems[0])


def test_the_workbook_is_the_same_each_time():
    assert make_workbook() == make_workbook()
    names = zipfile.ZipFile(io.BytesIO(make_workbook())).namelist()
    assert sum(name.startswith("xl/worksheets/sheet") for name in names) == 1 + len(MEANINGS)
