"""A slow oracle of working time: it walks the wall clock minute by minute and asks whether it is open.

Written from the rules alone, it shares no code and no idea with the library. Bank holidays come from the
`holidays` package, not from the data that the library uses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

import holidays as holiday_library

UTC = dt.UTC
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SUBDIVISIONS = {"england-and-wales": "ENG", "scotland": "SCT", "northern-ireland": "NIR"}

# Scotland's day for the World Cup is not in the GOV.UK data that govuk-bank-holidays carries: a contract that
# keeps it says so under `closed`.
NOT_ON_GOVUK = frozenset({dt.date(2026, 6, 15)})


@lru_cache(maxsize=8)
def days_off(division: str | None) -> frozenset[dt.date]:
    if division is None:
        return frozenset()
    known = holiday_library.country_holidays("GB", subdiv=SUBDIVISIONS[division], years=range(2012, 2029))
    # GOV.UK lists the substitute day of a bank holiday that falls on a weekend, and not the day itself.
    return frozenset(day for day in known if day.weekday() < 5) - NOT_ON_GOVUK


@dataclass(frozen=True, eq=False)
class Wall:
    """A calendar as a person reads it: weekday to (begin, end) in minutes; an end may pass 1440."""

    hours: dict[int, tuple[tuple[int, int], ...]]
    zone: ZoneInfo
    division: str | None = None
    closed: frozenset[dt.date] = frozenset()
    _cache: dict[dt.date, list[tuple[dt.datetime, dt.datetime]]] = field(default_factory=dict)

    @cached_property
    def off(self) -> frozenset[dt.date]:
        return days_off(self.division) | self.closed

    def local(self, instant: dt.datetime) -> dt.datetime:
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def instants_showing(self, wall: dt.datetime) -> list[dt.datetime]:
        """Every UTC minute at which the wall clock shows this, by looking at all within a day."""
        around = wall.replace(tzinfo=UTC)
        minutes = (around + MINUTE * n for n in range(-15 * 60, 15 * 60))
        return [minute for minute in minutes if self.local(minute) == wall]

    def next_valid(self, wall: dt.datetime) -> dt.datetime:
        """The minute after the last one before the clock jumped over this."""
        minute = wall.replace(tzinfo=UTC) - dt.timedelta(hours=15)
        while self.local(minute) < wall:
            minute += MINUTE
        return minute

    def edge(self, day: dt.date, minutes: int, which: int) -> dt.datetime:
        wall = dt.datetime(day.year, day.month, day.day) + MINUTE * minutes
        plain = wall.replace(tzinfo=self.zone)
        is_calm = plain.utcoffset() == (plain - DAY).utcoffset() == (plain + DAY).utcoffset()
        if is_calm:
            return plain.astimezone(UTC)
        shown = self.instants_showing(wall)
        return shown[which] if shown else self.next_valid(wall)

    def windows(self, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
        """The windows that open on a local date; of a time that is shown twice, opening 0, closing -1."""
        if day not in self._cache:
            spans = [] if day in self.off else self.hours[day.weekday()]
            edges = [(self.edge(day, begin, 0), self.edge(day, end, -1)) for begin, end in spans]
            self._cache[day] = [(begin, end) for begin, end in edges if begin < end]
        return self._cache[day]

    def is_open(self, instant: dt.datetime) -> bool:
        day = self.local(instant).date()
        near = (day - DAY, day, day + DAY)
        return any(begin <= instant < end for d in near for begin, end in self.windows(d))

    def open_minutes(self, begin: dt.datetime, end: dt.datetime) -> int:
        """Walk from begin to end, both on whole minutes."""
        n, minute = 0, begin
        while minute < end:
            n += self.is_open(minute)
            minute += MINUTE
        return n

    def open_seconds(self, begin: dt.datetime, end: dt.datetime) -> Fraction:
        """The exact open time of any two instants: the sum over intervals, in fractions."""
        spans: list[tuple[dt.datetime, dt.datetime]] = []
        day = self.local(begin).date() - DAY
        while day <= self.local(end).date() + DAY:
            spans += self.windows(day)
            day += DAY
        total, reached = Fraction(0), begin
        for opening, closing in sorted(spans):
            start, stop = max(opening, reached), min(closing, end)
            if start < stop:
                total += Fraction((stop - start) // dt.timedelta(microseconds=1), 1_000_000)
                reached = stop
        return total

    def day_end(self, instant: dt.datetime, working_days: int) -> dt.datetime:
        """The closing of the Nth local date after that of the instant on which a window opens."""
        day = self.local(instant).date()
        while working_days:
            day += DAY
            working_days -= bool(self.windows(day))
        return max(end for _, end in self.windows(day))
