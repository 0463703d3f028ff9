"""XES, the format of event logs: a trace an incident, an event a change."""

from __future__ import annotations

from typing import Final

from analytics.sources.model import Rows, Source

_ACTIVITIES: Final = {  # beside the usual states: what logs call the steps of an incident
    "new": ("opened", "created", "registered", "reported", "logged", "queued"),
    "in progress": ("accepted", "acknowledged", "started", "reopened"),
    "on hold": ("suspended", "waiting"),
    "resolved": ("completed", "solved", "fixed"),
}
XES: Final = Source(
    name="xes",
    title="XES event log",
    formats=("XES", "XES.GZ"),
    rows=Rows(
        "update",
        {
            "incident_id": ("trace.concept:name",),
            "updated_at": ("time:timestamp",),
            "state": ("concept:name",),
            "severity": ("severity", "priority", "trace.severity", "trace.priority"),
            "performed_by": ("org:resource",),
            "assignment_group": ("org:group",),
            "opened_at": ("trace.opened at",),
            "resolved_at": ("trace.resolved at",),
            "closed_at": ("trace.closed at",),
            "category": ("trace.category",),
            "service": ("trace.service",),
            "title": ("trace.title",),
        },
        required=("incident_id", "updated_at", "state", "severity"),
        words={"state": _ACTIVITIES},
    ),
    pages=("IEEE 1849, eXtensible Event Stream https://doi.org/10.1109/IEEESTD.2016.7740858",),
    carries=("acknowledged_at", "transitions", "pauses"),
    remarks=(
        "The activities of the log are the words of the states: the contract maps those that are not the "
        "usual ones. Without an attribute for it, an incident was opened at its first event. Who performed "
        "an event after the first "
        "(`org:resource`) stands for an assignment; who performed the first one logged the incident."
    ),
)
SOURCES: Final = (XES,)
