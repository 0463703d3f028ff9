"""The time that a timeline shows: where an instant stands, and which months are named below it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from analytics.charts.cause_rows import FIRST, LAST
from analytics.charts.marks import SMALL, Note, fixed, frame_of, panel, pixels
from analytics.charts.render import WIDTH
from analytics.charts.theme import colour
from analytics.tables.words import MONTHS

AXIS: Final = 30
LEAST_STEP: Final = 46  # between two names of months


@dataclass(frozen=True)
class Span:
    """The time that a timeline shows.

    Args:
        begins_at: Its first instant.
        window_from: Where the report's window begins.
        ends_at: Its end, the instant of the report.
        timezone: Whose months are named.
    """

    begins_at: datetime
    window_from: datetime
    ends_at: datetime
    timezone: str

    def place(self, instant: datetime) -> float:
        """Give the place of an instant, in user units from the left."""
        share = (instant - self.begins_at) / (self.ends_at - self.begins_at)
        return round(FIRST + (LAST - FIRST) * min(max(share, 0.0), 1.0), 2)


def axis(span: Span) -> dict[str, Any]:
    """Make the panel that names the beginnings of months, as many as have room."""
    import altair as alt

    starts = list(month_starts(span))
    every = next(n for n in (1, 2, 3, 4, 6, 12, 24, 48, 120) if _has_room(span, starts[::n]))
    ticks = {span.place(at): words for at, words in starts[::every]}
    if not ticks:
        ticks = {float(FIRST): ""}
    base = alt.Chart(frame_of({"x": x} for x in ticks)).encode(x=pixels("x", "x", WIDTH))
    rules = base.mark_rule(color=colour("rule-2")).encode(y=fixed("y", 0), y2=fixed("y2", 6))
    names = [Note(words, x, 17, "ink-2", align="center", size=SMALL - 1) for x, words in ticks.items()]
    return panel([rules, *names], AXIS)


def month_starts(span: Span) -> list[tuple[datetime, str]]:
    """List the first instants of the months inside a span, far enough from its ends to be named.

    Examples:
        >>> from datetime import UTC
        >>> begin, end = datetime(2026, 8, 20, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
        >>> [words for _, words in month_starts(Span(begin, begin, end, "Europe/London"))]
        ['Sep 26', 'Oct 26', 'Nov 26']
    """
    zone = ZoneInfo(span.timezone)
    local = span.begins_at.astimezone(zone)
    n_months = int((span.ends_at - span.begins_at) / timedelta(days=28)) + 2
    numbers = [local.year * 12 + local.month - 1 + n for n in range(n_months + 1)]
    starts = [datetime(number // 12, number % 12 + 1, 1, tzinfo=zone) for number in numbers]
    return [
        (at, f"{MONTHS[at.month - 1][:3]} {at.year % 100:02d}")
        for at in starts
        if span.begins_at <= at < span.ends_at and LAST - span.place(at) >= 8
    ]


def _has_room(span: Span, starts: list[tuple[datetime, str]]) -> bool:
    places = [span.place(at) for at, _ in starts]
    return all(b - a >= LEAST_STEP for a, b in pairwise(places))
