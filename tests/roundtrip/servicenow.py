"""ServiceNow's shapes: the incident list as CSV, XLSX and JSON of the Table API, and the log of updates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from tests.roundtrip.telling import LONDON, PRIORITY, Written, local, write_csv, write_json
from tests.roundtrip.world import Incident, World

NEW_YORK = ZoneInfo("America/New_York")
SHOWN = "%d/%m/%Y %H:%M:%S"  # of somebody in London
STORED = "%Y-%m-%d %H:%M:%S"
STATE = {
    **{"new": "New", "in progress": "In Progress", "on hold": "On Hold"},
    **{"resolved": "Resolved", "closed": "Closed", "cancelled": "Cancelled"},
}
REASON = {
    **{"awaiting customer": "Awaiting Customer", "awaiting third party": "Awaiting Vendor"},
    **{"awaiting problem": "Awaiting Problem", "awaiting change": "Awaiting Change", "on hold": "On Hold"},
}
# Field name, label, and the fact that it carries.
FIELDS = (
    ("sys_id", "Sys ID", "sys_id"),
    ("number", "Number", "incident_id"),
    ("state", "State", "state"),
    ("opened_at", "Opened", "opened_at"),
    ("sys_created_on", "Created", "recorded_at"),
    ("priority", "Priority", "severity"),
    ("assignment_group", "Assignment group", "assignment_group"),
    ("category", "Category", "category"),
    ("resolved_at", "Resolved", "resolved_at"),
    ("closed_at", "Closed", "closed_at"),
    ("problem_id", "Problem", "problem_id"),
    ("caused_by", "Caused by Change", "caused_by_change"),
    ("u_cause_code", "Root cause code", "cause_code"),
    ("cause", "Probable cause", "cause_text"),
    ("close_notes", "Resolution notes", "resolution_text"),
    ("short_description", "Short description", "title"),
    ("description", "Description", "description"),
    ("business_service", "Service", "service"),
    ("cmdb_ci", "Configuration item", "component"),
    ("parent_incident", "Parent Incident", "parent_id"),
    ("reassignment_count", "Reassignment count", "n_reassigned"),
    ("reopen_count", "Reopen count", "n_reopened"),
    ("u_personal_data", "Personal data", "has_personal_data"),
)
INSTANTS = ("opened_at", "recorded_at", "resolved_at", "closed_at")
REFERENCES = ("assignment_group", "problem_id", "caused_by_change", "service", "component", "parent_id")


def key_of(number: str) -> str:
    """The key by which other tables know an incident: 32 hexadecimal digits."""
    return f"{int(number[3:]):032x}" if number else ""


def cells(incident: Incident, state: str, severity: str, form: str, zone: dt.tzinfo) -> dict[str, str]:
    """The fields of an incident, as text, by the fact that each carries."""
    told: dict[str, str] = {"sys_id": key_of(incident.id)}
    for name, value in incident.facts.items():
        if isinstance(value, dt.datetime):
            told[name] = local(value, form, zone)
        else:
            told[name] = (
                "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
            )
    return {**told, "state": state, "severity": PRIORITY[severity]}


def final_cells(incident: Incident, form: str, zone: dt.tzinfo = dt.UTC) -> dict[str, str]:
    facts = incident.facts
    return cells(incident, STATE[facts["state"]], facts["severity"], form, zone)


def export_of(path: str, personal: str, **keys: Any) -> dict[str, Any]:
    return {
        "source": "servicenow-incident",
        "path": path,
        "columns": {"has_personal_data": personal},
        **keys,
    }


def write_list(world: World, folder: Path) -> Written:
    """Field names, and instants as stored: UTC."""
    rows = (final_cells(each, STORED) for each in world.incidents)
    header = [field for field, _, _ in FIELDS]
    write_csv(folder / "incident.csv", header, ([row[fact] for _, _, fact in FIELDS] for row in rows))
    return Written([export_of("incident.csv", "u_personal_data", timezone="UTC")], world.tables)


def write_sheet(world: World, folder: Path) -> Written:
    """Labels, and instants as dates of a sheet."""
    with xlsxwriter.Workbook(folder / "incident.xlsx", {"remove_timezone": True}) as book:
        sheet, date = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_row(0, 0, [label for _, label, _ in FIELDS])
        for i, incident in enumerate(world.incidents, start=1):
            row = final_cells(incident, STORED)
            for j, (_, _, fact) in enumerate(FIELDS):
                if fact in INSTANTS and row[fact]:
                    sheet.write_datetime(i, j, incident.facts[fact].replace(tzinfo=None), date)
                else:
                    sheet.write_string(i, j, row[fact])
    return Written([export_of("incident.xlsx", "Personal data", timezone="UTC")], world.tables)


def write_records(world: World, folder: Path) -> Written:
    """JSON as lists are exported: a list of ``records``, field names, stored values."""
    rows = (final_cells(each, STORED) for each in world.incidents)
    records = [{field: row[fact] for field, _, fact in FIELDS} for row in rows]
    write_json(folder / "incident.json", {"records": records})
    return Written([export_of("incident.json", "u_personal_data", timezone="UTC")], world.tables)


def write_both_values(world: World, folder: Path) -> Written:
    """The Table API with ``sysparm_display_value=all``: instants shown to somebody in New York."""
    records = [_both_values(each) for each in world.incidents]
    write_json(folder / "result.json", {"result": records})
    return Written([export_of("result.json", "u_personal_data")], world.tables)


def _both_values(incident: Incident) -> dict[str, Any]:
    row = final_cells(incident, STORED)
    shown = final_cells(incident, "%m/%d/%Y %I:%M:%S %p", NEW_YORK)
    found: dict[str, Any] = {}
    for field, _, fact in FIELDS:
        stored, display = row[fact], shown[fact]
        if fact in REFERENCES:
            key = stored.encode().hex()[:32] if fact != "parent_id" else key_of(stored)
            link = f"https://instance.example/{key}"
            found[field] = {"display_value": display, "value": key, "link": link} if stored else ""
        else:
            value = stored[:1] if fact == "severity" else stored
            found[field] = {"display_value": display, "value": value}
    return found


def write_log(world: World, folder: Path) -> Written:
    """One row an update, final times copied onto every row, as somebody in London sees it."""
    header = [field for field, _, _ in FIELDS if field not in ("sys_id", "sys_created_on")]
    facts = [fact for field, _, fact in FIELDS if field in header]
    header += ["sys_updated_on", "sys_mod_count", "assigned_to"]
    write_csv(folder / "log.csv", header, (row for each in world.incidents for row in _updates(each, facts)))
    export = {
        **{
            "source": "servicenow-audit",
            "path": "log.csv",
            "timezone": "Europe/London",
            "dates": "day-first",
        },
        "columns": {"has_personal_data": "u_personal_data"},
    }
    return Written([export], world.tables)


def _updates(incident: Incident, facts: list[str]) -> list[list[str]]:
    now = {"state": "", "severity": "", "assignment": ""}
    rows: list[list[str]] = []
    for at in dict.fromkeys(step.at for step in incident.steps):
        for step in incident.steps:
            if step.at == at:
                now[step.field] = REASON[step.reason] if step.reason else STATE.get(step.value, step.value)
        row = cells(incident, now["state"], now["severity"], SHOWN, LONDON)
        told = [row[fact] for fact in facts]
        rows.append([*told, local(at, SHOWN), str(len(rows)), "Resolver 7" if now["assignment"] else ""])
    return rows


WRITERS = {
    "servicenow-incident": write_list,
    "servicenow-incident: labels in a sheet": write_sheet,
    "servicenow-incident: records": write_records,
    "servicenow-incident: both values": write_both_values,
    "servicenow-audit": write_log,
}
