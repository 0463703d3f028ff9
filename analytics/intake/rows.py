"""Cells to typed rows: every row of a grid is used, or set aside with the first reason found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.contract.model import Contract, Export
from analytics.errors import ExportError, Problem
from analytics.intake import cells
from analytics.intake.columns import (
    AGREED,
    INSTANTS,
    KEYS,
    MAY_BE_EMPTY,
    SECURITY_WORD,
    Wanted,
    check_names,
    find_columns,
)
from analytics.intake.dates import check_zone, convert, decide_order, note_short_years
from analytics.intake.grid import LINE, Grid, cell_name
from analytics.intake.header import FOOTER_WORDS, MARKER
from analytics.intake.instants import dissect
from analytics.schema import (
    ACTION_KINDS,
    DISPUTED_FIELDS,
    HOLDERS,
    INCIDENTS,
    INSTANT,
    REJECTED,
    RELIEF_STATUSES,
    SEVERITIES,
    STATE_CLASSES,
)

FIRST_AT: Final = "first_at"
LAST_AT: Final = "last_at"
STATE_WORD: Final = "state_word"
_ASIDE: Final = "set aside"  # why a row is not used; "reason" is a column of the registers
_FOOTER: Final = f"(?i){FOOTER_WORDS.pattern}"
_BARE_DATE: Final = r"^[0-9]+[-/. ]\w+[-/. ][0-9]+$"
_WORDS: Final = {
    ("relief", "status"): RELIEF_STATUSES,
    ("actions", "kind"): ACTION_KINDS,
    ("disputes", "field"): DISPUTED_FIELDS,
    ("pauses", "holder"): HOLDERS,
}
_KEYS: Final = {"incident_id": "incident number", "change_id": "change id"}  # what tells rows apart


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
    """

    rows: pl.DataFrame
    rejected: pl.DataFrame
    day_order: str | None
    notes: tuple[str, ...]


def understand(grid: Grid, export: Export, contract: Contract, wanted: Wanted) -> Reading:
    """Turn the cells of one file into typed rows.

    Args:
        grid: Its cells.
        export: What the contract declares of it.
        contract: The words of severities and states, and the rule of security.
        wanted: The columns to look for.

    Returns:
        The rows to use and those set aside.

    Raises:
        ExportError: Columns are missing, the order of day and month or the zone cannot be known, or no
            row can be used.
    """
    label = export.path
    positions, problems = find_columns(label, grid.header, wanted)
    problems += check_names(export)
    if problems:
        raise ExportError(problems)
    headers = {name: grid.header[position] for name, position in positions.items()}
    tidy = _select(grid, positions, KEYS.get(export.source, "incident_id"))
    plain = tidy.filter(pl.col(_ASIDE).is_null())
    typed, order, notes = _convert_instants(plain, headers, export, is_1904=grid.is_1904)
    typed = _convert_words(typed, headers, export, contract, wanted)
    asides = [tidy.filter(pl.col(_ASIDE).is_not_null()), typed.filter(pl.col(_ASIDE).is_not_null())]
    rejected = pl.concat([_rejected(label, part) for part in asides] + [_asides(label, grid)]).sort("line")
    rows = typed.filter(pl.col(_ASIDE).is_null()).drop(_ASIDE, "column", "is_fault")
    _refuse_unusable(grid, export, rows, rejected)
    rows = rows.select(pl.lit(label).alias("file"), pl.all())
    notes += [*_security_note(label, positions, wanted), *_marker_note(label, rejected)]
    return Reading(rows, rejected, order, (*grid.notes, *notes))


def _select(grid: Grid, positions: dict[str, int], key_name: str) -> pl.DataFrame:
    """Our columns, trimmed; with the reason of totals rows and of exact repeats."""
    every = [cell_name(i) for i in range(len(grid.header))]
    is_repeat = ~pl.struct(every).is_first_distinct()
    picked = [_cell(name, pl.col(cell_name(i))).alias(name) for name, i in positions.items()]
    flagged = grid.rows.select(LINE, *picked, is_repeat.alias("is_repeat"))
    key, others = pl.col(key_name), [pl.col(n) for n in positions if n in INSTANTS]
    dated = pl.any_horizontal(other.is_not_null() for other in others)
    is_footer = (key.is_null() & ~dated) | (key.str.contains(_FOOTER) & ~dated)
    reason = (
        pl.when(key.str.to_lowercase().str.contains(MARKER, literal=True))
        .then(pl.lit("the mark of an export that was cut short"))
        .when(is_footer)
        .then(pl.lit(f"no {_KEYS.get(key_name, key_name)}: totals row"))
        .when(pl.col("is_repeat"))
        .then(pl.lit("exact repeat of an earlier row"))
    )
    return flagged.with_columns(
        reason.alias(_ASIDE), pl.lit(None, pl.String).alias("column"), pl.lit(value=False).alias("is_fault")
    ).drop("is_repeat")


def _cell(name: str, cell: pl.Expr) -> pl.Expr:
    """Trim a cell; an agreed date without a time of day gets its midnight, which stands for the whole day."""
    cell = cells.trim(cell)
    return cell.str.replace(_BARE_DATE, "${0} 00:00") if name in AGREED else cell


def _convert_instants(
    tidy: pl.DataFrame, headers: dict[str, str], export: Export, *, is_1904: bool
) -> tuple[pl.DataFrame, str | None, list[str]]:
    names = [name for name in headers if name in INSTANTS]
    long = pl.concat(
        tidy.select(LINE, pl.lit(headers[name]).alias("column"), pl.col(name).alias("cell")) for name in names
    )
    places = long.drop_nulls("cell").sort(LINE, maintain_order=True)
    parts = dissect(places["cell"].unique(maintain_order=True), is_1904=is_1904)
    order, note, problems = decide_order(export.path, places, parts, export.dates)
    problems += check_zone(export.path, places, parts, export.timezone)
    if problems:
        raise ExportError(problems)
    known = convert(parts, order, export.timezone)
    for name in names:
        found = tidy.select(pl.col(name).alias("cell")).join(
            known, on="cell", how="left", maintain_order="left"
        )
        tidy = tidy.with_columns(found["at"].alias(name), found["reason"].alias(f"why {name}"))
    at = [pl.col(name) for name in names if name not in AGREED] or [pl.lit(None, INSTANT)]
    span = [
        pl.min_horizontal(at).cast(INSTANT).alias(FIRST_AT),
        pl.max_horizontal(at).cast(INSTANT).alias(LAST_AT),
    ]
    return tidy.with_columns(span), order, [*([note] if note else []), *note_short_years(export.path, parts)]


def _convert_words(
    tidy: pl.DataFrame, headers: dict[str, str], export: Export, contract: Contract, wanted: Wanted
) -> pl.DataFrame:
    values: list[pl.Expr] = []
    for name in headers:
        if name in INSTANTS:
            continue
        if name == SECURITY_WORD:
            rule = contract.rules.security
            words = next(iter(rule.values())) if isinstance(rule, dict) else []
            values.append(cells.to_security(pl.col(name), words).alias(name))
            continue
        cell = cells.translate(pl.col(name), export.values.get(name, {}))
        converted = _converter(name, cell, contract, export.source, has_own_words=name in export.values)
        values += [converted.value.alias(name), converted.reason.alias(f"why {name}")]
        if name == "state":
            values.append(cells.fold(pl.col(name)).alias(STATE_WORD))
    return _first_fault(tidy.with_columns(values), headers, wanted.required)


def _converter(
    name: str, cell: pl.Expr, contract: Contract, source: str, *, has_own_words: bool
) -> cells.Converted:
    dtype = INCIDENTS.get(name)
    if name == "severity":
        ours = {word: word for word in SEVERITIES} if has_own_words else {}
        return cells.to_severity(cell, {**contract.severity_words(), **ours})
    if name == "state":
        ours = {word: word for word in STATE_CLASSES} if has_own_words else {}
        return cells.to_state(cell, {**contract.state_words(), **ours})
    if (source, name) in _WORDS:
        return cells.to_word(cell, _WORDS[source, name], name)
    if name == "kind":
        return cells.to_kind(cell)
    if dtype == pl.Int64 or name == "update_number":
        return cells.to_integer(cell)
    return cells.to_boolean(cell) if dtype == pl.Boolean else cells.to_text(cell)


def _first_fault(typed: pl.DataFrame, headers: dict[str, str], required: Iterable[str]) -> pl.DataFrame:
    """Give each row the first fault in the order of our columns, and drop the faults of single cells."""
    whys: list[tuple[str, pl.Expr]] = []
    for name, header in headers.items():
        if f"why {name}" in typed.columns:
            whys.append((header, pl.col(f"why {name}")))
        if name in required and name not in ("severity", *MAY_BE_EMPTY):
            what = f"no {_KEYS.get(name, name)}"
            whys.append((header, pl.when(pl.col(name).is_null()).then(pl.lit(what))))
    reason = pl.coalesce(why for _, why in whys)
    column = pl.coalesce(pl.when(why.is_not_null()).then(pl.lit(header)) for header, why in whys)
    drop = [name for name in typed.columns if name.startswith("why ")]
    return typed.with_columns(
        reason.alias(_ASIDE), column.alias("column"), reason.is_not_null().alias("is_fault")
    ).drop(drop)


def _rejected(label: str, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.lit(label).alias("file"), LINE, "column", pl.col(_ASIDE).alias("reason"), "is_fault"
    )


def _asides(label: str, grid: Grid) -> pl.DataFrame:
    records = [(label, row.line, row.column, row.reason, row.is_fault) for row in grid.aside]
    return pl.DataFrame(records, schema=dict(REJECTED), orient="row")


def _refuse_unusable(grid: Grid, export: Export, rows: pl.DataFrame, rejected: pl.DataFrame) -> None:
    if rows.height:
        return
    if grid.n_read == 0:
        if export.nil_return:
            return
        what = "no rows: nil return or failed export? It has a header and nothing below it"
        remedy = 'export it again, or declare the nil return: nil_return = ["2026-10"]'
        raise ExportError([Problem(export.path, what, "at least one row", remedy)])
    counts = (
        rejected.group_by("reason", maintain_order=True)
        .len()
        .sort("len", descending=True, maintain_order=True)
    )
    why = "; ".join(f"{reason} ({n})" for reason, n in counts.head(5).iter_rows())
    what = f"none of its {grid.n_read} rows can be used: {why}"
    raise ExportError(
        [Problem(export.path, what, "at least one row", "mend the contract's words or the export")]
    )


def _security_note(label: str, positions: dict[str, int], wanted: Wanted) -> list[str]:
    if SECURITY_WORD in positions or SECURITY_WORD not in wanted.headers:
        return []
    column = wanted.headers[SECURITY_WORD][0]
    return [f"{label}: it has no column {column!r}, so which of its incidents concern security is not known"]


def _marker_note(label: str, rejected: pl.DataFrame) -> list[str]:
    is_cut = rejected["reason"].str.contains("cut short", literal=True).any()
    return [f"{label}: the tool stopped the export early, so rows are missing from it"] if is_cut else []
