"""Episodes of each cause month by month: one small panel of bars for each, all on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.cause_rows import FIRST, LAST, row_label
from analytics.charts.figure import Figure
from analytics.charts.marks import SMALL, Note, boxes, fixed, frame_of, panel, pixels, stack, unchecked
from analytics.charts.months import shown_months
from analytics.charts.render import render_svg
from analytics.charts.theme import colour
from analytics.tables.cause_marks import cause_episodes
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.words import format_month, format_month_short, plural

if TYPE_CHECKING:
    import altair as alt

MOST_CAUSES: Final = 8
ROW: Final = 50
BAR: Final = 28  # the tallest bar
AXIS: Final = 26
LEAST_STEP: Final = 46
DRAWN: Final = [
    "place",
    "cause_id",
    "name",
    "period",
    "n_episodes",
]  # the allow-list: no other column enters the spec
Row = dict[str, Any]


def cause_trend(
    episodes: pl.DataFrame,
    title: str = "Episodes of each cause, month by month",
    *,
    until: str = "",
    name: str = "cause-trend",
) -> Figure | Fragment:
    """Draw the episodes of each cause in each month as bars that carry their numbers.

    All panels share one scale, so that a cause that strikes twice as often stands twice as high.

    Args:
        episodes: place (of the cause's panel, whole numbers; the first eight are drawn), cause_id, name (of
            the cause), period (of the first opening), n_episodes (Int64); months without a row had none;
            other columns are left alone.
        title: The caption.
        until: The last month of the axis, ``"2026-10"``; empty: the last with an episode.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where there was no episode.
    """
    places = episodes["place"].unique().sort().head(MOST_CAUSES)
    is_drawn = pl.col("place").is_in(places.implode()) & (pl.col("n_episodes") > 0)
    own = episodes.filter(is_drawn).select(DRAWN).sort("place", "period")
    months = shown_months([*own["period"].to_list(), *([until] if until and not own.is_empty() else [])])
    shown = own.filter(pl.col("period").is_in(months))
    if shown.is_empty():
        return sentence("No episode of a repeat root cause, so there is no trend to draw.")
    summary = _summary(shown, months)
    spec, height = build_spec(shown, months)
    table = cause_episodes(shown, name=f"{name}-data", caption=f"Data: {title}").html
    return Figure(name, title, summary, render_svg(spec, name, title, summary, height), table)


@unchecked
def build_spec(episodes: pl.DataFrame, months: list[str]) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    rows = episodes.select(DRAWN)
    parts = [part.to_dicts() for part in rows.partition_by("place", maintain_order=True)]
    most = max(rows["n_episodes"].to_list())
    return stack([_rows(parts, months, most), _axis(months)]), ROW * len(parts) + AXIS


def _rows(parts: list[list[Row]], months: list[str], most: int) -> dict[str, Any]:
    """Lay all rows in one panel: a panel for each would take three times as long to draw."""
    height = ROW * len(parts)
    bars, notes = [], []
    for place, rows in enumerate(parts):
        bottom = ROW * (place + 1) - 2.0
        for row in rows:
            bar = _bar(row, months, most, bottom)
            bars.append(bar)
            notes.append(_count(row, _middle(row["period"], months), bar["top"]))
        total = sum(row["n_episodes"] for row in rows)
        notes += row_label(
            rows[0]["name"], rows[0]["cause_id"], plural(total, "episode"), ROW * (place + 0.5)
        )
    return panel([_grounds(len(parts), height), boxes(bars, height, colour("c1")), *notes], height)


def _grounds(n: int, height: float) -> alt.Chart:
    """Draw the lines on which the bars of each row stand."""
    import altair as alt

    lines = alt.Chart(frame_of({"y": ROW * (i + 1) - 2} for i in range(n)))
    drawn: alt.Chart = lines.mark_rule(color=colour("rule-2"), strokeWidth=1).encode(
        x=fixed("x", FIRST), x2=fixed("x2", LAST), y=pixels("y", "y", height)
    )
    return drawn


def _count(row: Row, x: float, top: float) -> Note:
    return Note(f"{row['n_episodes']:,}", x, top - 8, "ink-2", align="center", size=SMALL - 1)


def _step(months: list[str]) -> float:
    return (LAST - FIRST) / len(months)


def _middle(period: str, months: list[str]) -> float:
    return round(FIRST + _step(months) * (months.index(period) + 0.5), 2)


def _bar(row: Row, months: list[str], most: int, bottom: float) -> dict[str, float]:
    x, half = _middle(row["period"], months), min(_step(months) / 2 - 2, 12)
    height = max(2.0, BAR * row["n_episodes"] / most)
    return {
        "left": round(x - half, 2),
        "right": round(x + half, 2),
        "top": round(bottom - height, 2),
        "bottom": bottom,
    }


def _axis(months: list[str]) -> dict[str, Any]:
    every = next(n for n in (1, 2, 3, 4, 6, 8, 12) if _step(months) * n >= LEAST_STEP)
    return panel(
        [
            Note(
                format_month_short(month), _middle(month, months), 12, "ink-2", align="center", size=SMALL - 1
            )
            for month in months[::-1][::every]
        ],
        AXIS,
    )


def _summary(episodes: pl.DataFrame, months: list[str]) -> str:
    totals = episodes.group_by("place", "name", maintain_order=True).agg(pl.col("n_episodes").sum())
    most = totals.sort("n_episodes", descending=True, maintain_order=True).row(0)[1:]
    last = episodes.filter(pl.col("period") == months[-1])["n_episodes"].sum()
    return (
        f"{plural(int(totals['n_episodes'].sum()), 'episode')} of {plural(totals.height, 'cause')} in "
        f"{plural(len(months), 'month')}; {last:,} in {format_month(months[-1])}. Most often struck: "
        f"{most[0]} ({most[1]:,}). All rows have one scale."
    )
