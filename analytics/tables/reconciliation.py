"""Tables of what tools and parties say otherwise: counts only, never an incident."""

from __future__ import annotations

import polars as pl

from analytics.tables.fragment import Fragment
from analytics.tables.markup import Heading, make_table, number, text


def reconciliation(summary: pl.DataFrame, *, caption: str = "The tools' own figures, compared") -> Fragment:
    """Write how the tools' own figures compare with ours, a row for each reason.

    Args:
        summary: source, name, measures, n, reason, n_reason.
        caption: The table's caption.
    """
    headings = [
        *(Heading(label) for label in ("File", "Figure of the tool", "Measures")),
        Heading("Incidents", True),
        Heading("Compared with ours"),
        Heading("Of these", True),
    ]
    rows = [
        [
            *(text(row[name]) for name in ("source", "name", "measures")),
            number(row["n"]),
            text(row["reason"]),
            number(row["n_reason"]),
        ]
        for row in summary.iter_rows(named=True)
    ]
    return Fragment(make_table("reconciliation", caption, headings, [rows]))


def differences(counts: pl.DataFrame, *, caption: str = "Where two parties' exports differ") -> Fragment:
    """Write in how many incidents two parties' exports differ, by fact.

    Args:
        counts: file, other_file, party, field, n.
        caption: The table's caption.
    """
    headings = [
        *(Heading(label) for label in ("File used", "Other file", "Whose the other is", "Fact")),
        Heading("Incidents", True),
    ]
    rows = [
        [*(text(row[name]) for name in ("file", "other_file", "party", "field")), number(row["n"])]
        for row in counts.iter_rows(named=True)
    ]
    return Fragment(make_table("differences", caption, headings, [rows]))
