"""The load month by month: incidents opened, by severity, and below them those open at the month's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.figure import Figure
from analytics.charts.marks import SMALL, Note, boxes, frame_of, ground, panel, pixels, stack, unchecked
from analytics.charts.months import shown_months
from analytics.charts.render import WIDTH, render_svg
from analytics.charts.theme import SEVERITY_COLOURS, colour
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.months import volume_by_month
from analytics.tables.words import format_month, format_month_short, plural

if TYPE_CHECKING:
    import altair as alt

LEFT: Final = 44
RIGHT: Final = 64  # the names of the severities stand beside the last bar
PLOT: Final = WIDTH - LEFT - RIGHT
HEADING: Final = 34
BARS: Final = 200
DOTS: Final = 92
DOTS_GROUND: Final = DOTS - 6  # so that a dot at 0 is whole
AXIS: Final = 34
ROOM: Final = 18  # above the tallest bar, for its number
WIDEST_STEP: Final = 56.0  # from month to month, where there are few
SIGN: Final = 7.0  # room for one figure of a number
APART: Final = 17  # the least distance of two names
DRAWN: Final = ["period", "severity", "n_opened", "n_open"]  # the allow-list: no other enters the spec
Row = dict[str, Any]


def volume_over_months(
    volume: pl.DataFrame, title: str = "", *, name: str = "volume-over-months"
) -> Figure | Fragment:
    """Draw the incidents opened in each month, stacked by severity, and those open at its end.

    The stack's order is that of severity, P1 at the ground, and each part of the last bar is named beside
    it. The number above a bar is its whole. At most the last 24 months are drawn.

    Args:
        volume: period, severity, n_opened, n_open (Int64); other columns are left alone, and so is a
            severity "all".
        title: The caption; empty: one that names the months.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where there was no incident in any month.
    """
    months = shown_months(volume["period"].unique().to_list())
    shown = volume.filter(pl.col("period").is_in(months), pl.col("severity") != "all").select(DRAWN)
    if not shown.select((pl.col("n_opened") + pl.col("n_open")).sum()).item():
        return sentence("No incidents: none was opened or open in any month, so there is nothing to draw.")
    title = title or f"Incidents opened and open, {format_month(months[0])} to {format_month(months[-1])}"
    summary = _summary(shown, months)
    spec, height = build_spec(shown, months)
    table = volume_by_month(shown, name=f"{name}-data", caption=f"Data: {title}").html
    return Figure(name, title, summary, render_svg(spec, name, title, summary, height), table)


@unchecked
def build_spec(volume: pl.DataFrame, months: list[str]) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    rows = volume.select(DRAWN).sort("period", "severity").to_dicts()
    panels = [
        _heading(sorted({row["severity"] for row in rows})),
        _opened(rows, months),
        panel([Note("Open at the month's end", 4, 20, weight="bold", size=14)], HEADING),
        _open(rows, months),
        _axis(months),
    ]
    return stack(panels), HEADING * 2 + BARS + DOTS + AXIS


def _heading(severities: list[str]) -> dict[str, Any]:
    """Explain the stack by its order first, and by its colours too."""
    y, step = 14, 46
    begin = WIDTH - step * len(severities)
    layers: list[alt.Chart | Note] = [
        Note("Opened in the month", 4, y, weight="bold", size=14),
        Note("From the ground up:", begin - 14, y, tone="ink-2", align="right", size=SMALL),
    ]
    for place, severity in enumerate(severities):
        x = begin + step * place
        swatch = {"left": x, "right": x + 12, "top": y - 6, "bottom": y + 6}
        layers.append(boxes([swatch], HEADING, _colour(severity)))
        layers.append(Note(severity, x + 17, y, tone="ink-2", size=SMALL))
    return panel(layers, HEADING)


def _colour(severity: str) -> str:
    return colour(SEVERITY_COLOURS.get(severity, "c5"))


def _places(months: list[str]) -> dict[str, float]:
    step = _step(months)
    return {month: LEFT + step * (i + 0.5) for i, month in enumerate(months)}


def _step(months: list[str]) -> float:
    return min(WIDEST_STEP, PLOT / len(months))


def _opened(rows: list[Row], months: list[str]) -> dict[str, Any]:

    totals = _totals(rows, months, "n_opened")
    most = max(1, *totals.values())
    bars = _stacked(rows, months, (BARS - ROOM) / most)
    layers: list[alt.Chart | Note] = [ground(LEFT, LEFT + PLOT, BARS, BARS)]
    for severity in sorted({bar["severity"] for bar in bars}):
        chosen = [bar for bar in bars if bar["severity"] == severity]
        layers.append(boxes(chosen, BARS, _colour(severity)))
    heights = {month: BARS - n * (BARS - ROOM) / most - 8 for month, n in totals.items()}
    layers += [*_numbers(totals, heights), *_names(bars, months)]
    return panel(layers, BARS)


def _stacked(rows: list[Row], months: list[str], unit: float) -> list[Row]:
    """Stack each month's severities from the ground, with a gap of 1 between them."""
    places, half = _places(months), _step(months) / 2 - 2
    heights = dict.fromkeys(months, float(BARS))
    bars = []
    for row in rows:
        if row["n_opened"] == 0:
            continue
        bottom = heights[row["period"]]
        heights[row["period"]] = top = bottom - row["n_opened"] * unit
        x = places[row["period"]]
        bars.append(
            {
                "severity": row["severity"],
                "month": row["period"],
                "left": round(x - half, 2),
                "right": round(x + half, 2),
                "top": round(min(top + 1, bottom - 0.5), 2),
                "bottom": round(bottom, 2),
            }
        )
    return bars


def _names(bars: list[Row], months: list[str]) -> list[alt.Chart | Note]:
    """Name the parts beside the newest bar, from the ground up and never closer than a line of text."""
    newest = max((bar["month"] for bar in bars), default=months[-1])
    parts = [bar for bar in bars if bar["month"] == newest]
    ys: list[float] = []
    for bar in parts:
        middle = (bar["top"] + bar["bottom"]) / 2
        ys.append(min(middle, BARS - 8.0, *(y - APART for y in ys[-1:])))
    x = _places(months)[newest] + _step(months) / 2 + 14
    leaders = [
        {"x": bar["right"] + 3, "y": (bar["top"] + bar["bottom"]) / 2, "end": x - 3, "end_y": y}
        for bar, y in zip(parts, ys, strict=True)
    ]
    return [
        *_leaders(leaders),
        *(Note(bar["severity"], x, y, weight="bold", size=SMALL) for bar, y in zip(parts, ys, strict=True)),
    ]


def _leaders(rows: list[Row]) -> list[alt.Chart]:
    import altair as alt

    if not rows:
        return []
    return [
        alt.Chart(frame_of(rows))
        .mark_rule(color=colour("rule-2"), strokeWidth=1)
        .encode(x=pixels("x", "x", WIDTH), x2=alt.X2("end:Q"), y=pixels("y", "y", BARS), y2=alt.Y2("end_y:Q"))
    ]


def _open(rows: list[Row], months: list[str]) -> dict[str, Any]:
    import altair as alt

    totals = _totals(rows, months, "n_open")
    unit = (DOTS_GROUND - ROOM - 4) / max(1, *totals.values())
    places = _places(months)
    points = [
        {"x": round(places[month], 2), "y": round(DOTS_GROUND - n * unit, 2), "ground": DOTS_GROUND}
        for month, n in totals.items()
    ]
    base = alt.Chart(frame_of(points)).encode(x=pixels("x", "x", WIDTH), y=pixels("y", "y", DOTS))
    stems = base.mark_rule(color=colour("rule-2"), strokeWidth=1).encode(y2=alt.Y2("ground:Q"))
    dots = base.mark_point(
        shape="square", size=44, fill=colour("c5"), stroke=colour("c5"), strokeWidth=1, opacity=1
    )
    heights = {month: DOTS_GROUND - n * unit - 12 for month, n in totals.items()}
    line = ground(LEFT, LEFT + PLOT, DOTS_GROUND, DOTS)
    return panel([line, stems, dots, *_numbers(totals, heights)], DOTS)


def _totals(rows: list[Row], months: list[str], column: str) -> dict[str, int]:
    return {month: sum(row[column] for row in rows if row["period"] == month) for month in months}


def _numbers(totals: dict[str, int], heights: dict[str, float]) -> list[Note]:
    """Write each number over its mark; where they would meet, only every so many, the newest first."""
    places = _places(list(totals))
    widest = SIGN * max(len(f"{n:,}") for n in totals.values())
    every = int(-(-widest // _step(list(totals))))
    return [
        Note(f"{n:,}", places[month], heights[month], align="center", size=SMALL - 1)
        for month, n in list(totals.items())[::-1][::every]
    ]


def _axis(months: list[str]) -> dict[str, Any]:
    """Name every third month from the newest back, so that names do not meet."""
    every = 3 if len(months) > 12 else 1
    places = _places(months)
    names = [
        Note(format_month_short(month), places[month], 14, "ink-2", align="center", size=SMALL - 1)
        for month in months[::-1][::every]
    ]
    return panel(names, AXIS)


def _summary(volume: pl.DataFrame, months: list[str]) -> str:
    opened = _totals(volume.to_dicts(), months, "n_opened")
    still = _totals(volume.to_dicts(), months, "n_open")
    busiest = max(opened, key=lambda month: (opened[month], month))
    last = months[-1]
    return (
        f"{plural(opened[last], 'incident')} opened in {format_month(last)}, {still[last]:,} open at its end."
        f" Over {plural(len(months), 'month')}: {sum(opened.values()):,} opened;"
        f" the busiest month was {format_month(busiest)} with {opened[busiest]:,}."
    )
