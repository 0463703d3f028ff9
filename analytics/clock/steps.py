"""A step function over integers, looked up for a whole column with one gather."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import polars as pl

# Above this, a table of equal cells (32 MB) costs more than it saves; a binary search takes its place.
MOST_CELLS: Final = 1 << 22
# Cell numbers are wrapped into 32 bits. With cells this long, nothing in the years -6000 to 10000 can wrap
# into the table; every instant that Python, or a date of four digits, can express is within them.
SHORTEST_CELL: Final = 60_000_000


@dataclass(frozen=True, eq=False)
class Steps:
    """The value that holds at x: that of the last key at or before x; null outside [low, high).

    All keys lie on a grid whose cells are their greatest common divisor long. So each cell has one value, and
    a look-up is one division and one gather: no join, no sort.

    Args:
        values: Key to value, in ascending order of keys, which are microseconds. The first key is ``low``.
        high: The first x after the last step.

    Examples:
        >>> minute = 60_000_000
        >>> steps = Steps({0: 5, 2 * minute: 7}, high=3 * minute)
        >>> pl.select(steps.at(pl.Series([-1, 0, 2 * minute, 3 * minute, None]))).to_series().to_list()
        [None, 5, 7, None, None]
    """

    values: Mapping[int, int]
    high: int

    @property
    def low(self) -> int:
        """The lowest x that has a value."""
        return next(iter(self.values))

    @cached_property
    def cell(self) -> int:
        """The greatest common divisor of the lengths of all steps."""
        return math.gcd(*(end - start for start, end in pairwise([*self.values, self.high])))

    @cached_property
    def _is_table(self) -> bool:
        return self.cell >= SHORTEST_CELL and (self.high - self.low) // self.cell <= MOST_CELLS

    @cached_property
    def _keys(self) -> pl.Series:
        return pl.Series(list(self.values), dtype=pl.Int64)

    @cached_property
    def _step_values(self) -> pl.Series:
        return pl.Series(list(self.values.values()), dtype=pl.Int64)

    @cached_property
    def _cells(self) -> pl.Series:
        lengths = [(end - start) // self.cell for start, end in pairwise([*self.values, self.high])]
        return pl.select(pl.lit(self._step_values).repeat_by(pl.Series(lengths)).explode()).to_series()

    def at(self, x: pl.Expr | pl.Series, null_as: int | None = None) -> pl.Expr:
        """Look up the value at each x.

        Args:
            x: Int64 microseconds.
            null_as: A null x takes the value at this one instead of null: a gather without null
                indices takes a third less time, and some callers mend the null themselves.

        Returns:
            Int64; null where x is outside [low, high), and where x is null unless ``null_as`` is given.
        """
        column = x if isinstance(x, pl.Expr) else pl.lit(x)
        if not self._is_table:
            return self._search(column if null_as is None else column.fill_null(null_as))
        # What is below low wraps to a number far above the table: out of bounds, hence null, never its end.
        index = self._index(column)
        if null_as is not None:
            index = index.fill_null(pl.lit((null_as - self.low) // self.cell, dtype=pl.UInt32))
        return pl.lit(self._cells).gather(index, null_on_oob=True)

    def _index(self, x: pl.Expr) -> pl.Expr:
        return ((x - self.low) // self.cell).cast(pl.UInt32, wrap_numerical=True)

    def _search(self, x: pl.Expr) -> pl.Expr:
        # search_sorted(null) is 0, so what is null or outside must be masked before the gather.
        inside = pl.when((x >= self.low) & (x < self.high)).then(x)
        found = pl.lit(self._keys).search_sorted(inside.fill_null(self.low), side="right") - 1
        return pl.when(inside.is_not_null()).then(pl.lit(self._step_values).gather(found))
