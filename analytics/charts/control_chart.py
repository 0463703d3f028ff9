"""Control charts: values over time against their own limits, a panel for each series."""

from __future__ import annotations

from typing import Any, Final, Literal

import polars as pl

from analytics.charts.control_panel import FOOT, HEAD, PLOT, draw_key, draw_panel
from analytics.charts.figure import Figure
from analytics.charts.marks import stack, unchecked
from analytics.charts.render import render_svg
from analytics.tables.control import control_points, format_level, format_point, format_value, rule_words
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.words import join_words, plural

Unit = Literal["count", "share", "time"]
MOST_POINTS: Final = 48  # the newest are drawn
KEY: Final = 40
DRAWN: Final = [  # the allow-list: no other column enters the spec
    *("panel", "label", "numerator", "denominator", "value", "centre", "low", "high", "phase"),
    *("is_trial", "is_outside", "is_run", "is_trend", "is_two_of_three", "is_special", "direction"),
]
Row = dict[str, Any]


def control_chart(
    points: pl.DataFrame,
    title: str = "",
    *,
    unit: Unit = "count",
    better: Literal["up", "down"] | None = None,
    target: float | None = None,
    name: str = "control-chart",
) -> Figure | Fragment:
    """Draw control charts: XmR of counts, T of times between events, p of shares.

    Each panel has its own scale and names its mean and limits at its right. A small dot is common cause, a
    square a special cause that improves, a diamond one that concerns, a triangle one of neither. Times stand
    on the root scale on which a T chart judges them. The newest 48 points are drawn.

    Args:
        points: What `xmr_chart`, `t_chart` or `p_chart` returned, one or more under one another, with a
            column panel: String, in the order of the panels; none: one panel without a name. Labels are
            months ("2026-10") or any short text. Other columns are left alone.
        title: The caption; empty: one that names the first and last point.
        unit: Of the values: count; share, 0 to 1; time, in microseconds.
        better: Which way is better; None: neither.
        target: In the unit, drawn on every panel; None: no target.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where no panel has points enough for limits.
    """
    named = points if "panel" in points.columns else points.with_columns(panel=pl.lit(""))
    shown = named.select(DRAWN).group_by("panel", maintain_order=True).tail(MOST_POINTS).select(DRAWN)
    has_limits = pl.col("low").is_not_null().any().over("panel")
    kept, few = shown.filter(has_limits), shown.filter(~has_limits)
    if kept.is_empty():
        if unit == "share":
            return sentence("No control chart of attainment: the months hold too few cases for limits.")
        return sentence(f"No control chart: too few points for limits{_counted(few)}.")
    labels = kept["label"].to_list()
    title = title or f"Control chart, {format_point(min(labels))} to {format_point(max(labels))}"
    summary = _summary(kept, few, unit, better)
    spec, height = build_spec(kept, unit, better, target)
    table = control_points(shown, unit, name=f"{name}-data", caption=f"Data: {title}").html
    return Figure(name, title, summary, render_svg(spec, name, title, summary, height), table)


@unchecked
def build_spec(
    points: pl.DataFrame, unit: str, better: str | None, target: float | None
) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    parts = [part.to_dicts() for _, part in points.select(DRAWN).group_by("panel", maintain_order=True)]
    panels = [draw_panel(rows, unit, better, target) for rows in parts]
    key = draw_key(KEY, is_neutral=better is None, has_target=target is not None)
    return stack([key, *panels]), KEY + (HEAD + PLOT + FOOT) * len(panels)


def _counted(few: pl.DataFrame) -> str:
    """Name the panels without limits and how many points each has."""
    counts = few.group_by("panel", maintain_order=True).agg(pl.col("value").count()).rows()
    named = [f"{panel} {n:,}" if panel else plural(n, "point") for panel, n in counts]
    return f" ({join_words(named)})" if named else ""


def _summary(kept: pl.DataFrame, few: pl.DataFrame, unit: str, better: str | None) -> str:
    parts = [
        _sentences(part.to_dicts(), unit, better) for _, part in kept.group_by("panel", maintain_order=True)
    ]
    if len(few):
        parts.append(f"Too few points for limits, not drawn{_counted(few)}.")
    return " ".join(parts)


def _sentences(rows: list[Row], unit: str, better: str | None) -> str:
    """Tell a panel's newest point, its limits, and its signals."""
    last = rows[-1]
    name = f"{last['panel']}: " if last["panel"] else ""
    value = f"{format_point(last['label'])} {format_value(last, unit)}"
    text = f"{name}{value}, mean {format_level(last['centre'], unit)}"
    if last["low"] is None:
        return f"{text}; too few cases for limits."
    trial = "trial limits" if last["is_trial"] else "limits"
    text += f", {trial} {format_level(last['low'], unit)} to {format_level(last['high'], unit)}."
    special = [row for row in rows if row["is_special"]]
    if not special:
        return f"{text} Common cause throughout."
    newest = special[-1]
    way = [] if better is None else ["improving" if newest["direction"] == better else "concerning"]
    told = ", ".join(
        [format_point(newest["label"]), *way, {"up": "high", "down": "low"}[newest["direction"]]]
    )
    signals = plural(len(special), "point of special cause: ", "points of special cause, the newest ")
    return f"{text} {signals}{told} ({join_words(rule_words(newest))})."
