"""What must come back: columns, incidents and obligations, by what the sources say that they carry."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from analytics.schema import INCIDENTS, Tables
from analytics.sources import SOURCES
from analytics.sources.facts import NEEDED, facts_of
from analytics.sources.model import INCIDENT_SHAPES
from tests.roundtrip.telling import Written

REGISTERS = ("notifications", "updates", "relief", "actions", "disputes", "changes")
JUDGED = ("starts_at", "due_at", "stopped_at", "net", "outcome", "severity")
KEY = ("incident_id", "episode", "clause_id", "slot")


def facts_told(written: Written) -> frozenset[str]:
    told = {fact for export in written.exports for fact in facts_of(SOURCES[export["source"]])}
    mapped = {"acknowledgement"} if "acknowledged_at" in columns_told(written) else set()
    return frozenset(told | mapped)


def columns_told(written: Written) -> list[str]:
    """The columns of incidents that the sources carry, and those that the contract maps beside them."""
    told: set[str] = set()
    for export in written.exports:
        source = SOURCES[export["source"]]
        if source.rows.shape in INCIDENT_SHAPES:
            told |= {*source.rows.headers, *source.rows.after, *source.rows.fixed}
            told |= {*export.get("columns", ()), *export.get("fixed", ())}
        if source.rows.shape == "verdict":
            told |= {"acknowledged_at"}.intersection(source.carries)
    if "category" in told:
        told.add("is_security")  # the rule of the contract
    return [name for name in INCIDENTS if name in told]


def registers_told(written: Written) -> dict[str, list[str]]:
    """The registers that the sources fill, with the columns of each."""
    told: dict[str, list[str]] = {}
    for export in written.exports:
        for _, rows in SOURCES[export["source"]].every_rows():
            if rows.shape in REGISTERS:
                told[rows.shape] = [n for n in rows.columns if n in rows.headers or n in rows.fixed]
    return told


def kinds_told(written: Written) -> set[str]:
    """The kinds of clause whose facts are told."""
    told = facts_told(written)
    return {"resolution"} | {kind for kind, fact in NEEDED.items() if fact in told}


def kinds_untold(written: Written) -> set[str]:
    return set(NEEDED) - kinds_told(written)


def beyond(written: Written) -> dict[str, frozenset[str]]:
    """Why the shape cannot tell of some incidents what happened: reason to ids."""
    facts, columns = facts_told(written), set(columns_told(written))
    tables, found = written.facts, dict(written.unlike)
    incidents, transitions = tables.incidents, tables.transitions

    def add(reason: str, ids: pl.Series) -> None:
        found[reason] = found.get(reason, frozenset()) | frozenset(ids)

    if "changes of state and severity" not in facts:
        changed = transitions.filter(
            pl.col("field").is_in(["severity", "kind", "security"]), pl.col("before").is_not_null()
        )
        add("its severity or nature was changed", changed["incident_id"])
        is_done = pl.col("state").is_in(["resolved", "closed"]) & pl.col("resolved_at").is_null()
        add("only its states tell when it was resolved", incidents.filter(is_done)["incident_id"])
    if "reopening" not in facts:
        was_done = pl.col("before").is_in(["resolved", "closed"])
        is_open = pl.col("after").is_in(["new", "in progress", "on hold"])
        reopened = transitions.filter(pl.col("field") == "state", was_done, is_open)
        add("it was reopened", reopened["incident_id"])
    if "time on hold" not in facts:
        add("it was on hold", tables.pauses["incident_id"])
    by_column = {
        "kind": ("it is no incident", pl.col("kind") != "incident"),
        "category": ("it concerns security", pl.col("is_security")),
        "has_personal_data": ("it concerns personal data", pl.col("has_personal_data")),
        "state": ("it was cancelled", pl.col("state") == "cancelled"),
    }
    for name, (reason, is_so) in by_column.items():
        if name not in columns:
            add(reason, incidents.filter(is_so)["incident_id"])
    for name in ("parent_id", "duplicate_of"):
        if name not in columns:
            members = incidents.filter(pl.col(name).is_not_null())
            add(
                "it is counted under another, or has such", pl.concat([members["incident_id"], members[name]])
            )
    return {reason: ids for reason, ids in found.items() if ids}


def reduce_to_told(written: Written) -> Tables:
    """The facts without the registers that the sources do not fill."""
    told, tables = registers_told(written), written.facts
    keep = {
        name: getattr(tables, name) if name in told else None
        for name in ("notifications", "updates", "actions")
    }
    empty = {
        name: getattr(tables, name) if name in told else getattr(tables, name).clear()
        for name in ("relief", "disputes", "changes")
    }
    return replace(tables, **keep, **empty)


def without_untold_episodes(obligations: pl.DataFrame, written: Written) -> pl.DataFrame:
    """The obligations but those to take up again what was reopened, where only the reopening is told."""
    if "changes of state and severity" in facts_told(written):
        return obligations
    return obligations.filter((pl.col("kind") != "response") | (pl.col("episode") == 1))


def without(frame: pl.DataFrame, reasons: dict[str, frozenset[str]]) -> pl.DataFrame:
    ids = sorted(frozenset().union(*reasons.values()))
    return frame.filter(~pl.col("incident_id").is_in(ids))
