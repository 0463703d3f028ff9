"""Explain one incident: every clause that applied to it, in words and in instants of the contract's zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from analytics.contract.model import Clause, Contract
from analytics.contract.wording import calendar_in_words, promise
from analytics.errors import ContractError, find_near, quote
from analytics.obligations import measure
from analytics.obligations.known import known_pauses
from analytics.report.dataset import Dataset
from analytics.report.otherwise import difference_lines
from analytics.schema import Tables
from analytics.tables import format_exact_span, format_instant
from analytics.visible import reveal_line

OUTCOME_WORDS = {
    "met": "MET",
    "missed": "MISSED",
    "pending": "PENDING: the clock is running and can still be met",
    "not evidenced": "NOT EVIDENCED, which counts as missed until evidence comes",
    "excluded": "EXCLUDED",
}
_REGISTERS: Final = ("notifications", "updates", "actions")


def explain(dataset: Dataset, incident_id: str, as_of: dt.datetime) -> str:
    """Explain how the contract judges one incident.

    Args:
        dataset: The contract and its exports.
        incident_id: As the export writes it.
        as_of: The instant of judgement.

    Returns:
        Plain text: a block per obligation with start, window, calendar, pauses, due instant, stop, elapsed
        time gross and net, and the outcome.

    Raises:
        ContractError: No used row has this id, or it was opened at or after ``as_of``.
    """
    incident = _find(dataset, incident_id, as_of)
    tables = _only(dataset.tables, incident_id)
    judged = measure(tables, dataset.contract, as_of)
    obligations = judged.filter(pl.col("incident_id") == incident_id)
    lines = [*_heading(dataset, incident, as_of)]
    pauses = known_pauses(tables, as_of).filter(pl.col("incident_id") == incident_id)
    for row in obligations.iter_rows(named=True):
        lines += ["", *_block(row, dataset, pauses)]
    if obligations.is_empty():
        lines += ["", "No clause of the contract applies to it."]
    return "\n".join(lines) + "\n"


def _find(dataset: Dataset, incident_id: str, as_of: dt.datetime) -> dict[str, Any]:
    incidents = dataset.tables.incidents
    found = incidents.filter(pl.col("incident_id") == incident_id)
    if found.is_empty():
        near = find_near(incident_id, incidents["incident_id"].to_list())
        remedy = (
            f"did you mean {' or '.join(near)}?" if near else "run 'check' to see which rows were not used"
        )
        raise ContractError.at("INCIDENT", f"no used row has the id {quote(incident_id)}", "", remedy)
    if found["opened_at"][0] >= as_of:
        opened, known = (format_instant(at, dataset.timezone) for at in (found["opened_at"][0], as_of))
        what = f"{quote(incident_id)} was opened at {opened}, and is judged as known at {known}"
        raise ContractError.at("INCIDENT", what, "a later instant", "name one with --as-of")
    return found.row(0, named=True)


def _only(tables: Tables, incident_id: str) -> Tables:
    """Cut the tables down to one incident and its family: obligations look no further."""
    mine = pl.col("incident_id").is_in(_family(tables.incidents, incident_id))
    cut = {
        name: frame.filter(mine)
        for name in ("incidents", "transitions", "pauses", "relief", "disputes", *_REGISTERS)
        if (frame := getattr(tables, name)) is not None
    }
    return replace(tables, **cut)


def _family(incidents: pl.DataFrame, incident_id: str) -> list[str]:
    """The incident with its duplicates, children and parents, however far."""
    links = incidents.select("incident_id", other=pl.coalesce("duplicate_of", "parent_id")).drop_nulls()
    known = {incident_id}
    while True:
        near = links.filter(pl.col("incident_id").is_in(known) | pl.col("other").is_in(known))
        found = known.union(near["incident_id"], near["other"])
        if found == known:
            return sorted(known)
        known = found


def _heading(dataset: Dataset, incident: dict[str, Any], as_of: dt.datetime) -> Iterator[str]:
    zone = dataset.timezone
    yield f"{reveal_line(incident['incident_id'])}, opened {format_instant(incident['opened_at'], zone)}"
    yield f"as known at {format_instant(as_of, zone)} ({zone}), from {incident['source']}"
    ends_at = dataset.tables.complete_until
    if ends_at is not None and ends_at < as_of:
        yield f"PROVISIONAL: the data ends at {format_instant(ends_at, zone)}"
    differences = dataset.tables.differences.filter(pl.col("incident_id") == incident["incident_id"])
    yield from difference_lines(differences)


@dataclass(frozen=True)
class _Line:
    label: str
    text: str

    def __str__(self) -> str:
        return f"  {self.label:<12}{self.text}"


def _block(row: dict[str, Any], dataset: Dataset, pauses: pl.DataFrame) -> Iterator[str]:
    zone = dataset.timezone
    clause = _clause(dataset.contract, row)
    name = f"{row['clause_id']} (version {row['clause_version']}, {clause.reference})"
    number = f", number {row['slot']}" if row["slot"] else ""
    yield f"{name}, {row['severity']}{number}: {_rank(row)}"
    yield str(_Line("promise", promise(clause)))
    yield str(_Line("start", format_instant(row["starts_at"], zone)))
    yield str(_Line("window", _window(dataset.contract, clause)))
    for text in _pause_lines(clause, pauses, row, zone):
        yield str(_Line("pause", text))
    yield str(_Line("due", _due(row, zone)))
    yield str(_Line("stopped", _stopped(row, zone)))
    yield str(_Line("elapsed", _elapsed(row)))
    yield str(_Line("outcome", _outcome(row)))
    if row["outcome_disputed"] not in (None, row["outcome"]):
        yield str(_Line("disputed", f"{row['outcome_disputed']} by the other party's instants"))
    for text in (*_doubts(row), *row["flags"]):
        yield str(_Line("note", text))


def _doubts(row: dict[str, Any]) -> Iterator[str]:
    """What claims and whole minutes leave open."""
    if row["relief"] is not None:
        yield f"relief is {row['relief']}; without any it would be {row['outcome_before_relief']}"
    if row["is_in_band"]:
        yield "the tool writes whole minutes: the clock stopped too near its due instant to be sure"


def _rank(row: dict[str, Any]) -> str:
    if row["outcome"] == "excluded":
        return "applies"
    return "governs" if row["is_governing"] else "applies beside a stricter one"


def _clause(contract: Contract, row: dict[str, Any]) -> Clause:
    wanted = (row["clause_version"], row["clause_id"])
    return next(clause for version, clause in contract.clauses if (version, clause.id) == wanted)


def _window(contract: Contract, clause: Clause) -> str:
    hours = calendar_in_words(contract, clause.calendar)
    return f"{clause.window_text} on the calendar {clause.calendar} ({hours})"


def _pause_lines(clause: Clause, pauses: pl.DataFrame, row: dict[str, Any], zone: str) -> Iterator[str]:
    """Every pause on record, and whether this clause stops for it."""
    for pause in pauses.iter_rows(named=True):
        until = format_instant(pause["resumed_at"], zone) if pause["resumed_at"] else "still on hold"
        counts = "stops this clock" if pause["reason"] in clause.pauses else "does not stop this clock"
        if row["stopped_at"] and pause["paused_at"] >= row["stopped_at"]:
            counts = "after the clock had stopped"
        reason, since = reveal_line(pause["reason"]), format_instant(pause["paused_at"], zone)
        yield f"{reason}, {since} to {until}: {counts}"


def _due(row: dict[str, Any], zone: str) -> str:
    if row["due_at"] is None:
        return "not known: a pause is open"
    due = format_instant(row["due_at"], zone)
    last = row["last_on_time_at"]
    if last is None or last == row["due_at"]:
        return due
    return f"{due}; a stop is on time until {format_instant(last, zone)}, no working time lies between"


def _stopped(row: dict[str, Any], zone: str) -> str:
    if row["stopped_at"] is not None:
        return format_instant(row["stopped_at"], zone)
    return "no message is on record" if row["outcome"] == "not evidenced" else "not yet"


def _elapsed(row: dict[str, Any]) -> str:
    if row["gross"] is None:
        return "none: it stopped before it started"
    gross, paused, net = (format_exact_span(row[name]) for name in ("gross", "paused", "net"))
    so_far = " so far" if row["stopped_at"] is None else ""
    return f"{gross} gross, less {paused} paused, is {net} net{so_far}"


def _outcome(row: dict[str, Any]) -> str:
    words = OUTCOME_WORDS[row["outcome"]]
    if row["outcome"] == "excluded":
        agreed = f", approved by {reveal_line(row['approver'])}" if row["approver"] else ""
        return f"{words}: {reveal_line(row['reason'])}{agreed}"
    if row["outcome_gross"] != row["outcome"]:
        return f"{words} (without pauses: {row['outcome_gross']})"
    return words
