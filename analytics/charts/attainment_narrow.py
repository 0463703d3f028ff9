"""Attainment of each clause and severity for a narrow screen: the words of each row above its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.charts.level_marks import PART, SIZE, has_parts, level_marks, level_row, part_sign
from analytics.charts.marks import (
    SMALL,
    Note,
    axis_values,
    fixed,
    frame_of,
    ledger,
    panel,
    pixels,
    share_axis,
    sign,
    stack,
)
from analytics.charts.render import NARROW, shorten
from analytics.charts.theme import colour
from analytics.tables.performance import KIND_WORDS
from analytics.tables.words import severity_beside

if TYPE_CHECKING:
    import altair as alt

FIRST: Final = 24  # where the scale begins and ends: half of its end labels stands outside
LAST: Final = NARROW - 26
INDENT: Final = 16
ROW: Final = 52
WORDS: Final = 15  # from a row's top to its words, and to its marks
MARKS: Final = 37
KEY: Final = 76
HEADING: Final = 38
AXIS: Final = 34
LONGEST: Final = 24  # signs of a clause's id
Row = dict[str, Any]


def build_narrow(kinds: list[tuple[str, list[Row]]], floor: float) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec, and the height of its canvas.

    Args:
        kinds: The kinds of obligation, each with the rows to draw.
        floor: Where the axis of shares begins.
    """
    rows = [row for _, group in kinds for row in group]
    panels = [_key(with_parts=has_parts(rows))]
    for kind, group in kinds:
        heading = Note(KIND_WORDS.get(kind, kind), 4, HEADING - 14, weight="bold", size=14)
        panels.append(panel([heading], HEADING, NARROW))
        panels.append(_rows(group, floor, is_last=kind == kinds[-1][0]))
    return stack(panels), KEY + HEADING * len(kinds) + ROW * len(rows) + AXIS


def _rows(rows: list[Row], floor: float, *, is_last: bool) -> dict[str, Any]:
    import altair as alt

    height = ROW * len(rows)
    drawn = [level_row(row, ROW * i + MARKS, LONGEST) for i, row in enumerate(rows)]
    base = alt.Chart(frame_of(drawn)).encode(y=pixels("y", "y", height))
    along = share_axis(floor, FIRST, LAST, labels=is_last, grid=False)
    marks = level_marks(base, rows, along, height)
    words = [
        note
        for i, (row, shown) in enumerate(zip(rows, drawn, strict=True))
        for note in _words(shown, row["clause_id"], ROW * i + WORDS)
    ]
    return panel(
        [
            ledger(len(rows), ROW, NARROW),
            _grid(len(rows), floor, along, height),
            *marks,
            *_write(words, height),
        ],
        height,
        NARROW,
    )


def _write(notes: list[Note], height: float) -> list[alt.Chart]:
    """Set words at fixed places: a scale of their own would be joined with that of the shares."""
    import altair as alt

    places = dict.fromkeys((note.x, note.align, note.weight, note.tone) for note in notes)
    drawn = []
    for x, align, weight, tone in places:
        mine = [note for note in notes if (note.x, *note[3:6]) == (x, tone, weight, align)]
        texts = alt.Chart(frame_of({"text": note.text, "y": note.y} for note in mine))
        texts = texts.mark_text(align=align, fontWeight=weight, color=colour(tone))
        drawn.append(texts.encode(x=fixed("x", x), y=pixels("y", "y", height), text=alt.Text("text:N")))
    return drawn


def _grid(n: int, floor: float, along: Any, height: float) -> alt.Chart:
    """Rule the scale beneath the marks of each row only, so that no line runs through its words."""
    import altair as alt

    lines = [
        {"share": value, "top": ROW * i + MARKS - 11, "bottom": ROW * (i + 1)}
        for i in range(n)
        for value in axis_values(floor)
    ]
    drawn: alt.Chart = (
        alt.Chart(frame_of(lines))
        .mark_rule(color=colour("rule"), strokeWidth=1)
        .encode(x=alt.X("share:Q", **along), y=pixels("y", "top", height), y2=alt.Y2("bottom:Q"))
    )
    return drawn


def _words(row: Row, clause_id: str, y: float) -> list[Note]:
    """Name the row at its left, a severity only where the clause's id does not tell it; the counts right."""
    share = "" if row["n_due"] == 0 else f", {row['share_words']}"
    counts = Note(f"{row['ratio']}{share}", NARROW - 4, y, align="right")
    if row["mark"] == PART:
        return [Note(row["severity"], INDENT, y, weight="bold"), counts]
    severity = severity_beside(clause_id, row["severity"])
    name, longest = (INDENT * 2, LONGEST - 4) if severity else (4, LONGEST)
    beside = [Note(severity, 4, y, weight="bold")] if severity else []
    return [*beside, Note(shorten(clause_id, longest), name, y, "ink-2"), counts]


def _key(*, with_parts: bool) -> dict[str, Any]:
    """Explain the signs above the first panel, in three lines."""
    import altair as alt

    lines = (12, 36, 60)
    one = alt.Chart(frame_of([{"sign": "key"}]))
    places = {"met": (10, 0), "missed": (124, 0), "met, too few": (10, 1), "missed, too few": (28, 1)}
    layers: list[alt.Chart | Note] = [
        sign(one, mark, SIZE).encode(x=fixed("x", x), y=fixed("y", lines[line]))
        for mark, (x, line) in places.items()
    ]
    at = fixed("y", lines[2])
    interval = one.mark_rule(strokeWidth=2, color=colour("rule-2"))
    layers.append(interval.encode(x=fixed("x", 4), x2=fixed("x2", 28), y=at))
    target = one.mark_rule(strokeWidth=2.5, color=colour("ink"))
    layers.append(target.encode(x=fixed("x", 150), y=fixed("y", lines[2] - 9), y2=fixed("y2", lines[2] + 9)))
    words = [("Target met", 22, 0), ("Missed", 136, 0), ("Too few to be sure", 44, 1)]
    words += [("95 % interval", 36, 2), ("Target", 158, 2)]
    if with_parts:
        layers.append(part_sign(one).encode(x=fixed("x", 196), y=fixed("y", lines[1])))
        words.append(("One of several", 208, 1))
    layers += [Note(text, x, lines[line], tone="ink-2", size=SMALL) for text, x, line in words]
    return panel(layers, KEY, NARROW)
