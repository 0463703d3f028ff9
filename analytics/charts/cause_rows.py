"""What the figures of causes share: a row for each cause, named on the left, its marks on the right."""

from __future__ import annotations

from typing import Final

from analytics.charts.marks import SMALL, Note
from analytics.charts.render import clean, shorten, wrap

FIRST: Final = 214  # where marks begin, and where they end, in user units from the left
LAST: Final = 704
LONGEST: Final = 25


def row_label(name: object, more: str, y: float) -> list[Note]:
    """Write a cause's name on one line or two, and a quiet line below, in the middle of a row.

    Args:
        name: Of the cause.
        more: The quiet line.
        y: The middle of the row.
    """
    lines = wrap(name, LONGEST)
    top = y - 7.5 * len(lines)
    names = [Note(line, 4, top + 15 * i, weight="bold", size=SMALL) for i, line in enumerate(lines)]
    return [
        *names,
        Note(shorten(clean(more), LONGEST + 2), 4, top + 15 * len(lines), "ink-2", size=SMALL - 1),
    ]
