"""All exports of a contract to tidy tables, with every problem of a run at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from analytics.contract.model import Contract
from analytics.errors import ExportError, Problem
from analytics.intake.account import (
    TOO_MANY,
    Counted,
    check_shares,
    make_files,
    note_limits,
    refuse_rows,
    withdraw,
)
from analytics.intake.built import ROW, reject
from analytics.intake.combine import combine
from analytics.intake.coverage import note_coverage, span_of
from analytics.intake.grid import name_sheets, pieces
from analytics.intake.natives import name_by_number
from analytics.intake.one import read_one
from analytics.intake.precision import MINUTE, is_counted_in_minutes, is_to_the_minute
from analytics.intake.rows import Reading
from analytics.intake.silence import audiences_of, note_silences, silences_of, told_by, untold_of
from analytics.schema import INSTANT, REJECTED, Schema, Tables, empty
from analytics.sources.model import INCIDENT_SHAPES

_SPAN: Final[Schema] = MappingProxyType(
    {"file": pl.String, "n_used": pl.Int64, "first_at": INSTANT, "last_at": INSTANT}
)


def read_exports(contract: Contract, exports: Path | None = None, *, strict: bool = True) -> Tables:
    """Read every export that a contract declares.

    Args:
        contract: The contract.
        exports: The folder to which the paths are relative; None: the contract's own.
        strict: Refuse a file of whose rows more than ``rules.max_excluded`` are excluded for a fault.

    Returns:
        The tidy tables and the account of rows, sorted and independent of the order of rows.

    Raises:
        ExportError: Every problem of every file.
        StorageError: A file is there and cannot be read.
    """
    tables, _, refusals, shares = _read(contract, exports)
    problems = [*refusals, *(shares if strict else [])]
    if problems:
        raise ExportError(problems)
    return tables


def check_exports(contract: Contract, exports: Path | None = None) -> tuple[Tables, list[Problem]]:
    """Give the full account, whatever is wrong.

    Args:
        contract: The contract.
        exports: The folder to which the paths are relative; None: the contract's own.

    Returns:
        The tables of what can be used, and every problem. In the account a refused file has ``n_used`` 0,
        also one of which too many rows are at fault: nothing is published of it.
    """
    tables, spared, refusals, shares = _read(contract, exports)
    return withdraw(tables, spared), [*refusals, *shares]


@dataclass
class _Found:
    """What has been gathered of the files read so far."""

    counted: list[Counted] = field(default_factory=list)
    rows: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    rejected: list[pl.DataFrame] = field(default_factory=lambda: [empty(REJECTED)])
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    n_rows: int = 0
    precisions: dict[str, int] = field(default_factory=dict)
    columns: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, file: Counted, reading: Reading | None) -> None:
        if reading is None:
            self.counted.append(replace(file, is_refused=True))
            self.rejected.append(refuse_rows(file))
            return
        if file.is_refused:  # understood, and each row has its own reason
            self.counted.append(file)
            self.rejected.append(reading.rejected)
            self.notes += reading.notes
            return
        if not reading.found and reading.rows.is_empty():  # a list of nothing has no columns either
            self.counted.append(file)
            self.rejected.append(reading.rejected)
            return
        numbered = []
        for part in pieces(reading.rows):
            numbers = pl.int_range(self.n_rows, self.n_rows + part.height, dtype=pl.Int64, eager=True)
            self.n_rows += part.height
            numbered.append(
                part.with_columns(numbers.alias(ROW), pl.lit(len(self.counted)).alias("file_number"))
            )
        self.rows.setdefault(file.rows.shape, []).append(pl.concat(numbered))
        self.rejected.append(reading.rejected)
        self.notes += reading.notes
        self.columns[file.label] = reading.found
        if is_to_the_minute(file.export, reading.rows) or is_counted_in_minutes(
            file.export, file.rows, reading.found
        ):
            self.precisions[file.label] = MINUTE
        self.counted.append(file)


def _read(
    contract: Contract, exports: Path | None
) -> tuple[Tables, pl.DataFrame, list[Problem], list[Problem]]:
    """The tables, the rows that are right in files of which too many are not, and what is wrong."""
    folder = exports if exports is not None else contract.folder
    found = _Found()
    for export in contract.exports:
        read_one(export, contract, folder, found.add, found.problems)
    is_whole = not any(file.is_refused and file.rows.shape in INCIDENT_SHAPES for file in found.counted)
    rows = name_by_number(found.rows)
    built, registers, dropped = combine(
        rows, contract, found.columns, frozenset(found.precisions), is_whole=is_whole
    )
    used = _spans([part for parts in found.rows.values() for part in parts], dropped)
    rejected = pl.concat([*found.rejected, dropped.drop(ROW)])
    rejected = rejected.sort("file", "line", "reason", nulls_last=True, maintain_order=True)
    files = make_files(found.counted, rejected, used)
    rejected = name_sheets(rejected, files)
    until = _complete_until(contract) or _latest(used)
    coverage = note_coverage(files, built.incidents, contract, until)
    told = told_by(rows, built.verdicts)
    silences = silences_of(contract, found.columns, built.incidents, told)
    untold, more = untold_of(contract, found.columns, built.incidents, told, silences)
    silent = [*note_silences(contract, silences), *more]
    tables = Tables(
        incidents=built.incidents,
        transitions=built.transitions,
        pauses=pl.concat([built.pauses, registers.pauses]).sort(
            "incident_id", "paused_at", maintain_order=True
        ),
        notifications=registers.notifications,
        rejected=rejected,
        files=files,
        latest_at=_latest(used),
        complete_until=_complete_until(contract),
        notes=(*found.notes, *note_limits(files), *coverage, *silent, *built.notes, *registers.notes),
        updates=registers.updates,
        relief=registers.relief,
        actions=registers.actions,
        disputes=pl.concat([registers.disputes, built.disputes]).sort(
            "incident_id", "at", "field", maintain_order=True
        ),
        changes=registers.changes,
        precisions=found.precisions,
        verdicts=built.verdicts,
        differences=built.differences,
        silences=silences,
        untold=untold,
        audiences=audiences_of(contract),
    )
    refused = [file.label for file in found.counted if file.is_refused]
    shares = check_shares(files, rejected, refused, contract.rules.max_excluded)
    spared = _spared(found.rows, dropped, [problem.where for problem in shares])
    return tables, name_sheets(spared, files), found.problems, shares


def _spared(
    rows: Mapping[str, Sequence[pl.DataFrame]], dropped: pl.DataFrame, refused: Sequence[str]
) -> pl.DataFrame:
    """The rows of refused files that would be used, as `schema.REJECTED`."""
    parts = [part for found in rows.values() for part in found if part.height]
    of_refused = [part for part in parts if part.head(1)["part"].item() in refused]
    used = [part.join(dropped, on=ROW, how="anti", maintain_order="left") for part in of_refused]
    rejected = [empty(REJECTED), *(reject(part, TOO_MANY, is_fault=False).drop(ROW) for part in used)]
    return pl.concat(rejected)


def _spans(parts: Iterable[pl.DataFrame], dropped: pl.DataFrame) -> pl.DataFrame:
    """How many rows of each file are used, and their first and last instant."""
    spans = []
    for part in parts:
        used = part.join(dropped, on=ROW, how="anti") if dropped.height else part
        if used.height:
            spans.append((used.head(1)["part"].item(), used.height, *span_of(used)))
    return pl.DataFrame(spans, schema=dict(_SPAN), orient="row")


def _latest(used: pl.DataFrame) -> dt.datetime | None:
    latest = used["last_at"].max()
    return latest if isinstance(latest, dt.datetime) else None


def _complete_until(contract: Contract) -> dt.datetime | None:
    """The earliest that is declared, in UTC; a day means its midnight in the contract's zone."""
    zone = ZoneInfo(contract.timezone)
    declared = [export.complete_until for export in contract.exports if export.complete_until is not None]
    return min((_at(value, zone).astimezone(dt.UTC) for value in declared), default=None)


def _at(value: dt.date | dt.datetime, zone: ZoneInfo) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return value if value.tzinfo else value.replace(tzinfo=zone)
