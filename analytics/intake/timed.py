"""Cells of instants to instants, by the day order and the zone of their file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from analytics.contract.model import Export
from analytics.errors import ExportError
from analytics.intake.columns import INSTANTS
from analytics.intake.dates import check_zone, convert, decide_order, note_short_years, note_swapped
from analytics.intake.grid import LINE
from analytics.intake.instants import dissect
from analytics.intake.tidy import READ

CELL: Final = "cell "  # before the name of an instant: its text


def convert_instants(
    tidy: pl.DataFrame,
    headers: Mapping[str, str],
    export: Export,
    zone: str | None,
    *,
    is_1904: bool,
    is_workbook: bool,
) -> tuple[pl.DataFrame, str | None, list[str]]:
    """Turn the cells of instants into instants.

    Args:
        tidy: ``line`` and our columns as text, with ``read NAME`` of what was read at once.
        headers: Our names to the file's.
        export: The order of day and month that it declares.
        zone: The zone of cells without an offset; None: every cell must carry its own.
        is_1904: Whether day numbers count from 1904.
        is_workbook: Whether the file is one, in which a cell is a true date or text.

    Returns:
        The rows, with ``why NAME`` where a cell gives no instant, and ``cell NAME``, its text where it was
        not read at once; the order that was found; and notes.

    Raises:
        ExportError: The order or the zone cannot be known.
    """
    names = [name for name in headers if name in INSTANTS]
    if not names:
        return tidy, None, []
    slow = {name: tidy[name].alias("cell") for name in names if tidy[name].null_count() < tidy.height}
    places = _places(tidy[LINE], slow, headers)
    parts = dissect(places["cell"].unique(maintain_order=True), is_1904=is_1904)
    order, note, problems = decide_order(export.label, places, parts, export.dates)
    problems += check_zone(export.label, places, parts, zone)
    if problems:
        raise ExportError(problems)
    known = convert(parts, order, zone)
    swapped = _swapped(export.label, tidy, slow, headers, zone, parts) if is_workbook and zone else []
    nothing = pl.lit(None, pl.String)
    tidy = tidy.with_columns(
        *(pl.col(name).alias(CELL + name) for name in names),
        *(pl.col(READ + name).alias(name) for name in names),
        *(nothing.alias(f"why {name}") for name in names),
    ).drop(READ + name for name in names)
    read = {
        name: cells_.to_frame().join(known, on="cell", how="left", maintain_order="left")
        for name, cells_ in slow.items()
    }
    tidy = tidy.with_columns(
        column
        for name, found in read.items()
        for column in (tidy[name].fill_null(found["at"]).alias(name), found["reason"].alias(f"why {name}"))
    )
    return tidy, order, [*([note] if note else []), *note_short_years(export.label, parts), *swapped]


def _places(lines: pl.Series, slow: Mapping[str, pl.Series], headers: Mapping[str, str]) -> pl.DataFrame:
    """Line, column and cell of what was not read quickly, in the order of the file."""
    names = {LINE: pl.Int64, "column": pl.String, "cell": pl.String}
    parts = [
        pl.DataFrame([lines, cells_])
        .select(LINE, column=pl.lit(headers[name]), cell="cell")
        .drop_nulls("cell")
        for name, cells_ in slow.items()
    ]
    return pl.concat([pl.DataFrame(schema=names), *parts]).sort(LINE, maintain_order=True)


def _swapped(
    label: str,
    tidy: pl.DataFrame,
    slow: Mapping[str, pl.Series],
    headers: Mapping[str, str],
    zone: str,
    parts: pl.DataFrame,
) -> list[str]:
    notes = []
    for name, cells in slow.items():
        at = tidy[READ + name].drop_nulls().dt.convert_time_zone(zone)
        notes += note_swapped(label, headers[name], at, cells.drop_nulls(), parts)
    return notes
