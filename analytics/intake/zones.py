"""The zone of instants that carry none: declared in the contract, or named by the file itself."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from analytics.errors import ExportError, quote

_PROBES: Final = tuple(
    dt.datetime(year, month, 1, 12) for year in range(2000, 2040, 3) for month in range(1, 13)
)


def zone_of(label: str, declared: str | None, named: str | None) -> str | None:
    """Decide in which zone instants without an offset are read.

    Args:
        label: The file, for messages.
        declared: The zone of the contract.
        named: The zone that the file itself names.

    Returns:
        Its name; None: neither says.

    Raises:
        ExportError: The file names no zone that is known, or another than the contract.

    Examples:
        >>> zone_of("a.json", "UTC", "Etc/UTC")
        'UTC'
    """
    if named is None:
        return declared
    try:
        zone = ZoneInfo(named)
    except (KeyError, ValueError, OSError):
        what = f"it names the time zone {quote(named)}, which is not known"
        raise ExportError.at(label, what, "a name such as 'Europe/London'", "export it again") from None
    if declared is None:
        return named
    other = ZoneInfo(declared)
    if any(at.replace(tzinfo=zone).utcoffset() != at.replace(tzinfo=other).utcoffset() for at in _PROBES):
        what = f"it names the time zone {quote(named)}, and the contract declares {declared!r}"
        raise ExportError.at(label, what, "one zone", "take timezone out of the contract, or mend it")
    return declared
