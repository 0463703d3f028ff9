"""Reads the plain data of a contract file whatever is wrong with it: what does not fit is not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from analytics.contract.lines import Path

Found = tuple[Path, tuple[str, str, str]]
T = TypeVar("T")


def table(data: dict[str, Any], name: str) -> dict[str, Any]:
    """Give a table; an empty one where it is missing or none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def tables(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Give the tables of an array; empty ones where an entry is none."""
    value = data.get(name)
    return [entry if isinstance(entry, dict) else {} for entry in value] if isinstance(value, list) else []


def listed(data: dict[str, Any], name: str) -> list[Any]:
    """Give a list; an empty one where it is missing or none."""
    value = data.get(name)
    return value if isinstance(value, list) else []


def day(value: object) -> dt.date | None:
    """Give a date that is no instant.

    Examples:
        >>> day(dt.date(2026, 10, 31)), day(dt.datetime(2026, 10, 31)), day("31 October")
        (datetime.date(2026, 10, 31), None, None)
    """
    return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None


def number(value: object) -> int | None:
    """Give a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def attempt(read: Callable[[Any], T], value: object) -> T | None:
    """Read a value that another check may already have refused; None where it cannot be read."""
    try:
        return read(value)
    except (ValueError, TypeError, AttributeError, IndexError, KeyError):
        return None


def once(found: Iterator[Found], keys: tuple[str, ...]) -> Iterator[Found]:
    """Let what is said of some keys through at its first place only: a name that many clauses use is one."""
    told = set()
    for path, message in found:
        if path[-1] in keys and message in told:
            continue
        told.add(message)
        yield path, message
