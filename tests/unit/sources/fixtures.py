"""Read the hand-written export of a source, under a small contract."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from analytics.intake import read_exports
from analytics.schema import Tables
from tests.unit.intake.make import make_contract

FIXTURES = Path(__file__).parents[2] / "fixtures"
SEVERITY = {
    "P1": ["1 - Critical", "1", "Highest"],
    "P2": ["2 - High", "2", "High"],
    "P3": ["3 - Moderate", "3", "Medium"],
    "P4": ["4 - Low", "4", "5 - Planning", "5", "Low"],
}
PAUSES = {
    "awaiting customer": {"holder": "buyer", "states": ["Awaiting Customer", "3", "Waiting for customer"]}
}


def export(source: str, name: str, **keys: Any) -> dict[str, Any]:
    return {"source": source, "path": f"{source}/{name}", **keys}


def read(*exports: dict[str, Any]) -> Tables:
    contract = make_contract(FIXTURES, *exports, severity=SEVERITY, pauses=PAUSES)
    return read_exports(contract, FIXTURES)


def row(frame: pl.DataFrame, **where: Any) -> dict[str, Any]:
    """The only row of which this is so."""
    [found] = frame.filter(*(pl.col(name) == value for name, value in where.items())).to_dicts()
    return found


def at(text: str) -> dt.datetime:
    """``05 11:45:10``: an instant of October 2026, UTC."""
    return dt.datetime.fromisoformat(f"2026-10-{text}").replace(tzinfo=dt.UTC)


def changes(tables: Tables, incident_id: str, field: str) -> list[tuple[dt.datetime, str]]:
    found = tables.transitions.filter(pl.col("incident_id") == incident_id, pl.col("field") == field)
    return list(found.select("at", "after").iter_rows())


def holds(tables: Tables, incident_id: str) -> list[tuple[dt.datetime, dt.datetime | None, str]]:
    found = tables.pauses.filter(pl.col("incident_id") == incident_id)
    return list(found.select("paused_at", "resumed_at", "reason").iter_rows())


def excluded(tables: Tables) -> list[tuple[int, str, bool]]:
    return list(tables.rejected.select("line", "reason", "is_fault").iter_rows())
