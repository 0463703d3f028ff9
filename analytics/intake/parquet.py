"""Parquet: typed cells back to text, so that every format is understood by the same rules."""

from __future__ import annotations

import io

import polars as pl

from analytics.errors import ExportError
from analytics.intake.grid import LARGEST_GRID, LINE, Grid, cell_name, refuse_size


def read_columnar(label: str, data: bytes) -> Grid:
    """Read the cells of a Parquet file; the line of a row is its number, from 1.

    Instants with a zone become UTC, those without stay without: the contract declares theirs. Columns of
    lists and structures are left out, with a note.

    Raises:
        ExportError: It is cut or damaged, or too large.
    """
    try:
        lazy = pl.scan_parquet(io.BytesIO(data))
        schema = lazy.collect_schema()
        n_rows = lazy.select(pl.len()).collect(engine="in-memory").item()
        if n_rows * max(len(schema), 1) > LARGEST_GRID:
            raise refuse_size(label)
        frame = lazy.collect(engine="in-memory")  # keeps the order of rows
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        what = f"it is no whole Parquet file: {str(error)[:80]}"
        raise ExportError.at(label, what, "a whole Parquet file", "export it again") from None
    names = [name for name, dtype in schema.items() if not dtype.is_nested()]
    left_out = sorted(set(schema.names()) - set(names))
    notes = (f"{label}: the nested columns {', '.join(left_out)} are not read",) if left_out else ()
    rows = frame.select(_as_text(name, schema[name]).alias(cell_name(i)) for i, name in enumerate(names))
    lines = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True).alias(LINE)
    return Grid(tuple(names), rows.select(lines, pl.all()), notes=notes)


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            return column.dt.strftime("%Y-%m-%d %H:%M:%S%.6f")
        return column.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%d %H:%M:%S%.6fZ")
    if isinstance(dtype, pl.Binary):
        return pl.lit(None, pl.String)
    return column.cast(pl.String)
