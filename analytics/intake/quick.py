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
_AT: Final = "at "  # before the name of a column
_EMPTY: Final = (dt.datetime(1970, 1, 1), dt.datetime(1900, 1, 1))  # what tools write for nothing


def read_quickly(cells: pl.DataFrame, zone: str | None) -> pl.DataFrame:
    """Read ``2026-10-01 09:00:00`` in the zone, and ``2026-10-01T09:00:00Z``.

    Args:
        cells: Columns of trimmed texts; null: empty.
        zone: The zone of cells without an offset; None: they are left to be refused.

    Returns:
        The instants (UTC) by the same names; null: to be read slowly.

    Examples:
        >>> cells = pl.DataFrame({"at": ["2026-10-01 09:00:00", "2026-10-01T09:00:00Z", "1/10/2026 9:00"]})
        >>> read_quickly(cells, "Europe/London")["at"].dt.hour().to_list()
        [8, 9, None]
    """
    found = cells.with_columns(pl.lit(None, INSTANT).alias(name) for name in cells.columns)
    found = _fill(found, cells, _LOCAL, _LENGTH, zone) if zone else found
    return _fill(found, cells, _UTC, _LENGTH + 1, "UTC")


def _fill(found: pl.DataFrame, cells: pl.DataFrame, form: str, length: int, zone: str) -> pl.DataFrame:
    left = [name for name in cells.columns if found[name].null_count() > cells[name].null_count()]
    if not left:
        return found
    text = pl.col(left)
    at = text.str.to_datetime(form, time_unit="us", strict=False, exact=True, cache=False)
    both = cells.select(text, at.name.prefix(_AT))
    read = both.select(_in_zone(name, form, length, zone) for name in left)
    return found.with_columns(found[name].fill_null(read[name]) for name in left)


def _in_zone(name: str, form: str, length: int, zone: str) -> pl.Expr:
    text, at = pl.col(name), pl.col(_AT + name)
    is_leap = text.str.ends_with(f":60{form[len(_LOCAL) :]}")  # it would run over into the next minute
    is_sure = (
        (text.str.len_bytes() == length) & ~is_leap & at.is_between(_FIRST, _LAST) & ~at.is_in(list(_EMPTY))
    )
    local = pl.when(is_sure).then(at).dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
    return local.dt.convert_time_zone("UTC").cast(INSTANT).alias(name)
