"""The data of the figures of causes, as tables."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.tables.causes import SEVERITY_COUNTS, downtime_words
from analytics.tables.fragment import Fragment, escape
from analytics.tables.markup import Cell, Heading, instant, make_table, number, text
from analytics.tables.words import format_month

Row = dict[str, Any]


def cause_marks(
    marks: pl.DataFrame, changes: pl.DataFrame, *, name: str, caption: str, timezone: str
) -> Fragment:
    """Write what a timeline draws: the incidents and the changes of each cause, in order of time.

    Args:
        marks: place, cause_id, name (of the cause), opened_at, severity (null: none).
        changes: place, change_id, made_at.
        name: Unique on the page; part of ids.
        caption: The table's caption.
        timezone: In which the instants are written.
    """
    incidents = marks.select("place", at="opened_at", what=pl.col("severity").fill_null("no severity"))
    made = changes.select("place", at="made_at", what=pl.format("change {}", "change_id"))
    names = marks.select("place", "cause_id", "name").unique("place", keep="first")
    rows = pl.concat([incidents, made]).join(names, on="place").sort("place", "at", "what")
    groups = [
        [[_cause(row), instant(row["at"], timezone), text(row["what"])] for row in part.to_dicts()]
        for part in rows.partition_by("place", maintain_order=True)
    ]
    headings = [Heading("Cause"), Heading("Instant"), Heading("Severity, or change made")]
    return Fragment(make_table(name, caption, headings, groups))


def cause_episodes(episodes: pl.DataFrame, *, name: str, caption: str) -> Fragment:
    """Write the episodes of each cause with a row a month, newest first.

    Args:
        episodes: place, cause_id, name (of the cause), period, n_episodes.
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    counts = {(row["period"], row["place"]): row["n_episodes"] for row in episodes.to_dicts()}
    names = {row["place"]: f"{row['name']} ({row['cause_id']})" for row in episodes.to_dicts()}
    headings = [Heading("Month"), *(Heading(each, True) for each in names.values())]
    rows = [
        [text(format_month(period)), *(number(counts.get((period, each), 0)) for each in names)]
        for period in sorted({period for period, _ in counts}, reverse=True)
    ]
    return Fragment(make_table(name, caption, headings, [rows]))


def cause_downtimes(causes: pl.DataFrame, *, name: str, caption: str) -> Fragment:
    """Write the downtime of each cause in the window, with its incidents.

    Args:
        causes: cause_id, name, n_incidents, n_p1 to n_p4, downtime (null: withheld), is_still_down.
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    headings = [
        *(Heading("Cause"), Heading("Incidents", True)),
        *(Heading(severity, True) for severity in SEVERITY_COUNTS.values()),
        Heading("Downtime", True),
    ]
    rows = [
        [
            _cause(row),
            *(number(row[column]) for column in ("n_incidents", *SEVERITY_COUNTS)),
            Cell(downtime_words(row), True),
        ]
        for row in causes.to_dicts()
    ]
    return Fragment(make_table(name, caption, headings, [rows]))


def _cause(row: Row) -> Cell:
    return Cell(f"{escape(row['name'])} <small>{escape(row['cause_id'])}</small>")
