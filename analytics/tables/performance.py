"""Tables of how the promises were kept: attainment, notification, what came late."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, instant, make_table, number, share, span, text, verdict
from analytics.tables.words import (
    format_count,
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
LATE_HEADINGS: Final = (
    *(Heading(label) for label in ("Incident", "Clause", "Severity", "Clock started", "Due", "Stopped")),
    Heading("Net time", True),
    Heading("Outcome"),
)
MOST_OPEN: Final = 40  # rows of a list that stand open on the page; a longer one unfolds


def attainment(
    attainment: pl.DataFrame,
    *,
    caption: str = "Attainment by clause and severity",
    name: str = "attainment",
) -> Fragment:
    """Write every count of attainment: one row per clause and severity, grouped by kind.

    Args:
        attainment: What `summary.service_levels` returned; a row without a verdict has a dash for it.
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
                verdict(row["verdict"], is_too_few=row["is_too_few"]),
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


def late_obligations(
    late: pl.DataFrame, timezone: str, *, caption: str = "Obligations missed or not evidenced"
) -> Fragment:
    """Write the list of what was not met: ids and instants only, no words of the incident.

    Args:
        late: incident_id, clause_id, kind, severity, starts_at (null: withheld, and so are the stop and
            the time), due_at (null: a pause was open), stopped_at (null: not stopped), net (Duration),
            outcome; in the order wanted.
        timezone: The contract's zone, in which instants are written.
        caption: The table's caption.
    """
    if late.is_empty():
        return sentence("No obligation that fell due was missed or left without evidence.")
    rows = late_rows(late, timezone)
    table = make_table("late", caption, LATE_HEADINGS, [rows])
    if len(rows) <= MOST_OPEN:
        return Fragment(table)
    words = f"All {format_count(len(rows))} of them, one by one"
    return Fragment(f'<details class="long"><summary>{words}</summary>\n{table}\n</details>')


def late_rows(late: pl.DataFrame, timezone: str) -> list[list[Cell]]:
    """Write obligations that were late as rows under LATE_HEADINGS; see `late_obligations`."""
    return [
        [
            text(row["incident_id"]),
            text(row["clause_id"]),
            text(row["severity"]),
            *_instants(row, timezone),
            text(row["outcome"]),
        ]
        for row in late.iter_rows(named=True)
    ]


def _instants(row: Row, timezone: str) -> list[Cell]:
    if row["starts_at"] is None:
        return [*(text("withheld") for _ in range(3)), Cell("withheld", True)]
    instants = [instant(row[name], timezone) for name in ("starts_at", "due_at")]
    return [*instants, instant(row["stopped_at"], timezone, "not stopped"), span(row["net"])]


def _by_kind(frame: pl.DataFrame) -> Iterable[list[Row]]:
    for _, rows in groupby(frame.iter_rows(named=True), key=lambda row: row["kind"]):
        yield list(rows)
