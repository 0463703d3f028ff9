"""Tables of repeat root causes: the causes, their incidents, and what became of their ids."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, instant, make_table, number, span, text
from analytics.tables.words import MONTHS, format_span

Row = dict[str, Any]
WITHHELD: Final = "withheld (security)"
SEVERITY_COUNTS: Final = {"n_p1": "P1", "n_p2": "P2", "n_p3": "P3", "n_p4": "P4"}
TRENDS: Final = {"rising": ("▲", "Rising"), "steady": ("■", "Steady"), "emerging": ("○", "Emerging")}
TIERS: Final = {
    "founder": "founded it",
    "problem record": "same problem record",
    "causing change": "same causing change",
    "cause and component": "same cause code and component",
    "text": "words and fields alike",
    "correction": "moved by a person",
}


def causes(
    causes: pl.DataFrame, *, name: str, caption: str, page: str = "", timezone: str | None = None
) -> Fragment:
    """Write one row per cause: how often, how bad, how long, whether it rises, and how far change control is.

    Args:
        causes: shown_id, anchor, name, is_signal, n_incidents, n_episodes, n_p1 to n_p4, downtime and
            is_still_down (null: withheld), trend, certainty, likeness, state, change_ids, first_seen_at and
            last_seen_at (null: withheld).
        name: Unique on the page; part of ids.
        caption: The table's caption.
        page: Where each cause's own part is; empty: on this page.
        timezone: With one, the days on which it was seen first and last are told too.
    """
    if causes.is_empty():
        return sentence("No such cause had an incident in the window.")
    headings = [
        Heading("Cause"),
        Heading("Signal, trend"),
        Heading("Incidents", True),
        Heading("Severity"),
        Heading("Downtime", True),
        Heading("State of change"),
        Heading("Grouping"),
    ]
    rows = [_cause(row, page, timezone) for row in causes.iter_rows(named=True)]
    return Fragment(make_table(name, caption, headings, [rows]))


def _cause(row: Row, page: str, timezone: str | None) -> list[Cell]:
    return [
        _named(row, page, timezone),
        Cell(signal(is_signal=row["is_signal"]).html + trend(row["trend"])),
        Cell(f"{number(row['n_incidents']).html} <small>{_episodes(row['n_episodes'])}</small>", True),
        Cell(", ".join(f'<span class="nowrap">{part}</span>' for part in severity_mix(row).split(", "))),
        downtime(row),
        _state(row),
        sure(row["certainty"], row["likeness"]),
    ]


def _named(row: Row, page: str, timezone: str | None) -> Cell:
    """Name a cause with its id, unless the name tells it, and with the days on which it was seen."""
    notes = [] if row["shown_id"] in row["name"] else [escape(row["shown_id"])]
    notes += [_seen(row, timezone)] if timezone else []
    return Cell(_link(row, page) + "".join(f" <small>{note}</small>" for note in notes))


def _link(row: Row, page: str) -> str:
    return f'<a href="{escape(page)}#{escape(row["anchor"])}">{escape(row["name"])}</a>'


def signal(*, is_signal: bool) -> Cell:
    """Make a cell that says whether change control must hear of it: a shape and a word.

    Examples:
        >>> signal(is_signal=False).html
        '<span class="verdict verdict-none"><span class="verdict-mark" aria-hidden="true">–</span> No</span>'
    """
    shape, word, tone = ("◆", "Signal", "bad") if is_signal else ("–", "No", "none")
    mark = f'<span class="verdict-mark" aria-hidden="true">{shape}</span>'
    return Cell(f'<span class="verdict verdict-{tone}">{mark} {word}</span>')


def _episodes(n: int) -> str:
    return f"{n:,} episode{'' if n == 1 else 's'}"


def severity_mix(row: Row) -> str:
    """Write how many there are of each severity that there is.

    Examples:
        >>> severity_mix({"n_p1": 1, "n_p2": 0, "n_p3": 4, "n_p4": 0, "n_incidents": 6})
        '1 P1, 4 P3, 1 without'
    """
    counts = {word: row[name] for name, word in SEVERITY_COUNTS.items() if row[name]}
    rest = row["n_incidents"] - sum(counts.values())
    return ", ".join(
        [*(f"{n:,} {word}" for word, n in counts.items()), *([f"{rest:,} without"] if rest else [])]
    )


def downtime(row: Row) -> Cell:
    """Make a cell of the time down, marked where it is not over."""
    if row["downtime"] is None:
        return Cell(WITHHELD, True)
    still = " <small>still down</small>" if row["is_still_down"] else ""
    return Cell(span(row["downtime"]).html + still, True)


def downtime_words(row: Row) -> str:
    """Say how long it was down, in plain words."""
    if row["downtime"] is None:
        return WITHHELD
    return format_span(row["downtime"]) + (", still down" if row["is_still_down"] else "")


def trend(word: str | None) -> str:
    """Write a trend: a shape and the word; nothing for what is no cause.

    Examples:
        >>> trend("rising")
        ' <small class="nowrap"><span aria-hidden="true">▲</span> Rising</small>'
    """
    if word is None:
        return ""
    shape, label = TRENDS[word]
    return f' <small class="nowrap"><span aria-hidden="true">{shape}</span> {label}</small>'


def _state(row: Row) -> Cell:
    ids = "".join(f" <small>{escape(name)}</small>" for name in row["change_ids"] or [])
    return Cell(escape(row["state"].capitalize()) + ids)


def sure(certainty: str | None, likeness: float | None) -> Cell:
    """Make a cell of how sure a grouping is: the word, and the mean likeness of all pairs."""
    if certainty is None:
        return Cell("n/a")
    shown = "" if likeness is None else f" <small>{likeness_words(likeness)} alike</small>"
    return Cell(escape(certainty.capitalize()) + shown)


def likeness_words(value: float | None) -> str:
    """Write a likeness, 0 to 1, cut to two decimals, so that it never reads as a higher class.

    Examples:
        >>> likeness_words(0.7999), likeness_words(None)
        ('0.79', 'n/a')
    """
    return "n/a" if value is None else f"{int(value * 100 + 1e-9) / 100:.2f}"


def _seen(row: Row, timezone: str) -> str:
    if row["first_seen_at"] is None:
        return f"seen: {WITHHELD}"
    first, last = (day(row[name], timezone) for name in ("first_seen_at", "last_seen_at"))
    return f"seen on {first}" if first == last else f"seen from {first} to {last}"


def day(value: Any, timezone: str) -> str:
    """Write the day of an instant, in a zone."""
    from zoneinfo import ZoneInfo

    local = value.astimezone(ZoneInfo(timezone))
    return f"{local.day} {MONTHS[local.month - 1][:3]} {local.year:04d}"


def cause_members(members: pl.DataFrame, *, name: str, caption: str, timezone: str) -> Fragment:
    """Write the incidents of one cause, each with what joined it and how near another group is.

    Args:
        members: incident_id, opened_at, severity, tier, score (likeness to the others), next_cause_id,
            margin (null: no group near), decided_by.
        name: Unique on the page; part of ids.
        caption: The table's caption.
        timezone: In which the instants are written.
    """
    headings = [
        Heading("Incident"),
        Heading("Opened"),
        Heading("Severity"),
        Heading("What joined it"),
        Heading("Likeness", True),
        Heading("Next best group"),
        Heading("Lead over it", True),
    ]
    rows = [_member(row, timezone) for row in members.iter_rows(named=True)]
    return Fragment(make_table(name, caption, headings, [rows]))


def _member(row: Row, timezone: str) -> list[Cell]:
    by = f" <small>{escape(row['decided_by'])}</small>" if row["decided_by"] else ""
    return [
        text(row["incident_id"]),
        instant(row["opened_at"], timezone),
        text(row["severity"], "none"),
        Cell(escape(TIERS[row["tier"]].capitalize()) + by),
        Cell(likeness_words(row["score"]), True),
        text(row["next_cause_id"], "none near"),
        Cell("–" if row["margin"] is None else _lead(row["margin"]), True),
    ]


def _lead(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
