"""PagerDuty: incidents and log entries of the REST API, and the raw incidents of its analytics."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.roundtrip.telling import Written, iso, with_acknowledged, with_states, write_json
from tests.roundtrip.world import Incident, World

STATUS = {
    **{"new": "triggered", "in progress": "acknowledged", "on hold": "acknowledged"},
    **{"resolved": "resolved", "closed": "resolved", "cancelled": "resolved"},
}
OURS = {"triggered": "new", "acknowledged": "in progress", "resolved": "resolved"}
TYPES = {"triggered": "trigger", "acknowledged": "acknowledge", "resolved": "resolve"}


def words(document: dict[str, Any]) -> None:
    document["severity"] = {name: [name] for name in ("P1", "P2", "P3", "P4")}


def _told(world: World) -> Written:
    facts = with_states(world.tables, {ours: OURS[theirs] for ours, theirs in STATUS.items()})
    cancelled = frozenset(each.id for each in world.incidents if each.facts["state"] == "cancelled")
    return Written([], facts, change=words, unlike={"it was cancelled": cancelled})


def _reference(kind: str, name: str | None) -> dict[str, Any] | None:
    return {"id": f"P{len(kind)}", "type": f"{kind}_reference", "summary": name} if name else None


def _incident(incident: Incident) -> dict[str, Any]:
    facts = incident.facts
    merged = facts["duplicate_of"]
    reason = {"type": "merge_resolve_reason", "incident": {"id": merged, "type": "incident_reference"}}
    return {
        **{"id": incident.id, "type": "incident", "title": facts["title"], "urgency": "high"},
        **{"created_at": iso(facts["opened_at"]), "resolved_at": iso(facts["resolved_at"])},
        **{"status": STATUS[facts["state"]], "acknowledgements": [], "assignments": []},
        "service": _reference("service", facts["service"]),
        "priority": _reference("priority", facts["severity"]),
        "escalation_policy": _reference("escalation_policy", facts["assignment_group"]),
        "incident_type": {"name": "major_incident" if facts["is_major"] else "incident_default"},
        "resolve_reason": reason if merged else None,
    }


def write_incidents(world: World, folder: Path) -> Written:
    listed = [_incident(each) for each in world.incidents]
    write_json(folder / "incidents.json", {"incidents": listed, "limit": 1000, "offset": 0, "more": False})
    return replace(_told(world), exports=[{"source": "pagerduty-incidents", "path": "incidents.json"}])


def _entries(incident: Incident) -> Iterator[dict[str, Any]]:
    for number, step in enumerate(incident.steps):
        if step.field not in ("state", "assignment"):
            continue
        kind = TYPES[STATUS[step.value]] if step.field == "state" else "assign"
        yield {
            **{"id": f"R{incident.id}{number}", "type": f"{kind}_log_entry", "created_at": iso(step.at)},
            "incident": {"id": incident.id, "type": "incident_reference"},
            "agent": {"id": "PUSER", "type": "user_reference"},
        }


def write_log(world: World, folder: Path) -> Written:
    """Newest first, as the interface gives them, with entries of kinds that no clock reads."""
    written = write_incidents(world, folder)
    entries = [entry for each in world.incidents for entry in _entries(each)]
    told = [{**entry, "id": f"N{i}", "type": "notify_log_entry"} for i, entry in enumerate(entries[:9])]
    newest = sorted([*entries, *told], key=lambda entry: entry["created_at"], reverse=True)
    write_json(folder / "log.json", {"log_entries": newest, "more": False})
    export = {"source": "pagerduty-log-entries", "path": "log.json"}
    return replace(written, exports=[*written.exports, export])


def _raw(incident: Incident, world: World) -> dict[str, Any]:
    facts, taken_up = incident.facts, world.acknowledged.get(incident.id)
    opened, resolved = facts["opened_at"], facts["resolved_at"]
    return {
        **{"id": incident.id, "description": facts["title"], "service_name": facts["service"]},
        **{"priority_name": facts["severity"], "status": STATUS[facts["state"]], "major": facts["is_major"]},
        **{"created_at": _naive(opened), "resolved_at": _naive(resolved)},
        "seconds_to_first_ack": int((taken_up - opened).total_seconds()) if taken_up else None,
        "seconds_to_resolve": int((resolved - opened).total_seconds()) if resolved else None,
        **{"team_name": facts["assignment_group"], "reassignment_count": facts["n_reassigned"]},
    }


def _naive(at: Any) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%S") if at else None


def write_analytics(world: World, folder: Path) -> Written:
    data = [_raw(each, world) for each in world.incidents]
    write_json(folder / "raw.json", {"data": data, "more": False, "time_zone": "Etc/UTC"})
    written = _told(world)
    export = {"source": "pagerduty-analytics", "path": "raw.json"}
    return replace(written, exports=[export], facts=with_acknowledged(world, written.facts))


WRITERS = {
    "pagerduty-incidents": write_incidents,
    "pagerduty-log-entries": write_log,
    "pagerduty-analytics": write_analytics,
}
