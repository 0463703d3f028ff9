"""The account as files: `intake.json` for machines, `excluded.csv` with every row that is not used.

Both are private: a reason may quote a cell.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from analytics.errors import Problem, StorageError
from analytics.report.check import CheckResult, account
from analytics.report.inert import inert
from analytics.report.otherwise import to_csv
from analytics.report.remedies import remedy_of
from analytics.schema import Tables
from analytics.visible import escape_json

_REASON: Final = 5  # its place among the columns of excluded.csv


def intake_json(contract_id: str, tables: Tables, problems: Sequence[Problem] = ()) -> bytes:
    """Give the account of every file, what is wrong and to know of it, and up to when the data reaches."""
    found: dict[str, Any] = {
        "contract": contract_id,
        "files": account(tables),
        "latest_at": tables.latest_at.isoformat() if tables.latest_at else None,
        "complete_until": tables.complete_until.isoformat() if tables.complete_until else None,
        "problems": [vars(problem) for problem in problems],
        "notes": list(tables.notes),
    }
    return (escape_json(json.dumps(found, indent=2, ensure_ascii=False)) + "\n").encode()


def excluded_csv(tables: Tables) -> bytes:
    """Give one line per excluded row; a cell that a spreadsheet would run as a formula is made inert."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ("file", "sheet", "line", "id", "column", "reason", "value", "also")
    writer.writerow([*columns, "to_do"])
    rows = tables.rejected.sort("file", "sheet", "line", "column", "reason", nulls_last=False)
    text = [pl.col(name).fill_null("") for name in columns if name != "line"]
    for row in rows.with_columns(text).select(columns).iter_rows():
        writer.writerow([inert(cell) for cell in (*row, remedy_of(row[_REASON]))])
    return out.getvalue().encode()


def keep_account(result: CheckResult, folder: Path) -> None:
    """Write the account of a check into a folder of the user's: readable by its owner only.

    Args:
        result: What `check_contract` returned; nothing is written where the contract could not be read.
        folder: Made where it is not there.

    Raises:
        StorageError: It cannot be written.
    """
    if result.tables is None or result.contract_id is None:
        return
    files = {
        "intake.json": intake_json(result.contract_id, result.tables, result.problems),
        "excluded.csv": excluded_csv(result.tables),
        "reconciliation.csv": to_csv(result.figures),
        "differences.csv": to_csv(result.tables.differences),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            work = folder / f".{name}.new"
            work.touch(0o600)
            work.write_bytes(content)
            work.replace(folder / name)
    except OSError as error:
        raise StorageError.at(str(folder), f"it cannot be written ({error.strerror})") from error
