"""Cells as text: what every format is turned into before anything is understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

import polars as pl

from analytics.errors import ExportError, Problem

LINE: Final = "line"
WHOLE: Final = "whole row"
NUL_SHOWN: Final = "␀"
CODECS: Final = MappingProxyType({"UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be", "Windows-1252": "cp1252"})
SHEET: Final = 1 << 24  # added to the lines of each sheet after the first, beyond the rows of any
LARGEST_GRID: Final = 60_000_000  # cells; a month of a very large service desk is below a tenth of it


class Aside(NamedTuple):
    """A row that is not passed on, and why."""

    line: int | None
    column: str | None
    reason: str
    is_fault: bool


@dataclass(frozen=True)
class Grid:
    """The rows of one file under one header.

    Args:
        header: The names of the columns as the file writes them, trimmed.
        rows: ``line`` (Int64, 1-based, where the row begins) and ``c0``, ``c1`` … (String; null: empty);
            ``whole row`` (UInt64), equal where every cell is, where columns not looked for are left out.
        aside: Rows below the header that do not fit it.
        encoding: How the bytes were read, for the account.
        delimiter: What separates cells; None where the format has none.
        is_1904: Whether the workbook counts its days from 1904.
        notes: What a reader of the account should know.
        zone: The zone that the file itself names for instants without an offset.
        parts: Rows inside its rows, by the name of the part.
        sheets: The worksheets that were read.
    """

    header: tuple[str, ...]
    rows: pl.DataFrame
    aside: tuple[Aside, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    is_1904: bool = False
    notes: tuple[str, ...] = ()
    zone: str | None = None
    parts: Mapping[str, Grid] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()

    @property
    def n_read(self) -> int:
        """Rows below the header that are not blank."""
        return self.rows.height + len(self.aside)

    @property
    def lines(self) -> pl.Series:
        """Where each of them begins."""
        return pl.concat([self.rows[LINE], pl.Series([row.line for row in self.aside], dtype=pl.Int64)])


def refuse_size(label: str) -> ExportError:
    """Make the refusal of a file of more cells than `LARGEST_GRID`."""
    what = f"it has more than {LARGEST_GRID} cells"
    return ExportError([Problem(label, what, "fewer", "export fewer months a file")])


def cell_name(position: int) -> str:
    """Name the column at a position."""
    return f"c{position}"


def empty_rows(width: int) -> pl.DataFrame:
    """Make the rows of a grid that has none."""
    return frame_of([], [], width)


def frame_of(lines: Sequence[int], columns: Sequence[Sequence[str | None]], width: int) -> pl.DataFrame:
    """Put cells that were split into a frame.

    Args:
        lines: The line of each row.
        columns: One sequence of cells per column; may be empty where there are no rows.
        width: The number of columns.
    """
    data: dict[str, pl.Series] = {LINE: pl.Series(LINE, lines, dtype=pl.Int64)}
    for i in range(width):
        name = cell_name(i)
        data[name] = pl.Series(name, columns[i] if columns else [], dtype=pl.String)
    return pl.DataFrame(data)


def stack(grids: Sequence[Grid]) -> Grid:
    """Put the sheets of one file below each other, column by column of the first header.

    A column that a later sheet lacks is empty there; one that only a later sheet has is added. Lines stay
    apart: `said_line` and `name_sheets` take the sheet out of them again.
    """
    if len(grids) == 1:
        return grids[0]
    names = list(dict.fromkeys(name for grid in grids for name in _unique(grid.header)))
    parts = []
    for i_sheet, grid in enumerate(grids):
        own = _unique(grid.header)
        picked = [
            (pl.col(cell_name(own.index(name))) if name in own else pl.lit(None, pl.String)).alias(
                cell_name(i)
            )
            for i, name in enumerate(names)
        ]
        parts.append(grid.rows.select(pl.col(LINE) + i_sheet * SHEET, *picked))
    return replace(
        grids[0],
        header=tuple(name for name, _ in names),
        rows=pl.concat(parts),
        aside=tuple(
            row._replace(line=row.line if row.line is None else row.line + i * SHEET)
            for i, grid in enumerate(grids)
            for row in grid.aside
        ),
        notes=tuple(dict.fromkeys(note for grid in grids for note in grid.notes)),
    )


def said_line(line: int) -> str:
    """Say a line as a reader of the file would count it.

    Examples:
        >>> said_line(7), said_line(SHEET + 7)
        ('7', '7 of sheet 2')
    """
    sheet, row = divmod(line, SHEET)
    return f"{row} of sheet {sheet + 1}" if sheet else str(row)


def name_sheets(rejected: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """Part the sheet's name from the line of rows that are not used, where several sheets were read.

    Args:
        rejected: `schema.REJECTED`, its lines as `stack` made them.
        files: ``file`` and ``sheets`` of every file.
    """
    several = files.filter(pl.col("sheets").list.len() > 1).select("file", "sheets")
    if several.is_empty():
        return rejected
    i_sheet = pl.col(LINE) // SHEET
    named = pl.col("sheets").list.get(i_sheet, null_on_oob=True)
    joined = rejected.join(several, on="file", how="left", maintain_order="left")
    return joined.with_columns(named.alias("sheet"), pl.col(LINE) % SHEET).drop("sheets")


def _unique(header: Iterable[str]) -> list[tuple[str, int]]:
    seen: dict[str, int] = {}
    numbered = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        numbered.append((name, seen[name]))
    return numbered


def pieces(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Part rows as they lie in memory, which copies nothing: what is made of them takes little at a time.

    Args:
        rows: With ``line``; may be none.
    """
    ends = list(accumulate(rows[LINE].chunk_lengths()))
    return [rows.slice(start, end - start) for start, end in pairwise([0, *ends])] or [rows]


def is_blank(cells: Sequence[str | None]) -> bool:
    """Say whether a row holds nothing but space."""
    if cells and cells[0] and not cells[0].isspace():  # nearly every row: asked first because it is quick
        return False
    return not any(cell and not cell.isspace() for cell in cells)
