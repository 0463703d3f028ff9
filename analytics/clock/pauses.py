"""Pauses: what stops a clock, in working time.

Begin and end are values of ``W`` (Int64 microseconds, see `working_time`): there, time outside hours has no
length, so a pause over a weekend is a point and nothing can be subtracted twice. Frames carry a ``key``, one
per obligation. A null end is a pause that is still open.
"""

from __future__ import annotations

from typing import Final

import polars as pl

# Where an open pause is taken to end; what it adds up to with other pauses still fits into 64 bits.
OPEN: Final = 1 << 62
# No sum of closed pauses comes near it (73,000 years), and no sum with an open one stays below.
_NEVER: Final = 1 << 61
_SHIFT: Final = 1 << 64


def merge_pauses(pauses: pl.DataFrame) -> pl.DataFrame:
    """Join the pauses of each key that overlap or touch.

    An open pause swallows all that begin later. Pauses of no length, and reversed ones, are dropped.

    Args:
        pauses: ``key`` (integer), ``begin``, ``end`` (Int64 microseconds of working time; a null end is
            open; begin is never null).

    Returns:
        The same columns: apart from each other within a key, sorted by key and begin.

    Examples:
        >>> pauses = pl.DataFrame({"key": [1, 1, 1], "begin": [30, 10, 20], "end": [40, 25, 30]})
        >>> merge_pauses(pauses).rows()
        [(1, 10, 40)]
    """
    known = (
        pauses.lazy()
        .select("key", "begin", pl.col("end").fill_null(OPEN))
        .filter(pl.col("begin") < pl.col("end"))
    )
    # One running maximum for all keys: the key in the upper half of 128 bits makes each of them begin anew,
    # and is cut off again afterwards.
    reached = (pl.col("key").cast(pl.Int128) * _SHIFT + pl.col("end")).cum_max()
    latest = known.sort("key", "begin").with_columns(reached.cast(pl.Int64, wrap_numerical=True).alias("end"))
    is_first = (pl.col("key") != pl.col("key").shift()) | (pl.col("begin") > pl.col("end").shift())
    runs = latest.with_columns(is_first.fill_null(True).alias("is_first"))
    is_last = pl.col("is_first").shift(-1, fill_value=True)
    return runs.select(
        pl.col("key").filter("is_first"),
        pl.col("begin").filter("is_first"),
        _unless_open(pl.col("end").filter(is_last)),
    ).collect(engine="in-memory")


def paused_time(clocks: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Sum for each clock the pauses within it.

    Args:
        clocks: ``key``, unique; ``begin``, ``end`` (Int64 microseconds of working time; null where unknown).
        merged: What `merge_pauses` returned.

    Returns:
        ``key``, ``paused`` (Int64 microseconds; 0 where none, null where the clock's own begin or end is),
        one row per clock in their order.

    Examples:
        >>> clocks = pl.DataFrame({"key": [1, 2], "begin": [20, 20], "end": [50, 50]})
        >>> paused_time(clocks, pl.DataFrame({"key": [1], "begin": [10], "end": [40]})).rows()
        [(1, 20), (2, 0)]
    """
    overlap = pl.min_horizontal("end", "to") - pl.max_horizontal("begin", "from")
    paused = (
        _pairs(clocks, merged)
        .group_by("key", maintain_order=True)
        .agg(overlap.clip(lower_bound=0).sum().alias("paused"))
    )
    is_known = pl.col("begin").is_not_null() & pl.col("end").is_not_null()
    return (
        _beside(clocks, paused)
        .select("key", pl.when(is_known).then(pl.col("paused").fill_null(0)).alias("paused"))
        .collect()
    )


def deadlines(clocks: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Find when net time reaches the window of each clock.

    ``due`` counts the pauses that begin before net time reaches the window, ``last`` also one that begins
    exactly then: while it lasts, net time still equals the window.

    Args:
        clocks: ``key``, unique; ``begin``, ``window`` (Int64 microseconds of working time; window above 0).
        merged: What `merge_pauses` returned. What lies before a clock's begin is cut off.

    Returns:
        ``key``, ``due``, ``last`` (Int64 microseconds of working time; null where an open pause is among
        those counted, or where begin or window is null), ``is_open`` (Boolean: a pause keeps ``last`` open),
        one row per clock in their order.

    Examples:
        >>> clocks = pl.DataFrame({"key": [1], "begin": [0], "window": [100]})
        >>> deadlines(clocks, pl.DataFrame({"key": [1, 1], "begin": [10, 120], "end": [30, 150]})).rows()
        [(1, 120, 150, False)]
    """
    length = pl.col("to") - pl.col("from")
    net_before = pl.col("from") - pl.col("begin") - (length.cum_sum() - length).over("key")
    counted = (
        _pairs(clocks, merged)
        .with_columns(pl.max_horizontal("begin", "from").alias("from"))
        .filter(pl.col("from") < pl.col("to"))
        .with_columns(net_before.alias("net_before"), length.alias("length"))
        .group_by("key", maintain_order=True)
        .agg(
            pl.col("length").filter(pl.col("net_before") < pl.col("window")).sum().alias("due"),
            pl.col("length").filter(pl.col("net_before") <= pl.col("window")).sum().alias("last"),
        )
    )
    reached = [
        (pl.col("begin") + pl.col("window") + _unless_open(pl.col(name).fill_null(0))).alias(name)
        for name in ("due", "last")
    ]
    return (
        _beside(clocks, counted)
        .select("key", *reached, (pl.col("last") >= _NEVER).fill_null(False).alias("is_open"))
        .collect()
    )


def _pairs(clocks: pl.DataFrame, merged: pl.DataFrame) -> pl.LazyFrame:
    """Each clock with each of its pauses (``from``, ``to``), sorted by key and begin of the pause."""
    ends = pl.col("end").fill_null(OPEN)
    pauses = _in_order(merged, "key", "begin").select("key", pl.col("begin").alias("from"), ends.alias("to"))
    joined = pauses.join(_in_order(clocks, "key"), on="key", maintain_order="left")
    return joined.set_sorted("key")


def _beside(clocks: pl.DataFrame, found: pl.LazyFrame) -> pl.LazyFrame:
    """Each clock, in the order given, with what was found for its key; ``found`` is sorted by key."""
    is_sorted = clocks["key"].is_sorted()
    frame = clocks.lazy().set_sorted("key") if is_sorted else clocks.lazy()
    return frame.join(found.set_sorted("key"), on="key", how="left", maintain_order="left")


def _in_order(frame: pl.DataFrame, *columns: str) -> pl.LazyFrame:
    """Sort by the columns, key first, where the key is not in order; a join of sorted keys is a merge."""
    if frame["key"].is_sorted():
        return frame.lazy().set_sorted("key")
    return frame.lazy().sort(*columns)


def _unless_open(length: pl.Expr) -> pl.Expr:
    return pl.when(length < _NEVER).then(length)
