"""Small frames for the figures: rows as plain dicts, everything else filled in."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl

from analytics.contract.load import parse_contract
from analytics.contract.model import Contract
from analytics.schema import INSTANT, NOTIFICATIONS, OBLIGATIONS
from tests.unit.small import head

ZONE = "Europe/London"
AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
EPISODES = {
    "incident_id": pl.String,
    "episode": pl.Int64,
    "kind": pl.String,
    "source": pl.String,
    "is_security": pl.Boolean,
    "is_cancelled": pl.Boolean,
    "counted_under": pl.String,
    "severity": pl.String,
    "opened_at": INSTANT,
    "opens_at": INSTANT,
    "starts_at": INSTANT,
    "aware_at": INSTANT,
    "acknowledged_at": INSTANT,
    "resolved_at": INSTANT,
    "next_starts_at": INSTANT,
}
HEAD = (
    head("2026-01-01", "Europe/London")
    + """[severity]
P1 = ["1"]
P2 = ["2"]
P3 = ["3"]
P4 = ["4"]
[[exports]]
source = "table"
path = "incidents.csv"
"""
)


def at(text: str) -> dt.datetime:
    """An instant of 2026 in UTC: ``"10-05 09:00"``."""
    return dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=dt.UTC)


def minutes(n: float) -> dt.timedelta:
    return dt.timedelta(minutes=n)


def obligations(*rows: dict) -> pl.DataFrame:
    usual = {
        "incident_id": "INC1",
        "episode": 1,
        "clause_id": "P1-resolution",
        "clause_version": 1,
        "slot": 0,
        "kind": "resolution",
        "obliged": "supplier",
        "is_governing": True,
        "severity": "P1",
        "outcome": "met",
        "period_due": "2026-10",
    }
    return pl.DataFrame(
        [
            {
                name: {"period_due_gross": row.get("period_due", "2026-10"), **usual, **row}.get(name)
                for name in OBLIGATIONS
            }
            for row in rows
        ],
        schema=dict(OBLIGATIONS),
    )


def episodes(*rows: dict) -> pl.DataFrame:
    made = []
    for row in rows:
        opened = row.get("opened_at", at("10-05 09:00"))
        usual = {"incident_id": "INC1", "episode": 1, "kind": "incident", "is_cancelled": False}
        usual |= {
            "severity": "P1",
            "opened_at": opened,
            "opens_at": opened,
            "starts_at": opened,
            "aware_at": opened,
        }
        made.append({name: {**usual, **row}.get(name) for name in EPISODES})
    return pl.DataFrame(made, schema=EPISODES)


def notices(*rows: tuple[str, str, str]) -> pl.DataFrame:
    made = [{"incident_id": n, "audience": audience, "at": at(when)} for n, audience, when in rows]
    return pl.DataFrame(
        [{name: row.get(name) for name in NOTIFICATIONS} for row in made], dict(NOTIFICATIONS)
    )


def contract(*clauses: dict, versions: tuple[int, ...] | None = None, more: str = "") -> Contract:
    """A contract of these clauses: id, and optionally kind, severity, and any key with its TOML value.

    `more` is TOML of further tables: ``"[rules]\\nmonth = 'opened'"``.
    """
    blocks = [HEAD, more]
    for clause in clauses:
        usual = {"kind": "resolution", "within": "4 hours", "reference": "r", "target": "95%"}
        keys = usual | {name: value for name, value in clause.items() if name not in ("severity", "from")}
        if keys["kind"] == "notification":
            keys["audience"] = "buyer"
        lines = [f"{name} = {toml(value)}" for name, value in keys.items()]
        if "severity" in clause:
            lines.append(f"applies = {{ severity = {toml(clause['severity'])} }}")
        if "from" in clause:
            lines.append(f"from = {clause['from']}")
        blocks.append("\n".join(["[[clauses]]", *lines]))
    document = parse_contract("\n".join(blocks), Path("contract.toml"))
    seen = [clause["id"] for clause in clauses]
    versions = versions or tuple(seen[: n + 1].count(name) for n, name in enumerate(seen))
    return Contract(document=document, path=Path("contract.toml"), sha256="0", versions=versions)


def toml(value: object) -> str:
    """A value as TOML: a dict is an inline table, everything else is as in JSON."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {toml(each)}" for name, each in value.items()) + " }"
    return json.dumps(value)
