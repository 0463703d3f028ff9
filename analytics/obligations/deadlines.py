"""Due instants and elapsed time of clocks: each clause's calendar and pauses applied to its candidates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from analytics.clock import WorkingTime, always, compile_calendar, deadlines, merge_pauses, paused_time
from analytics.contract.model import ALWAYS, Clause, Contract
from analytics.errors import ContractError
from analytics.obligations.episodes import reopening_gaps
from analytics.obligations.known import known_pauses
from analytics.obligations.measured import add_left, add_worked, check_ends
from analytics.obligations.slots import add_slots, known_updates
from analytics.schema import Tables

MEASURED: Final = (
    *("key", "due_at", "last_on_time_at", "last_on_time_gross", "gross", "paused", "net", "window"),
    *("is_by_instant", "left_to_due"),
)


@dataclass(frozen=True)
class _Way:
    calendar: str
    days: int | None  # working days of the window; None: it is in hours
    is_agreed: bool  # the due date comes with the action


def add_deadlines(
    candidates: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime
) -> pl.DataFrame:
    """Add when each clock is due and what it measured; a clause on updates gets a row for each slot.

    Adds:
        key; due_at and last_on_time_at (null: a pause is open); last_on_time_gross (as if there were no
        pauses); gross, paused, net (Int64 microseconds, to the stop, else to ``as_of``), window (Int64
        microseconds of the calendar), is_by_instant (in time is judged by the last instant on time, not
        by the time elapsed), left_to_due (Int64 microseconds of the calendar from ``left_at`` to
        ``due_at``; null: not left).
    """
    candidates = candidates.with_row_index("key")
    pauses = _pauses_of(candidates, tables, contract, as_of)
    is_update = pl.col("clause_kind") == "update"
    clocks = _add_measured(candidates.filter(~is_update), pauses, contract, as_of)
    slots = _slots_of(candidates.filter(is_update), pauses, tables, contract, as_of)
    if not slots:
        return clocks
    both = pl.concat([clocks, *(rows.select(clocks.columns) for rows in slots)])
    return both.sort("key", "slot").drop("key").with_row_index("key")


def _slots_of(
    candidates: pl.DataFrame, pauses: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime
) -> list[pl.DataFrame]:
    updates = known_updates(candidates, tables, as_of)
    slots = []
    for place in candidates["clause"].unique().sort():
        is_mine, clause = pl.col("clause") == place, contract.clauses[place][1]
        mine = candidates.filter(is_mine), pauses.filter(is_mine)
        slots.append(add_slots(*mine, updates, clause, calendar_of(contract, clause), as_of))
    return slots


def _add_measured(
    candidates: pl.DataFrame, pauses: pl.DataFrame, contract: Contract, as_of: datetime
) -> pl.DataFrame:
    """Measure clauses that are alike in one pass, and set what was found beside the candidates.

    Only what was measured is sorted back into the order of the candidates, which are far wider.
    """
    instants = candidates.select("key", "clause", "starts_at", "stopped_at", "left_at", "agreed_at")
    measured = []
    for way, places in _ways(candidates["clause"], contract).items():
        is_mine = pl.col("clause").is_in(places)
        group, time = instants.filter(is_mine), calendar_of(contract, contract.clauses[places[0]][1])
        if way.is_agreed:
            measured.append(_measure_agreed(group, time, as_of))
        else:
            mine = pauses.filter(is_mine)
            measured.append(_measure_clauses(group, mine, contract, time, way.days, as_of))
    if not measured:
        measured = [_measure_clauses(instants, pauses.clear(), contract, always(), None, as_of)]
    beside = pl.concat(measured).sort("key").drop("key")
    return pl.concat([candidates.drop("agreed_at"), beside], how="horizontal")


def _ways(present: pl.Series, contract: Contract) -> dict[_Way, list[int]]:
    """Give the places of the clauses present by the way in which they are measured."""
    ways: dict[_Way, list[int]] = {}
    for place in present.unique().sort():
        clause = contract.clauses[place][1]
        days = clause.window.amount if clause.window.unit == "working days" else None
        ways.setdefault(_Way(clause.calendar, days, clause.has_agreed_date), []).append(place)
    return ways


def calendar_of(contract: Contract, clause: Clause) -> WorkingTime:
    """Give the compiled calendar of a clause."""
    if clause.calendar == ALWAYS:
        return always()
    return compile_calendar(contract.calendars[clause.calendar], contract.timezone)


def _pauses_of(candidates: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Give the pauses that stop each clock: key, clause, paused_at, resumed_at (null: open at ``as_of``).

    A clock that has stopped cannot be paused any more: its pauses end where it does.
    """
    reasons = pl.DataFrame(
        [(place, reason) for place, (_, clause) in enumerate(contract.clauses) for reason in clause.pauses],
        schema={"clause": pl.Int64, "reason": pl.String},
        orient="row",
    )
    clocks = candidates.select("key", "incident_id", "episode", "clause", "clause_kind", "stopped_at")
    listed = (
        clocks.join(reasons, on="clause")
        .join(known_pauses(tables, as_of), on=["incident_id", "reason"])
        .select("key", "clause", "stopped_at", "paused_at", "resumed_at")
    )
    parts = [listed]
    if contract.rules.reopen_gap == "does not count":
        gaps = reopening_gaps(tables, contract, as_of)
        is_run_on = pl.col("clause_kind").is_in(["resolution", "update"])
        reopened = clocks.filter(is_run_on).join(gaps, on=["incident_id", "episode"])
        parts.append(reopened.select(listed.columns))
    stop = pl.col("stopped_at")
    pauses = pl.concat(parts).filter(stop.is_null() | (pl.col("paused_at") < stop))
    return pauses.select("key", "clause", "paused_at", pl.min_horizontal("resumed_at", "stopped_at")).sort(
        "key", "paused_at", "resumed_at"
    )


def _measure_clauses(
    group: pl.DataFrame,
    pauses: pl.DataFrame,
    contract: Contract,
    time: WorkingTime,
    days: int | None,
    as_of: datetime,
) -> pl.DataFrame:
    """Measure the clocks of clauses with one calendar, and with windows in hours or of so many days."""
    group = add_worked(group, time, as_of)
    _check(group, contract, lambda rows, what: check_ends(rows, time, what))
    _check(pauses, contract, time.check)
    if days is None:
        amounts = pl.Series([clause.window.amount for _, clause in contract.clauses], dtype=pl.Int64)
        window = pl.lit(amounts).gather("clause")
    else:
        window = time.worked(time.day_end(pl.col("starts_at"), days)) - pl.col("_begin")
    group = _subtract_pauses(group.with_columns(window=window), pauses, time)
    group = _to_instants(group, time, is_day_window=days is not None)
    known = group.filter(~pl.col("is_open"))
    _check(
        known,
        contract,
        lambda rows, what: time.check_reached(rows["starts_at"], rows["last_on_time_at"], what),
    )
    return add_left(group, time).select(MEASURED)


def _check(rows: pl.DataFrame, contract: Contract, check: Callable[[pl.DataFrame, str], None]) -> None:
    """Check the rows of all clauses at once; where they are refused, find the clause to name."""
    try:
        check(rows, "a clause")
    except ContractError:
        for place in rows["clause"].unique().sort():
            check(rows.filter(pl.col("clause") == place), f"clause {contract.clauses[place][1].id}")
        raise


def _measure_agreed(group: pl.DataFrame, time: WorkingTime, as_of: datetime) -> pl.DataFrame:
    """An action that brings its own due date: nothing pauses it, and it has no window of its own."""
    group = add_worked(group, time, as_of)
    check_ends(group, time, "an action")
    elapsed = pl.col("_end") - pl.col("_begin")
    agreed = pl.col("agreed_at")
    measured = group.with_columns(
        window=time.worked(agreed) - pl.col("_begin"),
        gross=elapsed,
        paused=pl.lit(0, dtype=pl.Int64),
        net=elapsed,
        due_at=agreed,
        last_on_time_at=agreed,
        last_on_time_gross=agreed,
        is_by_instant=pl.lit(value=True),
    )
    return add_left(measured, time).select(MEASURED)


def _subtract_pauses(group: pl.DataFrame, pauses: pl.DataFrame, time: WorkingTime) -> pl.DataFrame:
    """Add gross, paused, net, and the worked time at which the clock is due, from the union of pauses."""
    plain, gross = pl.col("_begin") + pl.col("window"), pl.col("_end") - pl.col("_begin")
    if pauses.is_empty():
        none = pl.lit(0, dtype=pl.Int64)
        return group.with_columns(
            gross=gross, paused=none, net=gross, due=plain, last=plain, is_open=pl.lit(value=False)
        )
    merged = merge_pauses(
        pauses.select("key", begin=time.worked(pl.col("paused_at")), end=time.worked(pl.col("resumed_at")))
    )
    paused = group.join(merged, on="key", how="semi", maintain_order="left")
    spans = paused.select("key", begin="_begin", end="_end")
    due = deadlines(paused.select("key", "window", begin="_begin"), merged)
    found = due.with_columns(paused_time(spans, merged)["paused"])
    group = group.join(found, on="key", how="left", maintain_order="left")
    is_paused = pl.col("is_open").is_not_null()
    return group.with_columns(
        pl.when(is_paused).then("due").otherwise(plain).alias("due"),
        pl.when(is_paused).then("last").otherwise(plain).alias("last"),
        pl.col("is_open").fill_null(value=False),
        pl.col("paused").fill_null(0),
        gross=gross,
        net=gross - pl.col("paused").fill_null(0),
    )


def _to_instants(group: pl.DataFrame, time: WorkingTime, *, is_day_window: bool) -> pl.DataFrame:
    """Turn worked time back into instants; a day window has no grace over the closed hours after it."""
    plain = pl.col("_begin") + pl.col("window")
    # A pause that begins just when the window is used up leaves it open for as long as the pause is.
    due = pl.col("due") if is_day_window else pl.when(~pl.col("is_open")).then("due")
    last = time.first_instant if is_day_window else time.last_instant
    return group.with_columns(
        due_at=time.first_instant(due),
        last_on_time_at=last(pl.col("due" if is_day_window else "last")),
        last_on_time_gross=last(plain),
        is_by_instant=pl.lit(is_day_window),
    )
