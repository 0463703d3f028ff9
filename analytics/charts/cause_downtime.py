"""How long each cause kept services down in the window: one bar for each, hatched where it is not over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.cause_rows import FIRST, row_label
from analytics.charts.figure import Figure
from analytics.charts.marks import SMALL, Note, boxes, ledger, panel, stack, unchecked
from analytics.charts.render import render_svg
from analytics.tables.cause_marks import cause_downtimes
from analytics.tables.causes import downtime_words
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.words import format_span, plural

if TYPE_CHECKING:
    import altair as alt

MOST_CAUSES: Final = 10
LONGEST_BAR: Final = 284  # the others are shorter in proportion; words stand behind each
ROW: Final = 56
KEY: Final = 32
FOOT: Final = 8
LOOKS: Final = {False: ("var(--c1)", "c1", "resolved"), True: ("url(#hatch)", "c4", "in part still down")}
DRAWN: Final = [  # the allow-list: no other column enters the spec
    *("cause_id", "name", "n_incidents", "n_p1", "n_p2", "n_p3", "n_p4", "downtime", "is_still_down"),
]
Row = dict[str, Any]


def cause_downtime(
    causes: pl.DataFrame, title: str = "Downtime by cause, in the window", *, name: str = "cause-downtime"
) -> Figure | Fragment:
    """Draw the downtime of each cause as a bar, the longest first; hatched where it still goes on.

    Args:
        causes: cause_id, name, n_incidents, n_p1 to n_p4, downtime (Duration; null: withheld, and not drawn),
            is_still_down; other columns are left alone. At most ten causes are drawn.
        title: The caption.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where no cause has downtime.
    """
    known = causes.select(DRAWN).filter(pl.col("downtime") > timedelta())
    if known.is_empty():
        return sentence("No downtime of a repeat root cause, so there is nothing to draw.")
    shown = known.sort("downtime", descending=True, maintain_order=True).head(MOST_CAUSES)
    summary = _summary(shown, known.height - shown.height)
    spec, height = build_spec(shown)
    table = cause_downtimes(shown, name=f"{name}-data", caption=f"Data: {title}").html
    return Figure(name, title, summary, render_svg(spec, name, title, summary, height), table)


@unchecked
def build_spec(causes: pl.DataFrame) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    rows = causes.select(DRAWN).to_dicts()
    return stack([_key(), _rows(rows)]), KEY + ROW * len(rows) + FOOT


def _rows(rows: list[Row]) -> dict[str, Any]:
    height = ROW * len(rows)
    longest = max(row["downtime"] for row in rows)
    bars = [_bar(row, longest, ROW * i) for i, row in enumerate(rows)]
    layers: list[alt.Chart | Note] = [ledger(len(rows), ROW)]
    for is_down, (fill, line, _) in LOOKS.items():
        chosen = [bar for bar in bars if bar["is_still_down"] is is_down]
        if chosen:
            layers.append(boxes(chosen, height, fill, line))
    for i, (row, bar) in enumerate(zip(rows, bars, strict=True)):
        layers += _words(row, bar["right"], ROW * i)
    return panel(layers, height)


def _bar(row: Row, longest: timedelta, top: float) -> Row:
    right = FIRST + max(2.0, LONGEST_BAR * (row["downtime"] / longest))
    edges = {"left": FIRST, "right": round(right, 2), "top": top + 19, "bottom": top + 37}
    return {**edges, "is_still_down": bool(row["is_still_down"])}


def _words(row: Row, right: float, top: float) -> list[Note]:
    names = row_label(row["name"], row["cause_id"], plural(row["n_incidents"], "incident"), top + ROW / 2)
    return [*names, Note(downtime_words(row), right + 7, top + ROW / 2, size=SMALL)]


def _key() -> dict[str, Any]:
    y = 14
    layers: list[alt.Chart | Note] = []
    for x, (fill, line, words) in zip((4, 96), LOOKS.values(), strict=True):
        swatch = {"left": x, "right": x + 22, "top": y - 6, "bottom": y + 6}
        layers.append(boxes([swatch], KEY, fill, line))
        layers.append(Note(words.capitalize(), x + 29, y, tone="ink-2", size=SMALL))
    return panel(layers, KEY)


def _summary(causes: pl.DataFrame, n_more: int) -> str:
    first = causes.row(0, named=True)
    still = causes.filter("is_still_down").height
    text = (
        f"{plural(causes.height, 'cause')}, the longest first: {first['name']}, "
        f"{downtime_words(first)}; the shortest {format_span(causes['downtime'].min())}. "  # type: ignore[arg-type]
        "Time that several incidents of a cause share counts once."
    )
    if still:
        text += f" {still:,} of them {'is' if still == 1 else 'are'} still down."
    return text + (f" {plural(n_more, 'other cause')} with less downtime not drawn." if n_more else "")
