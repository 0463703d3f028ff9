"""The months of a figure: without gaps, 24 at most, as places along an axis."""

from __future__ import annotations

from typing import Final

MOST_MONTHS: Final = 24


def months_between(first: str, last: str) -> list[str]:
    """List the months from the first to the last.

    Examples:
        >>> months_between("2025-11", "2026-02")
        ['2025-11', '2025-12', '2026-01', '2026-02']
    """
    begin, end = _number(first), _number(last)
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(begin, end + 1)]


def shown_months(periods: list[str]) -> list[str]:
    """Choose the months that a figure shows: the last 24 of those from the first to the last named.

    Args:
        periods: In any order, repeats too; those that are no month ("all") are left out.

    Examples:
        >>> shown_months(["2026-02", "2025-12", "2025-12", "all"])
        ['2025-12', '2026-01', '2026-02']
    """
    named = [period for period in periods if period != "all"]
    return months_between(min(named), max(named))[-MOST_MONTHS:] if named else []


def _number(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:7]) - 1
