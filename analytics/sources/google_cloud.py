"""Google Cloud's public status: incidents with their updates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from analytics.sources.model import Headers, Record, Rows, Source
from analytics.sources.statuspage import PUBLIC

_MESSAGE: Final[Headers] = {
    "incident_id": ("incident id",),
    "at": ("created", "when"),  # when it was posted, rather than the time of which it tells
}
_FIXED: Final = {"audience": PUBLIC, "channel": "status page"}


def _unfold(record: Record) -> Iterator[tuple[str, Any]]:
    """An incident, its updates, and the same as notices to the public."""
    products = record.get("affected_products")
    own = {key: value for key, value in record.items() if key not in ("updates", "most_recent_update")}
    if isinstance(products, list):
        titles = [str(each.get("title", "")) for each in products if isinstance(each, dict)]
        own["affected_products"] = ", ".join(titles)
    yield "", own
    updates = record.get("updates")
    for update in updates if isinstance(updates, list) else []:
        told = {**update, "incident_id": record.get("id")} if isinstance(update, dict) else update
        yield "updates", told
        yield "notifications", told


GOOGLE: Final = Source(
    name="google-cloud-status",
    title="Google Cloud, incidents of its status page",
    formats=("JSON",),
    rows=Rows(
        "incident",
        {
            "incident_id": ("id", "number"),
            "title": ("external desc",),
            "service": ("service name", "affected products"),
            "severity": ("severity",),
            "opened_at": ("begin",),
            "recorded_at": ("created",),
            "resolved_at": ("end",),
        },
    ),
    parts={
        "updates": Rows("updates", _MESSAGE, fixed=_FIXED),
        "notifications": Rows("notifications", _MESSAGE, fixed=_FIXED),
    },
    unfold=_unfold,
    pages=("Google Cloud, schema of incidents https://status.cloud.google.com/incidents.schema.json",),
    remarks="Messages count from when they were posted.",
)
SOURCES: Final = (GOOGLE,)
