"""`check`: the account of every row, and every problem of contract and exports at once."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from analytics.contract.load import load_contract
from analytics.contract.model import Contract
from analytics.errors import ContractError, ExportError, Problem, quote
from analytics.intake import check_exports
from analytics.intake.account import REFUSED
from analytics.report.doubts import find_doubts
from analytics.report.otherwise import (
    compare_figures,
    difference_lines,
    reconciliation_lines,
    to_records,
)
from analytics.report.remedies import remedy_of
from analytics.schema import Tables
from analytics.tables import format_instant
from analytics.tables.account import DELIMITERS
from analytics.visible import escape_json

SHOWN_PROBLEMS = 20
SHOWN_COLUMNS = 12


@dataclass(frozen=True)
class CheckResult:
    """What `check` found.

    Args:
        contract_id: Null where the contract itself could not be read.
        tables: The account; None where there is none.
        problems: Everything that is wrong.
        exit_code: 0, 2 for the contract, 3 for an export.
        notes: What a reader should know though nothing is wrong.
        figures: The tools' own figures beside ours, `reconcile`; None: nothing was judged.
        timezone: The contract's, in which the text gives instants.
    """

    contract_id: str | None
    tables: Tables | None
    problems: tuple[Problem, ...]
    exit_code: int
    notes: tuple[str, ...] = ()
    figures: pl.DataFrame | None = None
    timezone: str = "UTC"

    def to_json(self) -> str:
        """Give it for machines: contract, status, files (with reasons), problems, notes."""
        files = account(self.tables) if self.tables else []
        found: dict[str, Any] = {
            "contract": self.contract_id,
            "status": "failed" if self.problems else "ok",
            "files": files,
            "excluded": self.tables.rejected.to_dicts() if self.tables else [],
            "problems": [vars(problem) for problem in self.problems],
            "notes": list(self.notes),
            "reconciliation": to_records(self.figures),
            "differences": self.tables.differences.to_dicts() if self.tables else [],
        }
        return escape_json(json.dumps(found, indent=2, ensure_ascii=False)) + "\n"

    def to_text(self) -> str:
        """Give it for people: one line a file, one a reason, the first faults, then problems and notes."""
        entries = account(self.tables) if self.tables else []
        lines = [line for entry in entries for line in _file_lines(entry, self.timezone)]
        lines += _faults(self.tables) if self.tables else []
        lines += [*reconciliation_lines(self.figures)]
        lines += [*difference_lines(self.tables.differences)] if self.tables else []
        lines += [f"note: {note}" for note in self.notes]
        n = len(self.problems)
        shown = (
            n if self.exit_code == ContractError.exit_code else SHOWN_PROBLEMS
        )  # a contract is mended once
        lines += [f"problem: {problem}" for problem in self.problems[:shown]]
        if n > shown:
            lines.append(f"and {n - shown} more problems: --format json lists them all")
        lines.append(f"{n} problem{'s' if n > 1 else ''}" if n else "No problem was found.")
        return "\n".join(lines) + "\n"


def check_contract(contract: Path, exports: Path | None = None) -> CheckResult:
    """Read a contract and its exports and say everything that is wrong with either.

    Returns:
        The account; nothing is raised for a user's mistake.
    """
    try:
        loaded = load_contract(contract)
    except ContractError as error:
        return CheckResult(None, None, error.problems, ContractError.exit_code)
    tables, problems = check_exports(loaded, exports)
    code = ExportError.exit_code if problems else 0
    figures = compare_figures(tables, loaded) if not tables.verdicts.is_empty() else None
    notes = _notes(loaded, tables)
    return CheckResult(loaded.id, tables, tuple(problems), code, notes, figures, loaded.timezone)


def account(tables: Tables) -> list[dict[str, Any]]:
    """Give the account of rows per file, with the excluded rows counted by reason.

    Returns:
        One entry per file: what `schema.FILES` says, instants as ISO 8601, and ``excluded_by_reason``.
    """
    reasons = reasons_by_file(tables.rejected)
    entries = []
    for row in tables.files.iter_rows(named=True):
        entry = {
            name: value.isoformat() if isinstance(value, dt.datetime) else value
            for name, value in row.items()
        }
        of_file = reasons.filter(pl.col("file") == row["file"])
        entry["excluded_by_reason"] = dict(of_file.select("reason", "n").iter_rows())
        entries.append(entry)
    return entries


def reasons_by_file(rejected: pl.DataFrame) -> pl.DataFrame:
    """Count rejected rows: file, reason, n; the most frequent first."""
    return (
        rejected.group_by("file", "reason")
        .agg(n=pl.len().cast(pl.Int64))
        .sort("file", "n", "reason", descending=[False, True, False])
    )


def _notes(contract: Contract, tables: Tables | None) -> tuple[str, ...]:
    own: list[str] = []
    if not contract.rules.has_security_rule:
        own.append("The contract declares no security rule: no incident is treated as a security incident.")
    if "timezone" not in contract.head.model_fields_set:
        own.append(f"The contract names no timezone: {contract.timezone} is taken.")
    kinds = {clause.kind for _, clause in contract.clauses}
    if tables is not None and tables.notifications is None and "notification" in kinds:
        own.append("No export of notices is declared: notification clauses are not reported.")
    return (*own, *((*find_doubts(contract, tables), *tables.notes) if tables else ()))


def _faults(tables: Tables) -> list[str]:
    """Name the rows excluded for a fault; the others are right, only no cases."""
    is_told = pl.col("line").is_not_null() & (pl.col("reason") != REFUSED)  # why, its problem says
    faults = tables.rejected.filter(pl.col("is_fault") & is_told).sort(
        "file", "line", "column", nulls_last=True
    )
    lines: list[str] = []
    told: set[str] = set()
    for row in faults.head(SHOWN_PROBLEMS).iter_rows(named=True):
        key = quote(row["id"])[1:-1] if row["id"] else None
        parts = (row["file"], row["sheet"], f"line {row['line']}", key, row["column"])
        place = ", ".join(part for part in parts if part)
        value = f"{quote(row['value'])}: " if row["value"] is not None else ""
        remedy = "" if row["reason"] in told else remedy_of(row["reason"])
        told.add(row["reason"])
        also = f" (also: {row['also']})" if row["also"] else ""
        lines.append(
            f"not used: {place}: {value}{row['reason']}{also}" + (f". To do: {remedy}." if remedy else "")
        )
    if faults.height > SHOWN_PROBLEMS:
        more = faults.height - SHOWN_PROBLEMS
        lines.append(f"and {more} more rows not used: --out DIR keeps them all in excluded.csv")
    return lines


def _file_lines(entry: dict[str, Any], zone: str) -> list[str]:
    head = f"{entry['file']} ({entry['source']}): {entry['n_read']:,} rows read = "
    lines = [f"{head}{entry['n_used']:,} used + {entry['n_excluded']:,} excluded"]
    lines += [f"    {n:>7,}  {reason}" for reason, n in entry["excluded_by_reason"].items()]
    if entry["sha256"]:
        facts = [
            str(entry[name]) for name in ("encoding", "delimiter", "day_order", "timezone") if entry[name]
        ]
        words = ", ".join(DELIMITERS.get(fact, fact) for fact in facts)
        lines.append(f"    sha256 {entry['sha256'][:12]}…, {entry['n_bytes']:,} bytes, {words}")
    if entry["sheets"]:
        lines.append(f"    sheets {', '.join(map(repr, entry['sheets']))}")
    if entry["ignored"]:
        shown = ", ".join(quote(name)[1:-1] for name in entry["ignored"][:SHOWN_COLUMNS])
        more = len(entry["ignored"]) - SHOWN_COLUMNS
        lines.append(f"    columns not read: {shown}" + (f" and {more} more" if more > 0 else ""))
    if entry["first_at"]:
        first, last = (
            format_instant(dt.datetime.fromisoformat(entry[name]), zone) for name in ("first_at", "last_at")
        )
        lines.append(f"    from {first} to {last}")
    return lines
