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
TABLE_API: Final = (
    "ServiceNow, Table API, frequently asked questions "
    "https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0534905"
)
_DURATIONS: Final = (
    "ServiceNow, How the duration of an incident is calculated "
    "https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0754082"
)
_PAGES: Final = (TABLE_API, _DURATIONS)
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")
_DURATION: Final = re.compile(r"19(?:70|71)-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")  # since 1970
_NUMBER: Final = re.compile(r"-?[0-9]+")
_SEPARATORS: Final = str.maketrans(
    "", "", ",.' \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}"
)


def unfold(record: Record) -> Iterator[tuple[str, Any]]:
    """A record of the Table API: what is stored goes before what was shown, where only that is exact."""
    yield "", {key: _plain(value) for key, value in record.items()}


def _plain(field: Any) -> Any:
    """A reference as it is shown, an instant in UTC whoever asked for it, a number as it is stored."""
    if not isinstance(field, dict) or "value" not in field:
        return field
    value = field["value"]
    if "display_value" not in field:  # a reference: the key of what it refers to, and a link
        return value
    if not isinstance(value, str):
        return field
    is_number = _NUMBER.fullmatch(value) and _digits(field["display_value"]) == value
    if is_number or _DURATION.fullmatch(value):
        return value
    return f"{value}Z" if _INSTANT.fullmatch(value) else field


def _digits(shown: Any) -> str:
    """A number as it is stored, of one that is shown with separators between its thousands."""
    return str(shown).translate(_SEPARATORS)


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
            "business_duration": Figure(("business duration",), "resolution", "seconds", "working"),
            "made_sla": Figure(("made sla",), "resolution", None, "verdict"),
        },
    ),
    unfold=unfold,
    records=("result", "records"),
    pages=_PAGES,
    remarks=(
        "List exports stop at 10,000 rows unless the administrator raised the limit. The platform has no "
        "column for the acknowledgement: the log, the metrics or the clocks beside the list tell it. Where "
        "the Table API gives both values of a field, a stored instant is UTC, whatever zone is declared."
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
    pages=(
        TABLE_API,
        "Amaral, Fantinato and Peres, Incident management process enriched event log "
        "https://doi.org/10.24432/C57S4H",
    ),
    carries=("acknowledged_at", "transitions", "pauses"),
    remarks="Final values may stand on every row: they are known from their own instant.",
)
SOURCES: Final = (INCIDENT, AUDIT)
