"""How exactly a file writes its instants: to the second, or to the minute only.

One column of a file may have seconds where the others have none: what a clock counts between is then known no
better than the coarser of the two.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.contract.model import Export
from analytics.intake.columns import AGREED
from analytics.intake.grid import pieces
from analytics.schema import INSTANT
from analytics.sources.model import Rows

MINUTE: Final = 60_000_000
_STAMPED: Final = ("opened_at", "acknowledged_at", "resolved_at", "updated_at")  # by tools, never by hand
_ENOUGH: Final = 10  # instants to the second of which none has seconds: one chance in 60 ** 10


def is_to_the_minute(export: Export, rows: pl.DataFrame) -> bool:
    """Say whether instants of a file are known to the minute only.

    It is what the contract declares, else so where the file has instants and none of them has seconds, or
    where none of a column has that the tool itself fills.

    Args:
        export: What the contract declares of the file.
        rows: Its typed rows (`rows.understand`).
    """
    if export.precision is not None:
        return export.precision == "minute"
    names = [name for name, dtype in rows.schema.items() if dtype == INSTANT and name not in AGREED]
    n_known = {name: rows.height - rows[name].null_count() for name in names}
    parts = [part.select((pl.col(names).cast(pl.Int64) % MINUTE != 0).any()) for part in pieces(rows)]
    coarse = {name: not any(part[name].item() for part in parts) for name in names}
    is_stamped = any(coarse[name] and n_known[name] >= _ENOUGH for name in names if name in _STAMPED)
    return is_stamped or (any(n_known.values()) and all(coarse.values()))


def is_counted_in_minutes(export: Export, rows: Rows, found: frozenset[str]) -> bool:
    """Say whether an instant of a file is written as whole minutes, or hours, after another.

    Args:
        export: The units and the precision that the contract declares.
        rows: What the source says of its rows.
        found: Our names of the columns that the file has.
    """
    if export.precision is not None:
        return False
    units = {export.units.get(name) or after.unit for name, after in rows.after.items() if name in found}
    return not units.isdisjoint(("minutes", "hours"))
