"""ServiceNow: the incident list, the log of its updates, and what the platform says of its own clocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from analytics.sources.model import Figure, Headers, Record, Rows, Source

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
    "ServiceNow, Table API https://www.servicenow.com/docs/bundle/latest/page/integrate/inbound-rest/"
    "concept/c_TableAPI.html",
)
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


def unfold(record: Record) -> Iterator[tuple[str, Any]]:
    """A record of the Table API: a stored instant beside its display is UTC, whoever asked for it."""
    yield "", {key: _plain(value) for key, value in record.items()}


def _plain(field: Any) -> Any:
    if not isinstance(field, dict) or "value" not in field:
        return field
    value = field["value"]
    if "display_value" not in field:  # a reference: the key of what it refers to, and a link
        return value
    return f"{value}Z" if isinstance(value, str) and _INSTANT.fullmatch(value) else field


INCIDENT: Final = Source(
    name="servicenow-incident",
    title="ServiceNow, incident list or Table API",
    formats=("CSV", "XLSX", "JSON"),
    rows=Rows(
        "incident",
        {**_INCIDENT, "recorded_at": ("sys created on", "created"), "native_id": ("sys id",)},
        figures={
            "calendar_stc": Figure(("calendar stc", "resolve time"), "resolution", "seconds"),
            "business_stc": Figure(
                ("business stc", "business resolve time"), "resolution", "seconds", "working"
            ),
            "calendar_duration": Figure(("calendar duration", "duration"), "resolution", "seconds"),
            "made_sla": Figure(("made sla",), "resolution", None, "verdict"),
        },
    ),
    unfold=unfold,
    records=("result", "records"),
    pages=_PAGES,
    remarks=(
        "List exports stop at 10,000 rows unless the administrator raised the limit. The platform has no "
        "column for the acknowledgement: the log, the metrics or the clocks beside the list tell it."
    ),
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
    unfold=unfold,
    records=("result", "records"),
    pages=_PAGES,
    carries=("acknowledged_at", "transitions", "pauses"),
    remarks="Final values may stand on every row: they are known from their own instant.",
)
SOURCES: Final = (INCIDENT, AUDIT)
