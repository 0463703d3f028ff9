"""Attainment month by month: one small panel for each clause and severity."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.figure import Figure
from analytics.charts.marks import SMALL, axis_floor, clause_words, frame_of, note, panel, pixels, stack
from analytics.charts.months import shown_months
from analytics.charts.render import WIDTH, render_svg, shorten
from analytics.charts.theme import colour
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.months import attainment_by_month
from analytics.tables.performance import KIND_WORDS
from analytics.tables.words import (
    NONE_DUE,
    format_month,
    format_month_short,
    format_ratio,
    format_share,
    plural,
)

if TYPE_CHECKING:
    import altair as alt

COLUMNS: Final = 4
LEFT: Final = 44  # for the scale's labels
GAP: Final = 20
CELL: Final = (WIDTH - LEFT - GAP * (COLUMNS - 1) - 4) / COLUMNS  # one panel's plot
HEAD: Final = 42  # two lines above each plot
PLOT: Final = 80
FOOT: Final = 30  # the months below it
ROW: Final = HEAD + PLOT + FOOT
HEADING: Final = 34
KEY: Final = 40
LONGEST: Final = 20
DRAWN: Final = [  # the allow-list: no other column enters the spec
    *("period", "clause_id", "kind", "severity", "n_due", "n_met"),
    *("target", "verdict", "is_too_few"),
]
Row = dict[str, Any]


def attainment_over_months(
    attainment: pl.DataFrame, title: str = "", *, name: str = "attainment-over-months"
) -> Figure | Fragment:
    """Draw attainment by month due, a panel for each clause and severity with anything due.

    A month in which nothing fell due breaks the line. A hollow dot says that the month's 95 % interval
    holds the target. The panels of one line share the scale at its left. The last 24 months are drawn.

    Args:
        attainment: The columns of attainment of many periods, in any order of periods; clauses are drawn in
            the order of their first appearance. Other columns are left alone.
        title: The caption; empty: one that names the months.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where no obligation fell due in any month.
    """
    months = shown_months(attainment["period"].unique().to_list())
    shown = attainment.filter(pl.col("period").is_in(months)).select(DRAWN)
    if shown.is_empty() or shown["n_due"].max() == 0:
        return sentence("No obligation fell due in any month, so there is no attainment to draw.")
    title = title or f"Attainment by month due, {format_month(months[0])} to {format_month(months[-1])}"
    summary = _summary(shown, months)
    spec, height = build_spec(shown, months)
    table = attainment_by_month(shown, name=f"{name}-data", caption=f"Data: {title}").html
    svg = render_svg(spec, name, title, summary, height)
    return Figure(name, title, summary, svg, table)


def build_spec(attainment: pl.DataFrame, months: list[str]) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    series = _series(attainment)
    panels, height = [_key()], float(KEY)
    for kind, group in groupby(series, key=lambda rows: str(rows[0]["kind"])):
        members = list(group)
        panels.append(
            panel([note(KIND_WORDS.get(kind, kind), 4, HEADING - 16, weight="bold", size=14)], HEADING)
        )
        lines = [members[i : i + COLUMNS] for i in range(0, len(members), COLUMNS)]
        panels += [_line(line, months) for line in lines]
        height += HEADING + ROW * len(lines)
    return stack(panels).to_dict(), height


def _series(attainment: pl.DataFrame) -> list[list[Row]]:
    """Give the rows of each clause and severity that has anything due, kinds together."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in attainment.select(DRAWN).iter_rows(named=True):
        found.setdefault((row["kind"], row["clause_id"], row["severity"]), []).append(row)
    kinds = list(dict.fromkeys(key[0] for key in found))
    used = [(key, rows) for key, rows in found.items() if any(row["n_due"] for row in rows)]
    return [rows for _, rows in sorted(used, key=lambda pair: kinds.index(pair[0][0]))]


def _line(series: list[list[Row]], months: list[str]) -> alt.LayerChart:
    """Set up to four small panels side by side in one frame, on one scale that its left end names."""
    floor = axis_floor(min(row["n_met"] / row["n_due"] for rows in series for row in rows if row["n_due"]))
    layers = [_scale(floor)]
    for column, rows in enumerate(series):
        layers += _cell(rows, months, LEFT + column * (CELL + GAP), floor)
    return panel(layers, ROW)


def _cell(rows: list[Row], months: list[str], left: float, floor: float) -> list[alt.Chart]:
    import altair as alt

    ordered = sorted(rows, key=lambda row: str(row["period"]))
    points = _points(ordered, months, left, floor)
    target = ordered[-1]["target"]
    base = alt.Chart(frame_of(points)).encode(x=_across(), y=pixels("y", "y", ROW))
    line = base.mark_line(color=colour("c1"), strokeWidth=1.6, opacity=1, strokeJoin="round").encode(
        detail="run:N"
    )
    return [
        *_frame(left, target, floor),
        line,
        *(_dots(base, is_hollow=is_hollow) for is_hollow in (False, True)),
        *_head(ordered[-1], months, left),
    ]


def _across() -> Any:
    return pixels("x", "x", WIDTH)


def _points(rows: list[Row], months: list[str], left: float, floor: float) -> list[Row]:
    """Place each month with anything due; a run ends where a month has nothing."""
    by_month = {row["period"]: row for row in rows}
    points: list[Row] = []
    run = 0
    step = (CELL - 10) / max(1, len(months) - 1)
    for place, month in enumerate(months):
        row = by_month.get(month)
        if row is None or row["n_due"] == 0:
            run += 1
            continue
        x = left + 5 + step * place if len(months) > 1 else left + CELL / 2
        points.append(
            {
                "x": round(x, 2),
                "y": round(_height(row["n_met"] / row["n_due"], floor), 2),
                "run": run,
                "is_hollow": bool(row["is_too_few"]),
                "is_missed": row["verdict"] == "missed",
            }
        )
    return points


def _height(value: float, floor: float) -> float:
    return HEAD + 5 + (PLOT - 10) * (1 - (value - floor) / (1 - floor))


def _dots(base: alt.Chart, *, is_hollow: bool) -> alt.Chart:
    import altair as alt

    is_missed = alt.datum.is_missed
    chart: alt.Chart = base.transform_filter(
        f"datum.is_hollow === {'true' if is_hollow else 'false'}"
    ).mark_point(size=20, strokeWidth=1.5, opacity=1)
    line = alt.condition(is_missed, alt.value(colour("c3")), alt.value(colour("c1")))
    return chart.encode(
        shape=alt.condition(is_missed, alt.value("diamond"), alt.value("circle")),
        size=alt.condition(is_missed, alt.value(30), alt.value(20)),
        stroke=line,
        fill=alt.value(colour("paper")) if is_hollow else line,
    )


def _frame(left: float, target: float, floor: float) -> list[alt.Chart]:
    """Rule a panel's top and floor, and its target."""
    import altair as alt

    heights = {"rule": [_height(1, floor), _height(floor, floor)], "ink": [_height(target, floor)]}
    return [
        alt.Chart(frame_of({"y": y, "x": left, "end": left + CELL} for y in places))
        .mark_rule(color=colour(tone), strokeWidth=1, strokeDash=[4, 3] if tone == "ink" else alt.Undefined)
        .encode(x=_across(), x2="end:Q", y=pixels("y", "y", ROW))
        for tone, places in heights.items()
    ]


def _scale(floor: float) -> alt.Chart:
    import altair as alt

    rows = [{"y": _height(value, floor), "text": f"{value * 100:.0f} %"} for value in (1.0, floor)]
    chart: alt.Chart = (
        alt.Chart(frame_of(rows))
        .mark_text(align="right", fontSize=SMALL - 1, color=colour("ink-2"))
        .encode(x=alt.value(LEFT - 7), y=pixels("y", "y", ROW), text="text:N")
    )
    return chart


def _head(latest: Row, months: list[str], left: float) -> list[alt.Chart]:
    words = clause_words(latest["clause_id"], latest["severity"])
    k, n = latest["n_met"], latest["n_due"]
    result = f"{format_ratio(k, n)}, {format_share(k, n, latest['target'])}" if n else NONE_DUE
    if latest["period"] != months[-1]:
        result = "not in force"
    y = HEAD + PLOT + 9
    feet = [note(format_month_short(months[0]), left, y, tone="ink-2", size=SMALL - 1)]
    if len(months) > 1:
        last = format_month_short(months[-1])
        feet.append(note(last, left + CELL, y, tone="ink-2", align="right", size=SMALL - 1))
    return [
        note(shorten(words, LONGEST), left, 8, weight="bold", size=SMALL),
        note(result, left, 25, tone="ink-2", size=SMALL),
        *feet,
    ]


def _key() -> alt.LayerChart:
    import altair as alt

    y = 16
    one = frame_of([{"x": 8, "y": y, "is_missed": False}, {"x": 114, "y": y, "is_missed": True}])
    hollow = frame_of([{"x": 196, "y": y, "is_missed": False}, {"x": 210, "y": y, "is_missed": True}])
    layers = [
        *_key_dots(one, is_hollow=False),
        *_key_dots(hollow, is_hollow=True),
        alt.Chart(frame_of([{"sign": "target"}]))
        .mark_rule(color=colour("ink"), strokeDash=[4, 3])
        .encode(x=alt.value(372), x2=alt.value(398), y=alt.value(y)),
    ]
    words = {
        20: "Target met",
        126: "Missed",
        222: "Too few to be sure",
        405: "Target",
        478: "Gap: nothing fell due",
    }
    return panel([*layers, *(note(text, x, y, tone="ink-2", size=SMALL) for x, text in words.items())], KEY)


def _key_dots(rows: pl.DataFrame, *, is_hollow: bool) -> list[alt.Chart]:
    import altair as alt

    data = rows.with_columns(is_hollow=pl.lit(is_hollow))
    return [_dots(alt.Chart(data).encode(x=_across(), y=pixels("y", "y", KEY)), is_hollow=is_hollow)]


def _summary(attainment: pl.DataFrame, months: list[str]) -> str:
    due = attainment.filter(pl.col("n_due") > 0)
    missed = due.filter(pl.col("verdict") == "missed")
    parts = [
        f"{format_month(months[0])} to {format_month(months[-1])}, {plural(len(months), 'month')}:"
        f" of {len(due):,} monthly results with obligations due, {len(due) - len(missed):,} met their target"
        f" and {len(missed):,} missed it."
    ]
    worst = (
        missed.group_by("clause_id", "severity", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
    )
    if len(worst):
        clause, severity, n = worst.row(0)
        parts.append(f"Missed most often: {clause_words(clause, severity)}, in {plural(n, 'month')}.")
    few = due.filter(pl.col("is_too_few"))
    if len(few):
        parts.append(f"For {len(few):,} results the interval holds the target: too few to be sure.")
    return " ".join(parts)
