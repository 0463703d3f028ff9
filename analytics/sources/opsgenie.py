"""Opsgenie: alerts of the REST interface."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analytics.sources.model import After, Record, Rows, Source


def _unfold(record: Record) -> Iterator[tuple[str, Any]]:
    """An alert; one that is open and taken up is in progress."""
    is_taken_up = record.get("status") == "open" and record.get("acknowledged") is True
    yield "", {**record, "status": "acknowledged"} if is_taken_up else record


OPSGENIE: Final = Source(
    name="opsgenie",
    title="Opsgenie, alerts",
    formats=("JSON", "NDJSON", "CSV"),
    rows=Rows(
        "incident",
        {
            "incident_id": ("id", "alert id", "alertid"),
            "title": ("message",),
            "description": ("description",),
            "severity": ("priority",),
            "state": ("status",),
            "opened_at": ("createdat", "created at"),
            "updated_at": ("updatedat", "updated at"),
            "component": ("entity",),
            "detected_by": ("source",),
        },
        words={
            "state": {"new": ("open",), "in progress": ("acknowledged", "acked"), "resolved": ("closed",)},
            "severity": {name: (name,) for name in ("P1", "P2", "P3", "P4")},
        },
        after={
            "acknowledged_at": After("opened_at", ("report.acktime", "acktime"), None, "updated_at"),
            "resolved_at": After("opened_at", ("report.closetime", "closetime"), None, "updated_at"),
        },
    ),
    unfold=_unfold,
    records=("data",),
    more={"paging.next": None},
    pages=("Opsgenie, Alert API https://docs.opsgenie.com/docs/alert-api",),
    remarks=(
        "Its times of acknowledgement and closing are durations since the creation, whose unit is disputed: "
        "it is declared, or proved by the alerts' own instants. An alert that came several times is one row. "
        "P5 is to be mapped by the contract."
    ),
)
SOURCES: Final = (OPSGENIE,)
