"""Attainment of each clause and severity: a dot, its interval, its target, and k/n in words.

Twice: for a page, with the words beside the marks, and for a narrow screen (`attainment_narrow`).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.attainment_narrow import build_narrow
from analytics.charts.figure import Figure
from analytics.charts.level_marks import has_parts, level_marks, level_row, part_sign
from analytics.charts.marks import (
    SMALL,
    Note,
    axis_floor,
    by_duty,
    clause_words,
    fixed,
    frame_of,
    ledger,
    panel,
    pixels,
    share_axis,
    sign,
    stack,
    unchecked,
)
from analytics.charts.render import NARROW, WIDTH, render_svg, shorten
from analytics.charts.theme import colour
from analytics.tables import attainment as attainment_table
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.performance import KIND_WORDS
from analytics.tables.words import (
    format_month,
    format_share,
    format_target,
    join_words,
    plural,
)

if TYPE_CHECKING:
    import altair as alt

NAME: Final = 36  # where a clause's id begins, in user units from the left
SIGN: Final = 7.1  # the most that a sign of an id takes on the average
FIRST: Final = 206  # where the scale begins at the least, and where it ends
LAST: Final = 524
ROW: Final = 28
KEY: Final = 44
HEADING: Final = 38
AXIS: Final = 34
COLUMNS: Final = {"ratio": 592, "share": 656, "target": WIDTH - 4}  # right edges
LONGEST: Final = 36
MOST_NAMED: Final = 4
DRAWN: Final = [  # the allow-list: no other column enters the spec
    *("clause_id", "kind", "severity", "n_due", "n_met", "attainment"),
    *("interval_low", "interval_high", "target", "verdict", "is_too_few"),
]


def attainment_by_severity(
    attainment: pl.DataFrame, title: str = "", *, name: str = "attainment-by-severity"
) -> Figure | Fragment:
    """Draw how many obligations were met, per clause and severity, against the clause's target.

    A round mark is met, a diamond missed; a hollow one says that the 95 % Wilson interval holds the target,
    so that there are too few to be sure. A clause with several severities is judged on all of them: beneath
    its row they have a small dot, and neither verdict nor target. A clause of which nothing fell due has no
    mark and reads "n/a (0)"; of the others only the severities with anything due are drawn, and the table
    has them all.

    Args:
        attainment: The rows of `summary.service_levels`, of one period; other columns are left alone.
        title: The caption; empty: one that names the month.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where no obligation fell due.
    """
    month = format_month(attainment["period"][0]) if len(attainment) else "this period"
    if attainment.is_empty() or attainment["n_due"].max() == 0:
        return sentence(f"No obligation fell due in {month}, so there is no attainment to draw.")
    title = title or f"Attainment by clause and severity, {month}"
    summary = _summary(attainment, month)
    spec, height = build_spec(attainment)
    svg = render_svg(spec, name, title, summary, height)
    spec, height = build_narrow_spec(attainment)
    narrow = render_svg(spec, f"{name}-narrow", title, summary, height, NARROW)
    table = attainment_table(attainment, caption=f"Data: {title}", name=f"{name}-data").html
    return Figure(name, title, summary, svg, table, narrow)


@unchecked
def build_spec(attainment: pl.DataFrame) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    rows = _drawn(attainment).to_dicts()
    first = max([FIRST, *(NAME + SIGN * len(shorten(row["clause_id"], LONGEST)) + 12 for row in rows)])
    kinds, floor = _by_kind(rows), _floor(rows)
    panels = [_key(with_parts=has_parts(rows))]
    for kind, group in kinds:
        panels.append(_heading(KIND_WORDS.get(kind, kind), is_first=kind == kinds[0][0]))
        panels.append(_rows(group, floor, first, is_last=kind == kinds[-1][0]))
    return stack(panels), KEY + HEADING * len(kinds) + ROW * len(rows) + AXIS


@unchecked
def build_narrow_spec(attainment: pl.DataFrame) -> tuple[dict[str, Any], float]:
    """Make the spec for a narrow screen from the same rows, and the height of its canvas."""
    rows = _drawn(attainment).to_dicts()
    return build_narrow(_by_kind(rows), _floor(rows))


def _by_kind(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(kind, list(group)) for kind, group in groupby(rows, key=lambda row: str(row["kind"]))]


def _floor(rows: list[dict[str, Any]]) -> float:
    values = [row[name] for row in rows for name in ("target", "interval_low")]
    return axis_floor(min(value for value in values if value is not None))


def _drawn(attainment: pl.DataFrame) -> pl.DataFrame:
    """The rows with anything due, and the first of each clause that has none."""
    is_due = pl.col("n_due") > 0
    is_idle = ~is_due.any().over("clause_id") & pl.col("clause_id").is_first_distinct()
    return attainment.filter(is_due | is_idle).select(DRAWN)


def _rows(rows: list[dict[str, Any]], floor: float, first: float, *, is_last: bool) -> dict[str, Any]:
    import altair as alt

    height = ROW * len(rows)
    along = share_axis(floor, first, LAST, labels=is_last)
    base = alt.Chart(frame_of(level_row(row, ROW * (i + 0.5), LONGEST) for i, row in enumerate(rows)))
    base = base.encode(y=pixels("y", "y", height))
    return panel([ledger(len(rows), ROW), *level_marks(base, rows, along, height), *_labels(base)], height)


def _labels(base: alt.Chart) -> list[alt.Chart]:
    import altair as alt

    left = {"severity": 4, "clause": NAME}
    right = {"ratio": "ratio", "share_words": "share", "target_words": "target"}
    bold, quiet = ("severity", "ratio"), ("clause", "target_words")
    return [
        base.mark_text(
            align="left" if field in left else "right",
            fontWeight="bold" if field in bold else "normal",
            color=colour("ink-2" if field in quiet else "ink"),
        ).encode(
            x=fixed("x", left[field] if field in left else COLUMNS[right[field]]), text=alt.Text(f"{field}:N")
        )
        for field in (*left, *right)
    ]


def _heading(words: str, *, is_first: bool) -> dict[str, Any]:
    y = HEADING - 14
    heads = {"ratio": "Met/due", "share": "Share", "target": "Target"} if is_first else {}
    columns = [
        Note(head, COLUMNS[column], y, tone="ink-2", align="right", size=SMALL)
        for column, head in heads.items()
    ]
    return panel([Note(words, 4, y, weight="bold", size=14), *columns], HEADING)


def _key(*, with_parts: bool) -> dict[str, Any]:
    """Explain the signs above the first panel; hollow is explained once for both shapes."""
    import altair as alt

    y = 16
    one = alt.Chart(frame_of([{"sign": "key"}])).encode(y=fixed("y", y))
    places = {"met": 10, "missed": 114, "met, too few": 196, "missed, too few": 214}
    shapes = [sign(one, mark, 120).encode(x=fixed("x", x)) for mark, x in places.items()]
    interval = one.mark_rule(strokeWidth=2, color=colour("rule-2")).encode(
        x=fixed("x", 372), x2=fixed("x2", 398)
    )
    target = one.mark_rule(strokeWidth=2.5, color=colour("ink")).encode(
        x=fixed("x", 520), y=fixed("y", y - 9), y2=fixed("y2", y + 9)
    )
    words = {22: "Target met", 126: "Missed", 228: "Too few to be sure", 405: "95 % interval", 528: "Target"}
    if with_parts:
        shapes.append(part_sign(one).encode(x=fixed("x", 596)))
        words[608] = "One of several"
    notes = [Note(text, x, y, tone="ink-2", size=SMALL) for x, text in words.items()]
    return panel([*shapes, interval, target, *notes], KEY)


def _summary(attainment: pl.DataFrame, month: str) -> str:
    owed, of_buyer = by_duty(attainment)
    owed = owed.filter(pl.col("verdict").is_not_null())
    rows = owed.select(DRAWN).filter(pl.col("n_due") > 0).to_dicts()
    missed = [row for row in rows if row["verdict"] == "missed"]
    few = sum(bool(row["is_too_few"]) for row in rows)
    idle = len(owed) - len(rows)
    targets = plural(len(rows), "target")
    parts = [f"In {month}, {len(rows) - len(missed)} of {targets} with obligations due were met."]
    if missed:
        parts.append(f"Missed: {join_words([_missed_words(row) for row in missed[:MOST_NAMED]])}.")
    if len(missed) > MOST_NAMED:
        parts.append(f"{len(missed) - MOST_NAMED} more were missed.")
    if few:
        parts.append(f"For {few} of the {len(rows)} the interval holds the target: too few to be sure.")
    if idle:
        parts.append(f"Nothing fell due for {plural(idle, 'other target')}.")
    parts += of_buyer
    return " ".join(parts)


def _missed_words(row: dict[str, Any]) -> str:
    k, n, target = row["n_met"], row["n_due"], row["target"]
    name = clause_words(row["clause_id"], row["severity"])
    return f"{name} ({k} of {n}, {format_share(k, n, target)} against {format_target(target)})"
