"""A slow oracle of calendars and pauses: plain intervals, subtracted one by one.

Written from the domain's words alone; it shares no code with the library. Instants are integers of UTC
microseconds; a span is a half-open pair of them.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import holidays as holiday_library

Span = tuple[int, int]
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
FOREVER = 2**62
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}


def micros(instant: dt.datetime) -> int:
    return (instant - EPOCH) // dt.timedelta(microseconds=1)


def local_instant(day: dt.date, minute: int, zone: ZoneInfo, *, is_opening: bool) -> int:
    """An hour that does not exist moves to the next valid instant; of two, openings take the first."""
    day, minute = day + dt.timedelta(days=minute // 1440), minute % 1440
    naive = dt.datetime(day.year, day.month, day.day, minute // 60, minute % 60)
    while True:
        readings = [naive.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1)]
        if readings[0].astimezone(zone).replace(tzinfo=None) == naive:
            return micros(min(readings) if is_opening else max(readings))
        naive += dt.timedelta(minutes=1)


@cache
def bank_holidays(division: str) -> frozenset[dt.date]:
    found = holiday_library.country_holidays("GB", subdiv=SUBDIVISIONS[division], years=range(2012, 2029))
    return frozenset(found)


def day_windows(calendar: dict, zone: ZoneInfo, day: dt.date) -> list[Span]:
    """The windows that open on one local date; a night is over after midnight."""
    division = calendar.get("division")
    if division and day in bank_holidays(division):
        return []
    if day in calendar.get("closed", []):
        return []
    spans = []
    for days, windows in calendar["hours"].items():
        for part in days.split(","):
            first, _, last = part.strip().partition("-")
            begin, end = DAYS.index(first), DAYS.index(last or first)
            if (day.weekday() - begin) % 7 <= (end - begin) % 7:
                spans += windows
    found = []
    for text in spans:
        (h1, m1), (h2, m2) = (map(int, half.split(":")) for half in text.split("-"))
        opens, closes = h1 * 60 + m1, h2 * 60 + m2
        closes += 1440 if closes <= opens else 0
        found.append(
            (
                local_instant(day, opens, zone, is_opening=True),
                local_instant(day, closes, zone, is_opening=False),
            )
        )
    return sorted(found)


def open_spans(calendar: dict | None, zone: ZoneInfo, begin: int, n_days: int = 120) -> list[Span]:
    """Everything open from three days before ``begin`` for ``n_days``, touching spans joined."""
    if calendar is None:
        return [(-FOREVER, FOREVER)]
    first = (EPOCH + dt.timedelta(microseconds=begin)).astimezone(zone).date() - dt.timedelta(days=3)
    spans = [s for n in range(n_days) for s in day_windows(calendar, zone, first + dt.timedelta(days=n))]
    return join(spans)


def join(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        elif end > begin:
            joined.append((begin, end))
    return joined


def subtract(spans: list[Span], cuts: list[Span]) -> list[Span]:
    for cut_begin, cut_end in cuts:
        rest = []
        for begin, end in spans:
            rest += [(begin, min(end, cut_begin)), (max(begin, cut_end), end)]
        spans = [(begin, end) for begin, end in rest if end > begin]
    return spans


def length(spans: list[Span], begin: int, end: int) -> int:
    return sum(max(0, min(e, end) - max(b, begin)) for b, e in spans)


def reach(spans: list[Span], begin: int, amount: int) -> tuple[int | None, int | None]:
    """The first instant at which ``amount`` has run since ``begin``, and the last at which no more has."""
    left = amount
    for i, (b, e) in enumerate(spans):
        run = max(0, e - max(b, begin))
        if run == 0:
            continue
        if run > left:
            return max(b, begin) + left, max(b, begin) + left
        if run == left:
            following = [s[0] for s in spans[i + 1 :]]
            return e, following[0] if following else None
        left -= run
    return None, None
