"""Rows of any keys to a grid, in chunks that bound the memory of Python's own strings."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.intake.bounds import check_asides, check_spread
from analytics.intake.grid import LINE, Aside, Grid, cell_name, empty_rows, frame_of

_CHUNK: Final = 20_000

Row = dict[str, str | None]


class Gatherer:
    """Takes rows one by one, each a dictionary, and makes a grid with a column for every key.

    Args:
        label: The file, for messages.
        n_bytes: Its size, by which rows without measure are refused.
        header: Columns that are there whatever the rows hold.

    Examples:
        >>> gatherer = Gatherer("a.xes", 100)
        >>> gatherer.add(1, {"a": "x"})
        >>> gatherer.add(2, {"b": "y"})
        >>> gatherer.grid("XES").rows.rows()
        [(1, 'x', None), (2, None, 'y')]
    """

    def __init__(self, label: str, n_bytes: int, header: tuple[str, ...] = ()) -> None:
        self._label = label
        self._n_bytes = n_bytes
        self._columns = dict.fromkeys(header)
        self._n_rows = 0
        self._rows: list[tuple[int, Row]] = []
        self._frames: list[pl.DataFrame] = []
        self._asides: list[Aside] = []

    def add(self, line: int, row: Row) -> None:
        """Add a row."""
        self._columns |= dict.fromkeys(row)
        self._n_rows += 1
        check_spread(self._label, self._n_rows, len(self._columns), self._n_bytes)
        self._rows.append((line, row))
        if len(self._rows) == _CHUNK:
            self._flush()

    def set_aside(self, line: int, column: str | None, reason: str) -> None:
        """Keep a row out, as a fault."""
        self._asides.append(Aside(line, column, reason, is_fault=True))
        check_asides(self._label, len(self._asides), self._n_bytes)

    def grid(self, encoding: str, notes: tuple[str, ...] = ()) -> Grid:
        """Give what was gathered."""
        self._flush()
        width = len(self._columns)
        rows = pl.concat([empty_rows(width), *self._frames], how="diagonal")
        ordered = rows.select(LINE, *(cell_name(i) for i in range(width)))
        return Grid(tuple(self._columns), ordered, tuple(self._asides), encoding, notes=notes)

    def _flush(self) -> None:
        if self._rows:
            cells = [[row.get(name) for _, row in self._rows] for name in self._columns]
            lines = [line for line, _ in self._rows]
            self._frames.append(frame_of(lines, cells, len(self._columns)))
            self._rows = []
