"""The tidy tables: column, dtype, and what null means.

Instants are UTC microseconds. Every table that `intake` returns and that `measure` reads has exactly
these columns in this order.
"""

from analytics.schema.facts import (
    ACTIONS,
    CHANGES,
    DISPUTES,
    INCIDENTS,
    NOTIFICATIONS,
    PAUSES,
    RELIEF,
    TRANSITIONS,
    UPDATES,
)
from analytics.schema.findings import (
    CAUSE_TIERS,
    DIFFERENCES,
    FILES,
    LINEAGE,
    LINEAGE_EVENTS,
    MEMBERS,
    OBLIGATIONS,
    REJECTED,
    VERDICTS,
)
from analytics.schema.tables import (
    Tables,
)
from analytics.schema.words import (
    ACTION_KINDS,
    CAUSE_FACTS,
    DISPUTED_FIELDS,
    ELAPSED,
    HOLDERS,
    INSTANT,
    KINDS,
    OUTCOMES,
    RELIEF_STATUSES,
    RESPONSE_AGAIN,
    SEVERITIES,
    STATE_CLASSES,
    Schema,
    empty,
)

__all__ = [
    "ACTIONS",
    "ACTION_KINDS",
    "CAUSE_FACTS",
    "CAUSE_TIERS",
    "CHANGES",
    "DIFFERENCES",
    "DISPUTED_FIELDS",
    "DISPUTES",
    "ELAPSED",
    "FILES",
    "HOLDERS",
    "INCIDENTS",
    "INSTANT",
    "KINDS",
    "LINEAGE",
    "LINEAGE_EVENTS",
    "MEMBERS",
    "NOTIFICATIONS",
    "OBLIGATIONS",
    "OUTCOMES",
    "PAUSES",
    "REJECTED",
    "RELIEF",
    "RELIEF_STATUSES",
    "RESPONSE_AGAIN",
    "SEVERITIES",
    "STATE_CLASSES",
    "TRANSITIONS",
    "UPDATES",
    "VERDICTS",
    "Schema",
    "Tables",
    "empty",
]
