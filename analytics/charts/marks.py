"""Building blocks that the figures share: places in user units, words, and the frames behind the marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import polars as pl

from analytics.charts.render import FONT_SIZE, WIDTH, clean, configure
from analytics.charts.theme import colour

if TYPE_CHECKING:
    import altair as alt

SMALL: Final = FONT_SIZE - 1


def pixels(channel: str, field: str, extent: float) -> Any:
    """Place marks by user units: 0 is left or top, `extent` is right or bottom."""
    import altair as alt

    kind = alt.Y if channel == "y" else alt.X
    domain = [extent, 0] if channel == "y" else [0, extent]
    return kind(f"{field}:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=None)


def panel(
    layers: Sequence[alt.Chart | alt.LayerChart], height: float, width: float = WIDTH
) -> alt.LayerChart:
    """Lay marks over one another in a frame of a fixed size."""
    import altair as alt

    return cast("alt.LayerChart", alt.layer(*layers).properties(width=width, height=height))


def stack(panels: Sequence[Any]) -> alt.VConcatChart:
    """Set panels under one another without a gap."""
    import altair as alt

    return configure(alt.vconcat(*panels, spacing=0, bounds="flush"))


def ledger(n: int, row: float) -> alt.Chart:
    """Rule off n rows across the whole figure, as in a ledger."""
    import altair as alt

    lines = frame_of({"y": row * i} for i in range(n + 1))
    chart: alt.Chart = (
        alt.Chart(lines)
        .mark_rule(color=colour("rule"), strokeWidth=1)
        .encode(y=pixels("y", "y", row * n), x=alt.value(0), x2=alt.value(WIDTH))
    )
    return chart


def share_axis(floor: float, first: float, last: float, *, labels: bool) -> Any:
    """Make a scale of shares from `floor` to 1 between two places of a panel, with its grid."""
    import altair as alt

    axis = alt.Axis(
        values=[round(floor + (1 - floor) * i / 4, 4) for i in range(5)],
        labelExpr="format(datum.value * 100, 'd') + ' %'",
        labels=labels,
        labelPadding=9,
    )
    scale = alt.Scale(domain=[floor, 1], range=[first, last], nice=False, zero=False)
    return {"scale": scale, "axis": axis}


def note(
    words: str,
    x: float,
    y: float,
    *,
    tone: str = "ink",
    weight: Literal["normal", "bold"] = "normal",
    align: Literal["left", "center", "right"] = "left",
    size: float = FONT_SIZE,
) -> alt.Chart:
    """Write words at a place of a panel, in user units from its top left corner."""
    import altair as alt

    chart: alt.Chart = (
        alt.Chart(pl.DataFrame({"text": [words]}))
        .mark_text(align=align, fontWeight=weight, fontSize=size, color=colour(tone))
        .encode(x=alt.value(x), y=alt.value(y), text="text:N")
    )
    return chart


def frame_of(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Make the frame of a layer from rows that a figure has chosen value by value."""
    return pl.DataFrame([dict(row) for row in rows], infer_schema_length=None)


def axis_floor(lowest: float | None) -> float:
    """Choose where an axis of shares begins: a whole fifth at or below the lowest value, 0.8 at most.

    Examples:
        >>> axis_floor(0.93), axis_floor(0.51), axis_floor(0.0), axis_floor(None)
        (0.8, 0.4, 0.0, 0.8)
    """
    if lowest is None:
        return 0.8
    fifth = int(lowest * 5 + 1e-9)
    return min(4, max(0, fifth)) / 5


def clause_words(clause_id: str, severity: str) -> str:
    """Name a clause and its severity, the severity once.

    Examples:
        >>> clause_words("P1-response", "P1"), clause_words("security-notice", "P1")
        ('P1-response', 'P1 security-notice')
    """
    clause = clean(clause_id)
    return clause if severity in clause else f"{severity} {clause}"
