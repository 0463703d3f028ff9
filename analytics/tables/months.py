"""Tables of many months: a row a month, newest first."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, make_table, number, text
from analytics.tables.words import (
    NONE_DUE,
    format_month,
    format_ratio,
    format_share,
    format_target,
    severity_beside,
)

Row = dict[str, Any]


def attainment_by_month(attainment: pl.DataFrame, *, name: str, caption: str) -> Fragment:
    """Write attainment with a row a month and a column for each service level.

    Args:
        attainment: The rows of `summary.whole_clauses`, of many periods.
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    if attainment.is_empty():
        return sentence("No clause was measured in any month.")
    cells: dict[tuple[str, tuple[str, str]], Row] = {}
    for row in attainment.iter_rows(named=True):
        cells[row["period"], (row["clause_id"], row["severity"])] = row
    columns = list(dict.fromkeys(key[1] for key in cells))
    months = sorted({key[0] for key in cells}, reverse=True)
    headings = [Heading("Month"), *(Heading(_column(*column), True) for column in columns)]
    rows = [
        [text(format_month(month)), *(_result(cells.get((month, column))) for column in columns)]
        for month in months
    ]
    return Fragment(make_table(name, caption, headings, [rows]))


def _column(clause_id: str, severity: str) -> str:
    return f"{severity_beside(clause_id, severity)} {clause_id}".strip()


def _result(row: Row | None) -> Cell:
    if row is None:
        return Cell("–", True)
    k, n = row["n_met"], row["n_due"]
    if n == 0:
        return Cell(NONE_DUE, True)
    missed = f", missed {format_target(row['target'])}" if row["verdict"] == "missed" else ""
    return Cell(escape(f"{format_ratio(k, n)}, {format_share(k, n, row['target'])}{missed}"), True)


def volume_by_month(volume: pl.DataFrame, *, name: str, caption: str) -> Fragment:
    """Write incidents opened by severity, and those open at the end, with a row a month.

    Args:
        volume: The columns of volume, of many periods; a row of severity "all" is left out.
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    rows = [row for row in volume.iter_rows(named=True) if row["severity"] != "all"]
    if not rows:
        return sentence("No incident in any month.")
    cells = {(row["period"], row["severity"]): row for row in rows}
    severities = sorted({key[1] for key in cells})
    months = sorted({key[0] for key in cells}, reverse=True)
    headings = [
        Heading("Month"),
        *(Heading(f"{severity} opened", True) for severity in severities),
        *(Heading(f"{severity} open at the end", True) for severity in severities),
    ]
    body = [
        [
            text(format_month(month)),
            *(_count(cells.get((month, severity)), "n_opened") for severity in severities),
            *(_count(cells.get((month, severity)), "n_open") for severity in severities),
        ]
        for month in months
    ]
    return Fragment(make_table(name, caption, headings, [body]))


def _count(row: Row | None, column: str) -> Cell:
    return number(None if row is None else row[column])
