"""Small facts for obligations: tidy tables of a few rows, and a contract of a few clauses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl

from analytics.contract.load import parse_contract
from analytics.contract.model import Contract
from analytics.obligations import measure
from analytics.schema import (
    FILES,
    INCIDENTS,
    NOTIFICATIONS,
    PAUSES,
    REJECTED,
    TRANSITIONS,
    Schema,
    Tables,
    empty,
)
from tests.unit.small import head

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
HEAD = (
    head("2026-01-01")
    + """{ends}
[calendars.working]
hours = {{ mon-fri = ["08:00-18:00"] }}
[rules]
security = {{ category = ["Security"] }}
{rules}
[severity]
P1 = ["1"]
[pauses]
customer = ["Awaiting Customer"]
vendor = ["Awaiting Vendor"]
[[exports]]
source = "servicenow-audit"
path = "log.csv"
"""
)


def at(text: str) -> dt.datetime:
    """An instant of October 2026 in UTC: ``"05 09:00"``; with a month in front of another."""
    day = text if text.count("-") else f"10-{text}"
    return dt.datetime.fromisoformat(f"2026-{day}").replace(tzinfo=dt.UTC)


def contract(*clauses: str, rules: str = "", ends: str = "") -> Contract:
    """A contract of clauses like ``'id = "a"\\nkind = "response"\\nwithin = "1 hour"'``."""
    blocks = [HEAD.format(rules=rules, ends=ends)]
    blocks += [f'[[clauses]]\n{clause}\ntarget = "95%"\nreference = "r"\n' for clause in clauses]
    document = parse_contract("\n".join(blocks), Path("contract.toml"))
    names = [clause.id for clause in document.clauses]
    versions = tuple(names[: n + 1].count(name) for n, name in enumerate(names))
    return Contract(document=document, path=Path("contract.toml"), sha256="0", versions=versions)


def clause(name: str, kind: str = "resolution", within: str = "4 hours", **more: object) -> str:
    """One clause; further keys are written as they are given."""
    kind_lines = [f'id = "{name}"', f'kind = "{kind}"', f'within = "{within}"']
    if kind == "notification" and "audience" not in more:
        more["audience"] = '"buyer"'
    return "\n".join([*kind_lines, *(f"{key} = {value}" for key, value in more.items())])


def tables(
    incidents: list[dict],
    transitions: list[tuple[str, str, str | None, str]] = (),
    pauses: list[tuple[str, str | None, str]] = (),
    notices: list[tuple[str, str]] | None = None,
) -> Tables:
    """Facts of incidents; states, pauses and notices are those of INC1.

    Args:
        incidents: Columns that differ from a P1 opened on Monday 5 October at 09:00.
        transitions: (instant, field, before, after).
        pauses: (begin, end, reason).
        notices: (instant, audience); None: no register.
    """
    usual = {"incident_id": "INC1", "kind": "incident", "severity": "P1", "opened_at": at("05 09:00")}
    return Tables(
        incidents=frame([{**usual, **row} for row in incidents], INCIDENTS),
        transitions=frame(
            [
                {"incident_id": "INC1", "at": at(when), "field": field, "before": before, "after": after}
                for when, field, before, after in transitions
            ],
            TRANSITIONS,
        ),
        pauses=frame(
            [
                {
                    "incident_id": "INC1",
                    "paused_at": at(begin),
                    "resumed_at": None if end is None else at(end),
                    "reason": reason,
                }
                for begin, end, reason in pauses
            ],
            PAUSES,
        ),
        notifications=None
        if notices is None
        else frame(
            [{"incident_id": "INC1", "at": at(when), "audience": audience} for when, audience in notices],
            NOTIFICATIONS,
        ),
        rejected=empty(REJECTED),
        files=empty(FILES),
    )


def frame(rows: list[dict], schema: Schema) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], dict(schema))


def judged(facts: Tables, agreed: Contract, as_of: dt.datetime = AS_OF) -> dict[str, dict]:
    """Each obligation of INC1's first episode by its clause."""
    rows = measure(facts, agreed, as_of).filter(incident_id="INC1", episode=1)
    return {row["clause_id"]: row for row in rows.to_dicts()}
