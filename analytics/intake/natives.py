"""Incidents by the tool's own keys: other tables of a tool know an incident by its key, not its number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from analytics.sources.model import INCIDENT_SHAPES, NATIVE_ID

_KEY: Final = r"^[0-9a-f]{32}$"
_BESIDE: Final = ("event", "verdict")
_SHOWN: Final = "Incident: "
_REFERRING = ("incident_id", "parent_id", "duplicate_of")


def name_by_number(rows: Mapping[str, Sequence[pl.DataFrame]]) -> dict[str, list[pl.DataFrame]]:
    """Write the incident's number wherever a row names it by its key.

    Args:
        rows: Per shape, the typed rows of each file; those of incidents may have ``native_id``.

    Returns:
        The same rows. A key that no row of an incident has stays as it is.
    """
    rows = {shape: [_plain(part, shape) for part in found] for shape, found in rows.items()}
    parts = [part for shape in sorted(INCIDENT_SHAPES) for part in rows.get(shape, ())]
    keyed = [
        part.select(NATIVE_ID, "incident_id").drop_nulls() for part in parts if NATIVE_ID in part.columns
    ]
    if not keyed:
        return {shape: list(found) for shape, found in rows.items()}
    pairs = pl.concat(keyed).unique(NATIVE_ID, keep="first", maintain_order=True)
    numbers = dict(pairs.iter_rows())
    return {shape: [_rename(part, numbers) for part in found] for shape, found in rows.items()}


def _plain(part: pl.DataFrame, shape: str) -> pl.DataFrame:
    """Take the table's name off: ServiceNow shows a record of any table as ``Incident: INC0010001``."""
    if shape not in _BESIDE or "incident_id" not in part.columns:
        return part
    return part.with_columns(pl.col("incident_id").str.strip_prefix(_SHOWN))


def _rename(part: pl.DataFrame, numbers: Mapping[str, str]) -> pl.DataFrame:
    names = [name for name in _REFERRING if name in part.columns]
    return part.with_columns(
        pl.col(name).replace_strict(numbers, default=pl.col(name), return_dtype=pl.String) for name in names
    )


def unknown(what: str) -> pl.Expr:
    """Say why a row about no incident of the exports is not used: where it has a key, what is missing."""
    by_key = f"{what}: it is named by its key, and no list of incidents has a column of keys (sys_id)"
    return pl.when(pl.col("incident_id").str.contains(_KEY)).then(pl.lit(by_key)).otherwise(pl.lit(what))
