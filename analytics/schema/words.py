"""The words that columns may hold, and the types that they have."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import polars as pl

INSTANT: Final = pl.Datetime("us", "UTC")
ELAPSED: Final = pl.Duration("us")
SEVERITIES: Final = ("P1", "P2", "P3", "P4")
KINDS: Final = ("incident", "request", "maintenance", "drill")
OUTCOMES: Final = ("met", "missed", "pending", "not evidenced", "excluded")
RELIEF_STATUSES: Final = ("claimed", "agreed", "disputed", "withdrawn")
ACTION_KINDS: Final = ("report", "review", "action")
HOLDERS: Final = ("supplier", "buyer", "third party")
DISPUTED_FIELDS: Final = ("opened_at", "detected_at", "acknowledged_at", "resolved_at", "aware_at")
STATE_CLASSES: Final = ("new", "in progress", "on hold", "resolved", "closed", "cancelled")
RESPONSE_AGAIN: Final = "response to a reopening"  # of a clause on response, its later episodes alone
CAUSE_FACTS: Final = (  # columns of incidents that speak of cause or symptom, and change as one learns
    *("service", "component", "title", "description", "problem_id", "caused_by_change"),
    *("cause_code", "cause_text", "resolution_text"),
)

Schema = MappingProxyType[str, pl.DataType | type[pl.DataType]]


def make_schema(**columns: pl.DataType | type[pl.DataType]) -> Schema:
    """Make the schema of a table: its columns in order, with their types."""
    return MappingProxyType(columns)


def empty(schema: Schema) -> pl.DataFrame:
    """Make a table of no rows with the columns of a schema.

    Examples:
        >>> from analytics.schema import NOTIFICATIONS
        >>> empty(NOTIFICATIONS).columns
        ['incident_id', 'at', 'audience', 'channel', 'evidence']
    """
    return pl.DataFrame(schema=dict(schema))
