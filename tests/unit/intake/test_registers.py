"""The register of actions: rows about no incident, days without a time, and clocks that nothing starts."""

from pathlib import Path

import polars as pl
import xlsxwriter

from analytics.intake import check_exports, read_exports
from analytics.obligations import measure
from analytics.schema import Tables
from tests.unit.intake.make import make_contract, table_export, utc

HEADER = "action_id,incident_id,kind,raised_at,due_at,done_at"
CLAUSE = {"id": "acts", "kind": "action", "within": "agreed date", "target": "95%", "reference": "x"}


def given(folder: Path, *rows: str, header: str = HEADER) -> tuple:
    (folder / "t.csv").write_text("number,opened,priority\nINC1,2026-10-01 09:00:00,1 - Critical\n")
    (folder / "a.csv").write_text("\n".join([header, *rows]) + "\n")
    actions = {"source": "actions", "path": "a.csv", "timezone": "Europe/London"}
    return make_contract(folder, table_export(), actions, clauses=[CLAUSE], rules={"max_excluded": 1.0})


def read(folder: Path, *rows: str, header: str = HEADER) -> Tables:
    return read_exports(given(folder, *rows, header=header))


def test_an_action_about_no_incident_is_used_and_judged_under_no_clause(tmp_path: Path) -> None:
    contract = given(tmp_path, "A1,,action,2026-10-02 09:00:00,2026-10-05,", "A2,,review,,,")
    tables = read_exports(contract)
    assert tables.actions["action_id"].to_list() == ["A1", "A2"]
    assert tables.rejected.is_empty()
    assert measure(tables, contract, utc("2026-11-01")).is_empty()


def test_a_register_of_actions_needs_no_column_of_incidents(tmp_path: Path) -> None:
    tables = read(tmp_path, "A1,action,2026-10-02 09:00:00", header="action_id,kind,raised_at")
    assert tables.actions["incident_id"].to_list() == [None]


def test_a_day_without_a_time_ends_inside_that_day_and_its_month(tmp_path: Path) -> None:
    """31 October 2026 in London has already gone back to GMT; 30 June is BST. 15:00 stays as it is."""
    contract = given(
        tmp_path,
        "A1,INC1,action,2026-10-02 09:00:00,2026-10-31,",
        "A2,INC1,action,2026-10-02 09:00:01,2026-06-30,",
        "A3,INC1,action,2026-10-02 09:00:02,2026-10-05 15:00,",
        "A4,INC1,action,2026-10-02 09:00:03,2026-10-31 00:00:00,2026-11-01 00:00:00",
    )
    tables = read_exports(contract)
    assert tables.actions["due_at"].to_list() == [
        utc("2026-10-31T23:59:59.999999"),
        utc("2026-06-30T22:59:59.999999"),
        utc("2026-10-05T14:00"),
        utc("2026-10-31T23:59:59.999999"),
    ]
    rows = measure(tables, contract, utc("2026-11-01"))
    assert rows.filter(slot=1).select("outcome", "period_due").row(0) == ("missed", "2026-10")
    later = measure(tables, contract, utc("2026-12-01"))
    assert later.filter(slot=4).select("outcome", "period_due").row(0) == ("missed", "2026-10")


def test_one_action_with_two_due_dates_is_a_fault_of_both_rows_and_names_them(tmp_path: Path) -> None:
    tables = read(
        tmp_path,
        "A1,INC1,action,2026-10-02 09:00:00,2026-10-05,",
        "A2,INC1,action,2026-10-02 09:00:00,2026-10-05,",
        "A1,INC1,action,2026-10-02 09:00:00,2026-10-09,",
        "A2,INC1,action,2026-10-02 09:00:00,2026-10-05,",
    )
    assert tables.actions["action_id"].to_list() == ["A2"]
    reason = "conflicting twins: rows of one action disagree: a.csv line 2; a.csv line 4"
    faults = tables.rejected.filter(pl.col("is_fault"))
    assert faults.select("line", "reason").sort("line").rows() == [(2, reason), (4, reason)]


def test_actions_that_each_incident_numbers_anew_are_not_one(tmp_path: Path) -> None:
    tables = read(tmp_path, "1,INC1,action,2026-10-02 09:00:00,,", "1,,action,2026-10-03 09:00:00,,")
    assert tables.actions.height == 2


def test_an_action_that_nothing_starts_is_told_and_not_left_out_without_a_word(tmp_path: Path) -> None:
    tables = read(tmp_path, "A1,INC1,action,,2026-10-05,", "A2,INC1,report,,,2026-10-05 09:00:00")
    assert tables.actions["action_id"].to_list() == ["A2"]
    faults = tables.rejected.filter(pl.col("is_fault"))
    assert faults.select("line", "reason").rows() == [(2, "an action without raised_at")]


def test_registers_of_one_workbook_are_read_sheet_by_sheet_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("number,opened,priority\nINC1,2026-10-01 09:00:00,1 - Critical\n")
    with xlsxwriter.Workbook(tmp_path / "r.xlsx") as book:
        told = book.add_worksheet("notices")
        told.write_row(0, 0, ["incident_id", "at", "audience"])
        told.write_row(1, 0, ["INC1", "2026-10-01T09:10:00Z", "buyer"])
        told.write_row(2, 0, ["INC2", "2026-10-01T09:10:00Z", "buyer"])
        held = book.add_worksheet("holds")
        held.write_row(0, 0, ["incident_id", "paused_at", "resumed_at", "reason"])
        held.write_row(1, 0, ["INC1", "2026-10-01T09:20:00Z", "2026-10-01T09:40:00Z", "waits"])
    registers = [
        {"source": "notifications", "path": "r.xlsx", "sheet": "notices"},
        {"source": "pauses", "path": "r.xlsx", "sheet": "holds"},
    ]
    tables, problems = check_exports(
        make_contract(tmp_path, table_export(), *registers, rules={"max_excluded": 1.0}), tmp_path
    )
    assert problems == []
    assert tables.notifications["incident_id"].to_list() == tables.pauses["incident_id"].to_list() == ["INC1"]
    assert tables.files.select("file", "n_read", "n_used").rows()[1:] == [
        ("r.xlsx: notices", 2, 1),
        ("r.xlsx: holds", 1, 1),
    ]
    assert tables.rejected.select("file", "line").rows() == [("r.xlsx: notices", 3)]
