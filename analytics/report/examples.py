"""Worked examples of a clause: instants that matter, and when they are due by the clock that judges.

No clock is asked and nothing is drawn: the instants follow from the clause's dates and its calendar alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from analytics.clock import WorkingTime
from analytics.contract.clauses import Clause
from analytics.contract.model import Contract
from analytics.contract.wording import ends_on, named, starting_instant, subject
from analytics.obligations.deadlines import calendar_of
from analytics.schema import INSTANT
from analytics.tables.words import format_instant_in_words

EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
HORIZON: Final = dt.timedelta(days=3 * 366)  # how far a clause without an end is looked into
SHORTLY: Final = dt.timedelta(minutes=10)
TUESDAY: Final = 1
_STARTED: Final = {
    "opened_at": "raised on",
    "detected_at": "detected on",
    "recorded_at": "recorded on",
    "onset_at": "that began on",
    "aware_at": "known of since",
    "acknowledged_at": "acknowledged on",
    "resolved_at": "resolved on",
    "raised_at": "raised on",
    "security_aware_at": "found on",
    "told": "of which the buyer was told on",
}


@dataclass(frozen=True)
class Example:
    """One clock without a pause.

    Args:
        starts_at: When it starts.
        due_at: The first instant at which the window is used up.
        last_on_time_at: The last instant at which a stop is on time.
        next_due_at: Of updates, when the one after is due; None: the clause has none.
    """

    starts_at: dt.datetime
    due_at: dt.datetime
    last_on_time_at: dt.datetime
    next_due_at: dt.datetime | None = None


def work_out(contract: Contract, clause: Clause, starts: Sequence[dt.datetime]) -> list[Example]:
    """Work out when clocks of a clause are due, without any pause.

    Args:
        contract: That has it.
        clause: One version.
        starts: Instants; those whose end the calendar does not know give no example.
    """
    time, window = calendar_of(contract, clause), clause.window
    frame = pl.DataFrame({"starts_at": starts}, schema={"starts_at": INSTANT})
    begin = time.worked(pl.col("starts_at"))
    if window.unit == "working days":
        due = time.first_instant(time.worked(time.day_end(pl.col("starts_at"), window.amount)))
        last, following = due, pl.lit(None, INSTANT)
    else:
        due, last = time.first_instant(begin + window.amount), time.last_instant(begin + window.amount)
        following = time.first_instant(begin + 2 * window.amount)
    if clause.kind != "update":
        following = pl.lit(None, INSTANT)
    rows = frame.select("starts_at", due.alias("due"), last.alias("last"), following.alias("following"))
    return [Example(*row) for row in rows.rows() if row[1] is not None and row[2] is not None]


def example_sentences(contract: Contract, clause: Clause) -> list[str]:
    """Write the examples of one version of a clause, each a sentence or two."""
    if clause.has_agreed_date:
        return []
    starts = sorted(set(choose_starts(contract, clause)))
    return [_say(contract, clause, example) for example in work_out(contract, clause, starts)]


def choose_starts(contract: Contract, clause: Clause) -> Iterator[dt.datetime]:
    """Choose the instants that matter, within the clause's dates and the years that its calendar knows.

    On a calendar that closes: an ordinary morning; ten minutes before the longest closure; and the start
    that uses the window up just when that closure begins. Otherwise an ordinary morning, and a start whose
    window holds a change of the clocks.
    """
    time, zone = calendar_of(contract, clause), ZoneInfo(contract.timezone)
    low, high = _bounds(contract, clause, zone)
    if not time.has_closing:
        yield from _around_the_clock(low, high, clause.window.amount, zone)
        return
    low, high = max(low, _instant(time.low)), min(high, _instant(time.high))
    spans = [(_instant(a), _instant(b)) for a, b in time.intervals]
    spans = [span for span in spans if low <= span[0] and span[1] < high]
    if spans:
        yield from _on_a_calendar(spans, low, clause, time, zone)


def _bounds(contract: Contract, clause: Clause, zone: ZoneInfo) -> tuple[dt.datetime, dt.datetime]:
    first = dt.datetime.combine(clause.from_ or contract.head.starts, dt.time(), zone)
    ends = ends_on(contract, clause)
    last = dt.datetime.combine(ends, dt.time(), zone) if ends else first + HORIZON
    return first, min(last, first + HORIZON)


def _on_a_calendar(
    spans: list[tuple[dt.datetime, dt.datetime]],
    low: dt.datetime,
    clause: Clause,
    time: WorkingTime,
    zone: ZoneInfo,
) -> Iterator[dt.datetime]:
    yield _ordinary(spans, zone)
    gaps = [after[0] - before[1] for before, after in pairwise(spans)]
    longest = spans[gaps.index(max(gaps))] if gaps else spans[0]
    yield max(longest[0], longest[1] - SHORTLY)
    if clause.window.unit == "elapsed":
        closing = pl.DataFrame({"at": [longest[1]]}, schema={"at": INSTANT})
        worked = time.worked(pl.col("at")) - clause.window.amount
        start = closing.select(time.last_instant(worked)).item()
        if start is not None and start >= low:
            yield start


def _ordinary(spans: list[tuple[dt.datetime, dt.datetime]], zone: ZoneInfo) -> dt.datetime:
    """An hour after the first opening on a Tuesday, else after the first of all."""
    tuesdays = [span for span in spans if span[0].astimezone(zone).weekday() == TUESDAY]
    opening, closing = (tuesdays or spans)[0]
    return min(opening + dt.timedelta(hours=1), closing)


def _around_the_clock(
    low: dt.datetime, high: dt.datetime, window: int, zone: ZoneInfo
) -> Iterator[dt.datetime]:
    day = low.astimezone(zone).date()
    day += dt.timedelta(days=(TUESDAY - day.weekday()) % 7)
    ordinary = dt.datetime.combine(day, dt.time(10), zone)
    yield ordinary if ordinary < high else low
    length = dt.timedelta(microseconds=window)
    for change in _clock_changes(low, high, zone):
        midnight = dt.datetime.combine(change.astimezone(zone).date(), dt.time(), zone)
        eve = dt.datetime.combine(midnight.date() - dt.timedelta(days=2), dt.time(18), zone)
        half = length // 2 // dt.timedelta(minutes=1) * dt.timedelta(minutes=1)
        for start in (eve, midnight.replace(minute=30), change - half):
            begin = start.astimezone(dt.UTC)
            if low <= begin < change < begin + length:
                yield begin
                return


def _clock_changes(low: dt.datetime, high: dt.datetime, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Give each instant at which the zone's offset changes, to the minute."""
    hour, minute = dt.timedelta(hours=1), dt.timedelta(minutes=1)
    at, end = low.astimezone(dt.UTC), high.astimezone(dt.UTC)
    while at < end:
        offset = at.astimezone(zone).utcoffset()
        if (at + hour).astimezone(zone).utcoffset() != offset:
            minutes = (at + n * minute for n in range(61))
            yield next(each for each in minutes if each.astimezone(zone).utcoffset() != offset)
        at += hour


def _say(contract: Contract, clause: Clause, example: Example) -> str:
    zone = contract.timezone
    starts, due, last = (
        format_instant_in_words(instant, zone)
        for instant in (example.starts_at, example.due_at, example.last_on_time_at)
    )
    text = f"{_thing(contract, clause)} {starts}{_duty(clause)} by {due}"
    if example.next_due_at is not None:
        text += f", and again by {format_instant_in_words(example.next_due_at, zone)}"
    if last == due:
        return f"{text}."
    return f"{text}. It is still in time until {last}: the clock counts nothing in between."


def _thing(contract: Contract, clause: Clause) -> str:
    name = subject(clause.applies).removeprefix("each ")
    if clause.kind == "action":
        name = "action"
    article = "An" if name[0] in "aeiou" else "A"
    return f"{article} {name} {_STARTED[starting_instant(contract, clause)]}"


def _duty(clause: Clause) -> str:
    told = f"{named(clause.audience)} must be" if clause.audience else ""
    return {
        "response": " must be acknowledged",
        "resolution": " must be resolved",
        "notification": f": {told} told",
        "update": f" and still open: {told} updated",
        "report": ": the report must be delivered",
        "review": ": the review must be delivered",
        "action": " must be done",
    }[clause.kind]


def _instant(microseconds: int) -> dt.datetime:
    return EPOCH + dt.timedelta(microseconds=microseconds)
