"""Accessible HTML tables: caption, headers with scope, and a wrapper that scrolls by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from analytics.tables.fragment import escape
from analytics.tables.words import format_count, format_instant, format_share, format_span, microseconds

# The same shapes as in the charts: round is met, a diamond is missed, hollow is too few to be sure.
VERDICTS: Final = {
    ("met", False): ("●", "Met", "good"),
    ("met", True): ("○", "Met", "good"),
    ("missed", False): ("◆", "Missed", "bad"),
    ("missed", True): ("◇", "Missed", "bad"),
}
UNMEASURED: Final = ("–", "Not measurable", "none")
UNREPORTED: Final = ("–", "Not reported", "none")


class Cell(NamedTuple):
    """One cell: markup in which data is already escaped, and whether it is a number."""

    html: str
    is_number: bool = False


@dataclass(frozen=True)
class Heading:
    """One column: its heading, and whether numbers stand under it."""

    label: str
    is_number: bool = False


class Group(NamedTuple):
    """Rows of one table that belong together; all markup is already escaped.

    Args:
        id: Unique on the page: where a link leads to.
        label: What the rows have in common; it stands above them.
        rows: Each as long as the table is wide.
        note: One line below the rows; empty: none.
    """

    id: str
    label: str
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def text(value: object, absent: str = "n/a") -> Cell:
    """Make a cell of words from data; null is n/a."""
    return Cell(escape(absent if value is None else value))


def number(value: int | None) -> Cell:
    """Make a cell of a count; its exact value stands in the markup."""
    shown = format_count(value)
    return Cell(shown if value is None else f'<data value="{value}">{shown}</data>', True)


def share(k: int, n: int, target: float | None = None) -> Cell:
    """Make a cell of a percentage; k/n stands in the markup to the last digit."""
    shown = format_share(k, n, target)
    return Cell(shown if n == 0 else f'<data value="{k / n!r}">{shown}</data>', True)


def instant(value: datetime | None, timezone: str, absent: str = "n/a") -> Cell:
    """Make a cell of an instant; where the column is narrow its time of day goes to the next line whole."""
    if value is None:
        return Cell(escape(absent))
    *day, time, zone = format_instant(value, timezone).split(" ")
    return Cell(f'{escape(" ".join(day))} <span class="time">{escape(f"{time} {zone}")}</span>')


def span(value: timedelta | int | None, absent: str = "n/a") -> Cell:
    """Make a cell of a span; its exact seconds stand in the markup."""
    amount = microseconds(value)
    if amount is None:
        return Cell(escape(absent), True)
    return Cell(f'<data value="{exact_seconds(amount)}">{format_span(amount)}</data>', True)


def exact_seconds(amount: int) -> str:
    """Write whole microseconds as seconds without losing one.

    Examples:
        >>> exact_seconds(7_500_000_000), exact_seconds(1_500_001)
        ('7500', '1.500001')
    """
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 1_000_000)
    return f"{sign}{whole}" + (f".{rest:06d}".rstrip("0") if rest else "")


def verdict(word: str | None, *, is_too_few: bool | None, is_reported: bool = True) -> Cell:
    """Make a cell of a verdict: a shape that needs no colour, and the word; null is a dash: none is given."""
    if word is None:
        return Cell("–")
    other = UNMEASURED if is_reported else UNREPORTED
    shape, label, tone = VERDICTS.get((word, bool(is_too_few)), other)
    icon = f'<span class="verdict-mark" aria-hidden="true">{shape}</span>'
    return Cell(f'<span class="verdict verdict-{tone}">{icon} {label}</span>')


def make_table(
    name: str, caption: str, headings: Sequence[Heading], groups: Sequence[Sequence[Sequence[Cell]]]
) -> str:
    """Write a table; the first cell of each row is its header.

    Args:
        name: Unique on the page; part of ids.
        caption: Plain text.
        headings: One per column.
        groups: Rows in groups; each group is a `<tbody>`, so that a style can part them.
    """
    head = "".join(_heading(heading) for heading in headings)
    bodies = "\n".join(f"<tbody>\n{_rows(rows)}\n</tbody>" for rows in groups if rows)
    return _wrap(name, caption, head, bodies)


def _wrap(name: str, caption: str, head: str, bodies: str) -> str:
    return (
        f'<div class="table-scroll" role="region" aria-labelledby="table-{name}-caption" tabindex="0">\n'
        f'<table class="table table-{name}" id="table-{name}">\n'
        f'<caption id="table-{name}-caption">{escape(caption)}</caption>\n'
        f"<thead>\n<tr>{head}</tr>\n</thead>\n{bodies}\n</table>\n</div>"
    )


def make_grouped_table(name: str, caption: str, headings: Sequence[Heading], groups: Sequence[Group]) -> str:
    """Write a table in groups, each a `<tbody>` that a link can lead to, with its label above its rows."""
    head = "".join(_heading(heading) for heading in headings)
    bodies = "\n".join(_group(group, len(headings)) for group in groups)
    return _wrap(name, caption, head, bodies)


def _group(group: Group, width: int) -> str:
    rows = [f'<tr><th scope="rowgroup" colspan="{width}">{group.label}</th></tr>']
    rows += [_rows(group.rows)] if group.rows else []
    rows += [f'<tr class="note"><td colspan="{width}">{group.note}</td></tr>'] if group.note else []
    return f'<tbody id="{group.id}">\n' + "\n".join(rows) + "\n</tbody>"


def _heading(heading: Heading) -> str:
    return f'<th scope="col"{_class(heading.is_number)}>{escape(heading.label)}</th>'


def _rows(rows: Sequence[Sequence[Cell]]) -> str:
    return "\n".join(f"<tr>{_row(row)}</tr>" for row in rows)


def _row(cells: Sequence[Cell]) -> str:
    first, *rest = cells
    return f'<th scope="row"{_class(first.is_number)}>{first.html}</th>' + "".join(
        f"<td{_class(cell.is_number)}>{cell.html}</td>" for cell in rest
    )


def _class(is_number: bool) -> str:
    return ' class="number"' if is_number else ""
