"""ServiceNow: the incident list, the log of its updates, and what the platform says of its own clocks."""

from __future__ import annotations

from typing import Final

from analytics.sources.model import Figure, Headers, Rows, Source

# Field names and labels, as CSV and XLSX exports write them (space, case and "_" do not matter).
_INCIDENT: Final[Headers] = {
    "incident_id": ("number", "incident number", "incident id"),
    "state": ("incident state", "state"),
    "opened_at": ("opened at", "opened"),
    "severity": ("priority",),
    "assignment_group": ("assignment group",),
    "category": ("category",),
    "resolved_at": ("resolved at", "resolved"),
    "closed_at": ("closed at", "closed"),
    "problem_id": ("problem id", "problem"),
    "caused_by_change": ("caused by", "caused by change"),
    "cause_code": (
        *("cause code", "root cause code", "u cause code", "u root cause code"),
        *("close code", "closed code", "resolution code"),  # how it was closed, where no column says why
    ),
    "cause_text": ("cause", "probable cause", "root cause", "u cause", "u root cause", "cause notes"),
    "resolution_text": ("close notes", "resolution notes"),
    "title": ("short description",),
    "description": ("description",),
    "service": ("business service", "service"),
    "component": ("cmdb ci", "configuration item"),
    "parent_id": ("parent incident",),
    "n_reassigned": ("reassignment count",),
    "n_reopened": ("reopen count",),
}
_PAGES: Final = (
    "ServiceNow product documentation, Exporting list data; Incident table (incident); Table API",
)

INCIDENT: Final = Source(
    name="servicenow-incident",
    title="ServiceNow, incident list or Table API",
    formats=("CSV", "XLSX", "JSON"),
    rows=Rows(
        "incident",
        {**_INCIDENT, "recorded_at": ("sys created on", "created")},
        figures={
            "calendar_stc": Figure(("calendar stc",), "resolution", "seconds"),
            "business_stc": Figure(("business stc",), "resolution", "seconds", "working"),
            "made_sla": Figure(("made sla",), "resolution", None, "verdict"),
        },
    ),
    records=("result", "records"),
    pages=_PAGES,
    remarks="List exports stop at 10,000 rows unless the administrator raised the limit.",
)
AUDIT: Final = Source(
    name="servicenow-audit",
    title="ServiceNow, one row an update",
    formats=("CSV", "XLSX", "JSON"),
    rows=Rows(
        "update",
        {
            **_INCIDENT,
            "updated_at": ("sys updated at", "sys updated on", "updated"),
            "update_number": ("sys mod count", "updates"),
            "assigned_to": ("assigned to",),
        },
    ),
    records=("result", "records"),
    pages=_PAGES,
    carries=("acknowledged_at", "transitions", "pauses"),
)
SOURCES: Final = (INCIDENT, AUDIT)
