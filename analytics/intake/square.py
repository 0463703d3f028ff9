"""The cells of a block of records, split by polars where it reads as the csv module does."""

from __future__ import annotations

import polars as pl

from analytics.intake.blocks import Block
from analytics.intake.grid import LINE, cell_name


def split_square(block: Block, line: int, width: int, delimiter: str) -> pl.DataFrame | None:
    """Split a block.

    Args:
        block: Its records.
        line: The line of the file at which the first begins.
        width: The number of columns.
        delimiter: What separates cells.

    Returns:
        ``line`` and the cells (null: empty); None: a record is blank, or not as wide as the header.
    """
    if not block.is_square or width < 2:
        return None
    schema = {cell_name(i): pl.String for i in range(width)}
    try:
        plan = pl.scan_csv(block.data, has_header=False, schema=schema, separator=delimiter)
        rows = plan.collect(engine="in-memory")  # keeps the order of rows
    except pl.exceptions.PolarsError:  # a record is longer
        return None
    if block.n_ends is None and _may_be_short(rows, block.data, delimiter):
        return None
    rows = rows.rechunk()  # as the lines are: else the whole file is copied later to lie as one
    if b'"' in block.data and rows.select(pl.any_horizontal((pl.all() == "").any())).item():
        rows = rows.with_columns(without_empty())
    lines = block.lines
    if lines is None:
        lines = pl.int_range(rows.height, dtype=pl.Int64, eager=True)
    if rows.height != len(lines) or _any_blank(rows):
        return None
    return rows.select((lines + line).alias(LINE), pl.all())


def _may_be_short(rows: pl.DataFrame, data: bytes, delimiter: str) -> bool:
    """Polars says where a record is longer, and fills a shorter one up, so that its last cell is empty."""
    *_, last = rows.columns
    if rows[last].null_count() == 0:  # then none is: counting would take longer than all the rest
        return False
    return data.count(delimiter.encode()) != rows.height * (rows.width - 1)


def without_empty() -> pl.Expr:
    """Make empty cells null, whether or not quotes stand around nothing."""
    text = pl.col(pl.String)
    return pl.when(text != "").then(text)


def _any_blank(rows: pl.DataFrame) -> bool:
    suspects = rows.filter(_is_blank(pl.col(cell_name(0))))  # few: the first column is mostly the id
    return bool(suspects.select(pl.all_horizontal(_is_blank(pl.all())).any()).item())


def _is_blank(cell: pl.Expr) -> pl.Expr:
    return cell.is_null() | (cell.str.strip_chars() == "")
