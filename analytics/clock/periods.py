"""Periods: the calendar months of a contract, half-open, on its local clock."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from analytics.clock.calendars import FIRST_YEAR, LAST_YEAR
from analytics.clock.steps import Steps
from analytics.clock.working_time import EPOCH
from analytics.errors import ContractError, quote

_NAME: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True)
class Period:
    """One month: from ``starts_at`` up to, and without, ``ends_at``.

    Args:
        name: ``"2026-10"``.
        timezone: The zone whose midnights bound it.
        starts_at: Its first instant, UTC.
        ends_at: The first instant after it, UTC.
        first_day: Its first local day.
        last_day: Its last local day.
        is_part: The contract began within it, so that it holds less than a month of the contract.
    """

    name: str
    timezone: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    first_day: dt.date
    last_day: dt.date
    is_part: bool = False


def month(name: str, timezone: str) -> Period:
    """Give the month of a name.

    Raises:
        ContractError: The name is no month.

    Examples:
        >>> october = month("2026-10", "Europe/London")
        >>> october.starts_at.isoformat(), october.ends_at.isoformat()
        ('2026-09-30T23:00:00+00:00', '2026-11-01T00:00:00+00:00')
    """
    found = _NAME.fullmatch(name)
    if found is None or not 1 <= int(found[1]) < dt.MAXYEAR:
        raise ContractError.at("period", f"{quote(name)} is no month", "a month such as 2026-10", "name one")
    first = dt.date(int(found[1]), int(found[2]), 1)
    following = (first + dt.timedelta(days=31)).replace(day=1)
    return Period(
        name=name,
        timezone=timezone,
        starts_at=midnight(first, timezone),
        ends_at=midnight(following, timezone),
        first_day=first,
        last_day=following - dt.timedelta(days=1),
    )


def month_of(instant: dt.datetime, timezone: str) -> Period:
    """Give the month in which an aware instant falls.

    Examples:
        >>> month_of(dt.datetime(2026, 9, 30, 23, tzinfo=dt.UTC), "Europe/London").name
        '2026-10'
    """
    return month(f"{instant.astimezone(ZoneInfo(timezone)):%Y-%m}", timezone)


def months(first: str, last: str, timezone: str) -> tuple[Period, ...]:
    """Give all months from one to another, both included; none where the last is before the first.

    Examples:
        >>> [period.name for period in months("2026-11", "2027-01", "UTC")]
        ['2026-11', '2026-12', '2027-01']
    """
    begin, end = (month(name, timezone).first_day for name in (first, last))
    n_months = (end.year - begin.year) * 12 + end.month - begin.month + 1
    return tuple(month(_shifted(begin, n), timezone) for n in range(n_months))


def previous(period: Period, n: int) -> Period:
    """Give the month that is n months before a period.

    Examples:
        >>> previous(month("2026-02", "UTC"), 3).name
        '2025-11'
    """
    return month(_shifted(period.first_day, -n), period.timezone)


def place_in(periods: Sequence[Period], instants: pl.Expr) -> pl.Expr:
    """Find the place of each instant's month in a run of months, such as those of a contract.

    One look-up in a table, and a number groups quicker than a name: for tables of millions of rows.

    Args:
        periods: Months of one zone without a gap, as `months` gives them; at least one.
        instants: Datetime("us", "UTC").

    Returns:
        Int64, 0 for the first; null where no month holds the instant, and where null.

    Examples:
        >>> late = pl.lit(dt.datetime(2026, 9, 30, 23, tzinfo=dt.UTC))
        >>> pl.select(place_in(months("2026-08", "2026-12", "Europe/London"), late)).item()
        2
    """
    return _place_steps(tuple(periods)).at(instants.cast(pl.Int64))


def period_of(instants: pl.Expr, timezone: str) -> pl.Expr:
    """Name the month in which each instant falls.

    Args:
        instants: Datetime("us", "UTC").
        timezone: The contract's zone.

    Returns:
        String such as ``"2026-10"``; null where null.

    Examples:
        >>> late = pl.lit(dt.datetime(2026, 9, 30, 23, tzinfo=dt.UTC))
        >>> pl.select(period_of(late, "Europe/London")).item()
        '2026-10'
    """
    known = _known_months(timezone)
    place = place_in(known, instants)
    name = pl.lit(pl.Series([period.name for period in known])).gather(place.cast(pl.UInt32))
    # What lies in no known month is worked out one by one. Mostly that is nothing, and null costs nothing.
    beyond = pl.when(place.is_null()).then(instants).dt.convert_time_zone(timezone)
    return pl.coalesce(beyond.dt.strftime("%Y-%m"), name)


@lru_cache(maxsize=64)
def _known_months(timezone: str) -> tuple[Period, ...]:
    return months(f"{FIRST_YEAR}-01", f"{LAST_YEAR}-12", timezone)


@lru_cache(maxsize=64)
def _place_steps(periods: tuple[Period, ...]) -> Steps:
    starts = {_microseconds(period.starts_at): place for place, period in enumerate(periods)}
    return Steps(starts, _microseconds(periods[-1].ends_at))


def _microseconds(instant: dt.datetime) -> int:
    return (instant - EPOCH) // dt.timedelta(microseconds=1)


def _shifted(day: dt.date, n_months: int) -> str:
    number = day.year * 12 + day.month - 1 + n_months
    return f"{number // 12:04}-{number % 12 + 1:02}"


def midnight(day: dt.date, timezone: str) -> dt.datetime:
    """Give the first instant of a day in a zone, as UTC.

    Examples:
        >>> midnight(dt.date(2026, 7, 1), "Europe/London").isoformat()
        '2026-06-30T23:00:00+00:00'
    """
    return dt.datetime.combine(day, dt.time(), ZoneInfo(timezone)).astimezone(dt.UTC)
