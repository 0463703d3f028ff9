"""How exactly a file writes its instants: to the second, or to the minute only."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.contract.model import Export
from analytics.intake.columns import AGREED
from analytics.schema import INSTANT

MINUTE: Final = 60_000_000


def is_to_the_minute(export: Export, rows: pl.DataFrame) -> bool:
    """Say whether instants of a file are known to the minute only.

    It is what the contract declares, else so where the file has instants and none of them has seconds.

    Args:
        export: What the contract declares of the file.
        rows: Its typed rows (`rows.understand`).
    """
    if export.precision is not None:
        return export.precision == "minute"
    names = [name for name, dtype in rows.schema.items() if dtype == INSTANT and name not in AGREED]
    found = rows.select(pl.col(names).cast(pl.Int64))
    n_known = sum(column.len() - column.null_count() for column in found)
    return n_known > 0 and not any((column % MINUTE != 0).any() for column in found)
