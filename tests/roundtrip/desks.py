"""Service desks whose exports are tables: Zendesk, Freshservice and BMC Helix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from analytics.schema import Tables
from tests.roundtrip.telling import (
    LONDON,
    Written,
    iso,
    local,
    with_acknowledged,
    with_states,
    write_csv,
    write_json,
)
from tests.roundtrip.world import Incident, World

ZENDESK = {
    **{"new": "new", "in progress": "open", "on hold": "pending"},
    **{"resolved": "solved", "closed": "closed", "cancelled": "closed"},
}
FRESH = {
    **{"new": "Open", "in progress": "Open", "on hold": "Pending"},
    **{"resolved": "Resolved", "closed": "Closed", "cancelled": "Closed"},
}
BMC = {
    **{"new": "New", "in progress": "In Progress", "on hold": "Pending"},
    **{"resolved": "Resolved", "closed": "Closed", "cancelled": "Cancelled"},
}
WORDS = {
    "zendesk": {"P1": "Urgent", "P2": "High", "P3": "Normal", "P4": "Low"},
    "freshservice": {"P1": "Urgent", "P2": "High", "P3": "Medium", "P4": "Low"},
    "bmc": {"P1": "Critical", "P2": "High", "P3": "Medium", "P4": "Low"},
}
Row = Callable[[Incident, dt.datetime | None], dict[str, Any]]


def _change(tool: str) -> Callable[[dict[str, Any]], None]:
    def words(document: dict[str, Any]) -> None:
        document["severity"] = {severity: [word] for severity, word in WORDS[tool].items()}

    return words


def _cancelled(world: World) -> dict[str, frozenset[str]]:
    ids = frozenset(each.id for each in world.incidents if each.facts["state"] == "cancelled")
    return {"it was cancelled": ids}


def _minutes(start: dt.datetime, at: dt.datetime | None) -> int | None:
    return int((at - start).total_seconds() // 60) if at else None


def _in_minutes(world: World) -> Tables:
    """The acknowledgement as whole minutes after the opening."""
    told = with_acknowledged(world, with_states(world.tables, {"cancelled": "closed"}))
    opened, taken_up = pl.col("opened_at"), pl.col("acknowledged_at")
    whole = opened + pl.duration(minutes=(taken_up - opened).dt.total_minutes())
    return replace(told, incidents=told.incidents.with_columns(acknowledged_at=whole))


def _zendesk(incident: Incident, taken_up: dt.datetime | None) -> dict[str, Any]:
    facts = incident.facts
    return {
        "Id": incident.id,
        **{
            "Subject": facts["title"],
            "Description": facts["description"],
            "Group": facts["assignment_group"],
        },
        **{"Priority": WORDS["zendesk"][facts["severity"]], "Status": ZENDESK[facts["state"]]},
        **{"Created at": iso(facts["opened_at"]), "Solved at": iso(facts["resolved_at"]) or ""},
        **{"Problem ID": facts["problem_id"] or "", "Reopens": facts["n_reopened"]},
        "First reply time in minutes": _text(_minutes(facts["opened_at"], taken_up)),
        "Full resolution time in minutes": _text(_minutes(facts["opened_at"], facts["resolved_at"])),
    }


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def write_zendesk(world: World, folder: Path) -> Written:
    rows = [_zendesk(each, world.acknowledged.get(each.id)) for each in world.incidents]
    write_csv(folder / "tickets.csv", list(rows[0]), (list(row.values()) for row in rows))
    export = {"source": "zendesk", "path": "tickets.csv"}
    return Written([export], _in_minutes(world), change=_change("zendesk"), unlike=_cancelled(world))


def write_zendesk_json(world: World, folder: Path) -> Written:
    rows = [_zendesk(each, world.acknowledged.get(each.id)) for each in world.incidents]
    tickets = []
    for row in rows:
        calendar = row["First reply time in minutes"]
        reply = {"calendar": int(calendar) if calendar else None, "business": None}
        metrics = {"solved_at": row["Solved at"] or None, "reopens": row["Reopens"]}
        tickets.append(
            {
                **{"id": row["Id"], "subject": row["Subject"], "description": row["Description"]},
                **{"priority": row["Priority"].lower(), "status": row["Status"], "group": row["Group"]},
                **{"created_at": row["Created at"], "problem_id": row["Problem ID"] or None},
                "metric_set": {**metrics, "reply_time_in_minutes": reply},
            }
        )
    write_json(folder / "tickets.json", {"tickets": tickets, "next_page": None})
    export = {"source": "zendesk", "path": "tickets.json"}
    return Written([export], _in_minutes(world), change=_change("zendesk"), unlike=_cancelled(world))


def _span(start: dt.datetime, at: dt.datetime | None) -> str:
    """``HH:MM:SS``, which may pass a day."""
    seconds = int((at - start).total_seconds()) if at else 0
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}" if at else ""


def _fresh(incident: Incident, taken_up: dt.datetime | None) -> dict[str, Any]:
    facts, form = incident.facts, "%Y-%m-%d %H:%M:%S"
    return {
        "Ticket ID": incident.id,
        **{
            "Subject": facts["title"],
            "Description": facts["description"],
            "Group": facts["assignment_group"],
        },
        **{"Priority": WORDS["freshservice"][facts["severity"]], "Status": FRESH[facts["state"]]},
        **{
            "Created Time": local(facts["opened_at"], form),
            "Resolved Time": local(facts["resolved_at"], form),
        },
        **{"Closed Time": local(facts["closed_at"], form), "Initial Response Time": local(taken_up, form)},
        **{"Category": facts["category"], "Source": facts["detected_by"]},
        "First Response Time (in Hrs)": _span(facts["opened_at"], taken_up),
        "Resolution Time (in Hrs)": "",
    }


def write_freshservice(world: World, folder: Path) -> Written:
    rows = [_fresh(each, world.acknowledged.get(each.id)) for each in world.incidents]
    write_csv(folder / "fresh.csv", list(rows[0]), (list(row.values()) for row in rows))
    export = {"source": "freshservice", "path": "fresh.csv", "timezone": "Europe/London"}
    states = {"in progress": "new", "cancelled": "closed"}
    facts = with_acknowledged(world, with_states(world.tables, states))
    return Written([export], facts, change=_change("freshservice"), unlike=_cancelled(world))


def _bmc(incident: Incident, taken_up: dt.datetime | None) -> dict[str, Any]:
    facts, form = incident.facts, "%d/%m/%Y %H:%M:%S"
    return {
        "Incident ID*+": incident.id,
        **{"Summary*": facts["title"], "Notes": facts["description"], "Service*+": facts["service"]},
        **{"CI+": facts["component"], "Priority*": WORDS["bmc"][facts["severity"]]},
        **{"Status*": BMC[facts["state"]], "Assigned Group*+": facts["assignment_group"]},
        "Reported Date": local(facts["opened_at"], form),
        "SUBMIT DATE": local(facts["recorded_at"], form),
        "Responded Date+": local(taken_up, form),
        "Last Resolved Date": local(facts["resolved_at"], form),
        "Closed Date": local(facts["closed_at"], form),
        **{"Resolution": facts["resolution_text"] or "", "Root Cause": facts["cause_code"] or ""},
    }


def write_bmc(world: World, folder: Path) -> Written:
    rows = [_bmc(each, world.acknowledged.get(each.id)) for each in world.incidents]
    write_csv(folder / "bmc.csv", list(rows[0]), (list(row.values()) for row in rows))
    export = {"source": "bmc", "path": "bmc.csv", "timezone": "Europe/London", "dates": "day-first"}
    return Written([export], with_acknowledged(world, world.tables), change=_change("bmc"))


def write_bmc_entries(world: World, folder: Path) -> Written:
    rows = [_bmc(each, world.acknowledged.get(each.id)) for each in world.incidents]
    entries = [{"values": {key.strip("*+"): cell or None for key, cell in row.items()}} for row in rows]
    write_json(folder / "bmc.json", {"entries": entries})
    export = {"source": "bmc", "path": "bmc.json", "timezone": LONDON.key, "dates": "day-first"}
    return Written([export], with_acknowledged(world, world.tables), change=_change("bmc"))


WRITERS = {
    "zendesk": write_zendesk,
    "zendesk: json": write_zendesk_json,
    "freshservice": write_freshservice,
    "bmc": write_bmc,
    "bmc: entries": write_bmc_entries,
}
