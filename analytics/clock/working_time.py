"""Working time as a function of the instant, exact to the microsecond.

``W(t)`` is the working time between the calendar's first instant and t. It never falls, and it is a straight
line within each cell: of slope one where the calendar is open, level where it is closed. So

    elapsed = W(b) - W(a)        due = W⁻¹(W(a) + window)

and both are one gather from a small table and an addition. All arithmetic is in Int64 microseconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

import polars as pl

from analytics.clock.steps import Steps
from analytics.errors import ContractError
from analytics.schema import INSTANT

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, eq=False)
class WorkingTime:
    """A compiled calendar: the open intervals of a span of years.

    Args:
        label: What the calendar is, for messages: ``"england-and-wales, Europe/London"``.
        timezone: The zone of its local days.
        low: The first instant of the span, UTC microseconds.
        high: The first instant after the span.
        intervals: Open intervals (opening, closing) within the span: ascending, apart from each other.
        closings: Each working day (a local date on which a window opens) as days since 1970-01-01, ascending,
            to the closing of its last window.
    """

    label: str
    timezone: str
    low: int
    high: int
    intervals: tuple[tuple[int, int], ...]
    closings: Mapping[int, int]

    @property
    def has_closing(self) -> bool:
        """Whether it ever closes: a window in working days has no end on a calendar that does not."""
        return self.intervals != ((self.low, self.high),)

    @cached_property
    def _totals(self) -> tuple[int, ...]:
        """Working time before each interval, and the total at the end."""
        return tuple(accumulate((end - begin for begin, end in self.intervals), initial=0))

    @cached_property
    def _to_worked(self) -> Steps:
        """Closed: W itself, never negative. Open: W(t) - t, always negative since low is after 1970."""
        values = {self.low: 0}
        for (begin, end), before in zip(self.intervals, self._totals, strict=False):
            values |= {begin: before - begin, end: before + end - begin}
        values.pop(self.high, None)
        return Steps(values, self.high)

    @cached_property
    def _to_instant(self) -> Steps:
        """Working time to what must be added to it to make it an instant of the interval that it falls in."""
        values = {
            before: begin - before for (begin, _), before in zip(self.intervals, self._totals, strict=False)
        }
        return Steps(values, self._totals[-1])

    def worked(self, instants: pl.Expr) -> pl.Expr:
        """Working time up to each instant.

        Differences between two of them are elapsed working time. Columns of millions of rows are
        quicker through `with_worked`, which looks each instant up once.

        Args:
            instants: Datetime("us", "UTC").

        Returns:
            Int64 microseconds; null where the instant is null or outside the calendar's span.

        Examples:
            >>> opened = pl.Series([dt.datetime(2026, 10, 2, 17, tzinfo=dt.UTC)])
            >>> always = AlwaysOpen()
            >>> pl.select(always.worked(pl.lit(opened)) // 1_000_000).item()
            1790960400
        """
        return _resolve(self._look_up(instants), instants)

    def with_worked(self, frame: pl.LazyFrame, columns: Mapping[str, str]) -> pl.LazyFrame:
        """Add working time for several columns of instants, each looked up once.

        The same numbers as `worked`, in two passes: within one expression the streaming engine would look
        each instant up twice, once for the sign and once for the value.

        Args:
            frame: Any frame that has the columns.
            columns: Name of a new column (Int64 microseconds) to that of the instants it is made from.
        """
        found = {f"{new}, found": old for new, old in columns.items()}
        worked = {new: _resolve(pl.col(f"{new}, found"), pl.col(old)) for new, old in columns.items()}
        return (
            frame.with_columns(self._look_up(pl.col(old)).alias(name) for name, old in found.items())
            .with_columns(**worked)
            .drop(*found)
        )

    def _look_up(self, instants: pl.Expr) -> pl.Expr:
        # A null instant is looked up as one that is open: adding the instant then makes it null again.
        return self._to_worked.at(instants.cast(pl.Int64), null_as=self.intervals[0][0])

    def first_instant(self, worked: pl.Expr) -> pl.Expr:
        """Find the first instant at which working time reaches a value: a closing where it does so there.

        Args:
            worked: Int64 microseconds, as `worked` gives them.

        Returns:
            Datetime("us", "UTC"); null where null, and where the span ends before.
        """
        # One microsecond back, so that a value reached at a closing still belongs to the interval before it.
        found = worked + self._to_instant.at(worked - 1)
        return pl.when(worked == 0).then(self.low).otherwise(found).cast(INSTANT)

    def last_instant(self, worked: pl.Expr) -> pl.Expr:
        """Find the last instant at which working time is still a value: the next opening after a closing.

        Args:
            worked: Int64 microseconds, as `worked` gives them.

        Returns:
            Datetime("us", "UTC"); null where null, and where the span ends before the next opening.
        """
        return (worked + self._to_instant.at(worked)).cast(INSTANT)

    def day_end(self, instants: pl.Expr, working_days: int) -> pl.Expr:
        """Find the closing of the Nth working day after the local day of each instant.

        The local day of the instant is day 0, whether it is a working day or not, so the first working day
        is never the same day.

        Args:
            instants: Datetime("us", "UTC").
            working_days: N, at least 1.

        Returns:
            Datetime("us", "UTC"); null where null, and where the span ends before.

        Raises:
            ContractError: The calendar never closes.
        """
        if not self.has_closing:
            raise ContractError.at(
                f"calendar {self.label}",
                "it never closes, so no working day ends on it",
                "a calendar with opening hours for a window in working days",
                "name such a calendar, or give the window in hours",
            )
        days = instants.dt.convert_time_zone(self.timezone).dt.date().cast(pl.Int64)
        first, ends = self._day_ends(working_days)
        # A day before the first wraps out of bounds, hence null.
        index = (days - first).cast(pl.UInt64, wrap_numerical=True)
        return pl.lit(ends).gather(index, null_on_oob=True).cast(INSTANT)

    def _day_ends(self, working_days: int) -> tuple[int, pl.Series]:
        """The first local date of the span, and for each date from it the closing N working days later."""
        first, last = (_local_day(instant, self.timezone) for instant in (self.low, self.high - 1))
        n_before = pl.Series(list(self.closings), dtype=pl.Int64).search_sorted(
            pl.int_range(first, last + 1, eager=True), side="right"
        )
        ends = pl.Series(list(self.closings.values()), dtype=pl.Int64)
        return first, ends.gather(n_before + (working_days - 1), null_on_oob=True)

    def check(self, instants: pl.Series | pl.DataFrame, what: str) -> None:
        """Refuse instants that the calendar does not know.

        Args:
            instants: Datetime("us", "UTC"); of a frame every column of that type. Null passes.
            what: Where they come from, for the message: ``"opened_at"``.

        Raises:
            ContractError: The earliest that lies before the span, or else the latest that lies after it.
        """
        if isinstance(instants, pl.DataFrame):
            for column in instants.select(pl.col(INSTANT)):
                self.check(column, f"{what}, {column.name}")
            return
        for extreme in (instants.cast(pl.Int64).min(), instants.cast(pl.Int64).max()):
            if isinstance(extreme, int) and not self.low <= extreme < self.high:
                raise self._outside(extreme, what)

    def check_reached(self, starts: pl.Series, ends: pl.Series, what: str) -> None:
        """Refuse windows that end after the calendar's span: their end was not found.

        Args:
            starts: Datetime("us", "UTC").
            ends: What `first_instant`, `last_instant` or `day_end` gave for them.
            what: Which window, for the message: ``"clause P1-resolution"``.

        Raises:
            ContractError: An end is null although its start is not.
        """
        lost = starts.filter(starts.is_not_null() & ends.is_null()).cast(pl.Int64).min()
        if isinstance(lost, int):
            raise self._error(what, f"the window from {_show(lost)} ends outside the years of the calendar")

    def _outside(self, instant: int, what: str) -> ContractError:
        return self._error(what, f"{_show(instant)} is outside the years of the calendar")

    def _error(self, what: str, wrong: str) -> ContractError:
        return ContractError.at(
            what,
            f"{wrong} {self.label}",
            f"an instant from {_show(self.low)} to before {_show(self.high)}",
            "mend the instant, or install a release of govuk-bank-holidays that covers its year",
        )


class AlwaysOpen(WorkingTime):
    """The calendar ``always``: 24 hours, 7 days, no limit. W(t) is the time since 1970-01-01 00:00 UTC."""

    def __init__(self) -> None:
        super().__init__("always", "UTC", 0, 0, ((0, 0),), {})

    def worked(self, instants: pl.Expr) -> pl.Expr:
        """Give the microseconds since 1970; null where null."""
        return instants.cast(pl.Int64)

    def with_worked(self, frame: pl.LazyFrame, columns: Mapping[str, str]) -> pl.LazyFrame:
        """Add the microseconds since 1970 for several columns of instants."""
        return frame.with_columns(**{new: self.worked(pl.col(old)) for new, old in columns.items()})

    def first_instant(self, worked: pl.Expr) -> pl.Expr:
        """Give the one instant at which working time is a value."""
        return worked.cast(INSTANT)

    def last_instant(self, worked: pl.Expr) -> pl.Expr:
        """Give the one instant at which working time is a value."""
        return worked.cast(INSTANT)

    def check(self, instants: pl.Series | pl.DataFrame, what: str) -> None:
        """Let every instant through: this calendar has no limit."""


def _resolve(found: pl.Expr, instants: pl.Expr) -> pl.Expr:
    """Working time from what the table gave: below 0 the calendar is open and the instant is to be added."""
    return pl.when(found < 0).then(instants.cast(pl.Int64)).otherwise(0) + found


def _local_day(instant: int, timezone: str) -> int:
    local = (EPOCH + dt.timedelta(microseconds=instant)).astimezone(ZoneInfo(timezone))
    return (local.date() - EPOCH.date()).days


def _show(instant: int) -> str:
    return f"{EPOCH + dt.timedelta(microseconds=instant):%Y-%m-%dT%H:%M:%SZ}"
