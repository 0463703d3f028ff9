"""Tables that no tool exports well, and any table whose columns the contract maps."""

from __future__ import annotations

from typing import Final

from analytics.sources.model import COLUMNS, Headers, Rows, Shape, Source

_HEADERS: Final[Headers] = {
    "incident_id": ("incident id", "incident", "number", "incident number"),
    "at": ("at", "notified at", "sent at", "updated at"),
    "clause_id": ("clause id", "clause"),
    "action_id": ("action id", "id"),
    "due_at": ("due at", "due"),
    "done_at": ("done at", "done", "completed at", "delivered at"),
    "raised_at": ("raised at", "raised"),
    "owner_role": ("owner role", "owner"),
    "change_id": ("change id", "change", "number", "change number"),
    "title": ("title", "short description"),
    "causes": ("causes", "cause", "root causes"),
    "paused_at": ("paused at", "paused", "on hold at"),
    "resumed_at": ("resumed at", "resumed"),
    "made_at": ("made at", "made", "implemented at", "implemented"),
}
_TITLES: Final[dict[Shape, str]] = {
    "notifications": "Register of notices",
    "updates": "Register of status updates",
    "relief": "Register of relief",
    "actions": "Register of reports, reviews and actions",
    "disputes": "Register of disputed instants",
    "changes": "Register of changes",
    "pauses": "Register of pauses",
}
_FORMATS: Final = ("CSV", "XLSX", "JSON", "NDJSON", "Parquet")
_OURS: Final = "Our own columns: `new` writes a template of each"


def _own(shape: Shape, known: Headers) -> Headers:
    """Our names as headers, and what else people call them."""
    return {name: known.get(name, (name.replace("_", " "),)) for name in COLUMNS[shape]}


TABLE: Final = Source(
    name="table",
    title="Any table, by mapping",
    formats=_FORMATS,
    rows=Rows("incident", _own("incident", {})),
    pages=(_OURS,),
    remarks="Its columns are mapped in the contract, or carry our names.",
)
REGISTERS: Final = tuple(
    Source(shape, title, _FORMATS, Rows(shape, _own(shape, _HEADERS)), pages=(_OURS,))
    for shape, title in _TITLES.items()
)
