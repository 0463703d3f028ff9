"""Durations as tools write them: seconds, clock time that may pass 24 hours, words, dates after 1970."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from analytics.intake.cells import Converted
from analytics.sources.model import Unit

SIZES: Final[Mapping[str, int]] = MappingProxyType(
    {"milliseconds": 1_000, "seconds": 1_000_000, "minutes": 60_000_000, "hours": 3_600_000_000}
)
_NUMBER: Final = r"^(-?)([0-9]{1,12})(?:[.,]([0-9]{1,6})[0-9]*)?$"
_THOUSANDS: Final = r"^-?[0-9]{1,3},[0-9]{3}$"  # 13,510 is thirteen, or thirteen thousand: nobody can know
_CLOCK: Final = r"^([-+]?)([0-9]{1,6}):([0-5][0-9])(?::([0-5][0-9]))?$"
_EPOCH: Final = r"^19(?:70|71)-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"  # a duration written as a date
_MILLIS: Final = r"^(-?[0-9]{1,16}) ?ms$"
_PART: Final = (
    r"[0-9]+ ?(?:w(?:eeks?)?|d(?:ays?)?|h(?:(?:ou)?rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)[ ,]*"
)
_WORD: Final = rf"(?i)^-?(?:{_PART})+$"
_WORDS: Final = (
    *((r"w", 7 * 86_400), (r"d", 86_400), (r"h", 3_600)),
    *((r"m", 60), (r"s", 1)),
)


def to_duration(cell: pl.Expr, unit: Unit) -> Converted:
    """Read a duration, in microseconds.

    Args:
        cell: Trimmed text; null: empty.
        unit: Of a bare number.

    Returns:
        The value (Int64; negative where the cell is), and why there is none.

    Examples:
        >>> frame = pl.DataFrame({"cell": ["90", "26:05:00", "1 Day 2 Hours", "1970-01-02 06:00:00", "soon"]})
        >>> found = to_duration(pl.col("cell"), "seconds")
        >>> (frame.select(found.value).to_series() // 1_000_000).to_list()
        [90, 93900, 93600, 108000, None]
    """
    is_there = cell.is_not_null()
    cell = pl.when(~cell.str.contains(_THOUSANDS)).then(cell)
    value = pl.coalesce(_number(cell, unit), _millis(cell), _clock(cell), _since_epoch(cell), _words(cell))
    return Converted(value, pl.when(value.is_null() & is_there).then(pl.lit("no duration")))


def _number(cell: pl.Expr, unit: Unit) -> pl.Expr:
    parts = cell.str.extract_groups(_NUMBER).struct
    whole = parts.field("2").cast(pl.Int64)
    fraction = parts.field("3").str.pad_end(6, "0").cast(pl.Int64).fill_null(0)
    size = SIZES[unit]
    found = whole * size + fraction * size // 1_000_000
    return pl.when(parts.field("1") == "-").then(-found).otherwise(found)


def _millis(cell: pl.Expr) -> pl.Expr:
    return cell.str.extract(_MILLIS).cast(pl.Int64) * SIZES["milliseconds"]


def _clock(cell: pl.Expr) -> pl.Expr:
    """``H:MM`` or ``HH:MM:SS``."""
    parts = cell.str.extract_groups(_CLOCK).struct
    hours, minutes = parts.field("2").cast(pl.Int64), parts.field("3").cast(pl.Int64)
    found = ((hours * 60 + minutes) * 60 + parts.field("4").cast(pl.Int64).fill_null(0)) * 1_000_000
    return pl.when(parts.field("1") == "-").then(-found).otherwise(found)


def _since_epoch(cell: pl.Expr) -> pl.Expr:
    dated = pl.when(cell.str.contains(_EPOCH)).then(cell)
    return dated.str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False).cast(pl.Int64)


def _words(cell: pl.Expr) -> pl.Expr:
    seconds = pl.sum_horizontal(
        cell.str.extract(rf"(?i)([0-9]+) ?{letter}").cast(pl.Int64).fill_null(0) * size
        for letter, size in _WORDS
    )
    signed = pl.when(cell.str.starts_with("-")).then(-seconds).otherwise(seconds)
    return pl.when(cell.str.contains(_WORD)).then(signed * 1_000_000)
