"""What stands behind the grouping: what became of ids, and what each kind of evidence counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from analytics.tables.causes import day, likeness_words
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.markup import Cell, Heading, make_table, number, text

EVENTS: Final = {
    "founded": "Founded",
    "merged": "Took in",
    "split": "Split off",
    "renamed": "Renamed",
    "confirmed": "Confirmed",
    "forbidden": "Kept apart",
}


def lineage(lineage: pl.DataFrame, *, name: str, caption: str, timezone: str) -> Fragment:
    """Write what became of ids, and what people decided.

    Args:
        lineage: `schema.LINEAGE`; the words of a reason are not shown.
        name: Unique on the page; part of ids.
        caption: The table's caption.
        timezone: In which the instants are written.
    """
    if lineage.is_empty():
        return sentence("No group was merged, split, renamed or otherwise changed.")
    headings = [
        *(Heading(label) for label in ("As of", "What", "Cause", "Other")),
        Heading("Incidents", True),
        Heading("Decided by"),
    ]
    rows = [
        [
            Cell(day(row["at"], timezone)),
            text(EVENTS[row["event"]]),
            text(row["cause_id"]),
            text(row["other_id"], "–"),
            number(row["n_incidents"]),
            text(row["decided_by"], "the data"),
        ]
        for row in lineage.iter_rows(named=True)
    ]
    return Fragment(make_table(name, caption, headings, [rows]))


def pairs(pairs: pl.DataFrame, *, name: str, caption: str) -> Fragment:
    """Write the pairs of incidents whose grouping is most in doubt.

    Args:
        pairs: sort, incident_id, other_id, cause_id, other_cause_id, chance, group_chance; other columns
            are left alone.
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    if pairs.is_empty():
        return sentence("No pair is in doubt.")
    headings = [
        *(Heading(label) for label in ("Incident", "Other", "They are", "Cause", "Other cause")),
        *(Heading(label, True) for label in ("Chance, the pair", "Chance, the groups")),
    ]
    rows = [
        [
            *(text(row[name]) for name in ("incident_id", "other_id", "sort", "cause_id", "other_cause_id")),
            *(Cell(likeness_words(row[name]), True) for name in ("chance", "group_chance")),
        ]
        for row in pairs.iter_rows(named=True)
    ]
    return Fragment(make_table(name, caption, headings, [rows]))


def evidence(weights: Mapping[str, float], *, name: str, caption: str) -> Fragment:
    """Write what each kind of evidence adds to the sum that is read as the chance of one cause.

    Args:
        weights: Kind of evidence, in words, to what it adds, in log-odds.
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    headings = [Heading("Evidence"), Heading("Adds", True)]
    rows = [
        [text(what.capitalize()), Cell(f"{value:+.2f}".replace("-", "−"), True)]
        for what, value in weights.items()
    ]
    return Fragment(make_table(name, caption, headings, [rows]))
