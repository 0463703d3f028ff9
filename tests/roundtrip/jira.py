"""Jira Service Management: the CSV export as somebody in London sees it, and the clocks of its REST API."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.roundtrip.telling import LONDON, MINUTE, Written, to_the, with_acknowledged, write_csv
from tests.roundtrip.world import Incident, World

PRIORITY = {"P1": "Highest", "P2": "High", "P3": "Medium", "P4": "Low"}
STATUS = {
    **{"new": "Open", "in progress": "Work in progress", "on hold": "Pending"},
    **{"resolved": "Resolved", "closed": "Closed", "cancelled": "Canceled"},
}
HEADER = (
    *("Summary", "Issue key", "Issue id", "Issue Type", "Status", "Project key", "Priority", "Resolution"),
    *(
        "Created",
        "Updated",
        "Resolved",
        "Description",
        "Watchers",
        "Watchers",
        "Component/s",
        "Labels",
        "Labels",
    ),
    *("Custom field (Affected services)", "Custom field (Impact)", "Custom field (Impact)"),
    *("Custom field (Time to first response)", "Custom field (Time to resolution)", "Parent", "Parent key"),
    *("Custom field ([CHART] Date of First Response)", "Comment", "Comment"),
)
TAKEN_UP = "Custom field ([CHART] Date of First Response)"
COMMENT = '03/Nov/26 9:12 AM;5b10a2844c20165700ede21g;It is slow.\r\nSince noon, "very" slow.'


def shown(at: dt.datetime | None) -> str:
    """``3/Nov/26 9:12 AM``: no seconds, no zone, a year of two digits, twelve hours."""
    there = at.astimezone(LONDON) if at else None
    return there.strftime("%d/%b/%y %-I:%M %p") if there else ""


def issue_id(number: str | None) -> str:
    return str(int(number[3:])) if number else ""


def words(document: dict[str, Any]) -> None:
    document["severity"] = {severity: [word] for severity, word in PRIORITY.items()}


def _row(incident: Incident, acknowledged: dt.datetime | None) -> list[str]:
    facts = incident.facts
    resolved, parent = facts["resolved_at"], facts["parent_id"]
    chart = acknowledged.astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S.000") if acknowledged else ""
    return [
        *(facts["title"], incident.id, issue_id(incident.id), "[System] Incident", STATUS[facts["state"]]),
        *("INC", PRIORITY[facts["severity"]], "Done" if resolved else ""),
        *(shown(facts["opened_at"]), shown(facts["closed_at"] or facts["opened_at"]), shown(resolved)),
        *(facts["description"], "anna", "ben", facts["component"], "web", "slow", facts["service"]),
        *("Significant", "Localised", "-0:10", "3:59" if resolved else "-96:00"),
        *(issue_id(parent), parent or "", chart, COMMENT, ""),
    ]


def write_export(world: World, folder: Path) -> Written:
    rows = (_row(each, world.acknowledged.get(each.id)) for each in world.incidents)
    write_csv(folder / "jira.csv", HEADER, rows)
    export = {"source": "jira-csv", "path": "jira.csv", "timezone": "Europe/London"}
    return Written([export], to_the(world.tables, "1m"), MINUTE, words)


def write_first_responses(world: World, folder: Path) -> Written:
    """The field of the first response, which a contract may call the acknowledgement."""
    written = write_export(world, folder)
    export = {**written.exports[0], "columns": {"acknowledged_at": TAKEN_UP}}
    return replace(written, exports=[export], facts=with_acknowledged(world, written.facts))


def write_clocks(world: World, folder: Path) -> Written:
    """An answer an issue, a line each: its instants are exact, where those of the list are minutes."""
    written = write_export(world, folder)
    lines = (json.dumps(_answer(each, world.acknowledged.get(each.id))) for each in world.incidents)
    (folder / "sla.ndjson").write_text("\n".join(lines), encoding="utf-8")
    told = with_acknowledged(world, written.facts)
    exact = world.tables.transitions.with_columns(after=told.transitions["after"])
    facts = replace(told, transitions=exact)
    export = {"source": "jira-sla", "path": "sla.ndjson"}
    return replace(written, exports=[*written.exports, export], facts=facts)


def _answer(incident: Incident, acknowledged: dt.datetime | None) -> dict[str, Any]:
    opened = incident.facts["opened_at"]
    self = f"https://example.atlassian.net/rest/servicedeskapi/request/{incident.id}/sla"
    resolution = list(_runs(incident))
    return {
        **{"size": 2, "start": 0, "limit": 50, "isLastPage": True, "_links": {"self": self}},
        "values": [
            _clock("Time to first response", [(opened, acknowledged)]),
            _clock("Time to resolution", resolution),
        ],
    }


def _runs(incident: Incident) -> Iterator[tuple[dt.datetime, dt.datetime | None]]:
    """From the opening, or a reopening, to the resolution, or the closing without one."""
    start: dt.datetime | None = incident.facts["opened_at"]
    for step in (each for each in incident.steps if each.field == "state"):
        is_done = step.value in ("resolved", "closed", "cancelled")
        if is_done and start:
            yield start, step.at
            start = None
        elif not is_done and not start:
            start = step.at
    if start:
        yield start, None


def _clock(name: str, cycles: list[tuple[dt.datetime, dt.datetime | None]]) -> dict[str, Any]:
    told = [_cycle(start, stop) for start, stop in cycles]
    ongoing = [cycle for cycle in told if "stopTime" not in cycle]
    return {
        "id": "10",
        "name": name,
        "completedCycles": [cycle for cycle in told if "stopTime" in cycle],
        **({"ongoingCycle": {**ongoing[0], "paused": False, "withinCalendarHours": True}} if ongoing else {}),
    }


def _cycle(start: dt.datetime, stop: dt.datetime | None) -> dict[str, Any]:
    return {
        "startTime": _instant(start),
        **({"stopTime": _instant(stop)} if stop else {}),
        "breachTime": _instant(start + dt.timedelta(hours=4)),
        "breached": False,
        "goalDuration": {"millis": 14_400_000, "friendly": "4h"},
        "elapsedTime": {"millis": 3_600_000, "friendly": "1h"},
        "remainingTime": {"millis": 10_800_000, "friendly": "3h"},
    }


def _instant(at: dt.datetime) -> dict[str, Any]:
    there = at.astimezone(LONDON)
    return {
        "iso8601": there.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "jira": there.strftime("%Y-%m-%dT%H:%M:%S.000%z"),
        "friendly": shown(at),
        "epochMillis": int(at.timestamp()) * 1000,
    }


WRITERS = {
    "jira-csv": write_export,
    "jira-csv: with the field of the first response": write_first_responses,
    "jira-sla": write_clocks,
}
