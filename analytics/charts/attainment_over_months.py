"""Attainment month by month: one small panel for each service level."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.figure import Figure
from analytics.charts.marks import (
    SMALL,
    Note,
    axis_floor,
    by_duty,
    clause_words,
    fixed,
    frame_of,
    mark_of,
    panel,
    pixels,
    sign,
    signs,
    stack,
    unchecked,
)
from analytics.charts.months import shown_months
from analytics.charts.render import WIDTH, render_svg, wrap
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
    severity_beside,
)

if TYPE_CHECKING:
    import altair as alt

COLUMNS: Final = 4
LEFT: Final = 44  # for the scale's labels
GAP: Final = 20
CELL: Final = (WIDTH - LEFT - GAP * (COLUMNS - 1) - 4) / COLUMNS  # one panel's plot
LEADING: Final = 17  # from line to line above a plot
PLOT: Final = 80
FOOT: Final = 24  # the months below it
HEADING: Final = 30
SHEET: Final = 820  # of the first image, so that a page of A4 holds it at its full width, with the caption
NEXT: Final = 1030  # of each further one, which has a page for itself
KEY: Final = 40
DOT: Final = 22  # square units
LONGEST: Final = 20
DRAWN: Final = [  # the allow-list: no other column enters the spec
    *("period", "clause_id", "kind", "severity", "n_due", "n_met"),
    *("target", "verdict", "is_too_few"),
]
Row = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of small panels: where its scale begins, and how many lines of words stand above it."""

    floor: float
    n_words: int

    @property
    def head(self) -> float:
        """Give the place of the plots' frames, below the words."""
        return 8 + LEADING * self.n_words

    @property
    def height(self) -> float:
        """Give the height of the whole line, with the months below the plots."""
        return self.head + PLOT + FOOT

    def at(self, value: float) -> float:
        """Give the place of a share, from the line's top."""
        return self.head + 5 + (PLOT - 10) * (1 - (value - self.floor) / (1 - self.floor))


def attainment_over_months(
    attainment: pl.DataFrame, title: str = "", *, name: str = "attainment-over-months"
) -> Figure | Fragment:
    """Draw attainment by month, a panel for each service level with anything due.

    A month in which nothing fell due breaks the line. A hollow dot says that the month's 95 % interval
    holds the target. The panels of one line share the scale at its left. The last 24 months are drawn.

    Args:
        attainment: The rows of `summary.whole_clauses` of many periods, in any order of periods; clauses are
            drawn in the order of their first appearance. Other columns are left alone.
        title: The caption; empty: one that names the months.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where no obligation fell due in any month.
    """
    months = shown_months(attainment["period"].unique().to_list())
    shown = attainment.filter(pl.col("period").is_in(months)).select(DRAWN)
    if shown.is_empty() or shown["n_due"].max() == 0:
        return sentence("No obligation fell due in any month, so there is no attainment to draw.")
    title = title or f"Attainment by month, {format_month(months[0])} to {format_month(months[-1])}"
    summary = _summary(attainment.filter(pl.col("period").is_in(months)), months)
    table = attainment_by_month(shown, name=f"{name}-data", caption=f"Data: {title}").html
    images = []
    for n, (spec, height) in enumerate(build_sheets(shown, months)):
        more = f", continued ({n + 1})" if n else ""
        images.append(render_svg(spec, f"{name}-{n + 1}" if n else name, title + more, summary, height))
    return Figure(name, title, summary, "\n".join(images), table)


@unchecked
def build_spec(attainment: pl.DataFrame, months: list[str]) -> tuple[dict[str, Any], float]:
    """Make the first sheet's Vega-Lite spec from the allow-listed columns, and its canvas's height."""
    return build_sheets(attainment, months)[0]


@unchecked
def build_sheets(attainment: pl.DataFrame, months: list[str]) -> list[tuple[dict[str, Any], float]]:
    """Make the spec and the height of each sheet: lines of panels that one page of paper can hold."""
    panels: list[dict[str, Any]] = [_key()]
    sheets: list[tuple[dict[str, Any], float]] = []
    for kind, group in groupby(_series(attainment), key=lambda rows: str(rows[0]["kind"])):
        members = list(group)
        for i in range(0, len(members), COLUMNS):
            head = [] if i else [_heading(KIND_WORDS.get(kind, kind))]
            line = [*head, _line(members[i : i + COLUMNS], months)]
            if _height(panels + line) > (NEXT if sheets else SHEET):
                sheets.append((stack(panels), _height(panels)))
                panels = []
            panels += line
    return [*sheets, (stack(panels), _height(panels))]


def _height(panels: list[dict[str, Any]]) -> float:
    return sum(float(each["height"]) for each in panels)


def _heading(words: str) -> dict[str, Any]:
    return panel([Note(words, 4, HEADING - 14, weight="bold", size=14)], HEADING)


def _series(attainment: pl.DataFrame) -> list[list[Row]]:
    """Give the rows of each clause and severity that has anything due, kinds together."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in attainment.select(DRAWN).iter_rows(named=True):
        found.setdefault((row["kind"], row["clause_id"], row["severity"]), []).append(row)
    kinds = list(dict.fromkeys(key[0] for key in found))
    used = [(key, rows) for key, rows in found.items() if any(row["n_due"] for row in rows)]
    return [rows for _, rows in sorted(used, key=lambda pair: kinds.index(pair[0][0]))]


def _line(series: list[list[Row]], months: list[str]) -> dict[str, Any]:
    """Set up to four small panels side by side in one frame, on one scale that its left end names."""
    import altair as alt

    due = [row for rows in series for row in rows if row["n_due"]]
    floor = axis_floor(min(min(row["n_met"] / row["n_due"], row["target"]) for row in due))
    names = [wrap(rows[0]["clause_id"], LONGEST) for rows in series]
    frame = Line(floor, max(map(len, names)) + 1)
    ordered = [sorted(rows, key=lambda row: str(row["period"])) for rows in series]
    lefts = [LEFT + column * (CELL + GAP) for column in range(len(series))]
    points = [
        point
        for rows, left in zip(ordered, lefts, strict=True)
        for point in _points(rows, months, left, frame)
    ]
    base = alt.Chart(frame_of(points)).encode(x=_across(), y=pixels("y", "y", frame.height))
    line = base.mark_line(color=colour("c1"), strokeWidth=1.6, opacity=1, strokeJoin="round")
    layers = [
        *_rules([(left, rows[-1]["target"]) for rows, left in zip(ordered, lefts, strict=True)], frame),
        line.encode(detail=alt.Detail("run:N")),
        *signs(base, DOT, 1.5),
        *_scale(frame),
    ]
    for name, rows, left in zip(names, ordered, lefts, strict=True):
        layers += _words(name, rows[-1], months, left, frame)
    return panel(layers, frame.height)


def _across() -> Any:
    return pixels("x", "x", WIDTH)


def _points(rows: list[Row], months: list[str], left: float, frame: Line) -> list[Row]:
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
                "y": round(frame.at(row["n_met"] / row["n_due"]), 2),
                "run": f"{left:.0f}, {run}",
                "mark": mark_of(row["verdict"], is_too_few=row["is_too_few"]),
            }
        )
    return points


def _rules(cells: list[tuple[float, float]], frame: Line) -> list[alt.Chart]:
    """Rule each small panel's top and floor, and its target."""
    import altair as alt

    ends = [(left, left + CELL) for left, _ in cells]
    edges = [(x, end, frame.at(value)) for x, end in ends for value in (1.0, frame.floor)]
    targets = [(left, left + CELL, frame.at(target)) for left, target in cells]
    return [
        alt.Chart(frame_of({"x": x, "end": end, "y": y} for x, end, y in places))
        .mark_rule(color=colour(tone), strokeWidth=1, strokeDash=dash)
        .encode(x=_across(), x2=alt.X2("end:Q"), y=pixels("y", "y", frame.height))
        for tone, places, dash in (("rule", edges, alt.Undefined), ("ink", targets, [4, 3]))
    ]


def _scale(frame: Line) -> list[Note]:
    return [
        Note(f"{value * 100:.0f} %", LEFT - 7, frame.at(value), "ink-2", align="right", size=SMALL - 1)
        for value in (1.0, frame.floor)
    ]


def _words(name: list[str], latest: Row, months: list[str], left: float, frame: Line) -> list[Note]:
    """Name the clause, as low as its neighbours, and below it the severity and the newest result."""
    k, n = latest["n_met"], latest["n_due"]
    result = f"{format_ratio(k, n)}, {format_share(k, n, latest['target'])}" if n else NONE_DUE
    if latest["period"] != months[-1]:
        result = "not in force"
    if severity := severity_beside(latest["clause_id"], latest["severity"]):
        result = f"{severity}: {result}"
    lines = [*name, result]
    first = 8 + LEADING * (frame.n_words - len(lines))
    y = frame.head + PLOT + 9
    feet = [Note(format_month_short(months[0]), left, y, "ink-2", size=SMALL - 1)]
    if len(months) > 1:
        last = format_month_short(months[-1])
        feet.append(Note(last, left + CELL, y, "ink-2", align="right", size=SMALL - 1))
    return [
        *(Note(text, left, first + LEADING * n, weight="bold", size=SMALL) for n, text in enumerate(name)),
        Note(result, left, first + LEADING * len(name), "ink-2", size=SMALL),
        *feet,
    ]


def _key() -> dict[str, Any]:
    import altair as alt

    y = 16
    one = alt.Chart(frame_of([{"sign": "key"}])).encode(y=fixed("y", y))
    places = {"met": 8, "missed": 114, "met, too few": 196, "missed, too few": 210}
    layers = [sign(one, mark, DOT, 1.5).encode(x=fixed("x", x)) for mark, x in places.items()]
    target = one.mark_rule(color=colour("ink"), strokeDash=[4, 3])
    layers.append(target.encode(x=fixed("x", 372), x2=fixed("x2", 398)))
    words = {
        20: "Target met",
        126: "Missed",
        222: "Too few to be sure",
        405: "Target",
        478: "Gap: nothing fell due",
    }
    return panel([*layers, *(Note(text, x, y, tone="ink-2", size=SMALL) for x, text in words.items())], KEY)


def _summary(attainment: pl.DataFrame, months: list[str]) -> str:
    owed, of_buyer = by_duty(attainment)
    due = owed.filter(pl.col("n_due") > 0)
    missed = due.filter(pl.col("verdict") == "missed")
    parts = [
        f"{format_month(months[0])} to {format_month(months[-1])}, {plural(len(months), 'month')}:"
        f" of {len(due):,} monthly results with obligations due, {len(due) - len(missed):,} met the target"
        f" and {len(missed) or 'none'} missed it."
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
    return " ".join([*parts, *of_buyer])
