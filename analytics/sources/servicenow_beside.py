"""ServiceNow, beside the incidents: its clocks, its metrics, and the changes of single fields."""

from __future__ import annotations

from typing import Final

from analytics.sources.model import Rows, Source
from analytics.sources.servicenow import TABLE_API, unfold

_DOCS: Final = "https://www.servicenow.com/docs/r"
_OLD_DOCS: Final = "https://docs.servicenow.com/bundle"
_FIELDS: Final = {
    "state": ("state", "incident state", "incident_state", "incident state duration"),
    "severity": ("priority",),
    "assignment": ("assigned to", "assigned_to", "assigned to duration"),
}

TASK_SLA: Final = Source(
    name="servicenow-task-sla",
    title="ServiceNow, clocks of service levels (task_sla)",
    formats=("CSV", "XLSX", "JSON"),
    rows=Rows(
        "verdict",
        {
            "incident_id": ("task", "number", "task.number"),
            "name": ("sla", "sla definition", "sla.name"),
            "measures": ("sla", "sla definition", "sla.name"),
            "stage": ("stage",),
            "is_breached": ("has breached",),
            "elapsed": (
                *("business duration", "business elapsed time"),
                *("duration", "actual elapsed time"),  # of a clock without a calendar
            ),
            "paused": ("business pause duration", "pause duration"),
            "starts_at": ("start time",),
            "due_at": ("planned end time", "breach time"),
            "stopped_at": ("end time", "stop time"),
        },
    ),
    unfold=unfold,
    records=("result", "records"),
    pages=(
        TABLE_API,
        f"ServiceNow, Task SLA table {_DOCS}/it-service-management/service-level-management/"
        "r_TaskSLATable.html",
    ),
    carries=("acknowledged_at",),
    remarks=(
        "Several rows an incident. The contract says which of the tool's clocks measure what: "
        '`values = { measures = { response = ["P1 response"], resolution = ["P1 resolution"] } }`. '
        "The end of a response clock is when an incident was acknowledged. Cancelled clocks are left out, "
        "and a clock that still ran when it was exported says nothing but a breach."
    ),
)
METRIC: Final = Source(
    name="servicenow-metric-instance",
    title="ServiceNow, metric instances",
    formats=("CSV", "XLSX", "JSON"),
    rows=Rows(
        "event",
        {
            "incident_id": ("id", "number"),
            "field": ("definition", "field"),
            "after": ("value",),
            "at": ("start",),
            "ended_at": ("end",),
        },
        words={"field": _FIELDS},
    ),
    unfold=unfold,
    records=("result", "records"),
    pages=(
        TABLE_API,
        f"ServiceNow, Metric instance {_OLD_DOCS}/geneva-performance-analytics-and-reporting/page/use/"
        "advanced_reporting/concept/c_MetricInstance.html",
    ),
    carries=("acknowledged_at", "transitions", "pauses"),
    remarks=(
        "It stands beside the incident list. Instances rename their metrics: "
        '`values = { field = { state = ["Incident State Duration"] } }`.'
    ),
)
SYS_AUDIT: Final = Source(
    name="servicenow-sys-audit",
    title="ServiceNow, changes of fields (sys_audit)",
    formats=("CSV", "XLSX", "JSON"),
    rows=Rows(
        "event",
        {
            "incident_id": ("number", "documentkey", "document key"),
            "field": ("fieldname", "field name"),
            "before": ("oldvalue", "old value"),
            "after": ("newvalue", "new value"),
            "at": ("sys created on", "created"),
        },
        words={"field": _FIELDS},
    ),
    unfold=unfold,
    records=("result", "records"),
    pages=(
        TABLE_API,
        f"ServiceNow, Sys audit {_OLD_DOCS}/kingston-platform-administration/page/administer/security/"
        "concept/c_UnderstandingTheSysAuditTable.html",
    ),
    carries=("acknowledged_at", "transitions", "pauses"),
    remarks=(
        "It stands beside the incident list. It names incidents by their key: the list must have its column "
        "`sys_id`."
    ),
)
SOURCES: Final = (TASK_SLA, METRIC, SYS_AUDIT)
