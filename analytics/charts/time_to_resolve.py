"""How long incidents took to resolve: counts on a ladder of readable limits, a row for each severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.figure import Figure
from analytics.charts.marks import SMALL, frame_of, note, panel, pixels, stack
from analytics.charts.render import WIDTH, clean, render_svg
from analytics.charts.theme import colour
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.words import format_limit, join_words, plural
from analytics.tables.workload import distribution as distribution_table
from analytics.tables.workload import range_words

if TYPE_CHECKING:
    import altair as alt

LEFT: Final = 104  # severity and n stand here
RIGHT: Final = 16
PLOT: Final = WIDTH - LEFT - RIGHT
ROW: Final = 86
BAR: Final = 54  # the tallest bar
GROUND: Final = ROW  # bars stand on the row's lower edge
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


def build_spec(distribution: pl.DataFrame) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    groups = [
        (str(key[0]), rows.to_dicts())
        for key, rows in distribution.select(DRAWN).group_by("severity", maintain_order=True)
    ]
    n_bins = int(distribution["bin"].max()) + 1  # type: ignore[arg-type]
    bins = {row["bin"]: row for _, rows in groups for row in rows}
    panels = [_row(severity, rows, n_bins) for severity, rows in groups]
    return stack([*panels, _axis(bins, n_bins)]).to_dict(), ROW * len(groups) + AXIS


def _row(severity: str, rows: list[Row], n_bins: int) -> alt.LayerChart:
    import altair as alt

    total = sum(row["n"] for row in rows)
    most = max(row["n"] for row in rows)
    step = PLOT / n_bins
    bars = [
        {
            "left": round(LEFT + step * row["bin"] + 2, 2),
            "right": round(LEFT + step * (row["bin"] + 1) - 2, 2),
            "middle": round(LEFT + step * (row["bin"] + 0.5), 2),
            "top": round(GROUND - max(2, BAR * row["n"] / most), 2),
            "label": round(GROUND - max(2, BAR * row["n"] / most) - 9, 2),
            "ground": GROUND,
            "n": f"{row['n']:,}",
        }
        for row in rows
        if row["n"]
    ]
    words = [
        note(clean(severity), 4, GROUND - 30, weight="bold", size=14),
        note(f"{total:,} resolved", 4, GROUND - 11, tone="ink-2", size=SMALL),
    ]
    return panel([_ground(), *(_bars(alt.Chart(frame_of(bars))) if bars else []), *words], ROW)


def _bars(base: alt.Chart) -> list[alt.Chart]:
    y = pixels("y", "top", ROW)
    return [
        base.mark_rect(color=colour("c1"), opacity=1).encode(
            x=pixels("x", "left", WIDTH), x2="right:Q", y=y, y2="ground:Q"
        ),
        base.mark_text(align="center", fontSize=SMALL).encode(
            x=pixels("x", "middle", WIDTH), y=pixels("y", "label", ROW), text="n:N"
        ),
    ]


def _ground() -> alt.Chart:
    import altair as alt

    chart: alt.Chart = (
        alt.Chart(frame_of([{"y": GROUND}]))
        .mark_rule(color=colour("rule-2"), strokeWidth=1)
        .encode(x=alt.value(LEFT), x2=alt.value(LEFT + PLOT), y=pixels("y", "y", ROW))
    )
    return chart


def _axis(bins: dict[int, Row], n_bins: int) -> alt.LayerChart:
    """Name the limits between the classes; the last class has no upper one."""
    import altair as alt

    step = PLOT / n_bins
    limits = [
        {"x": round(LEFT + step * place, 2), "text": _limit(row)} for place, row in sorted(bins.items())
    ]
    base = alt.Chart(frame_of(limits)).encode(x=pixels("x", "x", WIDTH))
    ticks = base.mark_rule(color=colour("rule-2")).encode(y=alt.value(0), y2=alt.value(6))
    labels = base.mark_text(align="center", fontSize=SMALL, color=colour("ink-2")).encode(
        y=alt.value(18), text="text:N"
    )
    return panel([ticks, labels], AXIS)


def _limit(row: Row) -> str:
    return format_limit(row["low"]) + (" +" if row["high"] is None else "")


def _summary(distribution: pl.DataFrame) -> str:
    totals = distribution.group_by("severity", maintain_order=True).agg(pl.col("n").sum()).rows()
    counts = join_words([f"{n:,} {clean(severity)}" for severity, n in totals])
    commonest = [
        f"{clean(severity)} {range_words(low, high)} ({n:,})"
        for severity, low, high, n in distribution.filter(pl.col("n") > 0)
        .sort("severity", "n", "bin", descending=[False, True, False])
        .group_by("severity", maintain_order=True)
        .first()
        .select("severity", "low", "high", "n")
        .iter_rows()
    ]
    resolved = plural(sum(n for _, n in totals), "incident")
    return f"{resolved} resolved: {counts}. Commonest time: {'; '.join(commonest)}."
