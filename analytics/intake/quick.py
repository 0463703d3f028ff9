"""The instants that nearly every cell holds, read at once: ISO 8601 to the second, local or in UTC.

What is not read here is not at fault: it is taken apart slowly (`instants`), which also says what is wrong.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from analytics.intake.instants import FIRST_YEAR, LAST_YEAR
from analytics.schema import INSTANT

_LOCAL: Final = "%Y-%m-%d %H:%M:%S"
_UTC: Final = "%Y-%m-%dT%H:%M:%SZ"
_LENGTH: Final = len("2026-10-01 09:00:00")
_FIRST: Final = dt.datetime(FIRST_YEAR, 1, 1)
_LAST: Final = dt.datetime(LAST_YEAR, 12, 31, 23, 59, 59)
_EMPTY: Final = (dt.datetime(1970, 1, 1), dt.datetime(1900, 1, 1))  # what tools write for nothing


def read_quickly(cells: pl.Series, zone: str | None) -> pl.Series:
    """Read ``2026-10-01 09:00:00`` in the zone, and ``2026-10-01T09:00:00Z``.

    Args:
        cells: Trimmed texts; null: empty.
        zone: The zone of cells without an offset; None: they are left to be refused.

    Returns:
        The instants (UTC); null: to be read slowly.

    Examples:
        >>> cells = pl.Series(["2026-10-01 09:00:00", "2026-10-01T09:00:00Z", "1/10/2026 9:00"])
        >>> read_quickly(cells, "Europe/London").dt.hour().to_list()
        [8, 9, None]
    """
    found = pl.Series([None], dtype=INSTANT).new_from_index(0, len(cells))
    for form, length, in_zone in (*([(_LOCAL, _LENGTH, zone)] if zone else []), (_UTC, _LENGTH + 1, "UTC")):
        if found.null_count() > cells.null_count():
            found = found.fill_null(_parse(cells, form, length, in_zone or "UTC"))
    return found


def _parse(cells: pl.Series, form: str, length: int, zone: str) -> pl.Series:
    cell, at = pl.col("cell"), pl.col("at")
    read = cell.str.to_datetime(form, time_unit="us", strict=False, exact=True)
    is_minute = cell.str.slice(17, 2) < "60"  # a leap second would run over into the next minute
    is_sure = (
        (cell.str.len_bytes() == length) & is_minute & at.is_between(_FIRST, _LAST) & ~at.is_in(list(_EMPTY))
    )
    local = pl.when(is_sure).then(at).dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
    frame = cells.to_frame("cell").with_columns(at=read)
    return frame.select(local.dt.convert_time_zone("UTC").cast(INSTANT)).to_series()
