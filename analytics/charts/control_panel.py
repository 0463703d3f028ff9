"""One panel of a control chart: its lines, its points and the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Literal

from analytics.charts.control_scale import Scale, make_scale, spread
from analytics.charts.marks import SMALL, Note, fixed, frame_of, panel, pixels
from analytics.charts.render import WIDTH, shorten
from analytics.charts.theme import colour
from analytics.tables.control import format_level, format_value, is_month
from analytics.tables.icons import variation_words
from analytics.tables.words import format_month_short

if TYPE_CHECKING:
    import altair as alt

LEFT: Final = 62  # for the scale's labels
RIGHT: Final = 118  # for the names of the lines
HEAD: Final = 58
PLOT: Final = 130
FOOT: Final = 34
_PANEL: Final = HEAD + PLOT + FOOT
_ACROSS: Final = WIDTH - LEFT - RIGHT
_WIDEST_STEP: Final = 46.0
_SIGN: Final = 7.2  # room for one letter of a label
_APART: Final = 15.0
_LONGEST: Final = 10
_SHAPES: Final = {  # shape, size in square units, colour
    "common": ("circle", 22, "c5"),
    "improving": ("square", 62, "c1"),
    "concerning": ("diamond", 84, "c3"),
    "up": ("triangle-up", 70, "c5"),
    "down": ("triangle-down", 70, "c5"),
}
_DASHES: Final = {"limit": [2, 3], "target": [6, 4]}
Row = dict[str, Any]


def draw_panel(rows: list[Row], unit: str, better: str | None, target: float | None) -> dict[str, Any]:
    """Draw one series from its rows in order of time."""
    scale = make_scale(unit, _levels(rows, target), HEAD + 4, HEAD + PLOT - 4)
    step = min(_WIDEST_STEP, _ACROSS / len(rows))
    xs = [round(LEFT + step * (place + 0.5), 2) for place in range(len(rows))]
    right = LEFT + step * len(rows)
    return panel(
        [
            *_ruled(scale, right),
            *_lines(rows, xs, step, scale),
            *([_rule([(LEFT, right, scale.height(target))], "ink", "target")] if target is not None else []),
            *_changes(rows, xs, step),
            *_values(rows, xs, scale, better),
            *_names(rows, right, scale, target),
            *_heads(rows, unit, better),
            *_feet(rows, xs, step),
        ],
        _PANEL,
    )


def draw_key(height: float, *, is_neutral: bool, has_target: bool) -> dict[str, Any]:
    """Explain the shapes and the lines."""
    y, x = 18.0, 10.0
    kinds = {"Common cause": ["common"]}
    if is_neutral:
        kinds["Special cause"] = ["up", "down"]
    else:
        kinds |= {"Special cause, improving": ["improving"], "concerning": ["concerning"]}
    layers: list[alt.Chart | Note] = []
    for words, marks in kinds.items():
        for mark in marks:
            layers.append(_signs([{"x": x, "y": y}], mark, height))
            x += 17
        layers.append(Note(words, x - 4, y, "ink-2", size=SMALL))
        x += len(words) * _SIGN + 22
    target = [("ink", "target", "Target")] if has_target else []
    for tone, dash, words in [("rule-2", "limit", "Limit"), ("rule-2", "", "Mean"), *target]:
        layers += [_rule([(x, x + 24, y)], tone, dash, height), Note(words, x + 30, y, "ink-2", size=SMALL)]
        x += 30 + len(words) * _SIGN + 18
    return panel(layers, height)


def _levels(rows: list[Row], target: float | None) -> list[float]:
    named = [row[name] for row in rows for name in ("value", "centre", "low", "high")]
    return [level for level in [*named, target] if level is not None]


def _stretches(rows: list[Row], names: tuple[str, ...]) -> list[tuple[int, int, Row]]:
    """Find where levels stay the same: first and last place, and a row that has them."""
    found = []
    for _, group in groupby(range(len(rows)), key=lambda i: (rows[i]["phase"], *(rows[i][n] for n in names))):
        places = list(group)
        if rows[places[0]][names[0]] is not None:
            found.append((places[0], places[-1], rows[places[0]]))
    return found


def _lines(rows: list[Row], xs: list[float], step: float, scale: Scale) -> list[alt.Chart]:
    """Rule the mean and the limits, each as far as it holds."""
    drawn = []
    for name, dash in (("low", "limit"), ("high", "limit"), ("centre", "")):
        ends = [
            (xs[first] - step / 2, xs[last] + step / 2, scale.height(row[name]))
            for first, last, row in _stretches(rows, (name,))
        ]
        drawn.append(_rule(ends, "rule-2", dash))
    return drawn


def _ruled(scale: Scale, right: float) -> list[alt.Chart | Note]:
    heights = {scale.height(level): words for level, words in scale.ticks().items()}
    lines = _rule([(LEFT, right, y) for y in heights], "rule", "")
    return [lines, *(_note(words, LEFT - 8, y, "right") for y, words in heights.items())]


def _rule(ends: list[tuple[float, float, float]], tone: str, dash: str, height: float = _PANEL) -> alt.Chart:
    import altair as alt

    rows = [{"x": round(x, 2), "end": round(end, 2), "y": y} for x, end, y in ends]
    drawn: alt.Chart = (
        alt.Chart(frame_of(rows))
        .mark_rule(
            color=colour(tone),
            strokeWidth=1.3 if dash == "target" else 1,
            strokeDash=_DASHES.get(dash, alt.Undefined),
        )
        .encode(x=pixels("x", "x", WIDTH), x2=alt.X2("end:Q"), y=pixels("y", "y", height))
    )
    return drawn


def _changes(rows: list[Row], xs: list[float], step: float) -> list[alt.Chart | Note]:
    """Mark each recorded change at which the limits begin anew."""
    import altair as alt

    places = [i for i in range(1, len(rows)) if rows[i]["phase"] != rows[i - 1]["phase"]]
    if not places:
        return []
    edges = [round(xs[place] - step / 2, 2) for place in places]
    lines = alt.Chart(frame_of({"x": x} for x in edges)).mark_rule(color=colour("ink-2"), strokeWidth=1)
    drawn = lines.encode(x=pixels("x", "x", WIDTH), y=fixed("y", HEAD - 2), y2=fixed("y2", HEAD + PLOT))
    return [drawn, _note("Recorded change", edges[-1], HEAD - 9, "center")]


def _values(rows: list[Row], xs: list[float], scale: Scale, better: str | None) -> list[alt.Chart]:
    """Join the points by a line that breaks where nothing was measured, and draw each by its kind."""
    import altair as alt

    points, run = [], 0
    for row, x in zip(rows, xs, strict=True):
        if row["value"] is None:
            run += 1
            continue
        mark = _mark(row, better)
        points.append({"x": x, "y": scale.height(row["value"]), "run": str(run), "mark": mark})
    base = alt.Chart(frame_of({key: point[key] for key in ("x", "y", "run")} for point in points))
    line = base.mark_line(color=colour("c5"), strokeWidth=1.2, opacity=1, strokeJoin="round").encode(
        x=pixels("x", "x", WIDTH), y=pixels("y", "y", _PANEL), detail=alt.Detail("run:N")
    )
    kinds = {mark: [p for p in points if p["mark"] == mark] for mark in _SHAPES}
    return [line, *(_signs(chosen, mark, _PANEL) for mark, chosen in kinds.items() if chosen)]


def _signs(points: list[dict[str, Any]], mark: str, height: float) -> alt.Chart:
    import altair as alt

    shape, size, tone = _SHAPES[mark]
    drawn: alt.Chart = (
        alt.Chart(frame_of({"x": point["x"], "y": point["y"]} for point in points))
        .mark_point(
            shape=shape, size=size, fill=colour(tone), stroke=colour("paper"), strokeWidth=1, opacity=1
        )
        .encode(x=pixels("x", "x", WIDTH), y=pixels("y", "y", height))
    )
    return drawn


def _variation(row: Row, better: str | None) -> str:
    if not row["is_special"]:
        return "too few" if row["low"] is None else "common"
    return "neutral" if better is None else "improving" if row["direction"] == better else "concerning"


def _mark(row: Row, better: str | None) -> str:
    variation = _variation(row, better)
    return str({"neutral": row["direction"], "too few": "common"}.get(variation, variation))


def _names(rows: list[Row], right: float, scale: Scale, target: float | None) -> list[Note]:
    """Name the newest mean and limits, and the target, beside their lines."""
    limited = next(row for row in reversed(rows) if row["low"] is not None)
    levels = {"Upper": limited["high"], "Mean": limited["centre"], "Lower": limited["low"]}
    if target is not None:
        levels["Target"] = target
    heights = spread({name: scale.height(level) for name, level in levels.items()}, _APART, HEAD + PLOT)
    return [
        Note(
            f"{name} {format_level(levels[name], scale.unit)}",
            right + 8,
            y,
            "ink" if name == "Target" else "ink-2",
            size=SMALL - 1,
        )
        for name, y in heights.items()
    ]


def _heads(rows: list[Row], unit: str, better: str | None) -> list[Note]:
    last: Mapping[str, Any] = rows[-1]
    limits = ". Trial limits" if last["is_trial"] and last["low"] is not None else ""
    words = variation_words(_variation(rows[-1], better), last["direction"])
    reading = f"{_label(last['label'])}: {format_value(rows[-1], unit)}. {words}{limits}"
    name = [Note(shorten(last["panel"], 60), 4, 10, weight="bold", size=14)] if last["panel"] else []
    return [*name, Note(reading, 4, 29, "ink-2", size=SMALL)]


def _note(words: str, x: float, y: float, align: Literal["left", "center", "right"] = "left") -> Note:
    return Note(words, x, y, "ink-2", align=align, size=SMALL - 1)


def _feet(rows: list[Row], xs: list[float], step: float) -> list[Note]:
    """Name as many points as have room, from the newest back."""
    labels = [_label(row["label"]) for row in rows]
    every = int(-(-max(len(label) for label in labels) * _SIGN // step))
    return [
        _note(label, x, HEAD + PLOT + 13, "center")
        for label, x in list(zip(labels, xs, strict=True))[::-1][::every]
    ]


def _label(label: str) -> str:
    return format_month_short(label) if is_month(label) else shorten(label, _LONGEST)
