"""Recorded changes of single fields, for incidents that another export lists."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.intake import cells
from analytics.intake.built import ORIGIN, ROW, Built, nothing, reject
from analytics.intake.natives import unknown
from analytics.intake.onhold import intervals_on_hold
from analytics.intake.registers import INCIDENTS_REFUSED
from analytics.intake.typed import state_words
from analytics.schema import TRANSITIONS
from analytics.sources import SOURCES

_READ: Final = ("state", "severity", "assignment")
_NO_CLOCK: Final = "a change of a field that no clock reads"
_NOBODY: Final = "an assignment to nobody"
_UNKNOWN: Final = "no such incident"
_BY_THE_LOG: Final = "the audit log of another export tells the changes of this incident"
_KEY: Final = ("incident_id", "field")


def build_events(
    rows: pl.DataFrame,
    incidents: pl.DataFrame,
    contract: Contract,
    logged: pl.Series,
    *,
    is_whole: bool,
) -> Built:
    """Make transitions and pauses of recorded changes.

    Args:
        rows: Typed rows of every file: incident_id, at, field, after; before where the tool tells it.
        incidents: `schema.INCIDENTS` of the other exports.
        contract: The words of states, severities and pauses.
        logged: The incidents of audit logs, which tell their own changes.
        is_whole: No export of incidents was refused.

    Returns:
        Transitions, pauses and the rows not used. What a first change changed from is taken to hold since
        the opening.
    """
    if rows.is_empty():
        return nothing()
    absent = [pl.lit(None, pl.String).alias(n) for n in ("before", "after") if n not in rows.columns]
    rows = rows.sort("incident_id", "at", ROW).with_columns(absent)
    facts = [name for name in rows.columns if name not in ORIGIN]
    is_first = pl.struct(facts).is_first_distinct()
    distinct = rows.filter(is_first)
    judged = _translate(distinct, contract).with_columns(_fault(incidents, logged, is_whole=is_whole))
    used = judged.filter(pl.col("event_fault").is_null())
    kept_out = judged.filter(pl.col("event_fault").is_not_null())
    # Clocks run on whatever the tool tracks: that a list of incidents lacks some is no fault of either.
    of_clocks = [e.label for e in contract.exports if SOURCES[e.source].rows.shape == "verdict"]
    at = pl.when(pl.col("event_fault").str.starts_with(_UNKNOWN)).then(pl.lit("incident_id"))
    value = pl.when(at.is_not_null()).then("incident_id")
    is_strange = pl.col("event_fault").str.starts_with(_UNKNOWN) & pl.col("file").is_in(of_clocks)
    own = ~pl.col("event_fault").is_in([_NO_CLOCK, _NOBODY, INCIDENTS_REFUSED]) & ~is_strange
    return replace(
        nothing(),
        transitions=_transitions(used, incidents),
        pauses=intervals_on_hold(
            used.filter(pl.col("field") == "state").with_columns(state="after_ours"), "at", contract
        ),
        rejected=pl.concat(
            [
                reject(rows.filter(~is_first), "repeat of an earlier row", is_fault=False),
                *(
                    reject(rows, pl.col("event_fault"), is_fault=is_fault, column=at, value=value)
                    for rows, is_fault in ((kept_out.filter(own), True), (kept_out.filter(~own), False))
                ),
            ]
        ),
    )


def _translate(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Add our words of what each change was from and to: of a state, a severity, or that it is assigned."""
    states = state_words(_tools("state", contract), contract)
    severities = {**_tools("severity", contract), **contract.severity_words()}
    field = pl.col("field")

    def ours(name: str) -> pl.Expr:
        cell = pl.col(name)
        return (
            pl.when(field == "state")
            .then(cells.to_state(cell, states).value)
            .when(field == "severity")
            .then(cells.to_severity(cell, severities).value)
            .when(cell.is_not_null())
            .then(pl.lit("assigned"))
        )

    return rows.with_columns(
        state_word=cells.fold(pl.col("after")), after_ours=ours("after"), before_ours=ours("before")
    )


def _tools(name: str, contract: Contract) -> dict[str, str]:
    """The words that the tools of the contract's exports fix."""
    tools: dict[str, str] = {}
    parts = [rows for export in contract.exports for _, rows in SOURCES[export.source].every_rows()]
    for fixed in (rows.words.get(name, {}) for rows in parts):
        tools |= {cells.fold_word(word): ours for ours, words in fixed.items() for word in words}
    return tools


def _fault(incidents: pl.DataFrame, logged: pl.Series, *, is_whole: bool) -> pl.Expr:
    unread = pl.when(pl.col("field") == "state").then(pl.lit(cells.UNKNOWN_STATE))
    return (
        pl.when(~pl.col("field").is_in(_READ))
        .then(pl.lit(_NO_CLOCK))
        .when(pl.col("incident_id").is_in(logged.implode()))
        .then(pl.lit(_BY_THE_LOG))
        .when(~pl.col("incident_id").is_in(incidents["incident_id"].implode()))
        .then(unknown(_UNKNOWN) if is_whole else pl.lit(INCIDENTS_REFUSED))
        .when((pl.col("field") == "assignment") & pl.col("after_ours").is_null())
        .then(pl.lit(_NOBODY))
        .when(pl.col("after_ours").is_null())
        .then(unread.otherwise(pl.lit(cells.UNMAPPED_SEVERITY)))
        .alias("event_fault")
    )


def _transitions(used: pl.DataFrame, incidents: pl.DataFrame) -> pl.DataFrame:
    changes = used.select(
        "incident_id", "at", "field", before=pl.col("before_ours"), after=pl.col("after_ours")
    )
    is_first = pl.int_range(pl.len()).over(_KEY) == 0
    first = changes.filter(
        is_first & pl.col("before").is_not_null() & (pl.col("field") != "assignment")
    ).join(incidents.select("incident_id", "opened_at"), on="incident_id")
    since_opening = first.select(
        "incident_id",
        at=pl.min_horizontal("opened_at", "at"),
        field="field",
        before=pl.lit(None, pl.String),
        after="before",
    )
    every = pl.concat([since_opening, changes]).sort("incident_id", "field", "at", maintain_order=True)
    before = pl.col("after").shift(1).over(_KEY)
    every = every.with_columns(before=before).filter(before.is_null() | (before != pl.col("after")))
    is_kept = (pl.col("field") != "assignment") | (pl.int_range(pl.len()).over(_KEY) == 0)
    kept = every.filter(is_kept).with_columns(after=_cancelled(incidents))
    return kept.select(pl.col(name).cast(dtype) for name, dtype in TRANSITIONS.items())


def _cancelled(incidents: pl.DataFrame) -> pl.Expr:
    """What an incident ended as: some tools record an end, and only their list says that it was cancelled."""
    ids = incidents.filter(pl.col("state") == "cancelled")["incident_id"].implode()
    is_last = pl.col("at").shift(-1).over(_KEY).is_null() & (pl.col("field") == "state")
    return pl.when(is_last & pl.col("incident_id").is_in(ids)).then(pl.lit("cancelled")).otherwise("after")
