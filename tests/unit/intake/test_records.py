"""JSON of which nothing can be used: what is wrong is told of it as JSON, and a nil return is one."""

import gzip
from pathlib import Path

import pytest

from analytics.contract.model import Export
from analytics.errors import ExportError
from analytics.intake import check_exports, read_exports
from analytics.intake.account import TOO_MANY
from analytics.intake.columns import wanted_columns
from analytics.intake.files import Blob
from analytics.intake.formats import read_grid
from tests.unit.intake.make import make_contract, table_export
from tests.unit.intake.test_formats import CSV, EXPECTED, RECORDS, cells

NIL = {"nil_return": ["2026-10"]}
EMPTY = ["[]", " [ ]\n", '{"result": []}', '{"records": []}', '{"records":[],"total":0}']


def checked(folder: Path, name: str, data: str | bytes, **keys):
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return check_exports(make_contract(folder, table_export(name, **keys)), folder)


def grid(name: str, data: bytes, source: str = "table"):
    export = {"source": source, "path": name, "timezone": "UTC"}
    wanted = wanted_columns(Export.model_validate(export), make_contract(Path(), export))
    return read_grid(Blob(name, data, ""), Export.model_validate(export), wanted)


def told(name: str, data: bytes, source: str = "table") -> str:
    with pytest.raises(ExportError) as error:
        grid(name, data, source)
    return str(error.value)


@pytest.mark.parametrize("text", EMPTY)
def test_a_declared_nil_return_may_be_a_list_of_nothing(tmp_path, text):
    tables, problems = checked(tmp_path, "t.json", text, **NIL)
    assert problems == []
    assert tables.files.select("n_read", "n_used").row(0) == (0, 0)
    assert read_exports(make_contract(tmp_path, table_export("t.json", **NIL)), tmp_path).incidents.is_empty()


@pytest.mark.parametrize("text", EMPTY)
def test_a_list_of_nothing_that_is_not_declared_is_asked_about(tmp_path, text):
    _, [problem] = checked(tmp_path, "t.json", text)
    assert problem.what == "no rows: nil return or failed export? It holds no record"
    assert 'nil_return = ["2026-10"]' in problem.remedy


@pytest.mark.parametrize("row", ["\n\nTotal: 0\n", "\nTotal,,\n", "\nTotal,0,\n"])
def test_a_declared_nil_return_may_have_a_totals_row(tmp_path, row):
    tables, problems = checked(tmp_path, "t.csv", f"number,opened,priority{row}", **NIL)
    assert problems == []
    assert tables.files.select("n_read", "n_used", "n_faults").row(0) == (1, 0, 0)
    assert "totals" in tables.rejected["reason"].item()


@pytest.mark.parametrize("text", ["[1, 2, 3]", "42", '"text"', "[[1], [2]]", "null"])
def test_values_that_are_no_objects_are_told_as_rows_that_are_none(tmp_path, text):
    tables, [problem] = checked(tmp_path, "t.json", text)
    assert "no JSON object" in problem.what
    assert "line" not in tables.rejected["reason"][0]  # it has a column of its own
    assert tables.files["n_used"].item() == 0


def test_values_among_records_are_set_aside_in_words_of_json(tmp_path):
    tables, [problem] = checked(tmp_path, "t.json", f'[{RECORDS.replace("P1", "1 - Critical")},\n"a", 5]')
    assert "2 of 3 rows excluded for a fault: no JSON object (2, first on line 2)" in problem.what
    assert set(tables.rejected["reason"]) == {"no JSON object", TOO_MANY}


@pytest.mark.parametrize("name", ["t.json", "T.JSON", "t.ndjson", "t.jsonl", "t.json.gz"])
@pytest.mark.parametrize(
    "text", ["[1, 2,", "// none\n[]", "/* none */ []", "Internal Server Error", "{'a': 1}"]
)
def test_a_name_of_json_makes_its_faults_those_of_json(name, text):
    data = gzip.compress(text.encode()) if name.endswith("gz") else text.encode()
    assert "it is no JSON: " in told(name, data)


def test_a_source_that_is_always_json_makes_its_faults_those_of_json():
    assert "it is no JSON: " in told("t.txt", b"Internal Server Error", "google-cloud-status")
    assert "no column" not in told("t.txt", b"[1, 2,", "google-cloud-status")


def test_a_list_with_delimiters_that_is_named_json_is_still_read():
    assert cells(grid("t.json", CSV.encode())) == EXPECTED


def test_space_that_is_named_json_is_space():
    assert "nothing but space" in told("t.ndjson", b"\n \n")
