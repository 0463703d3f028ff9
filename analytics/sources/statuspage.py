"""Status pages: what the public was told of incidents, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analytics.sources.model import Figure, Headers, Record, Rows, Source

PUBLIC: Final = "public"
_MAINTENANCE: Final = ("scheduled", "in progress", "verifying", "completed")
_INCIDENT: Final[Headers] = {
    "incident_id": ("id",),
    "title": ("name", "title"),
    "kind": ("kind",),
    "severity": ("impact",),
    "opened_at": ("started at",),
    "resolved_at": ("resolved at",),
    "state": ("status",),
    "component": ("components",),
}
_MESSAGE: Final[Headers] = {
    "incident_id": ("incident id",),
    "at": ("created at", "at"),  # when it was posted; display_at says when it is said to have been
    "evidence": ("id",),
}
_STATES: Final = {
    "in progress": ("investigating", "identified", "monitoring", "verifying", "in progress", "update"),
    "resolved": ("resolved", "completed"),
    "closed": ("postmortem",),
    "new": ("scheduled",),
}


def _unfold(record: Record) -> Iterator[tuple[str, Any]]:
    """An incident, its updates, and the first of them as the notice to the public."""
    updates = record.get("incident_updates", record.get("updates"))
    own = {key: value for key, value in record.items() if key not in ("incident_updates", "updates")}
    own["started_at"] = record.get("started_at") or record.get("created_at")
    own["kind"] = "maintenance" if _is_maintenance(record) else "incident"
    components = record.get("components")
    if isinstance(components, list):
        own["components"] = ", ".join(_name(each) for each in components)
    if "status" not in own and isinstance(updates, list) and updates:
        own["status"] = _latest(updates)
    yield "", own
    for update in updates if isinstance(updates, list) else []:
        told = {**update, "incident_id": record.get("id")} if isinstance(update, dict) else update
        yield "updates", told
        yield "notifications", told


def _is_maintenance(record: Record) -> bool:
    return record.get("impact") == "maintenance" or bool(record.get("scheduled_for"))


def _name(component: Any) -> str:
    return str(component.get("name", "")) if isinstance(component, dict) else str(component)


def _latest(updates: list[Any]) -> Any:
    """The state by the update that was posted last: feeds list the newest first, histories last."""
    told = [each for each in updates if isinstance(each, dict)]
    at = [str(each.get("created_at", each.get("at", ""))) for each in told]
    return told[at.index(max(at))].get("status") if told else None


STATUSPAGE: Final = Source(
    name="statuspage",
    title="Atlassian Statuspage, incidents feed",
    formats=("JSON", "NDJSON"),
    rows=Rows(
        "incident",
        _INCIDENT,
        words={"state": _STATES},
        figures={"duration_minutes": Figure(("duration minutes",), "resolution", "minutes")},
    ),
    parts={
        "updates": Rows("updates", _MESSAGE, fixed={"audience": PUBLIC, "channel": "status page"}),
        "notifications": Rows(
            "notifications", _MESSAGE, fixed={"audience": PUBLIC, "channel": "status page"}
        ),
    },
    unfold=_unfold,
    records=("incidents",),
    newest=50,
    pages=("Atlassian Statuspage, API, Incidents https://doers.statuspage.io/api/v1/incidents/",),
    remarks=(
        "The feed holds the newest 50 incidents only. Its start may be the first public post rather than the "
        "fault's own start. Scheduled maintenance is excluded by its kind. Messages count from when they "
        "were posted, not from when they say that they were."
    ),
)
