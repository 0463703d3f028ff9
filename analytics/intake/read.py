"""All exports of a contract to tidy tables, with every problem of a run at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from analytics.contract.model import Contract, Export
from analytics.errors import ExportError, Problem
from analytics.intake.account import Counted, check_shares, make_files, refuse_rows
from analytics.intake.audit import build_audit
from analytics.intake.built import Built, nothing, reject
from analytics.intake.columns import wanted_columns
from analytics.intake.files import read_blob
from analytics.intake.formats import read_grid
from analytics.intake.notifications import build_notifications
from analytics.intake.rows import Reading, understand
from analytics.intake.table import build_table
from analytics.schema import INSTANT, REJECTED, Tables, empty

_KEY = ["file", "line"]


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
    tables, refusals, shares = _read(contract, exports)
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
        The tables of what can be used, where a refused file has ``n_used`` 0, and every problem.
    """
    tables, refusals, shares = _read(contract, exports)
    return tables, [*refusals, *shares]


def _read(contract: Contract, exports: Path | None) -> tuple[Tables, list[Problem], list[Problem]]:
    folder = exports if exports is not None else contract.folder
    counted: list[Counted] = []
    readings: dict[str, list[pl.DataFrame]] = {"servicenow-audit": [], "table": [], "notifications": []}
    rejected = [empty(REJECTED)]
    notes: list[str] = []
    problems: list[Problem] = []
    for number, export in enumerate(contract.exports):
        file, reading, found = _read_one(export, contract, folder)
        problems += found
        if reading is None:
            file = replace(file, is_refused=True)
            rejected.append(refuse_rows(file))
        else:
            rejected.append(reading.rejected)
            notes += reading.notes
            readings[export.source].append(reading.rows.with_columns(pl.lit(number).alias("file_number")))
        counted.append(file)
    built, messages, more = _build(readings, contract)
    rows = [
        part.select("file", "line", "first_at", "last_at") for parts in readings.values() for part in parts
    ]
    all_rejected = pl.concat([*rejected, built.rejected, more]).sort(
        _KEY, nulls_last=True, maintain_order=True
    )
    dropped = pl.concat([built.rejected, more]).select(_KEY)
    used = pl.concat([_spans(), *rows]).join(dropped, on=_KEY, how="anti")
    files = make_files(counted, all_rejected, used)
    has_notices = any(export.source == "notifications" for export in contract.exports)
    tables = Tables(
        incidents=built.incidents,
        transitions=built.transitions,
        pauses=built.pauses,
        notifications=messages if has_notices else None,
        rejected=all_rejected,
        files=files,
        latest_at=_latest(used),
        complete_until=_complete_until(contract),
        notes=(*notes, *built.notes),
    )
    return tables, problems, check_shares(files, all_rejected, contract.rules.max_excluded)


def _read_one(
    export: Export, contract: Contract, folder: Path
) -> tuple[Counted, Reading | None, Sequence[Problem]]:
    file = Counted(export)
    wanted = wanted_columns(export, contract)
    try:
        file = replace(file, blob=read_blob(folder, export.path))
        assert file.blob is not None
        grid = read_grid(file.blob, export, wanted)
        file = replace(file, n_read=grid.n_read, encoding=grid.encoding, delimiter=grid.delimiter)
        reading = understand(grid, export, contract, wanted)
    except ExportError as error:
        return file, None, error.problems
    return replace(file, day_order=reading.day_order), reading, ()


def _build(
    readings: dict[str, list[pl.DataFrame]], contract: Contract
) -> tuple[Built, pl.DataFrame, pl.DataFrame]:
    audit = (
        build_audit(_below(readings["servicenow-audit"]), contract)
        if readings["servicenow-audit"]
        else nothing()
    )
    rows = _below(readings["table"])
    known = audit.incidents["incident_id"].implode()
    is_told = pl.col("incident_id").is_in(known) if rows.height else pl.lit(value=False)
    table = build_table(rows.filter(~is_told) if rows.height else rows)
    told = (
        reject(rows.filter(is_told), "the audit log of another export has this incident", is_fault=True)
        if rows.height
        else empty(REJECTED)
    )
    built = Built(
        pl.concat([audit.incidents, table.incidents]).sort("incident_id"),
        audit.transitions,
        audit.pauses,
        pl.concat([audit.rejected, table.rejected, told]),
        (*audit.notes, *table.notes),
    )
    messages, unknown = build_notifications(_below(readings["notifications"]), built.incidents["incident_id"])
    return built, messages, unknown


def _below(parts: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts, how="diagonal") if parts else pl.DataFrame()


def _spans() -> pl.DataFrame:
    return pl.DataFrame(schema={"file": pl.String, "line": pl.Int64, "first_at": INSTANT, "last_at": INSTANT})


def _latest(used: pl.DataFrame) -> dt.datetime | None:
    latest = used["last_at"].max()
    return latest if isinstance(latest, dt.datetime) else None


def _complete_until(contract: Contract) -> dt.datetime | None:
    """The earliest that is declared, in UTC; a day means its midnight in the contract's zone."""
    zone = ZoneInfo(contract.timezone)
    declared = [export.complete_until for export in contract.exports if export.complete_until is not None]
    instants = [_at(value, zone).astimezone(dt.UTC) for value in declared]
    return min(instants, default=None)


def _at(value: dt.date | dt.datetime, zone: ZoneInfo) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return value if value.tzinfo else value.replace(tzinfo=zone)
