"""Opsgenie: alerts, whose acknowledgement and closing are milliseconds since the creation."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.roundtrip.telling import Written, with_acknowledged, with_states, write_json
from tests.roundtrip.world import AS_OF, Incident, World

OURS = {
    **{"new": "new", "in progress": "in progress", "on hold": "in progress"},
    **{"resolved": "resolved", "closed": "resolved", "cancelled": "resolved"},
}


def _alert(incident: Incident, taken_up: dt.datetime | None) -> dict[str, Any]:
    facts, state = incident.facts, OURS[incident.facts["state"]]
    last = facts["closed_at"] or facts["resolved_at"] or AS_OF
    return {
        **{"id": incident.id, "tinyId": incident.id[-4:], "message": facts["title"], "count": 3},
        **{
            "description": facts["description"],
            "priority": facts["severity"],
            "source": facts["detected_by"],
        },
        **{"entity": facts["component"], "status": "closed" if state == "resolved" else "open"},
        **{"acknowledged": state == "in progress", "createdAt": _instant(facts["opened_at"])},
        "updatedAt": _instant(max(last, taken_up or last)),
        "report": {
            "ackTime": _since(facts["opened_at"], taken_up),
            "closeTime": _since(facts["opened_at"], facts["resolved_at"]),
        },
    }


def _instant(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _since(start: dt.datetime, at: dt.datetime | None) -> int | None:
    return int((at - start).total_seconds() * 1000) if at else None


def write_alerts(world: World, folder: Path) -> Written:
    listed = [_alert(each, world.acknowledged.get(each.id)) for each in world.incidents]
    write_json(folder / "alerts.json", {"data": listed, "took": 0.1, "requestId": "x"})
    facts = with_acknowledged(world, with_states(world.tables, OURS))
    cancelled = frozenset(each.id for each in world.incidents if each.facts["state"] == "cancelled")
    written = Written([{"source": "opsgenie", "path": "alerts.json"}], facts)
    return replace(written, unlike={"it was cancelled": cancelled})


WRITERS = {"opsgenie": write_alerts}
