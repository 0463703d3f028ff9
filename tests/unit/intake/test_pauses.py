"""The register of pauses beside a table: what it stops, in the contract's words, and what is no pause."""

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from analytics.intake import read_exports
from analytics.obligations import measure
from analytics.report.doubts import find_doubts
from tests.unit.intake.make import make_contract, table_export, utc

HEADER = "incident_id,paused_at,resumed_at,reason,holder"
CLAUSE = {"id": "P1", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}
CLAUSE |= {"pauses": ["awaiting customer"]}
DECLARED = {"awaiting customer": {"states": ["Awaiting User Info"], "holder": "buyer"}}


def given(folder: Path, *rows: str, header: str = HEADER):
    # Opened at 09:00, resolved at 15:00: six hours, two more than the window.
    (folder / "t.csv").write_text(
        "number,opened,priority,resolved\nINC1,2026-10-01 09:00:00,1 - Critical,2026-10-01 15:00:00\n"
    )
    (folder / "p.csv").write_text("\n".join([header, *rows]) + "\n")
    pauses = {"source": "pauses", "path": "p.csv", "timezone": "UTC"}
    columns = {"incident_id": "number", "opened_at": "opened", "severity": "priority"}
    table = table_export() | {"columns": columns | {"resolved_at": "resolved"}, "timezone": "UTC"}
    return make_contract(
        folder, table, pauses, clauses=[CLAUSE], rules={"max_excluded": 1.0}, pauses=DECLARED
    )


def faults(tables) -> list[tuple]:
    return tables.rejected.filter("is_fault").select("line", "reason").rows()


def test_a_pause_of_the_register_stops_the_clock_of_an_incident_of_a_table(tmp_path: Path) -> None:
    # On hold from 10:00 to 12:30: six hours less two and a half are three and a half, within four.
    contract = given(tmp_path, "INC1,2026-10-01 10:00:00,2026-10-01 12:30:00,awaiting customer,")
    tables = read_exports(contract)
    row = measure(tables, contract, utc("2026-11-01")).row(0, named=True)
    assert (row["net"], row["outcome"], row["outcome_gross"]) == (
        dt.timedelta(hours=3, minutes=30),
        "met",
        "missed",
    )
    assert tables.pauses["holder"].to_list() == ["buyer"]


@pytest.mark.parametrize("reason", ["Awaiting Customer", "awaiting user info"])
def test_a_reason_is_the_contracts_word_or_one_of_its_states(tmp_path: Path, reason: str) -> None:
    tables = read_exports(given(tmp_path, f"INC1,2026-10-01 10:00:00,,{reason},third party"))
    assert tables.pauses.select("reason", "resumed_at", "holder").rows() == [
        ("awaiting customer", None, "third party")
    ]


def test_a_reason_that_the_contract_does_not_declare_stops_nothing_and_is_told(tmp_path: Path) -> None:
    contract = given(tmp_path, "INC1,2026-10-01 10:00:00,2026-10-01 12:30:00,lunch,")
    tables = read_exports(contract)
    row = measure(tables, contract, utc("2026-11-01")).row(0, named=True)
    assert (row["net"], row["outcome"]) == (dt.timedelta(hours=6), "missed")
    assert [doubt for doubt in find_doubts(contract, tables) if "'lunch'" in doubt]


def test_with_a_register_no_doubt_says_that_clocks_never_pause(tmp_path: Path) -> None:
    contract = given(tmp_path, "INC1,2026-10-01 10:00:00,,awaiting customer,")
    assert list(find_doubts(contract, read_exports(contract))) == []


def test_what_is_no_pause_is_a_fault(tmp_path: Path) -> None:
    tables = read_exports(
        given(
            tmp_path,
            "INC1,2026-10-01 12:00:00,2026-10-01 11:00:00,awaiting customer,",
            "INC9,2026-10-01 12:00:00,,awaiting customer,",
            "INC1,2026-10-01 12:00:00,,,",
            "INC1,2026-10-01 13:00:00,,awaiting customer,somebody",
            "INC1,2026-10-01 14:00:00,2026-10-01 14:30:00,awaiting customer,",
            "INC1,2026-10-01 14:00:00,2026-10-01 14:40:00,awaiting customer,",
        )
    )
    twins = "conflicting twins: rows of one pause disagree: p.csv line 6; p.csv line 7"
    assert faults(tables) == [
        (2, "resumed before it was paused"),
        (3, "no such incident"),
        (4, "no reason"),
        (5, "holder is none of supplier, buyer, third party"),
        (6, twins),
        (7, twins),
    ]
    assert tables.pauses.is_empty()


def test_an_audit_log_tells_its_own_pauses(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "number,incident_state,sys_updated_at,opened_at,priority\n"
        "INC2,New,2026-10-01 09:00:00,2026-10-01 09:00:00,1 - Critical\n"
    )
    contract = given(tmp_path, "INC2,2026-10-01 10:00:00,,awaiting customer,")
    log = contract.exports[0].model_copy(
        update={"source": "servicenow-audit", "path": "log.csv", "columns": {}}
    )
    exports = [*contract.document.exports, log]
    both = contract.model_copy(update={"document": contract.document.model_copy(update={"exports": exports})})
    tables = read_exports(both)
    assert tables.pauses.is_empty()
    assert faults(tables) == [(2, "the audit log of another export tells when this incident was on hold")]
    assert tables.incidents["incident_id"].to_list() == ["INC1", "INC2"]


def test_a_register_needs_neither_an_end_nor_a_holder(tmp_path: Path) -> None:
    header = "incident_id,paused_at,reason"
    tables = read_exports(given(tmp_path, "INC1,2026-10-01 10:00:00,awaiting customer", header=header))
    assert tables.pauses.select(pl.col("resumed_at").is_null(), "holder").rows() == [(True, "buyer")]
