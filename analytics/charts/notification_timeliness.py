"""Who was told in time: for each clause and severity, the parts on time, late and without evidence."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.charts.figure import Figure
from analytics.charts.marks import (
    SMALL,
    Note,
    boxes,
    clause_words,
    fixed,
    frame_of,
    ledger,
    panel,
    pixels,
    stack,
    unchecked,
)
from analytics.charts.render import WIDTH, clean, render_svg, shorten
from analytics.charts.theme import colour
from analytics.tables import notification as notification_table
from analytics.tables.fragment import Fragment, sentence
from analytics.tables.words import NONE_DUE, format_count, join_words, plural

if TYPE_CHECKING:
    import altair as alt

FIRST: Final = 206  # where the bars begin, and where they end, in user units from the left
LAST: Final = 452
ROW: Final = 28
KEY: Final = 44
HEADING: Final = 38
FOOT: Final = 12
LONGEST: Final = 24
MOST_NAMED: Final = 4
PARTS: Final = {"n_on_time": "On time", "n_late": "Late", "n_not_evidenced": "Not evidenced"}
LOOKS: Final = {  # ground, line: solid, hatched, empty
    "n_on_time": ("var(--c1)", "c1"),
    "n_late": ("url(#hatch)", "c4"),
    "n_not_evidenced": ("var(--paper)", "c5"),
}
COLUMNS: Final = {"n_due": 508, "n_on_time": 566, "n_late": 610, "n_not_evidenced": WIDTH - 4}  # right edges
HEADS: Final = {"n_due": "Due", "n_on_time": "On time", "n_late": "Late", "n_not_evidenced": "Not evidenced"}
DRAWN: Final = [  # the allow-list: no other column enters the spec
    *("clause_id", "audience", "obliged", "severity"),
    *("n_due", "n_on_time", "n_late", "n_not_evidenced"),
]
Row = dict[str, Any]


def notification_timeliness(
    notification: pl.DataFrame,
    title: str = "Notifications due: who was told in time",
    *,
    name: str = "notification-timeliness",
) -> Figure | Fragment:
    """Draw the notifications that fell due as a bar of one length for each clause and severity.

    On time is solid, late is hatched, not evidenced is empty; the counts stand beside. Where nothing fell
    due there is no bar and "n/a (0)" is read. Pending ones are in no bar.

    Args:
        notification: The columns of notification, in the order wanted; other columns are left alone.
        title: The caption.
        name: Unique on its page.

    Returns:
        The figure, or a sentence where no notification fell due.
    """
    if notification.is_empty() or notification["n_due"].max() == 0:
        return sentence("No notification fell due in this period, so there is nothing to draw.")
    summary = _summary(notification)
    spec, height = build_spec(notification)
    svg = render_svg(spec, name, title, summary, height)
    table = notification_table(notification, caption=f"Data: {title}", name=f"{name}-data").html
    return Figure(name, title, summary, svg, table)


@unchecked
def build_spec(notification: pl.DataFrame) -> tuple[dict[str, Any], float]:
    """Make the Vega-Lite spec from the allow-listed columns, and the height of its canvas."""
    rows = notification.select(DRAWN).to_dicts()
    groups = [(key, list(group)) for key, group in groupby(rows, key=_heading_words)]
    panels = [_key()]
    for number, (words, group) in enumerate(groups):
        panels += [_heading(words, is_first=number == 0), _rows(group)]
    height = KEY + HEADING * len(groups) + ROW * len(rows) + FOOT
    return stack(panels), height


def _heading_words(row: Row) -> str:
    audience = f"To the {shorten(row['audience'], 32)}" if row["audience"] else "To whom: not stated"
    return f"{audience}, owed by the {clean(row['obliged'])}"


def _rows(rows: list[Row]) -> dict[str, Any]:
    import altair as alt

    height = ROW * len(rows)
    labels = alt.Chart(frame_of(_labels(row, ROW * (i + 0.5)) for i, row in enumerate(rows)))
    layers = [ledger(len(rows), ROW), *_words(labels.encode(y=pixels("y", "y", height)))]
    bars = [bar for i, row in enumerate(rows) for bar in _bars(row, ROW * i)]
    for part, (fill, line) in LOOKS.items():
        chosen = [bar for bar in bars if bar["part"] == part]
        if chosen:
            layers.append(boxes(chosen, height, fill, line))
    return panel(layers, height)


def _bars(row: Row, top: float) -> list[Row]:
    """Divide one row's bar among its parts, with a gap of 3 between neighbours."""
    parts = [part for part in PARTS if row[part]]
    room = LAST - FIRST - 3 * max(0, len(parts) - 1)
    bars, left = [], float(FIRST)
    for part in parts:
        right = left + room * row[part] / row["n_due"]
        bars.append(
            {
                "part": part,
                "left": round(left, 2),
                "right": round(right, 2),
                "top": top + 8,
                "bottom": top + 20,
            }
        )
        left = right + 3
    return bars


def _labels(row: Row, y: float) -> Row:
    counts = {part: format_count(row[part]) if row["n_due"] else "–" for part in PARTS}
    return {
        "y": y,
        "severity": row["severity"],
        "clause": shorten(row["clause_id"], LONGEST),
        "n_due": format_count(row["n_due"]) if row["n_due"] else NONE_DUE,
        **counts,
    }


def _words(base: alt.Chart) -> list[alt.Chart]:
    import altair as alt

    left = {"severity": 4, "clause": 36}
    return [
        base.mark_text(
            align="left" if field in left else "right",
            fontWeight="bold" if field in ("severity", "n_on_time") else "normal",
            color=colour("ink-2" if field in ("clause", "n_due") else "ink"),
        ).encode(x=fixed("x", left.get(field) or COLUMNS[field]), text=alt.Text(f"{field}:N"))
        for field in (*left, *COLUMNS)
    ]


def _heading(words: str, *, is_first: bool) -> dict[str, Any]:
    y = HEADING - 14
    heads = HEADS if is_first else {}
    columns = [
        Note(head, COLUMNS[column], y, tone="ink-2", align="right", size=SMALL)
        for column, head in heads.items()
    ]
    return panel([Note(words, 4, y, weight="bold", size=14), *columns], HEADING)


def _key() -> dict[str, Any]:
    y = 16
    layers: list[alt.Chart | Note] = []
    for x, (part, words) in zip((4, 104, 184), PARTS.items(), strict=True):
        sample = {"left": x, "right": x + 22, "top": y - 6, "bottom": y + 6}
        layers.append(boxes([sample], KEY, *LOOKS[part]))
        layers.append(Note(words, x + 29, y, tone="ink-2", size=SMALL))
    return panel(layers, KEY)


def _summary(notification: pl.DataFrame) -> str:
    due, on_time, late, absent = (
        int(notification[column].sum()) for column in ("n_due", "n_on_time", "n_late", "n_not_evidenced")
    )
    fell = plural(due, "notification")
    text = f"{fell} fell due: {on_time:,} on time, {late:,} late, {absent:,} not evidenced."
    short = notification.filter(pl.col("n_on_time") < pl.col("n_due")).select("clause_id", "severity")
    if short.is_empty():
        return text
    names = [clause_words(clause, severity) for clause, severity in short.iter_rows()]
    more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return f"{text} Not all were on time under {join_words([*names[:MOST_NAMED], *more])}."
