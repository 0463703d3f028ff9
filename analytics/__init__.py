"""Incident analytics for public-sector contracts: from incident exports to the forum's report.

Five lines from an export to an answer:

    import analytics as ia

    as_of = ia.open_dataset("my-contract").ends_at
    contract = ia.load_contract("my-contract")
    obligations = ia.measure(ia.read_exports(contract), contract, as_of)
    ia.attainment(obligations, contract, as_of, "2026-10")

Nothing happens at import: each name loads its room when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from analytics import charts, tables
    from analytics.causes.find import find_causes
    from analytics.contract.load import load_contract
    from analytics.errors import (
        BusyError,
        ContractError,
        ExportError,
        IncidentAnalyticsError,
        NotebookError,
        StorageError,
    )
    from analytics.intake import read_exports
    from analytics.obligations import make_episodes, measure
    from analytics.report.dataset import open_dataset
    from analytics.report.page import Report, open_report
    from analytics.summary import attainment, durations, stopped_clocks, volume

__version__: Final = "0.1.0"

_ROOMS: Final = {
    "BusyError": "analytics.errors",
    "ContractError": "analytics.errors",
    "ExportError": "analytics.errors",
    "IncidentAnalyticsError": "analytics.errors",
    "NotebookError": "analytics.errors",
    "Report": "analytics.report.page",
    "StorageError": "analytics.errors",
    "attainment": "analytics.summary",
    "durations": "analytics.summary",
    "find_causes": "analytics.causes.find",
    "load_contract": "analytics.contract.load",
    "make_episodes": "analytics.obligations",
    "measure": "analytics.obligations",
    "open_dataset": "analytics.report.dataset",
    "open_report": "analytics.report.page",
    "read_exports": "analytics.intake",
    "stopped_clocks": "analytics.summary",
    "volume": "analytics.summary",
}

__all__ = [
    "BusyError",
    "ContractError",
    "ExportError",
    "IncidentAnalyticsError",
    "NotebookError",
    "Report",
    "StorageError",
    "attainment",
    "charts",
    "durations",
    "find_causes",
    "load_contract",
    "make_episodes",
    "measure",
    "open_dataset",
    "open_report",
    "read_exports",
    "stopped_clocks",
    "tables",
    "volume",
]


def __getattr__(name: str) -> Any:
    if name in ("charts", "tables"):
        return importlib.import_module(f"analytics.{name}")
    if name not in _ROOMS:
        raise AttributeError(f"module 'analytics' has no attribute {name!r}")
    return getattr(importlib.import_module(_ROOMS[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
