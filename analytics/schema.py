"""The tidy tables: column, dtype, and what null means.

Instants are UTC microseconds. Every table that `intake` returns and that `measure` reads has exactly
these columns in this order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
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
CAUSE_FACTS: Final = (  # columns of incidents that speak of cause or symptom, and change as one learns
    *("service", "component", "title", "description", "problem_id", "caused_by_change"),
    *("cause_code", "cause_text", "resolution_text"),
)

Schema = MappingProxyType[str, pl.DataType | type[pl.DataType]]


def _schema(**columns: pl.DataType | type[pl.DataType]) -> Schema:
    return MappingProxyType(columns)


INCIDENTS: Final = _schema(
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

TRANSITIONS: Final = _schema(
    incident_id=pl.String,
    at=INSTANT,  # never null: when the change was recorded
    field=pl.String,  # "state", "severity", "kind", "security", "assignment", "resolved_at" or "closed_at";
    # one of CAUSE_FACTS where it is not the same on every row of the incident
    before=pl.String,  # null: the first value recorded
    after=pl.String,  # of STATE_CLASSES, SEVERITIES, KINDS; "true" or "false"; "assigned"; for an instant its
    # UTC microseconds, null: empty; for one of CAUSE_FACTS its text, null: empty on the first row
)

PAUSES: Final = _schema(
    incident_id=pl.String,
    paused_at=INSTANT,  # never null
    resumed_at=INSTANT,  # null: still paused where the data ends
    reason=pl.String,  # the contract's word for it
    holder=pl.String,  # supplier, buyer or third party; null: not declared
)

NOTIFICATIONS: Final = _schema(
    incident_id=pl.String,
    at=INSTANT,  # never null
    audience=pl.String,
    channel=pl.String,
    evidence=pl.String,
)

UPDATES: Final = NOTIFICATIONS  # status updates: a message to an audience, at an instant

RELIEF: Final = _schema(
    incident_id=pl.String,
    clause_id=pl.String,  # null: every clause of the incident
    at=INSTANT,  # never null; the latest before as_of holds
    status=pl.String,  # one of RELIEF_STATUSES
    reason=pl.String,
    approver=pl.String,  # never null where agreed
)

ACTIONS: Final = _schema(
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

CHANGES: Final = _schema(
    change_id=pl.String,  # never null, unique
    title=pl.String,
    causes=pl.List(pl.String),  # what it is to end: ids of incidents or problems, cause codes; null: nothing
    raised_at=INSTANT,  # never null
    made_at=INSTANT,  # null: not made
    criterion=pl.String,  # agreed when it was raised: what shows that it worked
    owner_role=pl.String,
)

DISPUTES: Final = _schema(
    incident_id=pl.String,
    field=pl.String,  # one of DISPUTED_FIELDS
    at=INSTANT,  # the other party's value, never null
    party=pl.String,  # who disputes: supplier, buyer
    reason=pl.String,
)

CAUSE_TIERS: Final = (
    *("founder", "problem record", "causing change", "cause and component", "text", "correction"),
)
LINEAGE_EVENTS: Final = ("founded", "merged", "split", "renamed", "confirmed", "forbidden")

MEMBERS: Final = _schema(  # one row per grouped incident, known at as_of
    cause_id=pl.String,  # never null: the founder's incident_id
    incident_id=pl.String,  # never null
    opened_at=INSTANT,  # never null
    tier=pl.String,  # one of CAUSE_TIERS: what joined it
    score=pl.Float64,  # mean similarity to the other members; null: there is none
    next_cause_id=pl.String,  # the next best group; null: none is near
    margin=pl.Float64,  # score less the similarity to the next best; null: none is near
    decided_by=pl.String,  # the role that corrected it; null: nobody did
)

LINEAGE: Final = _schema(
    at=INSTANT,  # never null: the end of the month in which it was so
    event=pl.String,  # one of LINEAGE_EVENTS
    cause_id=pl.String,  # never null
    other_id=pl.String,  # the other group of a merge or split, the other incident of "forbidden"
    n_incidents=pl.Int64,
    reason=pl.String,
    decided_by=pl.String,  # null: the data, nobody's decision
)

REJECTED: Final = _schema(
    file=pl.String,
    line=pl.Int64,  # 1-based line of the file where the row begins; sheet rows likewise; null: whole file
    column=pl.String,
    reason=pl.String,
    is_fault=pl.Boolean,  # counts towards max_excluded; exclusions by type and repeats do not
)

OBLIGATIONS: Final = _schema(
    incident_id=pl.String,
    episode=pl.Int64,  # 1, and one more for each reopening later than the window
    clause_id=pl.String,
    clause_version=pl.Int64,
    audience=pl.String,  # null: not a notification or update
    slot=pl.Int64,  # 0: the clause makes one obligation an episode; else 1 and up: updates and actions
    kind=pl.String,  # of the clause
    obliged=pl.String,  # supplier, buyer
    is_governing=pl.Boolean,
    severity=pl.String,  # the one under which it is judged
    starts_at=INSTANT,
    due_at=INSTANT,  # null: a pause is open
    last_on_time_at=INSTANT,  # null: a pause is open
    stopped_at=INSTANT,  # null: still running at as_of
    gross=ELAPSED,  # to the stop, else to as_of, on the clause's calendar
    paused=ELAPSED,
    net=ELAPSED,
    outcome=pl.String,
    outcome_gross=pl.String,  # judged as if there were no pauses
    outcome_before_relief=pl.String,  # judged as if no relief were claimed
    outcome_disputed=pl.String,  # judged by the other value of disputed instants; null: none is disputed
    is_in_band=pl.Boolean,  # the source's precision leaves open whether it was in time
    reason=pl.String,  # why excluded; null otherwise
    approver=pl.String,  # who agreed the exclusion; null: none needed, or not excluded
    relief=pl.String,  # the latest status of a claim; null: none
    flags=pl.List(pl.String),  # remarks that a reader of `explain` wants
    period_opened=pl.String,  # "2026-10" in the contract's zone
    period_due=pl.String,  # of last_on_time_at; null: a pause is open
    period_due_gross=pl.String,  # the same as if there were no pauses
    period_stopped=pl.String,  # null: still running
)


def empty(schema: Schema) -> pl.DataFrame:
    """Make a table of no rows with the columns of a schema.

    Examples:
        >>> empty(NOTIFICATIONS).columns
        ['incident_id', 'at', 'audience', 'channel', 'evidence']
    """
    return pl.DataFrame(schema=dict(schema))


@dataclass(frozen=True)
class Tables:
    """What `read_exports` returns: the tidy tables and the account of their rows.

    Args:
        incidents: One row per incident, `INCIDENTS`.
        transitions: One row per recorded change, `TRANSITIONS`.
        pauses: One row per interval on hold, `PAUSES`.
        notifications: One row per message, `NOTIFICATIONS`; None where no export declares any.
        updates: One row per status update, `UPDATES`; None where no export declares any.
        relief: One row per change of a claim, `RELIEF`.
        actions: One row per report, review or action, `ACTIONS`; None where no export declares any.
        disputes: One row per disputed instant, `DISPUTES`.
        changes: One row per change that is to end a cause, `CHANGES`.
        rejected: One row per row not used, `REJECTED`.
        files: One row per file: file, source, sha256, n_bytes, encoding, delimiter, day_order, timezone,
            n_read, n_used, n_excluded, n_faults, first_at, last_at.
        latest_at: The latest instant in any used row of any export; None without any.
        complete_until: The earliest that the exports declare; None where none does.
        notes: Sentences that a reader of the data-quality section needs.
        precisions: Per source, the microseconds within which its instants are exact; absent: exact.
    """

    incidents: pl.DataFrame
    transitions: pl.DataFrame
    pauses: pl.DataFrame
    notifications: pl.DataFrame | None
    rejected: pl.DataFrame
    files: pl.DataFrame
    latest_at: datetime | None = None
    complete_until: datetime | None = None
    notes: tuple[str, ...] = field(default=())
    updates: pl.DataFrame | None = None
    relief: pl.DataFrame = field(default_factory=lambda: empty(RELIEF))
    actions: pl.DataFrame | None = None
    disputes: pl.DataFrame = field(default_factory=lambda: empty(DISPUTES))
    changes: pl.DataFrame = field(default_factory=lambda: empty(CHANGES))
    precisions: dict[str, int] = field(default_factory=dict)


FILES: Final = _schema(
    file=pl.String,
    source=pl.String,
    sha256=pl.String,
    n_bytes=pl.Int64,
    encoding=pl.String,
    delimiter=pl.String,
    day_order=pl.String,
    timezone=pl.String,
    n_read=pl.Int64,
    n_used=pl.Int64,
    n_excluded=pl.Int64,
    n_faults=pl.Int64,
    first_at=INSTANT,
    last_at=INSTANT,
)
