"""Calendars: local opening hours, bank holidays and closures to the open intervals of a span of years.

Windows are built on the local clock of each day and only then converted, so that 08:00 stays 08:00 over a
clock change. A window belongs to the local date on which it opens: a holiday drops the windows that open on
it, and leaves the night that began the evening before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from analytics.clock.working_time import EPOCH, AlwaysOpen, WorkingTime
from analytics.contract.model import Calendar

# Without bank holidays nothing limits the years but the size of the tables. Incident tools are no older than
# the first year, and no contract that is measured today runs beyond the last.
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2060
_DIVISIONS: Final = ("england-and-wales", "scotland", "northern-ireland")

Week = tuple[tuple[tuple[int, int], ...], ...]
Window = tuple[int, int, int]


def always() -> WorkingTime:
    """Give the built-in calendar ``always``: 24 hours, 7 days, no limit.

    Examples:
        >>> always().has_closing
        False
    """
    return AlwaysOpen()


def compile_calendar(calendar: Calendar, timezone: str) -> WorkingTime:
    """Compile a calendar of the contract.

    With a division it spans the years for which the division's bank holidays are known, else 1990 to 2060.

    Args:
        calendar: Opening hours, division and closures.
        timezone: The IANA zone whose clock the hours are on.

    Examples:
        >>> working = compile_calendar(Calendar(hours={"mon-fri": ["09:00-17:00"]}), "Europe/London")
        >>> working.has_closing, working.label
        (True, 'no bank holidays, Europe/London')
    """
    hours = calendar.weekly_hours()
    week = tuple(hours[weekday] for weekday in range(7))
    return _compile(calendar.division, week, tuple(calendar.closed), timezone)


@lru_cache(maxsize=64)
def _compile(division: str | None, week: Week, closed: tuple[dt.date, ...], timezone: str) -> WorkingTime:
    first, last = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)
    shut = set(closed)
    if division is not None:
        holidays = bank_holidays(division)
        first, last = dt.date(holidays[0].year, 1, 1), dt.date(holidays[-1].year, 12, 31)
        shut.update(holidays)
    zone = ZoneInfo(timezone)
    low = _first_known(first, week, zone)
    high = _opening(last + dt.timedelta(days=1), 0, zone)
    windows = list(_windows(first, last, week, shut, zone))
    closings = {day: end for day, _, end in windows}
    return WorkingTime(
        label=f"{division or 'no bank holidays'}, {timezone}",
        timezone=timezone,
        low=low,
        high=high,
        intervals=tuple(_merged((max(begin, low), min(end, high)) for _, begin, end in windows)),
        closings={day: end for day, end in closings.items() if end < high},
    )


def _first_known(first: dt.date, week: Week, zone: ZoneInfo) -> int:
    """The first midnight, or the end of a night over it that perhaps opened the evening before."""
    eve = first - dt.timedelta(days=1)
    nights = [_closing(eve, end, zone) for _, end in week[eve.weekday()]]
    return max([_opening(first, 0, zone), *nights])


def _windows(
    first: dt.date, last: dt.date, week: Week, shut: set[dt.date], zone: ZoneInfo
) -> Iterator[Window]:
    """Give (day since 1970, opening, closing) of each window that a clock change does not swallow."""
    for n in range((last - first).days + 1):
        day = first + dt.timedelta(days=n)
        if day in shut:
            continue
        for begin, end in week[day.weekday()]:
            window = ((day - EPOCH.date()).days, _opening(day, begin, zone), _closing(day, end, zone))
            if window[1] < window[2]:
                yield window


def _merged(intervals: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join intervals that overlap or touch; those of no length are dropped."""
    begin, end = None, None
    for opening, closing in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if begin is not None and end is not None and opening <= end:
            end = max(end, closing)
            continue
        if begin is not None and end is not None:
            yield begin, end
        begin, end = opening, closing
    if begin is not None and end is not None:
        yield begin, end


def _opening(day: dt.date, minutes: int, zone: ZoneInfo) -> int:
    """The instant of a local time: the first where it happens twice."""
    return _instant(day, minutes, zone, fold=0)


def _closing(day: dt.date, minutes: int, zone: ZoneInfo) -> int:
    """The instant of a local time: the second where it happens twice."""
    return _instant(day, minutes, zone, fold=1)


def _instant(day: dt.date, minutes: int, zone: ZoneInfo, fold: int) -> int:
    local = dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minutes)
    aware = local.replace(tzinfo=zone, fold=fold)
    instant = aware.astimezone(dt.UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        instant = _end_of_gap(local, zone)
    return (instant - EPOCH) // dt.timedelta(microseconds=1)


def _end_of_gap(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The instant at which the clock jumps over a local time that does not exist."""
    # In a gap fold 1 reads the local time by the offset after the jump and fold 0 by the one before it, so
    # the jump lies between the two.
    before, after = (local.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (1, 0))
    old = before.astimezone(zone).utcoffset()
    while after - before > dt.timedelta(seconds=1):
        middle = before + dt.timedelta(seconds=(after - before) // dt.timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


@lru_cache(maxsize=8)
def bank_holidays(division: str) -> tuple[dt.date, ...]:
    """Give the bank holidays of a GOV.UK division, ascending, from the data that the package carries.

    Source: https://www.gov.uk/bank-holidays, as kept by govuk-bank-holidays; nothing is downloaded.

    Examples:
        >>> dt.date(2027, 3, 17) in bank_holidays("northern-ireland")
        True
    """
    from govuk_bank_holidays.bank_holidays import BankHolidays  # type: ignore[import-untyped]  # has no stubs

    known = BankHolidays(use_cached_holidays=True).get_holidays(division=division)
    return tuple(sorted(holiday["date"] for holiday in known))


def holidays_sha256() -> str:
    """Give the hash of all bank holidays known; it enters a release, since due instants hang on them."""
    known = {division: [day.isoformat() for day in bank_holidays(division)] for division in _DIVISIONS}
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
