"""Contracts and files for the tests of the intake."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from analytics.contract.model import Contract, Document

SEVERITY = {"P1": ["1 - Critical"], "P2": ["2 - High"], "P3": ["3 - Moderate"], "P4": ["4 - Low"]}
TABLE = {"incident_id": "number", "opened_at": "opened", "severity": "priority"}
AUDIT_HEADER = (
    "number,state,opened_at,sys_updated_at,sys_mod_count,priority,assigned_to,resolved_at,closed_at"
)


def make_contract(folder: Path, *exports: dict[str, Any], **tables: Any) -> Contract:
    data: dict[str, Any] = {
        "contract": {
            "id": "c",
            "title": "t",
            "buyer": "b",
            "supplier": "s",
            "starts": dt.date(2026, 1, 1),
            "timezone": "Europe/London",
        },
        "severity": SEVERITY,
        "exports": list(exports),
        "clauses": [{"id": "r", "kind": "response", "within": "1 hour", "target": "95%", "reference": "x"}],
        **tables,
    }
    versions = (1,) * len(data["clauses"])
    return Contract(
        document=Document.model_validate(data), path=folder / "contract.toml", sha256="", versions=versions
    )


def table_export(path: str = "t.csv", **keys: Any) -> dict[str, Any]:
    return {"source": "table", "path": path, "timezone": "UTC", "columns": TABLE, **keys}


def audit_export(path: str = "a.csv", **keys: Any) -> dict[str, Any]:
    return {"source": "servicenow-audit", "path": path, "timezone": "UTC", **keys}


def notice_export(path: str = "n.csv", **keys: Any) -> dict[str, Any]:
    return {"source": "notifications", "path": path, "timezone": "UTC", **keys}


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
