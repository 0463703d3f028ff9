"""Short words for facts and contracts of the cases worked by hand.

October 2026: the 5th is a Monday; London is at UTC+1 until the 25th. Instants are written in UTC, "05 09:00";
the calendar "working" is 08:00 to 18:00 in London, which is 07:00 to 17:00 UTC.
"""

from __future__ import annotations

import datetime as dt

from tests.oracle.contract_clock import EPOCH
from tests.oracle.judge import judge

HOUR = 3_600_000_000
MINUTE = 60_000_000


def at(text: str) -> dt.datetime:
    return dt.datetime.strptime(f"2026-10-{text} +0000", "%Y-%m-%d %H:%M %z")


def clause(clause_id: str, kind: str, within: str, **keys: object) -> dict:
    window = {"every": within} if kind == "update" else {"within": within}
    told = {"audience": "buyer"} if kind in ("notification", "update") else {}
    return {"id": clause_id, "kind": kind} | window | told | keys


def contract(*clauses: dict, **rules: object) -> dict:
    return {
        "contract": {"timezone": "Europe/London", "starts": dt.date(2026, 10, 1)},
        "calendars": {"working": {"hours": {"mon-fri": ["08:00-18:00"]}}},
        "rules": rules,
        "clauses": list(clauses),
    }


def incident(name: str = "A", opened: str = "05 09:00", **columns: object) -> dict:
    given = {key: at(value) if key.endswith("_at") else value for key, value in columns.items()}
    return {"incident_id": name, "kind": "incident", "severity": "P2", "opened_at": at(opened)} | given


def log(*rows: tuple[str, str, str | None, str], name: str = "A") -> list[dict]:
    return [
        {"incident_id": name, "at": at(when), "field": field, "before": was, "after": after}
        for when, field, was, after in rows
    ]


def sent(*instants: str) -> list[dict]:
    return [{"incident_id": "A", "at": at(when), "audience": "buyer"} for when in instants]


def action(action_id: str, kind: str, raised: str, due: str | None, done: str | None) -> dict:
    dates = {"raised_at": raised, "due_at": due, "done_at": done}
    return {"action_id": action_id, "incident_id": "A", "kind": kind} | {
        key: None if value is None else at(value) for key, value in dates.items()
    }


def claim(when: str, status: str, clause_id: str | None = None) -> dict:
    approver = "the board" if status == "agreed" else None
    claimed = {"status": status, "reason": "flood", "approver": approver}
    return {"incident_id": "A", "clause_id": clause_id, "at": at(when)} | claimed


def found(agreed: dict, incidents: list[dict], as_of: str = "20 00:00", **tables: list[dict]) -> dict:
    return judge({"incidents": incidents, "transitions": [], "pauses": []} | tables, agreed, at(as_of))


def seen(rows: dict, *names: str) -> list[tuple]:
    """Each obligation with some of its columns, instants as they are written here."""
    return [
        (*key[:1], *key[2:], *(shown(row[name], name) for name in names)) for key, row in sorted(rows.items())
    ]


def shown(value: object, name: str) -> object:
    is_instant = name in ("due_at", "last", "starts_at", "stopped_at") and value is not None
    return f"{EPOCH + dt.timedelta(microseconds=value):%d %H:%M}" if is_instant else value
