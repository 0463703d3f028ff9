"""The small vocabularies of the contract file, and the checks of single values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from analytics.contract.window import parse_target, parse_window

ID_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,63}$"
DEVICE_NAMES: Final = frozenset(
    ["con", "nul", "aux", "prn", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STARTS: Final = ("opened_at", "detected_at", "recorded_at", "onset_at", "aware_at")
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2099  # as in exports
Day = TypeVar("Day", dt.date, dt.date | dt.datetime)
CLAUSE_STARTS: Final = (*STARTS, "acknowledged_at", "resolved_at", "raised_at")
MINUTES_OF_DAY: Final = 1440

# ServiceNow's words and numbers for its states; an instance that renamed them says so in [states].
DEFAULT_STATES: Final = MappingProxyType(
    {
        "new": ["New", "Open", "Assigned", "1"],
        "in progress": ["In Progress", "Active", "Work in Progress", "2"],
        "on hold": [
            "On Hold",
            "Awaiting User Info",
            "Awaiting Caller",
            "Awaiting Customer",
            "Awaiting Problem",
            "Awaiting Vendor",
            "Awaiting Change",
            "Awaiting Evidence",
            "Pending",
            "3",
        ],
        "resolved": ["Resolved", "6"],
        "closed": ["Closed", "7"],
        "cancelled": ["Cancelled", "Canceled", "8"],
    }
)
DEFAULT_PAUSES: Final[Mapping[str, tuple[str | None, tuple[str, ...]]]] = MappingProxyType(
    {
        "awaiting customer": ("buyer", ("Awaiting User Info", "Awaiting Caller", "Awaiting Customer")),
        "awaiting third party": ("third party", ("Awaiting Vendor",)),
        "awaiting problem": ("supplier", ("Awaiting Problem",)),
        "awaiting change": ("supplier", ("Awaiting Change",)),
        "awaiting evidence": (None, ("Awaiting Evidence",)),
        "on hold": (None, ("On Hold", "Pending", "3")),
    }
)
_WINDOW: Final = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])", re.ASCII)


def fold(word: str) -> str:
    """Fold a word of an export for comparison: case and outer space do not matter."""
    return word.strip().casefold()


def check_contract_id(value: str) -> str:
    """Let an id through that is safe as a folder on every system; it is never mended."""
    if re.fullmatch(ID_PATTERN[1:-1], value, re.ASCII) is None:
        raise ValueError(f"{value!r} is no id|lower-case letters, digits and hyphens: {ID_PATTERN}")
    if value in DEVICE_NAMES:
        raise ValueError(
            f"{value!r} is the name of a device on Windows|any other id of the form {ID_PATTERN}"
        )
    return value


def check_timezone(value: str) -> str:
    """Let a zone of the IANA database through."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone|a name such as Europe/London or UTC") from None
    return value


def check_text(value: str) -> str:
    """Let text through that says something."""
    if not value.strip():
        raise ValueError("it is blank|at least one letter or digit")
    return value


def check_day(value: Day) -> Day:
    """Let a day or an instant through that lies within the years of a contract that anybody has."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"{value} is no day of a contract|a year from {FIRST_YEAR} to {LAST_YEAR}")
    return value


def check_instants(value: str) -> str:
    """Let an order of preference through, such as ``detected_at, else opened_at``."""
    for name in instants_in_order(value):
        if name not in STARTS:
            raise ValueError(f"{name!r} is no instant of an incident|{', '.join(STARTS)}")
    return value


def check_starts(value: str) -> str:
    """Let an order of preference of one clause through; its clock may also start at an end."""
    for name in instants_in_order(value):
        if name not in CLAUSE_STARTS:
            raise ValueError(f"{name!r} is no instant that a clock starts at|{', '.join(CLAUSE_STARTS)}")
    return value


def check_percentage(value: str) -> str:
    """Let a percentage through, such as ``10%``."""
    try:
        parse_target(value)
    except ValueError:
        raise ValueError(f'{value!r} is no percentage|from "0%" to "100%"') from None
    return value


def instants_in_order(value: str) -> tuple[str, ...]:
    """Split an order of preference.

    Examples:
        >>> instants_in_order("detected_at, else opened_at")
        ('detected_at', 'opened_at')
    """
    return tuple(part.strip().removeprefix("else ").strip() for part in value.split(","))


def check_relative_path(value: str) -> str:
    """Let a path through that stays inside the folder it is relative to."""
    path = PurePosixPath(value)
    if (
        not value
        or "\\" in value
        or "\0" in value
        or path.is_absolute()
        or ".." in path.parts
        or ":" in value
    ):
        raise ValueError(f"{value!r} leaves the contract's folder|a relative path with '/' and without '..'")
    return value


def parse_elapsed(text: str) -> int:
    """Read a plain length of time in microseconds, such as ``7 days``."""
    window = parse_window(text)
    if window.says_working:
        raise ValueError(f"{text!r} is in working time|an elapsed time such as '7 days'")
    return window.amount


def check_elapsed(value: str) -> str:
    """Let a plain length of time through, such as ``90 days``."""
    parse_elapsed(value)
    return value


def check_hours(value: dict[str, list[str]]) -> dict[str, list[str]]:
    """Let opening hours through that name real days, real times, and no minute twice."""
    if not any(expand_days(value).values()):
        raise ValueError('the calendar never opens|hours such as { mon-fri = ["08:00-18:00"] }')
    return value


def expand_days(hours: dict[str, list[str]]) -> dict[int, tuple[tuple[int, int], ...]]:
    """Give each weekday (0 is Monday) its windows in minutes from local midnight.

    A window over midnight ends above 1440; ``"00:00-24:00"`` is the whole day.

    Examples:
        >>> expand_days({"mon-tue": ["08:00-12:00", "13:00-18:00"], "fri": ["22:00-06:00"]})[4]
        ((1320, 1800),)
    """
    week: dict[int, list[tuple[int, int]]] = {day: [] for day in range(7)}
    for days, windows in hours.items():
        for day in _weekdays(days):
            week[day] += [_window_minutes(window) for window in windows]
    for day, spans in week.items():
        spans.sort()
        if any(after[0] < before[1] for before, after in pairwise(spans)):
            raise ValueError(f"windows overlap on {DAYS[day]}|each minute once")
    return {day: tuple(spans) for day, spans in week.items()}


def _weekdays(text: str) -> list[int]:
    chosen: list[int] = []
    for part in text.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"{text!r} names no days|mon, tue … sun, as in 'mon-fri' or 'mon,wed'")
        begin = DAYS.index(first)
        length = (DAYS.index(last) - begin) % 7 if last else 0
        chosen += [(begin + step) % 7 for step in range(length + 1)]
    return chosen


def _window_minutes(text: str) -> tuple[int, int]:
    match = _WINDOW.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no window of the day|hours such as '08:00-18:00'")
    begin, end = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
    if max(begin, end) > MINUTES_OF_DAY or begin in (end, MINUTES_OF_DAY):
        raise ValueError(f"{text!r} is no window of the day|a begin before 24:00 and another end")
    return begin, end if end > begin else end + MINUTES_OF_DAY
