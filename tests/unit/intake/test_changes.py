"""The register of changes: one row a change, which names the causes that it is to end."""

import polars as pl
import pytest

from analytics.errors import ExportError
from analytics.intake import read_exports
from analytics.schema import CHANGES
from tests.unit.intake.make import TABLE, make_contract, table_export, utc

INCIDENTS = (
    "number,opened,priority,problem,code\n"
    "I1,2026-10-01 09:00,2 - High,PRB7,CACHE\n"
    "I2,2026-10-02 09:00,2 - High,,\n"
)
HEADER = "change_id,title,causes,raised_at,made_at,criterion,owner_role\n"


def read(folder, changes, *, strict=True, **keys):
    (folder / "t.csv").write_text(INCIDENTS)
    (folder / "c.csv").write_text(changes)
    columns = {**TABLE, "problem_id": "problem", "cause_code": "code"}
    register = {"source": "changes", "path": "c.csv", "timezone": "Europe/London", **keys}
    return read_exports(make_contract(folder, table_export(columns=columns), register), strict=strict)


def test_a_row_is_read_to_the_second_with_its_causes_as_a_list(tmp_path):
    row = (
        "CHG1,Larger cache,PRB7; I2 ;PRB7,2026-10-03 10:00:01,2026-10-05 22:30:00,none for 90 days,Platform\n"
    )
    changes = read(tmp_path, HEADER + row).changes
    assert dict(changes.schema) == dict(pl.Schema(CHANGES))
    assert changes.rows() == [
        (
            *("CHG1", "Larger cache", ["PRB7", "I2"], utc("2026-10-03 09:00:01"), utc("2026-10-05 21:30:00")),
            *("none for 90 days", "Platform"),
        )
    ]


def test_no_register_is_an_empty_table(tmp_path):
    (tmp_path / "t.csv").write_text("number,opened,priority\nI1,2026-10-01 09:00,2 - High\n")
    changes = read_exports(make_contract(tmp_path, table_export())).changes
    assert (changes.height, dict(changes.schema)) == (0, dict(pl.Schema(CHANGES)))


def test_a_change_that_is_not_made_or_ends_no_cause_is_used(tmp_path):
    tables = read(tmp_path, "number,causes,raised\nCHG2,,2026-10-04 10:00\nCHG1,I1,2026-10-03 10:00\n")
    rows = tables.changes.select("change_id", "causes", "made_at", "criterion").rows()
    assert rows == [("CHG1", ["I1"], None, None), ("CHG2", None, None, None)]
    assert tables.rejected.is_empty()


def test_a_name_that_nothing_has_is_noted_and_the_change_stays(tmp_path):
    tables = read(tmp_path, HEADER + "CHG1,,PRB7;CACHE;PRB9;I1,2026-10-03 10:00,,,\n")
    assert tables.changes["causes"].to_list() == [["PRB7", "CACHE", "PRB9", "I1"]]
    assert [note for note in tables.notes if "CHG1" in note] == [
        "c.csv, line 2: change 'CHG1' names 'PRB9', which is no incident, problem record or cause code "
        "of the exports"
    ]


def test_many_unknown_names_are_counted(tmp_path):
    rows = "".join(f"CHG{n},,X{n},2026-10-03 10:00,,,\n" for n in range(7))
    notes = [note for note in read(tmp_path, HEADER + rows).notes if "names" in note]
    assert len(notes) == 6
    assert notes[-1] == "and 2 more such names in the registers of changes"


def test_rows_of_one_change_that_disagree_are_faults_and_none_is_used(tmp_path):
    first, made = "CHG1,,I1,2026-10-03 10:00,,,\n", "CHG1,,I1,2026-10-03 10:00,2026-10-04 10:00,,\n"
    rows = first + made + "CHG2,,I2,2026-10-03 10:00,,,\n"
    tables = read(tmp_path, HEADER + rows, strict=False)
    assert tables.changes["change_id"].to_list() == ["CHG2"]
    assert tables.rejected.select("line", "is_fault").rows() == [(2, True), (3, True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("CHG1,,I1,,,,", "no raised_at"),
        (",,I1,2026-10-03 10:00,,,", "no change id"),
        ("Total,,,,,,", "no change id: totals row"),
    ],
)
def test_a_row_without_what_it_needs_is_set_aside(tmp_path, row, reason):
    tables = read(tmp_path, f"{HEADER}CHG9,,I1,2026-10-03 10:00,,,\n{row}\n", strict=False)
    assert tables.changes["change_id"].to_list() == ["CHG9"]
    assert tables.rejected["reason"].to_list() == [reason]


def test_a_register_without_the_column_of_causes_is_refused(tmp_path):
    with pytest.raises(ExportError, match="no column for causes"):
        read(tmp_path, "change_id,raised_at\nCHG1,2026-10-03 10:00\n")


def test_the_order_of_rows_does_not_matter(tmp_path):
    rows = ["CHG2,,I1,2026-10-03 10:00,,,\n", "CHG1,,I2,2026-10-03 11:00,,,\n"]
    forth = read(tmp_path, HEADER + "".join(rows)).changes
    assert forth.equals(read(tmp_path, HEADER + "".join(rows[::-1])).changes)
