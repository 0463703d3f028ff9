"""The story's own clockwork: local times, working hours, and where a length of time ends.

Plain steps over a short list of working windows, in whole seconds since 1970, on purpose: the truth of the
sample is an independent check of the engine and shares no line with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal
from zoneinfo import ZoneInfo

ZONE: Final = ZoneInfo("Europe/London")
MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400
OPENS, CLOSES = 8, 18
FOREVER: Final = 2**40
CalendarName = Literal["always", "working"]
Pause = tuple[int, int | None]  # None: still waiting where the story ends

# As GOV.UK gives them for England and Wales, from the contract's start to three months after its end.
BANK_HOLIDAYS: Final = frozenset(
    date.fromisoformat(day)
    for day in (
        *("2024-12-25", "2024-12-26"),
        *("2025-01-01", "2025-04-18", "2025-04-21", "2025-05-05", "2025-05-26", "2025-08-25"),
        *("2025-12-25", "2025-12-26"),
        *("2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31"),
        *("2026-12-25", "2026-12-28", "2027-01-01"),
    )
)
FIRST_DAY, LAST_DAY = date(2024, 10, 1), date(2027, 1, 31)


def at(text: str) -> int:
    """Read a local time of the story.

    Examples:
        >>> at("2026-10-25 00:30") - at("2026-10-24 23:30:00")
        3600
        >>> at("2026-10-25 03:30") - at("2026-10-25 00:30")  # the night has an hour more
        14400
    """
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def local(instant: int) -> datetime:
    """Give the local time of an instant."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZONE)


@lru_cache(maxsize=65_536)
def day_first(instant: int) -> str:
    """Write an instant as the export does.

    Examples:
        >>> day_first(at("2026-10-05 09:07:30"))
        '05/10/2026 09:07:30'
    """
    t = local(instant)
    return f"{t.day:02d}/{t.month:02d}/{t.year} {t.hour:02d}:{t.minute:02d}:{t.second:02d}"


def is_working_day(day: date) -> bool:
    """Tell whether the service desk opens on a day."""
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


@lru_cache(maxsize=1)
def working_windows() -> tuple[tuple[int, int], ...]:
    """Give every opening and closing of the service desk."""
    days = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days))
    return tuple(
        (at(f"{day} {OPENS:02d}:00"), at(f"{day} {CLOSES:02d}:00")) for day in days if is_working_day(day)
    )


@lru_cache(maxsize=1)
def _first_window_of_day() -> tuple[int, ...]:
    """For each day since FIRST_DAY (UTC), the place of the first window that closes on it or later."""
    places, place, windows = [], 0, working_windows()
    midnight = int(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC).timestamp())
    for n in range((LAST_DAY - FIRST_DAY).days):
        while place < len(windows) and windows[place][1] <= midnight + n * DAY:
            place += 1
        places.append(place)
    return tuple(places)


def open_spans(start: int, calendar: CalendarName) -> Iterator[tuple[int, int]]:
    """Yield the spans after ``start`` in which a calendar is open."""
    if calendar == "always":
        yield start, FOREVER
        return
    windows = working_windows()
    midnight = int(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC).timestamp())
    for place in range(_first_window_of_day()[(start - midnight) // DAY], len(windows)):
        opening, closing = windows[place]
        if closing > start:
            yield max(opening, start), closing


def counted_spans(start: int, calendar: CalendarName, pauses: Sequence[Pause]) -> Iterator[tuple[int, int]]:
    """Yield the spans after ``start`` in which the clock runs: open, and not paused."""
    for opening, closing in open_spans(start, calendar):
        begin = opening
        for paused, resumed in pauses:
            until = FOREVER if resumed is None else resumed
            if until <= begin or paused >= closing:
                continue
            if paused > begin:
                yield begin, paused
            begin = until
        if begin < closing:
            yield begin, closing
        if any(resumed is None and paused <= closing for paused, resumed in pauses):
            return


def advance(start: int, seconds: int, calendar: CalendarName, pauses: Sequence[Pause] = ()) -> int:
    """Give the first instant at which the clock shows so many seconds; FOREVER where it never does.

    Examples:
        >>> day_first(advance(at("2026-04-02 17:00"), 2 * HOUR, "working"))  # Easter in between
        '07/04/2026 09:00:00'
    """
    left = seconds
    for begin, end in counted_spans(start, calendar, pauses):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    return FOREVER


def last_on_time(start: int, seconds: int, calendar: CalendarName, pauses: Sequence[Pause] = ()) -> int:
    """Give the last instant at which the clock still shows no more than so many seconds.

    The next second that counts begins there: on Monday at opening, where the time was used up at closing.

    Examples:
        >>> day_first(last_on_time(at("2026-10-30 16:00"), 2 * HOUR, "working"))
        '02/11/2026 08:00:00'
    """
    after = advance(start, seconds + 1, calendar, pauses)
    return after if after == FOREVER else after - 1


def spent(start: int, stop: int, calendar: CalendarName, pauses: Sequence[Pause] = ()) -> int:
    """Give the seconds that the clock shows at ``stop``."""
    total = 0
    for begin, end in counted_spans(start, calendar, pauses):
        if begin >= stop:
            break
        total += min(end, stop) - begin
    return total


def closing_after(start: int, days: int) -> int:
    """Give the closing of the n-th working day after the local day of an instant, which is day 0.

    Examples:
        >>> day_first(closing_after(at("2026-04-02 10:00"), 1))
        '07/04/2026 18:00:00'
    """
    day, left = local(start).date(), days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return at(f"{day} {CLOSES:02d}:00")
