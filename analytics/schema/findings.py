"""What is made of the facts: the account of rows, what differs, obligations, causes."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.schema.words import ELAPSED, INSTANT, make_schema

VERDICTS: Final = make_schema(  # what the tool says of its own clocks: compared with ours, never used for it
    incident_id=pl.String,  # never null
    source=pl.String,  # label of the export
    name=pl.String,  # never null: as the tool calls it
    measures=pl.String,  # "response" or "resolution"; null: not declared which
    clock=pl.String,  # "calendar", "working" (a calendar that the file does not hold) or "verdict"
    is_breached=pl.Boolean,  # null: it says nothing, or it is no verdict
    elapsed=ELAPSED,  # null: it says none
    paused=ELAPSED,  # null: it says none
    starts_at=INSTANT,  # null: it says none
    due_at=INSTANT,  # null: it says none
    stopped_at=INSTANT,  # null: it says none, or the clock ran when it was exported
)

DIFFERENCES: Final = make_schema(  # one row per fact in which two parties' exports of one incident differ
    incident_id=pl.String,  # never null
    field=pl.String,  # never null: a column of INCIDENTS
    file=pl.String,  # the export whose value is used
    value=pl.String,  # as text, instants in ISO 8601; null: empty there
    other_file=pl.String,
    other_value=pl.String,
    party=pl.String,  # whose export the other is; null: not declared
)

CAUSE_TIERS: Final = (
    *("founder", "problem record", "causing change", "cause and component", "text", "correction"),
)
LINEAGE_EVENTS: Final = ("founded", "merged", "split", "renamed", "confirmed", "forbidden")

MEMBERS: Final = make_schema(  # one row per grouped incident, known at as_of
    cause_id=pl.String,  # never null: the founder's incident_id
    incident_id=pl.String,  # never null
    opened_at=INSTANT,  # never null
    tier=pl.String,  # one of CAUSE_TIERS: what joined it
    score=pl.Float64,  # mean similarity to the other members; null: there is none
    next_cause_id=pl.String,  # the next best group; null: none is near
    margin=pl.Float64,  # score less the similarity to the next best; null: none is near
    decided_by=pl.String,  # the role that corrected it; null: nobody did
)

LINEAGE: Final = make_schema(
    at=INSTANT,  # never null: the end of the month in which it was so
    event=pl.String,  # one of LINEAGE_EVENTS
    cause_id=pl.String,  # never null
    other_id=pl.String,  # the other group of a merge or split, the other incident of "forbidden"
    n_incidents=pl.Int64,
    reason=pl.String,
    decided_by=pl.String,  # null: the data, nobody's decision
)

REJECTED: Final = make_schema(
    file=pl.String,
    sheet=pl.String,  # of a workbook of which several sheets were read; null: there is one table
    line=pl.Int64,  # 1-based line of the file where the row begins; sheet rows likewise; null: whole file
    id=pl.String,  # of the incident, action or change that the row is about; null: it names none
    column=pl.String,
    value=pl.String,  # the cell at fault, its beginning; null: no single cell is
    reason=pl.String,
    is_fault=pl.Boolean,  # counts towards max_excluded; exclusions by type and repeats do not
    also=pl.String,  # what else is wrong with the row, by column; null: nothing
)

OBLIGATIONS: Final = make_schema(
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

FILES: Final = make_schema(
    file=pl.String,  # its path as the contract writes it, and the part of it where its rows hold others
    path=pl.String,
    source=pl.String,
    shape=pl.String,  # what a row is, `sources.model.Shape`
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
    n_repeats=pl.Int64,  # of those excluded: rows that repeat another
    first_at=INSTANT,
    last_at=INSTANT,
    sheets=pl.List(pl.String),  # worksheets that were read; empty: it has none
    ignored=pl.List(pl.String),  # its own columns that nothing is made of
)
