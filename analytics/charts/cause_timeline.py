"""Each cause over time: a mark per incident, its changes as labelled rules, the window between two edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.cause_rows import FIRST, LAST, row_label
from analytics.charts.cause_span import AXIS, Span, axis
from analytics.charts.figure import Figure
from analytics.charts.marks import (
    SMALL,
    Note,
    fixed,
    frame_of,
    ledger,
    panel,
    pixels,
    stack,
    unchecked,
)
from analytics.charts.render import WIDTH, render_svg, shorten
from analytics.charts.theme import colour
from analytics.tables.cause_marks import cause_marks
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.words import join_words, plural

if TYPE_CHECKING:
    import altair as alt

MOST_CAUSES: Final = 8
ROW: Final = 52
BASE: Final = 35  # where the incidents of a row stand, below its top
KEY: Final = 56
LONGEST_ID: Final = 12
SIGN: Final = 7.5  # room for one sign of a change's label
SHAPES: Final = {  # the shape alone tells the severity
    "P1": ("diamond", "c3"),
    "P2": ("triangle-up", "c4"),
    "P3": ("circle", "c1"),
    "P4": ("square", "c6"),
}
OTHER: Final = ("circle", "paper")  # no severity: hollow
DRAWN: Final = [
    "place",
    "cause_id",
    "name",
    "opened_at",
    "severity",
]  # the allow-list: no other column enters the spec
DRAWN_CHANGES: Final = ["place", "change_id", "made_at"]
Row = dict[str, Any]


def cause_timeline(
    marks: pl.DataFrame,
    changes: pl.DataFrame,
    span: Span,
    title: str = "Incidents of each cause over time, and the changes made against it",
    *,
    name: str = "cause-timeline",
) -> Figure | Fragment:
    """Draw a row per cause: each incident by the shape of its severity, each change made as a rule.

    Args:
        marks: place (of the cause's row, whole numbers; the first eight are drawn), cause_id, name (of the
            cause), opened_at, severity (null: none); other columns are left alone.
        changes: place, change_id, made_at.
        span: The time shown; what lies before it is not drawn, and the summary counts it.
        title: The caption.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where there is no incident to draw.
    """
    places = marks["place"].unique().sort().head(MOST_CAUSES)
    own = marks.filter(pl.col("place").is_in(places.implode())).select(DRAWN).sort("place", "opened_at")
    shown = own.filter(pl.col("opened_at") >= span.begins_at)
    if shown.is_empty():
        return sentence("No incident of a repeat root cause, so there is no timeline to draw.")
    made = changes.filter(
        pl.col("place").is_in(shown["place"].implode()), pl.col("made_at") >= span.begins_at
    ).select(DRAWN_CHANGES)
    summary = _summary(shown, made, span, own.height - shown.height)
    spec, height = build_spec(shown, made, span)
    svg = render_svg(spec, name, title, summary, height)
    table = cause_marks(shown, made, name=f"{name}-data", caption=f"Data: {title}", timezone=span.timezone)
    return Figure(name, title, summary, svg, table.html)


@unchecked
def build_spec(marks: pl.DataFrame, changes: pl.DataFrame, span: Span) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    panels = [_key(span), _rows(marks.select(DRAWN), changes.select(DRAWN_CHANGES), span), axis(span)]
    return stack(panels), KEY + ROW * marks["place"].n_unique() + AXIS


def _rows(marks: pl.DataFrame, changes: pl.DataFrame, span: Span) -> dict[str, Any]:
    parts = marks.partition_by("place", maintain_order=True)
    height = ROW * len(parts)
    middle = {part["place"][0]: ROW * i + BASE for i, part in enumerate(parts)}
    layers: list[alt.Chart | Note] = [ledger(len(parts), ROW), _window(span, 0, height, height)]
    layers.append(_baselines(list(middle.values()), height))
    layers += _changes(changes.sort("made_at", "change_id").to_dicts(), middle, height, span)
    layers += _marks(marks.to_dicts(), middle, height, span)
    layers += [note for part in parts for note in _label(part, middle[part["place"][0]])]
    return panel(layers, height)


def _baselines(middles: list[int], height: float) -> alt.Chart:
    import altair as alt

    chart: alt.Chart = (
        alt.Chart(frame_of({"y": y} for y in middles))
        .mark_rule(color=colour("rule"), strokeWidth=1)
        .encode(y=pixels("y", "y", height), x=fixed("x", FIRST), x2=fixed("x2", LAST))
    )
    return chart


def _label(part: pl.DataFrame, y: float) -> list[Note]:
    return row_label(part["name"][0], part["cause_id"][0], plural(part.height, "incident"), y - 9)


def _changes(
    rows: list[Row], middle: Mapping[int, float], height: float, span: Span
) -> list[alt.Chart | Note]:
    """Draw each change as a rule with its number above the incidents; close ones share a label."""
    import altair as alt

    if not rows:
        return []
    places = frame_of(
        {
            "x": span.place(row["made_at"]),
            "top": middle[row["place"]] - 20,
            "bottom": middle[row["place"]] + 12,
        }
        for row in rows
    )
    rules = (
        alt.Chart(places)
        .mark_rule(color=colour("ink"), strokeWidth=2)
        .encode(x=pixels("x", "x", WIDTH), y=pixels("y", "top", height), y2=alt.Y2("bottom:Q"))
    )
    labels: list[alt.Chart | Note] = [rules]
    for place, y in middle.items():
        labels += _change_labels([row for row in rows if row["place"] == place], y - 26, span)
    return labels


def _change_labels(rows: list[Row], y: float, span: Span) -> list[Note]:
    """Write each change's number beside its rule, clear of the window's edge; where two meet, the first."""
    edge, end = span.place(span.window_from), 0.0
    labels: list[tuple[Row, float, bool, int]] = []
    for row in rows:
        x = span.place(row["made_at"])
        width = (min(len(row["change_id"]), LONGEST_ID) + len(" +9")) * SIGN
        is_left_of_rule = x + width > LAST or x < edge < x + width
        if labels and (x - width if is_left_of_rule else x) < end:
            first, place, side, n_more = labels[-1]
            labels[-1] = (first, place, side, n_more + 1)
            continue
        labels.append((row, x, is_left_of_rule, 0))
        end = x if is_left_of_rule else x + width
    return [_change_label(*label, y) for label in labels]


def _change_label(row: Row, x: float, is_left_of_rule: bool, n_more: int, y: float) -> Note:
    text = shorten(row["change_id"], LONGEST_ID) + (f" +{n_more}" if n_more else "")
    if is_left_of_rule:
        return Note(text, x - 4, y, align="right", size=SMALL - 1)
    return Note(text, x - 1, y, size=SMALL - 1)


def _marks(rows: list[Row], middle: Mapping[int, float], height: float, span: Span) -> list[alt.Chart]:
    severities = sorted({str(row["severity"] or "") for row in rows}, reverse=True)
    return [
        _sign(
            [
                {"x": span.place(row["opened_at"]), "y": middle[row["place"]]}
                for row in rows
                if str(row["severity"] or "") == severity
            ],
            severity,
            height,
        )
        for severity in severities
    ]


def _sign(places: list[Row], severity: str, height: float) -> alt.Chart:
    import altair as alt

    shape, ground = SHAPES.get(severity, OTHER)
    edge = "ink" if severity not in SHAPES else "paper"
    drawn: alt.Chart = (
        alt.Chart(frame_of(places))
        .mark_point(
            shape=shape, size=120, fill=colour(ground), stroke=colour(edge), strokeWidth=1.2, opacity=1
        )
        .encode(x=pixels("x", "x", WIDTH), y=pixels("y", "y", height))
    )
    return drawn


def _key(span: Span) -> dict[str, Any]:
    y = 14
    layers: list[alt.Chart | Note] = []
    for x, severity in zip((10, 64, 118, 172), SHAPES, strict=True):
        layers.append(_sign([{"x": x, "y": y}], severity, KEY))
        layers.append(Note(severity, x + 11, y, tone="ink-2", size=SMALL))
    layers.append(_swatch_rule(232, y))
    layers.append(Note("change made, with its number", 240, y, tone="ink-2", size=SMALL))
    layers.append(_window(span, KEY - 22, KEY, KEY))
    layers.append(
        Note(
            "Window", (span.place(span.window_from) + LAST) / 2, KEY - 11, "ink-2", align="center", size=SMALL
        )
    )
    return panel(layers, KEY)


def _window(span: Span, top: float, bottom: float, height: float) -> alt.Chart:
    """Draw the two edges of the window."""
    import altair as alt

    edges = frame_of({"x": x, "top": top, "bottom": bottom} for x in (span.place(span.window_from), LAST))
    drawn: alt.Chart = (
        alt.Chart(edges)
        .mark_rule(color=colour("rule-2"), strokeWidth=1.2, strokeDash=[3, 3])
        .encode(x=pixels("x", "x", WIDTH), y=pixels("y", "top", height), y2=alt.Y2("bottom:Q"))
    )
    return drawn


def _swatch_rule(x: float, y: float) -> alt.Chart:
    import altair as alt

    place = alt.Chart(frame_of([{"x": x, "top": y - 9, "bottom": y + 9}]))
    drawn: alt.Chart = place.mark_rule(color=colour("ink"), strokeWidth=2).encode(
        x=pixels("x", "x", WIDTH), y=pixels("y", "top", KEY), y2=alt.Y2("bottom:Q")
    )
    return drawn


def _summary(marks: pl.DataFrame, changes: pl.DataFrame, span: Span, n_before: int) -> str:
    in_window = marks.filter(pl.col("opened_at") >= span.window_from).height
    text = (
        f"{plural(marks.height, 'incident')} of {plural(marks['place'].n_unique(), 'cause')}, "
        f"{in_window:,} of them in the window."
    )
    if not changes.is_empty():
        text += f" {plural(changes['change_id'].n_unique(), 'change')} made against them."
    quiet = _quiet(marks, changes)
    if quiet:
        text += f" No incident since the last change: {join_words(quiet)}."
    return text + (f" {plural(n_before, 'earlier incident')} not drawn." if n_before else "")


def _quiet(marks: pl.DataFrame, changes: pl.DataFrame) -> list[str]:
    """Name the causes without an incident since the last change made against them."""
    last = marks.group_by("place").agg(pl.col("opened_at").max(), pl.col("name").first())
    made = changes.group_by("place").agg(pl.col("made_at").max())
    quiet = made.join(last, on="place").filter(pl.col("opened_at") < pl.col("made_at")).sort("place")
    return quiet["name"].to_list()
