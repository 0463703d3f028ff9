"""The header among title rows, and the rows that do not fit it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from analytics.errors import ExportError, Problem
from analytics.intake.columns import Wanted
from analytics.intake.grid import Aside, is_blank

Row = tuple[int, list[str]]
MARKER: Final = "export stopped due to excessive size"
FOOTER_WORDS: Final = re.compile(
    r"^\W*(grand (?:total|summar(?:y|ies))|sub-?total|totals?|sum|count|average|number of|records?|"
    r"rows?|report|summe|gesamt|insgesamt|anzahl|somme|nombre|totale|suma|totaal|"
    r"generated|exported|printed|end of|page|export stopped)\b",
    re.IGNORECASE,
)


_END_OF_FILE: Final = "\x1a"  # what DOS wrote after the last line


def header_position(label: str, head: Sequence[Row], wanted: Wanted, header_row: int | None) -> int:
    """Find the header among the first rows: the one that names most of the wanted columns.

    Raises:
        ExportError: There is no row at all, or the declared line is none of them.
    """
    if not head:
        raise ExportError.at(label, "it holds nothing but space", "a header and rows", "export it again")
    if header_row is not None:
        for i, (line, _) in enumerate(head):
            if line == header_row:
                return i
        what = f"header_row is {header_row}, and no row begins on that line"
        raise ExportError([Problem(label, what, "a line with the header", "mend header_row in the contract")])
    scores = [wanted.score(cells) for _, cells in head]
    best = max(scores)
    if best[1] == 0:  # nothing is recognised: the widest row shows the reader what there is
        widths = [len([cell for cell in cells if cell.strip()]) for _, cells in head]
        return widths.index(max(widths))
    return scores.index(best)


def trim_header(cells: Sequence[str]) -> tuple[str, ...]:
    """Trim the names; empty columns at the end are none."""
    names = [cell.strip().lstrip("\ufeff") for cell in cells]
    while len(names) > 1 and not names[-1]:
        names.pop()
    return tuple(names)


def misfit(line: int, cells: list[str], width: int) -> tuple[list[str], Aside | None]:
    """Fit a row to the header: empty cells beyond its end are dropped, anything else is set aside."""
    if len(cells) == width:
        return cells, None
    if len(cells) > width and is_blank(cells[width:]):
        return cells[:width], None
    if MARKER in cells[0].casefold():
        return cells, Aside(line, None, "the mark of an export that was cut short", is_fault=False)
    texts = [cell for cell in cells if cell.strip()]
    if len(texts) == 1 and texts[0].strip() == _END_OF_FILE:
        return cells, Aside(line, None, "the mark of the end of a file", is_fault=False)
    # A lone cell in words is a footer; a lone id is what is left of a row that was cut.
    if len(cells) < width and FOOTER_WORDS.match(texts[0]):
        return cells, Aside(line, None, "no incident number: totals or footer row", is_fault=False)
    fields = "field" if len(cells) == 1 else "fields"
    return cells, Aside(line, None, f"{len(cells)} {fields}, expected {width}", is_fault=True)
