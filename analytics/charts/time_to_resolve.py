"""How long incidents took to resolve: counts on a ladder of readable limits, a row for each severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.figure import Figure
from analytics.charts.marks import (
    SMALL,
    Note,
    boxes,
    fixed,
    frame_of,
    ground,
    panel,
    pixels,
    stack,
    unchecked,
)
from analytics.charts.render import WIDTH, clean, render_svg
from analytics.charts.theme import colour
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.words import format_limit, join_words, plural
from analytics.tables.workload import distribution as distribution_table
from analytics.tables.workload import range_words

if TYPE_CHECKING:
    pass

LEFT: Final = 104  # severity and n stand here
RIGHT: Final = 16
PLOT: Final = WIDTH - LEFT - RIGHT
ROW: Final = 86
BAR: Final = 54  # the tallest bar
AXIS: Final = 44
DRAWN: Final = ["severity", "bin", "low", "high", "n"]  # the allow-list: no other column enters the spec
Row = dict[str, Any]


def time_to_resolve_distribution(
    distribution: pl.DataFrame,
    title: str = "Time to resolve, by severity",
    *,
    name: str = "time-to-resolve",
) -> Figure | Fragment:
    """Draw how many incidents were resolved in which time, a row for each severity.

    The classes are half-open and of equal breadth on the page, as on a logarithmic scale. Each row has its
    own height, for its shape; every bar carries its count.

    Args:
        distribution: severity, bin (Int64 from 0), low, high (Duration; null high: beyond), n (Int64).
        title: The caption.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where no incident was resolved.
    """
    shown = distribution.select(DRAWN).filter(pl.col("severity") != "all").sort("severity", "bin")
    if shown.is_empty() or shown["n"].sum() == 0:
        return sentence("No incident was resolved in this period, so there is no time to resolve to draw.")
    summary = _summary(shown)
    spec, height = build_spec(shown)
    table = distribution_table(shown, name=f"{name}-data", caption=f"Data: {title}").html
    return Figure(name, title, summary, render_svg(spec, name, title, summary, height), table)


@unchecked
def build_spec(distribution: pl.DataFrame) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    groups = [
        (str(key[0]), rows.to_dicts())
        for key, rows in distribution.select(DRAWN).group_by("severity", maintain_order=True)
    ]
    n_bins = int(distribution["bin"].max()) + 1  # type: ignore[arg-type]
    bins = {row["bin"]: row for _, rows in groups for row in rows}
    panels = [_row(severity, rows, n_bins) for severity, rows in groups]
    return stack([*panels, _axis(bins, n_bins)]), ROW * len(groups) + AXIS


def _row(severity: str, rows: list[Row], n_bins: int) -> dict[str, Any]:
    total = sum(row["n"] for row in rows)
    filled = [row for row in rows if row["n"]]
    unit = BAR / max(1, *(row["n"] for row in rows))
    step = PLOT / n_bins
    bars = [_bar(row, step, unit) for row in filled]
    counts = [
        Note(f"{row['n']:,}", bar["left"] + step / 2 - 2, bar["top"] - 9, align="center", size=SMALL)
        for row, bar in zip(filled, bars, strict=True)
    ]
    words = [
        Note(clean(severity), 4, ROW - 30, weight="bold", size=14),
        Note(f"{total:,} resolved", 4, ROW - 11, tone="ink-2", size=SMALL),
    ]
    drawn = [boxes(bars, ROW, colour("c1"))] if bars else []
    return panel([ground(LEFT, LEFT + PLOT, ROW, ROW), *drawn, *counts, *words], ROW)


def _bar(row: Row, step: float, unit: float) -> dict[str, float]:
    left = LEFT + step * row["bin"]
    return {
        "left": round(left + 2, 2),
        "right": round(left + step - 2, 2),
        "top": round(ROW - max(2, row["n"] * unit), 2),
        "bottom": float(ROW),
    }


def _axis(bins: dict[int, Row], n_bins: int) -> dict[str, Any]:
    """Name the limits between the classes; the last class has no upper one."""
    import altair as alt

    step = PLOT / n_bins
    limits = {round(LEFT + step * place, 2): _limit(row) for place, row in sorted(bins.items())}
    base = alt.Chart(frame_of({"x": x} for x in limits)).encode(x=pixels("x", "x", WIDTH))
    ticks = base.mark_rule(color=colour("rule-2")).encode(y=fixed("y", 0), y2=fixed("y2", 6))
    labels = [Note(words, x, 18, "ink-2", align="center", size=SMALL) for x, words in limits.items()]
    return panel([ticks, *labels], AXIS)


def _limit(row: Row) -> str:
    return format_limit(row["low"]) + (" +" if row["high"] is None else "")


def _summary(distribution: pl.DataFrame) -> str:
    totals = distribution.group_by("severity", maintain_order=True).agg(pl.col("n").sum()).rows()
    counts = join_words([f"{n:,} {severity}" for severity, n in totals])
    commonest = [
        f"{severity} {range_words(low, high)} ({n:,})"
        for severity, low, high, n in _with_one_mode(distribution)
        .sort("severity", "n", "bin", descending=[False, True, False])
        .group_by("severity", maintain_order=True)
        .first()
        .select("severity", "low", "high", "n")
        .iter_rows()
    ]
    resolved = plural(sum(n for _, n in totals), "incident")
    text = f"{resolved} resolved: {counts}. Each row has a height of its own; every bar carries its count."
    return f"{text} Commonest time: {'; '.join(commonest)}." if commonest else text


def _with_one_mode(distribution: pl.DataFrame) -> pl.DataFrame:
    """Keep the severities that have a commonest class: two cases in it at least, and no other as common."""
    n = pl.col("n")
    most = n.max().over("severity")
    is_mode = (n == most) & (most > 1)
    return distribution.filter(is_mode & (is_mode.sum().over("severity") == 1))
