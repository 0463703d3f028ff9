"""Small frames for the causes: rows as plain dicts, everything else filled in."""

from __future__ import annotations

import datetime as dt

import polars as pl

from analytics.causes.signal import REPEAT_ROOT_CAUSE
from analytics.schema import INSTANT

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
FIRST = AS_OF - dt.timedelta(days=365)
MEMBERS = {
    "cause_id": pl.String,
    "kind": pl.String,
    "incident_id": pl.String,
    "opened_at": INSTANT,
    "onset_at": INSTANT,
    "resolved_at": INSTANT,
    "severity": pl.String,
    "service": pl.String,
    "component": pl.String,
    "problem_id": pl.String,
    "cause_code": pl.String,
    "caused_by_change": pl.String,
}
CHANGES = {
    "change_id": pl.String,
    "title": pl.String,
    "causes": pl.List(pl.String),
    "raised_at": INSTANT,
    "made_at": INSTANT,
    "criterion": pl.String,
    "owner_role": pl.String,
}


def ago(days: float) -> dt.datetime:
    return AS_OF - dt.timedelta(days=days)


def members(*rows: dict) -> pl.DataFrame:
    """Incidents of the cause A, unless a row says otherwise, P3 and open, each with an id of its own."""
    usual = {"cause_id": "A", "kind": REPEAT_ROOT_CAUSE, "severity": "P3"}
    numbered = [{"incident_id": f"INC{n}"} | usual | row for n, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=MEMBERS)


def opened(*days: float, **facts: object) -> list[dict]:
    """One row for each opening, so many days before ``AS_OF``."""
    return [{"opened_at": ago(day)} | facts for day in days]


def changes(*rows: dict) -> pl.DataFrame:
    """Changes against the cause A, raised long ago, unless a row says otherwise."""
    usual = {"change_id": "CHG1", "causes": ["A"], "raised_at": ago(300)}
    return pl.DataFrame([usual | row for row in rows], schema=CHANGES)
