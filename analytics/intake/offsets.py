"""Instants that a tool writes as the time since another instant of the same row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from analytics.contract.model import Export
from analytics.errors import ExportError
from analytics.intake.columns import AFTER
from analytics.intake.durations import to_duration
from analytics.schema import ELAPSED, INSTANT
from analytics.sources.model import After, Rows, Unit

_DISPUTED: Final[tuple[Unit, ...]] = ("milliseconds", "seconds")


def add_offsets(
    typed: pl.DataFrame, label: str, headers: Mapping[str, str], export: Export, rows: Rows
) -> pl.DataFrame:
    """Make the instants that the file writes as durations; an empty cell makes none.

    Args:
        typed: Instants as such, durations as text.
        label: The file.
        headers: Our names to the file's; ``after NAME`` stands for a duration.
        export: The units that the contract declares.
        rows: What the source says of them.

    Raises:
        ExportError: A unit is neither known, nor declared, nor proved by the rows.
    """
    for name, after in rows.after.items():
        if AFTER + name not in headers or after.base not in typed.columns:
            continue
        unit = export.units.get(name) or after.unit or _prove(typed, label, name, after, headers)
        found = to_duration(pl.col(AFTER + name), unit)
        at = pl.col(after.base) + found.value.cast(ELAPSED)
        typed = typed.with_columns(at.cast(INSTANT).alias(name), found.reason.alias(f"why {AFTER + name}"))
    return typed


def _prove(typed: pl.DataFrame, label: str, name: str, after: After, headers: Mapping[str, str]) -> Unit:
    """Take the only unit under which no instant of the file lies after the one that bounds it."""
    cell, bound = pl.col(AFTER + name), after.until
    fits: list[Unit] = []
    for unit in _DISPUTED:
        at = pl.col(after.base) + to_duration(cell, unit).value.cast(ELAPSED)
        late = at > pl.col(bound) + pl.duration(seconds=1) if bound in typed.columns else pl.lit(None)
        if not typed.select(late.any()).item():
            fits.append(unit)
    if len(fits) == 1 or typed[AFTER + name].null_count() == typed.height:
        return fits[0] if fits else _DISPUTED[0]
    how = "fits them all" if fits else "contradicts the instants of its rows"
    what = f"whether {headers[AFTER + name]} counts milliseconds or seconds cannot be known: each {how}"
    raise ExportError.at(label, what, "a unit", f'declare it: units = {{ {name} = "milliseconds" }}')
