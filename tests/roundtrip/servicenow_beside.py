"""ServiceNow beside its incident list: clocks of service levels, metric instances, changes of fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.roundtrip.servicenow import REASON, STATE, STORED, key_of, write_list, write_records
from tests.roundtrip.telling import PRIORITY, Written, local, with_acknowledged, write_csv, write_json
from tests.roundtrip.world import Incident, Step, World

SOMEBODY = "5137153cc611227c000bbd1bd8cd2007"  # the key of a person


def write_clocks(world: World, folder: Path) -> Written:
    """`task_sla` as the Table API gives it: keys for references, and a clock that was cancelled."""
    written = write_records(world, folder)
    told = with_acknowledged(world, world.tables)
    ends = told.incidents.select("incident_id", "opened_at", "acknowledged_at", "resolved_at").iter_rows()
    records = [record for row in ends for record in _clocks(*row)]
    write_json(folder / "task_sla.json", {"result": records})
    words = {"response": ["Taken up in time"], "resolution": ["Resolved in time"]}
    export = {
        **{"source": "servicenow-task-sla", "path": "task_sla.json", "timezone": "UTC"},
        **{"columns": {"name": "sla.name", "measures": "sla.name"}, "values": {"measures": words}},
    }
    return Written([*written.exports, export], told)


def _clocks(
    number: str, opened: dt.datetime, acknowledged: dt.datetime | None, resolved: dt.datetime | None
) -> Iterator[dict[str, Any]]:
    for name, stop in (("Taken up in time", acknowledged), ("Resolved in time", resolved)):
        yield {
            "task": {"link": "https://instance.example/task", "value": key_of(number)},
            "sla": {"link": "https://instance.example/sla", "value": name.encode().hex()[:32]},
            "sla.name": name,
            "stage": "completed" if stop else "in_progress",
            "has_breached": "false",
            "start_time": local(opened, STORED, dt.UTC),
            "end_time": local(stop, STORED, dt.UTC),
        }
    if acknowledged:  # one that was attached by mistake, and would tell of another instant
        yield {
            "task": {"link": "https://instance.example/task", "value": key_of(number)},
            "sla.name": "Taken up in time",
            "stage": "cancelled",
            "has_breached": "false",
            "start_time": local(opened, STORED, dt.UTC),
            "end_time": local(opened, STORED, dt.UTC),
        }


def _word(step: Step) -> str:
    if step.field == "assignment":
        return SOMEBODY
    if step.field == "severity":
        return PRIORITY[step.value]
    return REASON[step.reason] if step.reason else STATE[step.value]


def write_metrics(world: World, folder: Path) -> Written:
    """Metric instances: each value that a field had, from when to when."""
    written = write_list(world, folder)
    rows = (row for each in world.incidents for row in _intervals(each))
    write_csv(folder / "metric.csv", ("id", "definition", "value", "start", "end"), rows)
    definitions = {"severity": ["Priority Duration"]}
    export = {
        **{"source": "servicenow-metric-instance", "path": "metric.csv", "timezone": "UTC"},
        "values": {"field": definitions},
    }
    return Written([*written.exports, export], world.tables)


def _intervals(incident: Incident) -> Iterator[list[str]]:
    names = {
        "state": "Incident State Duration",
        "severity": "Priority Duration",
        "assignment": "Assigned to Duration",
    }
    for field, definition in names.items():
        steps = [step for step in incident.steps if step.field == field]
        ends = [*(step.at for step in steps[1:]), None][: len(steps)]
        for step, end in zip(steps, ends, strict=True):
            told = (local(step.at, STORED, dt.UTC), local(end, STORED, dt.UTC))
            yield [incident.id, definition, _word(step), *told]


def write_changes(world: World, folder: Path) -> Written:
    """Changes of fields: of a new incident none is recorded, and both fields of a state change together."""
    written = write_list(world, folder)
    rows = (row for each in world.incidents for row in _changes(each))
    header = ("documentkey", "fieldname", "oldvalue", "newvalue", "sys_created_on")
    write_csv(folder / "sys_audit.csv", header, rows)
    export = {"source": "servicenow-sys-audit", "path": "sys_audit.csv", "timezone": "UTC"}
    return Written([*written.exports, export], world.tables)


def _changes(incident: Incident) -> Iterator[list[str]]:
    fields = {"state": ("state", "incident_state"), "severity": ("priority",), "assignment": ("assigned_to",)}
    for field, names in fields.items():
        before = ""
        for step in (each for each in incident.steps if each.field == field):
            after = _word(step)
            if before or field == "assignment":
                for name in names:
                    yield [key_of(incident.id), name, before, after, local(step.at, STORED, dt.UTC)]
            before = after


WRITERS = {
    "servicenow-task-sla": write_clocks,
    "servicenow-metric-instance": write_metrics,
    "servicenow-sys-audit": write_changes,
}
