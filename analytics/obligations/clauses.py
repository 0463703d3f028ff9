"""The clauses as a table: one row per version, in the order of the contract file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from analytics.contract.model import Clause, Contract
from analytics.schema import INSTANT

_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "clause": pl.Int64,
    "clause_id": pl.String,
    "clause_version": pl.Int64,
    "clause_kind": pl.String,
    "audience": pl.String,
    "obliged": pl.String,
    "is_buyers_awareness": pl.Boolean,
    "severities": pl.List(pl.String),
    "needs_security": pl.Boolean,
    "needs_personal_data": pl.Boolean,
    "needs_major": pl.Boolean,
    "services": pl.List(pl.String),
    "from_at": INSTANT,
    "until_at": INSTANT,
}


def clause_table(contract: Contract) -> pl.DataFrame:
    """Give the clauses as a table, in the order of the contract file.

    Returns:
        clause (its place), clause_id, clause_version, clause_kind, audience, obliged,
        is_buyers_awareness, severities, needs_security, needs_personal_data, needs_major (null: any
        incident), services (null: any; folded), from_at, until_at (null: no end).
    """
    rows = [
        _row(contract, place, version, clause) for place, (version, clause) in enumerate(contract.clauses)
    ]
    return pl.DataFrame(rows, schema=dict(_SCHEMA), orient="row")


def _row(contract: Contract, place: int, version: int, clause: Clause) -> tuple[object, ...]:
    applies = clause.applies
    services = [name.strip().lower() for name in applies.service] if applies.service else None
    return (
        place,
        clause.id,
        version,
        clause.kind,
        clause.audience,
        clause.obliged,
        clause.awareness == "buyer",
        list(clause.severities),
        applies.security,
        applies.personal_data,
        applies.major,
        services,
        _midnight(clause.from_ or contract.head.starts, contract.timezone),
        _until(contract, clause, version),
    )


def _until(contract: Contract, clause: Clause, version: int) -> datetime | None:
    later = [
        other.from_ for number, other in contract.clauses if other.id == clause.id and number == version + 1
    ]
    days = [day for day in (clause.until, *later, contract.head.ends) if day is not None]
    return _midnight(min(days), contract.timezone) if days else None


def _midnight(day: date, timezone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).astimezone(UTC)
