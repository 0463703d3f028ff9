"""PagerDuty: incidents and their log by the REST API, and the raw incidents of its analytics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analytics.sources.model import After, Figure, Record, Rows, Source

_STATES: Final = {"new": ("triggered",), "in progress": ("acknowledged",), "resolved": ("resolved",)}
_PAGES: Final = ("PagerDuty, REST API reference https://developer.pagerduty.com/api-reference/",)
# What an entry of the log records: our field, and the word that it changed to.
_ENTRIES: Final = {
    "trigger_log_entry": ("state", "triggered"),
    "acknowledge_log_entry": ("state", "acknowledged"),
    "unacknowledge_log_entry": ("state", "triggered"),
    "resolve_log_entry": ("state", "resolved"),
    "assign_log_entry": ("assignment", "assigned"),
}


def _incident(record: Record) -> Iterator[tuple[str, Any]]:
    """An incident; where it has no ``resolved_at``, it was resolved when its status last changed."""
    kind = record.get("incident_type")
    own = dict(record)
    if isinstance(kind, dict):
        own["is_major"] = kind.get("name") == "major_incident"
    if "resolved_at" not in record and record.get("status") == "resolved":
        own["resolved_at"] = record.get("last_status_change_at")
    yield "", own


def _is_by_a_person(record: Record) -> bool:
    agent = record.get("agent")
    return isinstance(agent, dict) and str(agent.get("type")).startswith("user")


def _entry(record: Record) -> Iterator[tuple[str, Any]]:
    """An entry of the log as a change of a field; of another kind, as a field that no clock reads.

    PagerDuty assigns each incident as it is triggered: only what a person assigns is somebody taking it up.
    """
    kind = record.get("type")
    field, after = _ENTRIES.get(str(kind).removesuffix("_reference"), (kind, "recorded"))
    if field == "assignment" and not _is_by_a_person(record):
        field, after = kind, "recorded"
    yield "", {**record, "field": field, "after": after}


INCIDENTS: Final = Source(
    name="pagerduty-incidents",
    title="PagerDuty, incidents of the REST API",
    formats=("JSON", "NDJSON"),
    rows=Rows(
        "incident",
        {
            "incident_id": ("id",),
            "title": ("title", "summary"),
            "service": ("service.summary",),
            "severity": ("priority.summary", "priority.name"),
            "state": ("status",),
            "opened_at": ("created at",),
            "resolved_at": ("resolved at",),
            "is_major": ("is major",),
            "assignment_group": ("escalation policy.summary",),
            "duplicate_of": ("resolve reason.incident.id",),
        },
        words={"state": _STATES},
    ),
    unfold=_incident,
    records=("incidents", "incident"),
    more={"more": "true"},
    pages=_PAGES,
    remarks=(
        "Its list of acknowledgements empties when an incident is resolved, so it is not read: the log tells "
        "who took it up, and when. A merged incident is counted under the one that it was merged into."
    ),
)
LOG: Final = Source(
    name="pagerduty-log-entries",
    title="PagerDuty, log entries of the REST API",
    formats=("JSON", "NDJSON"),
    rows=Rows(
        "event",
        {
            "incident_id": ("incident.id",),
            "at": ("created at",),
            "field": ("field",),
            "after": ("after",),
        },
        words={"state": _STATES},
    ),
    unfold=_entry,
    records=("log_entries", "log_entry"),
    more={"more": "true"},
    pages=_PAGES,
    carries=("acknowledged_at", "reopening"),
    remarks="It stands beside the incidents. Assignments are read where the agent is a user.",
)
ANALYTICS: Final = Source(
    name="pagerduty-analytics",
    title="PagerDuty, raw incidents of its analytics",
    formats=("JSON", "CSV"),
    rows=Rows(
        "incident",
        {
            "incident_id": ("id", "incident id"),
            "title": ("description",),
            "service": ("service name",),
            "severity": ("priority name",),
            "state": ("status",),
            "opened_at": ("created at", "created on"),
            "resolved_at": ("resolved at", "resolved on"),
            "is_major": ("major",),
            "assignment_group": ("team name",),
            "n_reassigned": ("reassignment count",),
        },
        words={"state": _STATES},
        figures={
            "seconds_to_first_ack": Figure(("seconds to first ack",), "response", "seconds"),
            "seconds_to_resolve": Figure(("seconds to resolve",), "resolution", "seconds"),
        },
        after={"acknowledged_at": After("opened_at", ("seconds to first ack",), "seconds")},
    ),
    records=("data",),
    more={"more": "true"},
    zone_key="time_zone",
    pages=_PAGES,
    remarks="The zone of its instants is the one that the payload names.",
)
SOURCES: Final = (INCIDENTS, LOG, ANALYTICS)
