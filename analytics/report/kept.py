"""The account as files: `intake.json` for machines, `excluded.csv` with every row that is not used.

Both are private: a reason may quote a cell.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

import polars as pl

from analytics.report.check import account
from analytics.schema import Tables

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def intake_json(contract_id: str, tables: Tables) -> bytes:
    """Give the account of every file, what to know of it, and up to when the data reaches."""
    found: dict[str, Any] = {
        "contract": contract_id,
        "files": account(tables),
        "latest_at": tables.latest_at.isoformat() if tables.latest_at else None,
        "complete_until": tables.complete_until.isoformat() if tables.complete_until else None,
        "notes": list(tables.notes),
    }
    return (json.dumps(found, indent=2, ensure_ascii=False) + "\n").encode()


def excluded_csv(tables: Tables) -> bytes:
    """Give one line per excluded row; a cell that a spreadsheet would run as a formula is made inert."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ("file", "line", "column", "reason")
    writer.writerow(columns)
    rows = tables.rejected.sort("file", "line", "column", "reason", nulls_last=False)
    text = [pl.col(name).fill_null("") for name in ("file", "column", "reason")]
    for row in rows.with_columns(text).select(columns).iter_rows():
        writer.writerow([inert(cell) for cell in row])
    return out.getvalue().encode()


def inert(cell: object) -> object:
    """Keep a spreadsheet from reading text as a formula.

    Examples:
        >>> inert("=1+1"), inert(12)
        ("'=1+1", 12)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
