"""Columns that say whether a row is an incident, a request or something else, and that nothing reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import polars as pl

from analytics.errors import quote
from analytics.intake.cells import fold, trim
from analytics.intake.columns import fold_header
from analytics.intake.grid import Grid, cell_name
from analytics.sources.model import INCIDENT_SHAPES, TYPE_HEADERS, Shape

_INCIDENT = "incident"  # and what tools make of it: "incident_reference", "[System] Incident"


def type_position(header: Sequence[str], known: Collection[str], shape: Shape) -> int | None:
    """Find a column of types by its header alone; None: there is none, or it is read."""
    if shape not in INCIDENT_SHAPES or "kind" in known:
        return None
    return next((i for i, name in enumerate(header) if fold_header(name) in TYPE_HEADERS), None)


def type_column(grid: Grid, known: Collection[str], shape: Shape) -> int | None:
    """Find the column of types that nothing reads, where it says of a row that it is no incident.

    Args:
        grid: The cells.
        known: Our names of the columns that are read.
        shape: What a row is.

    Returns:
        Its position; None: there is none, or every word of it is about incidents.
    """
    at = type_position(grid.header, known, shape)
    if at is None:
        return None
    words = grid.rows.select(word=fold(trim(pl.col(cell_name(at))))).to_series().drop_nulls()
    return None if words.str.contains(_INCIDENT, literal=True).all() else at


def note_types(label: str, grid: Grid, known: Collection[str], shape: Shape) -> Iterator[str]:
    """Say that requests may be judged as incidents: so they are, unless the contract says otherwise."""
    at = type_column(grid, known, shape)
    if at is not None:
        yield (
            f"{label}: its column {quote(grid.header[at])} is not read, so every row is judged as an "
            "incident. If requests or maintenance are among them, map it to kind, and its words under "
            "values.kind."
        )
