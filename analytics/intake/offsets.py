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
    there = {
        name: after
        for name, after in rows.after.items()
        if AFTER + name in headers and after.base in typed.columns
    }
    disputed = {name: each for name, each in there.items() if not (export.units.get(name) or each.unit)}
    proved = _prove(typed, label, disputed, headers) if disputed else None
    for name, after in there.items():
        unit = export.units.get(name) or after.unit or proved or _DISPUTED[0]
        found = to_duration(pl.col(AFTER + name), unit)
        at = pl.col(after.base) + found.value.cast(ELAPSED)
        typed = typed.with_columns(at.cast(INSTANT).alias(name), found.reason.alias(f"why {AFTER + name}"))
    return typed


def _prove(
    typed: pl.DataFrame, label: str, disputed: Mapping[str, After], headers: Mapping[str, str]
) -> Unit | None:
    """Take the only unit under which no instant of the file lies after the one that bounds it."""
    if all(typed[AFTER + name].null_count() == typed.height for name in disputed):
        return None
    fits = [unit for unit in _DISPUTED if not any(_is_late(typed, n, a, unit) for n, a in disputed.items())]
    if len(fits) == 1:
        return fits[0]
    how = "fits them all" if fits else "contradicts the instants of its rows"
    named = " and ".join(headers[AFTER + name] for name in disputed)
    what = f"whether {named} count milliseconds or seconds cannot be known: each {how}"
    listed = ", ".join(f'{name} = "milliseconds"' for name in disputed)
    raise ExportError.at(label, what, "a unit", f"declare it: units = {{ {listed} }}")


def _is_late(typed: pl.DataFrame, name: str, after: After, unit: Unit) -> bool:
    """Whether some row's instant would lie after the one that bounds it: to the second, as tools round."""
    if after.until not in typed.columns:
        return False
    at = pl.col(after.base) + to_duration(pl.col(AFTER + name), unit).value.cast(ELAPSED)
    return bool(typed.select((at > pl.col(after.until) + pl.duration(seconds=1)).any()).item())
