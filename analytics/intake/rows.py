"""Cells to typed rows: every row of a grid is used, or set aside with the first reason found."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from analytics.contract.model import Contract, Export
from analytics.errors import ExportError, Problem
from analytics.intake.account import say_reasons
from analytics.intake.columns import (
    AFTER,
    KEYS,
    SECURITY_WORD,
    Wanted,
    find_columns,
    find_raw,
)
from analytics.intake.grid import LINE, Grid, pieces
from analytics.intake.kinds import note_types
from analytics.intake.offsets import add_offsets
from analytics.intake.parallel import take_each
from analytics.intake.tidy import ASIDE, VALUE, take_pieces, tidy_pieces
from analytics.intake.timed import convert_instants
from analytics.intake.typed import convert_words
from analytics.intake.zones import zone_of
from analytics.schema import REJECTED


@dataclass(frozen=True)
class Reading:
    """One file, understood.

    Args:
        rows: The rows to use: ``file``, ``line``, our columns that the file has (instants in UTC,
            severity and state in our words; of updates ``state_word`` as exported and folded).
        rejected: The others, `schema.REJECTED`.
        day_order: In which order day and month were read; None: no cell depends on it.
        notes: Sentences for the account.
        found: Our names of the columns that it has.
        ignored: Its own columns that nothing is made of.
        refusal: Why nothing of it is used, though it was understood; None: something is.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    day_order: str | None
    notes: tuple[str, ...]
    found: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()
    refusal: Problem | None = None

    @classmethod
    def nothing(cls) -> Reading:
        """Make what a part without rows gives."""
        names: dict[str, pl.DataType | type[pl.DataType]] = {
            **{"file": pl.String, "part": pl.String, LINE: pl.Int64},
        }
        return cls(pl.DataFrame(schema=names), pl.DataFrame(schema=dict(REJECTED)), None, ())


def understand(grid: Grid, export: Export, contract: Contract, wanted: Wanted, label: str) -> Reading:
    """Turn the cells of one file into typed rows.

    Args:
        grid: Its cells.
        export: What the contract declares of it.
        contract: The words of severities and states, and the rule of security.
        wanted: The columns to look for.
        label: The file, or the part of it.

    Returns:
        The rows to use and those set aside; a refusal where there are none to use.

    Raises:
        ExportError: Columns are missing, or the order of day and month or the zone cannot be known.
    """
    if not grid.header:  # a list of nothing, or of what are no records
        nothing, asides = Reading.nothing(), _asides(label, grid)
        refusal = _refusal(grid.n_read, export, label, nothing.rows, asides, _holds(grid))
        return replace(nothing, rejected=asides, notes=grid.notes, refusal=refusal)
    positions, problems = find_columns(label, grid.header, wanted)
    if problems:
        raise ExportError(problems)
    given = {**wanted.rows.fixed, **export.fixed}
    given = {name: given[name] for name in wanted.rows.columns if name in given}
    positions |= find_raw(grid.header, positions)
    headers = {name: grid.header[position] for name, position in positions.items()}
    headers |= {name: f"fixed.{name}" for name in given}
    key_name, n_read = KEYS.get(wanted.rows.shape, "incident_id"), grid.n_read
    zone = zone_of(label, export.timezone, grid.zone)
    key = (key_name, headers[key_name])
    notes = [*note_types(label, grid, {*positions, *given}, wanted.rows.shape)]
    parts, grid = take_pieces(grid, positions[key_name])
    tidy, rejected = _set_aside(label, tidy_pieces(parts, positions, given, key, zone), key_name)
    typed, order, more = convert_instants(
        tidy, headers, export, zone, is_1904=grid.is_1904, is_workbook=grid.encoding == "XLSX"
    )
    del tidy
    typed = add_offsets(typed, label, headers, export, wanted.rows)
    parts = pieces(typed)
    del typed
    typed = pl.concat(take_each(lambda part: convert_words(part, headers, export, contract, wanted), parts))
    rows, faulty = _set_aside(label, typed, key_name)
    del typed
    rejected = pl.concat([rejected, faulty, _asides(label, grid)]).sort("line")
    rows = rows.drop(ASIDE, "column", VALUE, "is_fault", "also")
    refusal = _refusal(n_read, export, label, rows, rejected, _holds(grid))
    rows = rows.select(pl.lit(export.label).alias("file"), pl.lit(label).alias("part"), pl.all())
    notes += [*more, *_security_note(label, positions, wanted), *_marker_note(label, rejected)]
    found = frozenset(name.removeprefix(AFTER) for name in headers)
    read = {grid.header[i] for i in positions.values()}  # what a read column also shows is read with it
    ignored = tuple(name for name in grid.header if name and not {name, name.rpartition(".")[0]} & read)
    return Reading(rows, rejected, order, (*grid.notes, *notes), found, ignored, refusal)


def _set_aside(label: str, rows: pl.DataFrame, key_name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the rows that go on from those that are set aside; where none is, nothing is copied."""
    is_aside = rows[ASIDE].is_not_null()
    rejected = rows.filter(is_aside).select(
        pl.lit(label).alias("file"),
        pl.lit(None, pl.String).alias("sheet"),
        LINE,
        pl.col(key_name).alias("id"),
        "column",
        pl.col(VALUE).alias("value"),
        pl.col(ASIDE).alias("reason"),
        "is_fault",
        "also",
    )
    return rows.filter(~is_aside) if rejected.height else rows, rejected


def _asides(label: str, grid: Grid) -> pl.DataFrame:
    records = [
        (label, None, row.line, None, row.column, None, row.reason, row.is_fault, None) for row in grid.aside
    ]
    return pl.DataFrame(records, schema=dict(REJECTED), orient="row")


def _holds(grid: Grid) -> str:
    """What is said of a file without rows."""
    nothing = "It has a header and nothing below it" if grid.header else "It holds no record"
    return {"XES": "It has no event", "Atom": "It has no entry"}.get(grid.encoding or "", nothing)


def _refusal(
    n_read: int, export: Export, label: str, rows: pl.DataFrame, rejected: pl.DataFrame, holds: str
) -> Problem | None:
    if rows.height or (label != export.label and n_read == 0):  # a part may be empty: its file is not
        return None
    if n_read == 0:
        what = f"no rows: nil return or failed export? {holds}"
        remedy = 'export it again, or declare the nil return: nil_return = ["2026-10"]'
        return None if export.nil_return else Problem(label, what, "at least one row", remedy)
    if export.nil_return and not rejected["is_fault"].any():  # totals rows and the like are no incidents
        return None
    what = f"none of its {n_read} rows can be used: {say_reasons(rejected)}"
    return Problem(label, what, "at least one row", "mend the contract's words or the export")


def _security_note(label: str, positions: dict[str, int], wanted: Wanted) -> list[str]:
    if SECURITY_WORD in positions or SECURITY_WORD not in wanted.headers:
        return []
    column = wanted.headers[SECURITY_WORD][0]
    return [f"{label}: it has no column {column!r}, so which of its incidents concern security is not known"]


def _marker_note(label: str, rejected: pl.DataFrame) -> list[str]:
    is_cut = rejected["reason"].str.contains("cut short", literal=True).any()
    return [f"{label}: the tool stopped the export early, so rows are missing from it"] if is_cut else []
