"""What exports tell: incidents, what was recorded of them, and the registers beside them."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.schema.words import INSTANT, make_schema

INCIDENTS: Final = make_schema(
    incident_id=pl.String,  # never null, unique, text as exported
    source=pl.String,  # label of the export: its path as the contract writes it
    service=pl.String,
    component=pl.String,
    title=pl.String,
    description=pl.String,
    category=pl.String,
    kind=pl.String,  # one of KINDS
    severity=pl.String,  # one of SEVERITIES, the last one recorded
    is_security=pl.Boolean,  # null: no rule declared, or the flag is empty or unmapped
    has_personal_data=pl.Boolean,
    is_major=pl.Boolean,
    onset_at=INSTANT,
    detected_at=INSTANT,
    opened_at=INSTANT,  # never null
    recorded_at=INSTANT,
    acknowledged_at=INSTANT,  # a mapped column; null where the rule derives it from transitions
    resolved_at=INSTANT,  # the mapped column; null: empty there
    closed_at=INSTANT,
    aware_at=INSTANT,
    security_aware_at=INSTANT,  # when its security nature was known; null: as the log or the row says
    state=pl.String,  # the last one recorded, one of STATE_CLASSES; null: not recorded
    parent_id=pl.String,
    duplicate_of=pl.String,
    problem_id=pl.String,
    caused_by_change=pl.String,
    cause_code=pl.String,
    cause_text=pl.String,
    resolution_text=pl.String,
    assignment_group=pl.String,
    detected_by=pl.String,
    n_reassigned=pl.Int64,
    n_reopened=pl.Int64,
)

TRANSITIONS: Final = make_schema(
    incident_id=pl.String,
    at=INSTANT,  # never null: when the change was recorded
    field=pl.String,  # "state", "severity", "kind", "security", "assignment", "resolved_at" or "closed_at";
    # one of CAUSE_FACTS where it is not the same on every row of the incident
    before=pl.String,  # null: the first value recorded
    after=pl.String,  # of STATE_CLASSES, SEVERITIES, KINDS; "true" or "false"; "assigned"; for an instant its
    # UTC microseconds, null: empty; for one of CAUSE_FACTS its text, null: empty on the first row
)

PAUSES: Final = make_schema(
    incident_id=pl.String,
    paused_at=INSTANT,  # never null
    resumed_at=INSTANT,  # null: still paused where the data ends
    reason=pl.String,  # the contract's word for it
    holder=pl.String,  # supplier, buyer or third party; null: not declared
)

NOTIFICATIONS: Final = make_schema(
    incident_id=pl.String,
    at=INSTANT,  # never null
    audience=pl.String,
    channel=pl.String,
    evidence=pl.String,
)

UPDATES: Final = NOTIFICATIONS  # status updates: a message to an audience, at an instant

RELIEF: Final = make_schema(
    incident_id=pl.String,
    clause_id=pl.String,  # null: every clause of the incident
    at=INSTANT,  # never null; the latest before as_of holds
    status=pl.String,  # one of RELIEF_STATUSES
    reason=pl.String,
    approver=pl.String,  # never null where agreed
)

ACTIONS: Final = make_schema(
    action_id=pl.String,  # never null
    incident_id=pl.String,  # null: not about one incident
    kind=pl.String,  # one of ACTION_KINDS
    title=pl.String,
    raised_at=INSTANT,
    due_at=INSTANT,  # null: no date was agreed
    done_at=INSTANT,  # null: not done
    owner_role=pl.String,
    criterion=pl.String,
)

CHANGES: Final = make_schema(
    change_id=pl.String,  # never null, unique
    title=pl.String,
    causes=pl.List(pl.String),  # what it is to end: ids of incidents or problems, cause codes; null: nothing
    raised_at=INSTANT,  # never null
    made_at=INSTANT,  # null: not made
    criterion=pl.String,  # agreed when it was raised: what shows that it worked
    owner_role=pl.String,
)

DISPUTES: Final = make_schema(
    incident_id=pl.String,
    field=pl.String,  # one of DISPUTED_FIELDS; between two parties' exports closed_at too
    at=INSTANT,  # the other party's value; null: by its account it has not come about
    party=pl.String,  # who disputes: supplier, buyer
    reason=pl.String,
)
