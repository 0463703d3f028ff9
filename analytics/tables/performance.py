"""Tables of how the promises were kept: attainment, notification, what came late."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, make_table, number, share, text, verdict
from analytics.tables.words import (
    format_interval,
    format_target,
)

Row = dict[str, Any]
KIND_WORDS: Final = {
    "response": "Response",
    "resolution": "Resolution",
    "notification": "Notification",
    "update": "Status updates",
    "report": "Incident reports",
    "review": "Reviews",
    "action": "Review actions",
}


def attainment(
    attainment: pl.DataFrame,
    *,
    unreported: Collection[str] = (),
    caption: str = "Attainment by clause and severity",
    name: str = "attainment",
) -> Fragment:
    """Write every count of attainment: one row per clause and severity, grouped by kind.

    Args:
        attainment: What `summary.service_levels` returned; a row without a verdict has a dash for it.
        unreported: Ids of clauses of which no export tells anything.
        caption: The table's caption.
        name: Unique on the page; part of ids.
    """
    if attainment.is_empty():
        return sentence("The contract in force has no clause to measure.")
    counts = {
        "n_due": "Due",
        "n_met": "Met",
        "n_missed": "Missed",
        "n_not_evidenced": "Not evidenced",
    }
    others = {
        "n_pending": "Pending",
        "n_excluded": "Excluded",
        "n_due_governing": "Due, governing",
        "n_late_governing": "Late, governing",
    }
    headings = [  # what is read first stands first: a narrow screen scrolls the rest
        *(Heading(label) for label in ("Clause", "Severity", "Verdict")),
        *(Heading(label, True) for label in counts.values()),
        *(Heading(label, True) for label in ("Attainment", "95 % interval", "Target")),
        *(Heading(label, True) for label in others.values()),
    ]
    groups = [
        [
            [
                _clause(row),
                text(row["severity"]),
                verdict(
                    row["verdict"],
                    is_too_few=row["is_too_few"],
                    is_reported=row["clause_id"] not in unreported,
                ),
                *(number(row[name]) for name in counts),
                share(row["n_met"], row["n_due"], row["target"]),
                Cell(format_interval(row["interval_low"], row["interval_high"]), True),
                Cell(format_target(row["target"]) if row["verdict"] else "–", True),
                *(number(row[name]) for name in others),
            ]
            for row in rows
        ]
        for rows in _by_kind(attainment)
    ]
    return Fragment(make_table(name, caption, headings, groups))


def _clause(row: Row) -> Cell:
    name, duty = escape(row["clause_id"]), escape(f"(the {row['obliged']}'s duty)")
    return Cell(name if row["obliged"] == "supplier" else f"{name} <small>{duty}</small>")


def clause_and_duty(clause_id: str, obliged: str) -> str:
    """Name a clause, and whose duty it is where it is not the supplier's.

    Examples:
        >>> clause_and_duty("P1-response", "supplier"), clause_and_duty("regulator-told", "buyer")
        ('P1-response', "regulator-told (the buyer's duty)")
    """
    return clause_id if obliged == "supplier" else f"{clause_id} (the {obliged}'s duty)"


def notification(
    notification: pl.DataFrame,
    *,
    caption: str = "Notifications by clause and severity",
    name: str = "notification",
) -> Fragment:
    """Write who was told in time: due, on time, late, not evidenced, pending.

    Args:
        notification: The columns of notification.
        caption: The table's caption.
        name: Unique on the page; part of ids.
    """
    if notification.is_empty():
        return sentence("The contract in force has no notification clause.")
    counts = {
        "n_due": "Due",
        "n_on_time": "On time",
        "n_late": "Late",
        "n_not_evidenced": "Not evidenced",
        "n_pending": "Pending",
    }
    headings = [
        *(Heading(label) for label in ("Clause", "Audience", "Obliged", "Severity")),
        *(Heading(label, True) for label in (*counts.values(), "On time, share")),
    ]
    rows = [
        [
            text(row["clause_id"]),
            text(row["audience"], "–"),
            text(row["obliged"]),
            text(row["severity"]),
            *(number(row[name]) for name in counts),
            share(row["n_on_time"], row["n_due"]),
        ]
        for row in notification.iter_rows(named=True)
    ]
    return Fragment(make_table(name, caption, headings, [rows]))


def _by_kind(frame: pl.DataFrame) -> Iterable[list[Row]]:
    for _, rows in groupby(frame.iter_rows(named=True), key=lambda row: row["kind"]):
        yield list(rows)
