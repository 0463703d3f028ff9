"""The exports that are understood: one small file a tool, and this list of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from analytics.sources import (
    desks,
    google_cloud,
    jira,
    opsgenie,
    pagerduty,
    registers,
    servicenow,
    servicenow_beside,
    statuspage,
    xes,
)
from analytics.sources.model import INCIDENT_SHAPES, Source

_ALL: Final = (
    *servicenow.SOURCES,
    *servicenow_beside.SOURCES,
    *jira.SOURCES,
    *pagerduty.SOURCES,
    *opsgenie.SOURCES,
    *desks.SOURCES,
    statuspage.STATUSPAGE,
    *google_cloud.SOURCES,
    *xes.SOURCES,
    registers.TABLE,
    *registers.REGISTERS,
)
SOURCES: Final[Mapping[str, Source]] = MappingProxyType({source.name: source for source in _ALL})
NAMES: Final = tuple(SOURCES)


def holds_incidents(name: str) -> bool:
    """Say whether a source lists incidents, rather than tells something of those that another lists.

    Examples:
        >>> holds_incidents("servicenow-audit"), holds_incidents("notifications")
        (True, False)
    """
    return SOURCES[name].rows.shape in INCIDENT_SHAPES
