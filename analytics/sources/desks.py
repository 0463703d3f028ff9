"""Service desks whose exports are plain tables: Zendesk, Freshservice and BMC Helix (Remedy)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analytics.sources.model import After, Figure, Record, Rows, Source

ZENDESK: Final = Source(
    name="zendesk",
    title="Zendesk, tickets",
    formats=("CSV", "XLSX", "JSON", "NDJSON"),
    rows=Rows(
        "incident",
        {
            "incident_id": ("id", "ticket id"),
            "title": ("subject",),
            "description": ("description",),
            "severity": ("priority",),
            "state": ("status",),
            "opened_at": ("created at",),
            "resolved_at": ("solved at", "metric set.solved at"),
            "problem_id": ("problem id", "linked problem id"),
            "assignment_group": ("group", "group id"),
            "n_reopened": ("reopens", "metric set.reopens"),
        },
        words={
            "state": {
                **{"new": ("new",), "in progress": ("open",), "on hold": ("pending", "hold", "on-hold")},
                **{"resolved": ("solved",), "closed": ("closed",)},
            }
        },
        figures={
            "Full resolution time": Figure(
                (
                    "full resolution time in minutes",
                    "metric set.full resolution time in minutes.calendar",
                ),
                *("resolution", "minutes"),
            ),
            "Full resolution time, business hours": Figure(
                (
                    "full resolution time in minutes within business hours",
                    "metric set.full resolution time in minutes.business",
                ),
                *("resolution", "minutes", "working"),
            ),
        },
        after={
            "acknowledged_at": After(
                "opened_at",
                ("first reply time in minutes", "metric set.reply time in minutes.calendar"),
                "minutes",
            )
        },
    ),
    records=("tickets", "ticket"),
    more={"next_page": None, "meta.has_more": "true"},
    pages=(
        "Zendesk, Ticket Metrics https://developer.zendesk.com/api-reference/ticketing/tickets/ticket_metrics/",
        "Zendesk, About native Support time duration metrics "
        "https://support.zendesk.com/hc/en-us/articles/4408834848154-About-native-Support-time-duration-metrics",
    ),
    remarks="The first reply is the acknowledgement, in whole minutes since the creation.",
)

_IN_TIME: Final = {"yes": ("within sla",), "no": ("sla violated", "violated sla")}

FRESHSERVICE: Final = Source(
    name="freshservice",
    title="Freshservice, tickets",
    formats=("CSV", "XLSX", "JSON", "NDJSON"),
    rows=Rows(
        "incident",
        {
            "incident_id": ("ticket id", "id"),
            "title": ("subject",),
            "description": ("description",),
            "severity": ("priority",),
            "state": ("status",),
            "opened_at": ("created time", "created at"),
            "acknowledged_at": (
                *("initial response time", "first responded at", "stats.first responded at"),
            ),
            "resolved_at": ("resolved time", "resolved at", "stats.resolved at"),
            "closed_at": ("closed time", "closed at", "stats.closed at"),
            "assignment_group": ("group", "assigned group", "group id"),
            "category": ("category",),
            "detected_by": ("source",),
        },
        words={
            "state": {
                **{"new": ("open", "2"), "on hold": ("pending", "3")},
                **{"resolved": ("resolved", "4"), "closed": ("closed", "5")},
            }
        },
        figures={
            "First Response Time (in Hrs)": Figure(
                ("first response time (in hrs)",), "response", "hours", "working"
            ),
            "Resolution Time (in Hrs)": Figure(
                ("resolution time (in hrs)",), "resolution", "hours", "working"
            ),
            "first_resp_time_in_secs": Figure(
                ("stats.first resp time in secs",), "response", "seconds", "working"
            ),
            "resolution_time_in_secs": Figure(
                ("stats.resolution time in secs",), "resolution", "seconds", "working"
            ),
            "First Response Status": Figure(
                ("first response status",), "response", None, "verdict", words=_IN_TIME
            ),
            "Resolution Status": Figure(
                ("resolution status",), "resolution", None, "verdict", words=_IN_TIME
            ),
        },
    ),
    records=("tickets", "ticket"),
    pages=("Freshservice, REST API, Tickets https://api.freshservice.com/",),
    remarks="Its durations are hours on the tool's own calendar, which may pass 24.",
)


def _entry(record: Record) -> Iterator[tuple[str, Any]]:
    """An entry of the REST interface holds its fields one level down."""
    values = record.get("values")
    yield "", values if isinstance(values, dict) else record


BMC: Final = Source(
    name="bmc",
    title="BMC Helix ITSM (Remedy), incidents",
    formats=("CSV", "XLSX", "JSON"),
    rows=Rows(
        "incident",
        {
            "incident_id": ("incident id", "incident number", "incident id number"),
            "title": ("summary", "description"),
            "description": ("notes", "detailed decription", "detailed description"),
            "severity": ("priority",),
            "state": ("status",),
            "opened_at": ("reported date", "submit date"),
            "recorded_at": ("submit date",),
            "acknowledged_at": ("responded date",),
            "resolved_at": ("last resolved date", "resolved date"),
            "closed_at": ("closed date",),
            "service": ("service", "serviceci"),
            "component": ("ci", "hpd ci"),
            "assignment_group": ("assigned group",),
            "resolution_text": ("resolution",),
            "cause_code": ("root cause", "cause"),
        },
        words={
            "state": {
                **{"new": ("new", "assigned"), "in progress": ("in progress",), "on hold": ("pending",)},
                **{"resolved": ("resolved",), "closed": ("closed",), "cancelled": ("cancelled",)},
            },
        },
    ),
    unfold=_entry,
    records=("entries",),
    remarks="Required fields carry a star or a plus in their labels, which are passed over.",
)
SOURCES: Final = (ZENDESK, FRESHSERVICE, BMC)
