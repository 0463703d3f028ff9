"""What reads well and serves nothing: words that no clause knows, pauses that no export can tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.errors import quote
from analytics.schema import Tables
from analytics.sources import SOURCES

MOST_NAMED: Final = 5
_MESSAGES: Final = {"notifications": "notification", "updates": "update"}
_OPEN: Final = ("new", "in progress", "on hold")
_DONE: Final = ("resolved", "closed")
_STOPS: Final = ("acknowledged_at", "resolved_at", "closed_at")


def find_doubts(contract: Contract, tables: Tables) -> Iterator[str]:
    """Name what is no fault of a row and would still make a figure that nobody expects.

    Args:
        contract: Its clauses and exports.
        tables: What was read.

    Yields:
        Sentences, each with what to do.
    """
    for register, kind in _MESSAGES.items():
        yield from _strange_audiences(contract, getattr(tables, register), register, kind)
    yield from _pauses_untold(contract)
    yield from _strange_reasons(contract, tables.pauses)
    yield from _impossible(tables.incidents)
    yield from _early_changes(tables.changes)
    yield from _ends(contract, tables)
    yield from _clocks_unmapped(tables.verdicts)


def _strange_audiences(
    contract: Contract, messages: pl.DataFrame | None, register: str, kind: str
) -> Iterator[str]:
    """A message to an audience that no clause names is evidence of nothing."""
    named = {clause.audience for _, clause in contract.clauses if clause.kind == kind and clause.audience}
    if messages is None or not named:
        return
    folded = pl.col("audience").str.strip_chars().str.to_lowercase()
    known = [name.strip().lower() for name in named]
    words = ", ".join(sorted(quote(name) for name in named))
    strange = messages.filter(~folded.is_in(known)).group_by("audience").len().sort("audience")
    for audience, n in strange.head(MOST_NAMED).iter_rows():
        yield (
            f"{register}: {n:,} to {quote(audience or '')}, an audience that no {kind} clause names. "
            f"The clauses name {words}: use one word for one audience."
        )


def _pauses_untold(contract: Contract) -> Iterator[str]:
    """Only an audit log or a register of pauses tells when an incident was on hold."""
    waiting = list(dict.fromkeys(clause.id for _, clause in contract.clauses if clause.pauses))
    told = [SOURCES[export.source] for export in contract.exports]
    if waiting and not any("pauses" in (*source.carries, *source.shapes) for source in told):
        yield (
            f"No export tells when an incident was on hold: the clock of {', '.join(waiting[:MOST_NAMED])} "
            "never pauses. A servicenow-audit export, one row for each update, tells it, or a register "
            "of pauses."
        )


def _strange_reasons(contract: Contract, pauses: pl.DataFrame) -> Iterator[str]:
    """A reason of the register that the contract does not declare pauses nothing."""
    if not any(export.source == "pauses" for export in contract.exports):
        return
    strange = pauses.filter(~pl.col("reason").is_in(list(contract.pause_words())))
    for reason, n in strange.group_by("reason").len().sort("reason").head(MOST_NAMED).iter_rows():
        yield (
            f"pauses: {n:,} for {quote(reason)}, a reason that [pauses] does not declare, so no clock stops "
            "for it. Declare it, or write the contract's word in the register."
        )


def _impossible(incidents: pl.DataFrame) -> Iterator[str]:
    """A stop before the start is no fault of the row, and its obligation counts nowhere."""
    wrong = incidents.filter(pl.any_horizontal(pl.col(name) < pl.col("opened_at") for name in _STOPS))
    if wrong.height:
        yield (
            f"Stopped before opened: {_named(wrong)} ({wrong.height:,} of {incidents.height:,} incidents). "
            "A clause whose clock starts then excludes them, as an impossible order."
        )


def _early_changes(changes: pl.DataFrame) -> Iterator[str]:
    """A change that was made before it was raised has one of the two wrong."""
    for name in changes.filter(pl.col("made_at") < pl.col("raised_at"))["change_id"].sort().head(MOST_NAMED):
        yield f"changes: {quote(name)} was made before it was raised. Mend whichever is wrong: both are used."


def _ends(contract: Contract, tables: Tables) -> Iterator[str]:
    """State and instants of a list that disagree on whether and when it ended: said, and not repaired."""
    incidents = tables.incidents
    both = incidents.filter(pl.col("closed_at").is_not_null(), pl.col("resolved_at").is_not_null())
    early = both.filter(pl.col("closed_at") < pl.col("resolved_at"))
    if early.height:
        yield (
            f"Closed before resolved: {_named(early)} ({early.height:,} of {both.height:,} incidents). "
            "The resolution is used."
        )
    logged = tables.transitions.filter(pl.col("field") == "state")["incident_id"].unique()
    listed = incidents.filter(~pl.col("incident_id").is_in(logged.implode()))
    untold = [source for source, kinds in tables.silences.items() if "resolution" in kinds]
    is_resolved, is_closed = pl.col("resolved_at").is_not_null(), pl.col("closed_at").is_not_null()
    is_open = pl.col("state").is_in(_OPEN)
    yield from _by_state(
        listed.filter(is_open, ~is_resolved, is_closed),
        "no resolution and a closing time",
        "Counted as open, and the closing time is not used",
    )
    yield from _by_state(
        listed.filter(is_open, is_resolved),
        "a resolution time all the same",
        "Counted as resolved at that time: mend the record of what was reopened",
    )
    is_ended = is_resolved | (is_closed if "closed" in contract.rules.resolved else pl.lit(value=False))
    yield from _by_state(
        listed.filter(pl.col("state").is_in(_DONE), ~is_ended, ~pl.col("source").is_in(untold)),
        "no instant at which that came about",
        "Counted as open, since the contract takes nothing else for a resolution",
    )


def _by_state(wrong: pl.DataFrame, what: str, effect: str) -> Iterator[str]:
    for state, rows in sorted(wrong.partition_by("state", as_dict=True).items()):
        n = f"{rows.height:,} incident{'s' if rows.height > 1 else ''}"
        yield f"State {state[0]}, with {what}: {_named(rows)} ({n}). {effect}."


def _clocks_unmapped(verdicts: pl.DataFrame) -> Iterator[str]:
    """A clock of the tool that measures nothing known is compared with nothing."""
    unmapped = verdicts.filter(pl.col("measures").is_null())
    for (source,), rows in sorted(unmapped.partition_by("source", as_dict=True).items()):
        names = rows["name"].unique().sort().to_list()
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        listed = ", ".join(map(quote, names[:MOST_NAMED]))
        yield (
            f"{source}: the contract does not say what its clocks {listed}{more} measure, so they are "
            "neither compared nor taken for a response: list each under values.measures of the export, "
            'such as values = { measures = { response = ["P1 response"] } }.'
        )


def _named(incidents: pl.DataFrame) -> str:
    ids = incidents["incident_id"].sort().to_list()
    more = f" and {len(ids) - MOST_NAMED:,} more" if len(ids) > MOST_NAMED else ""
    return ", ".join(ids[:MOST_NAMED]) + more
