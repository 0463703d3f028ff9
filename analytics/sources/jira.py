"""Jira Service Management: the CSV export, and the clocks of the REST interface."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from analytics.sources.model import WHOLE, Figure, Record, Rows, Source

_ISSUE: Final = re.compile(r"/request/([^/]+)/sla")
_STARTED: Final = "clock started again"
_STOPPED: Final = "clock stopped"
_MEASURES: Final = {
    "response": ("time to first response",),
    "resolution": ("time to resolution", "time to done"),
}

_STATES: Final = {  # of the workflows that projects begin with; a project's own are declared in [states]
    "new": ("to do", "waiting for support"),
    "in progress": ("reopened", "escalated"),
    "on hold": ("waiting for customer",),
    "resolved": ("done", "completed"),
    "cancelled": ("declined",),
}

CSV: Final = Source(
    name="jira-csv",
    title="Jira Service Management, CSV export",
    formats=("CSV", "XLSX"),
    rows=Rows(
        "incident",
        {
            "incident_id": ("issue key",),
            "native_id": ("issue id",),
            "title": ("summary",),
            "description": ("description",),
            "severity": ("priority",),
            "state": ("status",),
            "opened_at": ("created",),
            "resolved_at": ("resolved",),
            "parent_id": ("parent key", "parent"),
            "component": ("component/s", "components"),
            "service": ("custom field (affected services)",),
        },
        words={"state": _STATES},
        figures={
            "Time to first response": Figure(
                ("custom field (time to first response)",), "response", "hours", "remaining"
            ),
            "Time to resolution": Figure(
                ("custom field (time to resolution)", "custom field (time to done)"),
                *("resolution", "hours", "remaining"),
            ),
        },
    ),
    pages=(
        "Atlassian, Export search results https://support.atlassian.com/jira-software-cloud/docs/"
        "export-search-results/",
        "Atlassian, Manage how work flows in your team-managed service space "
        "https://support.atlassian.com/jira-service-management-cloud/docs/"
        "manage-how-work-flows-in-your-team-managed-service-project/",
        "Atlassian, How teams see SLAs https://confluence.atlassian.com/servicemanagementserver0421/"
        "how-teams-see-slas-1115653768.html",
    ),
    remarks=(
        "Its instants are whole minutes in the zone of whoever exported. Its columns of service levels hold "
        "the time that was left, negative where the target was missed: never an elapsed time. Headers are "
        "translated, and those of fields with several values repeat: such a field is not read."
    ),
)


def _unfold(record: Record) -> Iterator[tuple[str, Any]]:
    """Each cycle of each clock of an issue, as one row."""
    key = _key(record)
    clocks = record.get("values")
    if not isinstance(clocks, list):
        fields = record.get("fields")
        within = fields.values() if isinstance(fields, dict) else record.values()
        clocks = [value for value in within if isinstance(value, dict) and "completedCycles" in value]
    if "completedCycles" in record or "ongoingCycle" in record:
        clocks = [record]
    for clock in clocks:
        if not isinstance(clock, dict):
            yield "", clock
            continue
        cycles = _cycles(clock)
        yield from (("", row) for row in _rows(key or _key(clock), clock, cycles))
        yield from (("cycles", row) for row in _changes(key or _key(clock), clock, cycles))
    if not clocks:
        yield "", {"issueKey": key, "name": None}


def _cycles(clock: Record) -> list[Any]:
    completed, ongoing = clock.get("completedCycles"), clock.get("ongoingCycle")
    return [*(completed if isinstance(completed, list) else []), *([ongoing] if ongoing else [])]


def _rows(key: Any, clock: Record, cycles: list[Any]) -> Iterator[Any]:
    for cycle in cycles or [{}]:
        if not isinstance(cycle, dict):
            yield cycle
            continue
        yield {
            "issueKey": key,
            "name": clock.get("name"),
            "startTime": _instant(cycle.get("startTime")),
            "stopTime": _instant(cycle.get("stopTime")),
            "breachTime": _instant(cycle.get("breachTime")),
            "breached": cycle.get("breached"),
            "elapsedMillis": _millis(cycle.get("elapsedTime")),
        }


def _changes(key: Any, clock: Record, cycles: list[Any]) -> Iterator[Record]:
    """What several cycles tell: each stop was an end, and each start after the first a reopening."""
    told = [cycle for cycle in cycles if isinstance(cycle, dict)]
    if len(told) < 2:
        return
    for n, cycle in enumerate(told):
        change = {"issueKey": key, "name": clock.get("name")}
        if n:
            yield {**change, "at": _instant(cycle.get("startTime")), "after": _STARTED}
        if "stopTime" in cycle:
            yield {**change, "at": _instant(cycle["stopTime"]), "after": _STOPPED}


def _key(record: Record) -> Any:
    """The issue: named by whoever saved the answer, or in the address of the answer itself."""
    for name in ("issueKey", "key"):
        if record.get(name):
            return record[name]
    links = record.get("_links")
    found = _ISSUE.search(str(links.get("self"))) if isinstance(links, dict) else None
    return found[1] if found else None


def _instant(field: Any) -> Any:
    """Milliseconds since 1970 are exact; the text has an offset without a colon."""
    if not isinstance(field, dict):
        return field
    return field.get("epochMillis", field.get("iso8601"))


def _millis(field: Any) -> Any:
    millis = field.get("millis") if isinstance(field, dict) else None
    return f"{millis} ms" if millis is not None else None


SLA: Final = Source(
    name="jira-sla",
    title="Jira Service Management, clocks of the REST interface",
    formats=("JSON", "NDJSON"),
    rows=Rows(
        "verdict",
        {
            "incident_id": ("issuekey",),
            "name": ("name",),
            "measures": ("name",),
            "starts_at": ("starttime",),
            "stopped_at": ("stoptime",),
            "due_at": ("breachtime",),
            "is_breached": ("breached",),
            "elapsed": ("elapsedmillis",),
        },
        words={"measures": _MEASURES},
    ),
    parts={
        "cycles": Rows(
            "event",
            {"incident_id": ("issuekey",), "field": ("name",), "at": ("at",), "after": ("after",)},
            words={
                "field": {"state": _MEASURES["resolution"]},
                "state": {"resolved": (_STOPPED,), "in progress": (_STARTED,)},
            },
        )
    },
    unfold=_unfold,
    records=("issues", WHOLE),
    more={"isLastPage": "false"},
    pages=(
        "Atlassian, Jira Service Management REST API, Request, Get SLA information "
        "https://developer.atlassian.com/cloud/jira/service-desk/rest/api-group-request/",
    ),
    carries=("acknowledged_at", "reopening"),
    remarks=(
        "It stands beside the CSV export. Save the answer for each issue as a line, or as an element of a "
        "list, with `issueKey` beside it where the answer does not name itself. Elapsed times are working "
        "time of a calendar that the answer does not hold. The end of the first response is when an incident "
        "was acknowledged. Where a clock of the resolution ran several times, the issue was reopened; when "
        "it was taken up again is not told."
    ),
)
SOURCES: Final = (CSV, SLA)
