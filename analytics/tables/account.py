"""Tables of the account of rows: what was read, what was used, what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, make_table, number, text
from analytics.tables.words import format_instant, plural

_HASH_SHOWN = 12
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def data_quality(
    files: pl.DataFrame, timezone: str = "UTC", *, caption: str = "Account of the exports"
) -> Fragment:
    """Write what each file gave: read = used + excluded, and how it was read.

    Args:
        files: The columns of `schema.FILES`.
        timezone: The contract's zone, in which the first and last instant are written.
        caption: The table's caption.
    """
    if files.is_empty():
        return sentence("No export was read.")
    headings = [
        Heading("File"),
        Heading("Source"),
        *(Heading(label, True) for label in ("Rows read", "Used", "Excluded", "Of these, faults", "Repeats")),
        *(Heading(label) for label in (*("First instant", "Last instant", "Written as", "Dates"),)),
        Heading("SHA-256, begins"),
    ]
    rows = [
        [
            text(row["file"]),
            text(row["source"]),
            *(number(row[name]) for name in ("n_read", "n_used", "n_excluded", "n_faults", "n_repeats")),
            text(format_instant(row["first_at"], timezone)),
            text(format_instant(row["last_at"], timezone)),
            text(_written_as(row)),
            text(", ".join(filter(None, (row["day_order"], row["timezone"]))) or None),
            Cell(f"<code>{escape((row['sha256'] or 'n/a')[:_HASH_SHOWN])}</code>"),
        ]
        for row in files.iter_rows(named=True)
    ]
    return Fragment(make_table("data-quality", caption, headings, [rows]))


def _written_as(row: Mapping[str, Any]) -> str | None:
    """``UTF-8, comma, 2,903 bytes, 3 columns not read``, or ``XLSX, sheets P1 and P2``."""
    sheets = " and ".join(row["sheets"] or ())
    parts = [row["encoding"], DELIMITERS.get(row["delimiter"], row["delimiter"])]
    parts += [f"sheets {sheets}" if sheets else None]
    parts += [f"{row['n_bytes']:,} bytes" if row["n_bytes"] is not None else None]
    parts += [f"{plural(len(row['ignored']), 'column')} not read" if row["ignored"] else None]
    return ", ".join(part for part in parts if part) or None


def rejected_by_reason(rejected: pl.DataFrame, *, caption: str = "Rows not used, by reason") -> Fragment:
    """Write why rows were left out.

    Args:
        rejected: file, reason, n (Int64), in the order wanted.
        caption: The table's caption.
    """
    if rejected.is_empty():
        return sentence("Every row of every export was used.")
    headings = [Heading("File"), Heading("Reason"), Heading("Rows", True)]
    rows = [
        [text(row["file"]), text(row["reason"]), number(row["n"])] for row in rejected.iter_rows(named=True)
    ]
    return Fragment(make_table("rejected", caption, headings, [rows]))
