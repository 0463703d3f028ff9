"""The marks of a service level along an axis of shares: its interval, its target and its sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from analytics.charts.marks import mark_of, pixels, signs
from analytics.charts.render import shorten
from analytics.charts.theme import colour
from analytics.tables.words import NONE_DUE, format_ratio, format_share, format_target

if TYPE_CHECKING:
    import altair as alt

PART: Final = "part"  # a severity of a clause that is judged on several
SIZE: Final = 120
Row = dict[str, Any]


def has_parts(rows: list[Row]) -> bool:
    """Say whether any row is a severity of a clause that is judged on several."""
    return any(row["verdict"] is None for row in rows)


def level_row(row: Row, y: float, longest: int) -> Row:
    """Give what is drawn of a row of `summary.service_levels`.

    Args:
        row: The allow-listed columns.
        y: Where its marks stand, in user units.
        longest: The most signs of the clause's id.
    """
    met, due = row["n_met"], row["n_due"]
    return {
        "y": y,
        "top": y - 9,
        "bottom": y + 9,
        "severity": row["severity"],
        "clause": shorten(row["clause_id"], longest) if row["verdict"] else "",
        "n_due": due,
        "attainment": row["attainment"],
        "interval_low": row["interval_low"],
        "interval_high": row["interval_high"],
        "target": row["target"],
        "mark": mark_of(row["verdict"], is_too_few=row["is_too_few"]) if row["verdict"] else PART,
        "ratio": format_ratio(met, due) if due else NONE_DUE,
        "share_words": format_share(met, due, row["target"]) if due else "–",
        "target_words": format_target(row["target"]) if row["verdict"] else "",
    }


def level_marks(base: alt.Chart, rows: list[Row], along: Any, height: float) -> list[alt.Chart]:
    """Draw each row's interval, target and sign.

    Args:
        base: A chart of the rows that `level_row` gave, placed by their y.
        rows: The rows that these were made of.
        along: The axis; see `marks.share_axis`.
        height: Of the panel.
    """
    import altair as alt

    due = base.transform_filter("datum.n_due > 0")
    interval = due.mark_rule(strokeWidth=2, color=colour("rule-2")).encode(
        x=alt.X("interval_low:Q", **along), x2=alt.X2("interval_high:Q")
    )
    judged = base.transform_filter(f"datum.mark != '{PART}'") if has_parts(rows) else base
    target = judged.mark_rule(strokeWidth=2.5, color=colour("ink")).encode(
        x=alt.X("target:Q", **along), y=pixels("y", "top", height), y2=alt.Y2("bottom:Q")
    )
    drawn = signs(due, SIZE)
    if has_parts(rows):
        drawn.append(part_sign(due.transform_filter(f"datum.mark == '{PART}'")))
    return [interval, target, *(chart.encode(x=alt.X("attainment:Q", **along)) for chart in drawn)]


def part_sign(chart: alt.Chart) -> alt.Chart:
    """Draw the sign of a row without a verdict: a small dot in the colour of quiet words."""
    drawn: alt.Chart = chart.mark_point(
        shape="circle", size=36, fill=colour("ink-2"), strokeWidth=0, opacity=1
    )
    return drawn
