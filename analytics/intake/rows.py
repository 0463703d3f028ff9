"""Cells to typed rows: every row of a grid is used, or set aside with the first reason found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.contract.model import Contract, Export
from analytics.errors import ExportError, Problem
from analytics.intake import cells
from analytics.intake.columns import (
    AFTER,
    AGREED,
    INSTANTS,
    KEYS,
    SECURITY_WORD,
    Wanted,
    find_columns,
    find_raw,
)
from analytics.intake.grid import LINE, Grid, cell_name
from analytics.intake.header import FOOTER_WORDS, MARKER
from analytics.intake.offsets import add_offsets
from analytics.intake.typed import (
    ASIDE,
    FIRST_AT,
    KEY_NAMES,
    LAST_AT,
    STATE_WORD,
    add_span,
    convert_instants,
    convert_words,
)
from analytics.intake.zones import zone_of
from analytics.schema import INSTANT, REJECTED

__all__ = ["FIRST_AT", "LAST_AT", "STATE_WORD", "Reading", "understand"]
_FOOTER: Final = f"(?i){FOOTER_WORDS.pattern}"
_BARE_DATE: Final = r"^[0-9]+[-/. ]\w+[-/. ][0-9]+$"


@dataclass(frozen=True)
class Reading:
    """One file, understood.

    Args:
        rows: The rows to use: ``file``, ``line``, our columns that the file has (instants in UTC,
            severity and state in our words, ``state_word`` as exported and folded), and ``first_at`` and
            ``last_at``, the earliest and latest instant of the row.
        rejected: The others, `schema.REJECTED`.
        day_order: In which order day and month were read; None: no cell depends on it.
        notes: Sentences for the account.
        found: Our names of the columns that it has.
        ignored: Its own columns that nothing is made of.
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    day_order: str | None
    notes: tuple[str, ...]
    found: frozenset[str] = frozenset()
    ignored: tuple[str, ...] = ()

    @classmethod
    def nothing(cls) -> Reading:
        """Make what a part without rows gives."""
        names: dict[str, pl.DataType | type[pl.DataType]] = {
            **{"file": pl.String, "part": pl.String, LINE: pl.Int64},
            **{FIRST_AT: INSTANT, LAST_AT: INSTANT},
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
        The rows to use and those set aside.

    Raises:
        ExportError: Columns are missing, the order of day and month or the zone cannot be known, or no
            row can be used.
    """
    positions, problems = find_columns(label, grid.header, wanted)
    if problems:
        raise ExportError(problems)
    given = {**wanted.rows.fixed, **export.fixed}
    given = {name: given[name] for name in wanted.rows.columns if name in given}
    positions |= find_raw(grid.header, positions)
    headers = {name: grid.header[position] for name, position in positions.items()}
    headers |= {name: f"fixed.{name}" for name in given}
    tidy = _select(grid, positions, KEYS.get(wanted.rows.shape, "incident_id"), given)
    plain = tidy.filter(pl.col(ASIDE).is_null()) if tidy[ASIDE].null_count() < tidy.height else tidy
    zone = zone_of(label, export.timezone, grid.zone)
    typed, order, notes = convert_instants(plain, headers, export, zone, is_1904=grid.is_1904)
    typed = add_span(add_offsets(typed, label, headers, export, wanted.rows))
    typed = convert_words(typed, headers, export, contract, wanted)
    asides = [tidy.filter(pl.col(ASIDE).is_not_null()), typed.filter(pl.col(ASIDE).is_not_null())]
    rejected = pl.concat([_rejected(label, part) for part in asides] + [_asides(label, grid)]).sort("line")
    kept = typed.filter(pl.col(ASIDE).is_null()) if typed[ASIDE].null_count() < typed.height else typed
    rows = kept.drop(ASIDE, "column", "is_fault")
    _refuse_unusable(grid, export, label, rows, rejected)
    rows = rows.select(pl.lit(export.path).alias("file"), pl.lit(label).alias("part"), pl.all())
    notes += [*_security_note(label, positions, wanted), *_marker_note(label, rejected)]
    found = frozenset(name.removeprefix(AFTER) for name in headers)
    ignored = tuple(name for i, name in enumerate(grid.header) if name and i not in positions.values())
    return Reading(rows, rejected, order, (*grid.notes, *notes), found, ignored)


def _select(grid: Grid, positions: dict[str, int], key_name: str, given: Mapping[str, str]) -> pl.DataFrame:
    """Our columns, trimmed; with the reason of totals rows and of exact repeats."""
    every = [cell_name(i) for i in range(len(grid.header))]
    may_repeat = grid.rows[cell_name(positions[key_name])].is_duplicated().any()
    is_repeat = ~pl.struct(every).is_first_distinct() if may_repeat else pl.lit(value=False)
    picked = [_cell(name, grid.rows[cell_name(i)]).alias(name) for name, i in positions.items()]
    picked += [pl.lit(value).alias(name) for name, value in given.items()]
    flagged = grid.rows.select(LINE, *picked, is_repeat.alias("is_repeat"))
    key, others = pl.col(key_name), [pl.col(n) for n in positions if n in INSTANTS]
    dated = pl.any_horizontal(other.is_not_null() for other in others)
    is_footer = (key.is_null() & ~dated) | (key.str.contains(_FOOTER) & ~dated)
    reason = (
        pl.when(key.str.to_lowercase().str.contains(MARKER, literal=True))
        .then(pl.lit("the mark of an export that was cut short"))
        .when(is_footer)
        .then(pl.lit(f"no {KEY_NAMES.get(key_name, key_name)}: totals row"))
        .when(pl.col("is_repeat"))
        .then(pl.lit("exact repeat of an earlier row"))
    )
    return flagged.with_columns(
        reason.alias(ASIDE), pl.lit(None, pl.String).alias("column"), pl.lit(value=False).alias("is_fault")
    ).drop("is_repeat")


def _cell(name: str, column: pl.Series) -> pl.Expr:
    """Trim a cell; an agreed date without a time of day gets its midnight, which stands for the whole day."""
    cell = pl.col(column.name)
    if _is_untidy(column):  # most columns are not: what need not be made anew takes no memory
        cell = cells.trim(cell)
    return cell.str.replace(_BARE_DATE, "${0} 00:00") if name in AGREED else cell


def _is_untidy(column: pl.Series) -> bool:
    cell = pl.col(column.name)
    is_so = (cell.str.len_bytes() != cell.str.strip_chars().str.len_bytes()) | cell.is_in(["", "?"])
    return bool(column.to_frame().select(is_so.any()).item())


def _rejected(label: str, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(pl.lit(label).alias("file"), LINE, "column", pl.col(ASIDE).alias("reason"), "is_fault")


def _asides(label: str, grid: Grid) -> pl.DataFrame:
    records = [(label, row.line, row.column, row.reason, row.is_fault) for row in grid.aside]
    return pl.DataFrame(records, schema=dict(REJECTED), orient="row")


def _refuse_unusable(
    grid: Grid, export: Export, label: str, rows: pl.DataFrame, rejected: pl.DataFrame
) -> None:
    if rows.height or (label != export.path and grid.n_read == 0):  # a part may be empty: its file is not
        return
    if grid.n_read == 0:
        if export.nil_return:
            return
        what = "no rows: nil return or failed export? It has a header and nothing below it"
        remedy = 'export it again, or declare the nil return: nil_return = ["2026-10"]'
        raise ExportError([Problem(label, what, "at least one row", remedy)])
    counts = (
        rejected.group_by("reason", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
    )
    why = "; ".join(f"{reason} ({n})" for reason, n in counts.head(5).iter_rows())
    what = f"none of its {grid.n_read} rows can be used: {why}"
    raise ExportError([Problem(label, what, "at least one row", "mend the contract's words or the export")])


def _security_note(label: str, positions: dict[str, int], wanted: Wanted) -> list[str]:
    if SECURITY_WORD in positions or SECURITY_WORD not in wanted.headers:
        return []
    column = wanted.headers[SECURITY_WORD][0]
    return [f"{label}: it has no column {column!r}, so which of its incidents concern security is not known"]


def _marker_note(label: str, rejected: pl.DataFrame) -> list[str]:
    is_cut = rejected["reason"].str.contains("cut short", literal=True).any()
    return [f"{label}: the tool stopped the export early, so rows are missing from it"] if is_cut else []
