"""Bytes whose rows all have as many cells as the header, split by polars.

The checks make it exact: every line end is a row, no row is longer (polars would raise), and the number of
delimiters then leaves no row shorter.
"""

from __future__ import annotations

import polars as pl

from analytics.intake.grid import LARGEST_GRID, LINE, cell_name


def split_square(data: bytes, header_line: int, width: int, delimiter: str) -> pl.DataFrame | None:
    """Split bytes without quotes and lone carriage returns.

    Args:
        data: UTF-8, with LF between lines; the columns are all that is copied.
        header_line: The line of the header: rows begin on the next.
        width: The number of columns.
        delimiter: What separates cells.

    Returns:
        ``line`` and the cells; None: a row is blank, or not as wide as the header, or there are too many.
    """
    start, mark = _offset(data, header_line), delimiter.encode()
    end = len(data) - data.endswith(b"\n")
    n_rows = data.count(b"\n", start, end) + 1
    if start >= end or width < 2 or n_rows * width > LARGEST_GRID:
        return None
    if data.count(mark, start, end) != n_rows * (width - 1):
        return None
    schema = {cell_name(i): pl.String for i in range(width)}
    try:
        plain = pl.scan_csv(
            data,
            has_header=False,
            skip_lines=header_line,
            schema=schema,
            separator=delimiter,
            quote_char=None,
            low_memory=True,
        )
        rows = plain.collect(engine="in-memory")  # keeps the order of rows
    except pl.exceptions.PolarsError:
        return None
    if rows.height != n_rows or _any_blank(rows):
        return None
    lines = pl.int_range(header_line + 1, header_line + 1 + n_rows, dtype=pl.Int64, eager=True)
    return rows.select(lines.alias(LINE), pl.all())


def _offset(data: bytes, n_lines: int) -> int:
    """Where a line begins; the end where there are not so many."""
    at = 0
    for _ in range(n_lines):
        at = data.find(b"\n", at) + 1
        if at == 0:
            return len(data)
    return at


def _any_blank(rows: pl.DataFrame) -> bool:
    suspects = rows.filter(_is_blank(pl.col(cell_name(0))))  # few: the first column is mostly the id
    return bool(suspects.select(pl.all_horizontal(_is_blank(pl.all())).any()).item())


def _is_blank(cell: pl.Expr) -> pl.Expr:
    return cell.is_null() | (cell.str.strip_chars() == "")
