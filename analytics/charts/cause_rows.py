"""What the figures of causes share: a row for each cause, named on the left, its marks on the right."""

from __future__ import annotations

from typing import Final

from analytics.charts.marks import SMALL, Note
from analytics.charts.render import break_label, clean, shorten

FIRST: Final = 214  # where marks begin, and where they end, in user units from the left
LAST: Final = 704
LONGEST: Final = 25


def row_label(name: str, cause_id: str, more: str, y: float) -> list[Note]:
    """Write a cause's name on one line or two, and a quiet line below, in the middle of a row.

    Args:
        name: Of the cause.
        cause_id: Stands in the quiet line, unless the name tells it.
        more: The rest of the quiet line.
        y: The middle of the row.
    """
    quiet = ", ".join(part for part in ("" if cause_id in name else cause_id, more) if part)
    lines = _lines(clean(name))
    top = y - 7.5 * len(lines)
    names = [Note(line, 4, top + 15 * i, weight="bold", size=SMALL) for i, line in enumerate(lines)]
    return [
        *names,
        Note(shorten(quiet, LONGEST + 2), 4, top + 15 * len(lines), "ink-2", size=SMALL - 1),
    ]


def _lines(name: str) -> list[str]:
    """Break a clean name between words where that gives two lines, else inside one."""
    if len(name) <= LONGEST:
        return [name]
    end = name.rfind(" ", 0, LONGEST + 1)
    if end > 0 and len(name) - end - 1 <= LONGEST:
        return [name[:end], name[end + 1 :]]
    return break_label(name, LONGEST)
