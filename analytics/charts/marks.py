"""Building blocks that the figures share: places in user units, words, and the frames behind the marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, ParamSpec, TypeVar

import polars as pl

from analytics.charts.render import FONT_SIZE, WIDTH, configure
from analytics.charts.theme import colour
from analytics.tables.words import severity_beside

if TYPE_CHECKING:
    import altair as alt

P = ParamSpec("P")
R = TypeVar("R")
SMALL: Final = FONT_SIZE - 1


def pixels(channel: str, field: str, extent: float) -> Any:
    """Place marks by user units: 0 is left or top, `extent` is right or bottom."""
    import altair as alt

    kind = alt.Y if channel == "y" else alt.X
    domain = [extent, 0] if channel == "y" else [0, extent]
    return kind(f"{field}:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=None)


TOP_LEVEL: Final = ("$schema", "config", "datasets")  # what a spec says once
SIDES: Final = ("left", "right", "top", "bottom")
SIGNS: Final = {  # shape, ground, line: round is met, a diamond is missed, hollow is too few to be sure
    "met": ("circle", "c1", "c1"),
    "missed": ("diamond", "c3", "c3"),
    "met, too few": ("circle", "paper", "c1"),
    "missed, too few": ("diamond", "paper", "c3"),
}


class Note(NamedTuple):
    """Words at a place of a panel, in user units from its top left corner."""

    text: str
    x: float
    y: float
    tone: str = "ink"
    weight: Literal["normal", "bold"] = "normal"
    align: Literal["left", "center", "right"] = "left"
    size: float = FONT_SIZE


def panel(layers: Sequence[alt.Chart | Note], height: float, width: float = WIDTH) -> dict[str, Any]:
    """Lay marks over one another in a frame as wide as the figure; words of one look share a layer.

    Returns:
        The panel's Vega-Lite spec; `stack` takes its datasets up. Panels are joined as plain data, because
        Altair copies all that it joins, layer by layer and panel by panel: ten times the work.
    """
    drawn = [layer for layer in layers if not isinstance(layer, Note)]
    notes = [layer for layer in layers if isinstance(layer, Note)]
    looks = dict.fromkeys(note[3:] for note in notes)
    drawn += [_write([note for note in notes if note[3:] == look], height, width) for look in looks]
    parts = [layer.to_dict(validate=False) for layer in drawn]
    datasets = {name: rows for part in parts for name, rows in part.get("datasets", {}).items()}
    layer = [{key: value for key, value in part.items() if key not in TOP_LEVEL} for part in parts]
    return {"layer": layer, "width": width, "height": height, "datasets": datasets}


def _write(notes: list[Note], height: float, width: float) -> alt.Chart:
    import altair as alt

    look = notes[0]
    chart: alt.Chart = (
        alt.Chart(frame_of({"text": note.text, "x": note.x, "y": note.y} for note in notes))
        .mark_text(align=look.align, fontWeight=look.weight, fontSize=look.size, color=colour(look.tone))
        .encode(x=pixels("x", "x", width), y=pixels("y", "y", height), text=alt.Text("text:N"))
    )
    return chart


def stack(panels: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Set panels under one another without a gap, and give the Vega-Lite spec."""
    import altair as alt

    frame = configure(alt.Chart().mark_point()).to_dict(validate=False)
    return {
        "$schema": frame["$schema"],
        "config": frame["config"],
        "vconcat": [{key: value for key, value in each.items() if key != "datasets"} for each in panels],
        "spacing": 0,
        "bounds": "flush",
        "datasets": {name: rows for each in panels for name, rows in each["datasets"].items()},
    }


def unchecked(build: Callable[P, R]) -> Callable[P, R]:
    """Let Altair build without checking each part against its schema, which takes ten times as long.

    The tests check the whole spec of every figure instead.
    """

    @wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> R:
        from altair.utils.schemapi import debug_mode

        with debug_mode(False):
            return build(*args, **kwargs)

    return built


def fixed(channel: Literal["x", "x2", "y", "y2"], value: float) -> Any:
    """Place all marks of a layer at one value, in user units."""
    import altair

    return getattr(altair, f"{channel.upper()}Value")(value)


def ledger(n: int, row: float, width: float = WIDTH) -> alt.Chart:
    """Rule off n rows across the whole figure, as in a ledger."""
    import altair as alt

    lines = frame_of({"y": row * i} for i in range(n + 1))
    chart: alt.Chart = (
        alt.Chart(lines)
        .mark_rule(color=colour("rule"), strokeWidth=1)
        .encode(y=pixels("y", "y", row * n), x=fixed("x", 0), x2=fixed("x2", width))
    )
    return chart


def share_axis(floor: float, first: float, last: float, *, labels: bool, grid: bool = True) -> Any:
    """Make a scale of shares from `floor` to 1 between two places of a panel, with its grid.

    Args:
        floor: The share at the left end.
        first: Where that stands, in user units.
        last: Where 100 % stands.
        labels: Whether the axis is labelled.
        grid: Whether lines are ruled from top to bottom.
    """
    import altair as alt

    axis = alt.Axis(
        values=axis_values(floor),
        labelExpr="format(datum.value * 100, 'd') + ' %'",
        labels=labels,
        labelPadding=9,
        grid=alt.Undefined if grid else False,
    )
    scale = alt.Scale(domain=[floor, 1], range=[first, last], nice=False, zero=False)
    return {"scale": scale, "axis": axis}


def axis_values(floor: float) -> list[float]:
    """Give the five shares at which an axis from `floor` to 1 has a line.

    Examples:
        >>> axis_values(0.6)
        [0.6, 0.7, 0.8, 0.9, 1.0]
    """
    return [round(floor + (1 - floor) * i / 4, 4) for i in range(5)]


def frame_of(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Make the frame of a layer from rows that a figure has chosen value by value."""
    return pl.DataFrame([dict(row) for row in rows], infer_schema_length=None)


def axis_floor(lowest: float) -> float:
    """Choose where an axis of shares begins: a whole fifth at or below the lowest value, 0.8 at most.

    Examples:
        >>> axis_floor(0.93), axis_floor(0.51), axis_floor(0.0)
        (0.8, 0.4, 0.0)
    """
    fifth = int(lowest * 5 + 1e-9)
    return min(4, max(0, fifth)) / 5


def by_duty(attainment: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Part what the supplier owes from the buyer's own duties, which are drawn and not counted.

    Returns:
        The supplier's rows; and a sentence that names the clauses of the others with anything due, if any.
    """
    is_suppliers = pl.col("obliged") == "supplier"
    others = attainment.filter(~is_suppliers, pl.col("n_due") > 0)["clause_id"].unique(maintain_order=True)
    names = ", ".join(others)
    told = [f"Drawn but not counted here, being the buyer's own duty: {names}."] if names else []
    return attainment.filter(is_suppliers), told


def clause_words(clause_id: str, severity: str) -> str:
    """Name a clause and its severity, the severity once.

    Examples:
        >>> clause_words("P1-response", "P1"), clause_words("security-notice", "P1")
        ('P1-response', 'P1 security-notice')
        >>> clause_words("security-notice", "all")
        'security-notice'
    """
    return f"{severity_beside(clause_id, severity)} {clause_id}".strip()


def mark_of(verdict: str, *, is_too_few: bool) -> str:
    """Name the sign of a verdict.

    Examples:
        >>> mark_of("missed", is_too_few=True)
        'missed, too few'
    """
    return f"{verdict}, too few" if is_too_few else verdict


def signs(chart: alt.Chart, size: float, line: float = 2.4) -> list[alt.Chart]:
    """Draw each row's sign by its field `mark`; a verdict that is not measurable has none."""
    return [sign(chart.transform_filter(f"datum.mark == '{mark}'"), mark, size, line) for mark in SIGNS]


def sign(chart: alt.Chart, mark: str, size: float, line: float = 2.4) -> alt.Chart:
    """Draw one sign: its size in square units, its line's breadth in units."""
    shape, ground, edge = SIGNS[mark]
    drawn: alt.Chart = chart.mark_point(
        shape=shape, size=size, fill=colour(ground), stroke=colour(edge), strokeWidth=line, opacity=1
    )
    return drawn


def boxes(rows: Iterable[Mapping[str, Any]], height: float, fill: str, edge: str = "") -> alt.Chart:
    """Draw bars from their left, right, top and bottom in user units, with a line around them where named."""
    import altair as alt

    base = alt.Chart(frame_of({side: row[side] for side in SIDES} for row in rows))
    stroke, breadth = (colour(edge), 1.5) if edge else (alt.Undefined, alt.Undefined)
    drawn: alt.Chart = base.mark_rect(fill=fill, opacity=1, stroke=stroke, strokeWidth=breadth).encode(
        x=pixels("x", "left", WIDTH),
        x2=alt.X2("right:Q"),
        y=pixels("y", "top", height),
        y2=alt.Y2("bottom:Q"),
    )
    return drawn


def ground(left: float, right: float, y: float, height: float) -> alt.Chart:
    """Draw the line on which bars stand."""
    import altair as alt

    line = alt.Chart(frame_of([{"y": y}])).mark_rule(color=colour("rule-2"), strokeWidth=1)
    drawn: alt.Chart = line.encode(x=fixed("x", left), x2=fixed("x2", right), y=pixels("y", "y", height))
    return drawn
