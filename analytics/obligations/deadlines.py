"""Due instants and elapsed time of clocks: each clause's calendar and pauses applied to its candidates."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import WorkingTime, always, compile_calendar, deadlines, merge_pauses, paused_time
from analytics.contract.model import ALWAYS, Clause, Contract
from analytics.obligations.episodes import reopening_gaps
from analytics.obligations.known import known_pauses
from analytics.obligations.measured import add_worked, finish
from analytics.obligations.slots import add_slots, known_updates
from analytics.schema import Tables


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
    updates = known_updates(candidates, tables, as_of)
    by_clause = []
    for place, (_, clause) in enumerate(contract.clauses):
        group = candidates.filter(pl.col("clause") == place)
        time = calendar_of(contract, clause)
        if not group.height:
            continue
        mine = pauses.join(group.select("key"), on="key", how="semi")
        if clause.kind == "update":
            by_clause.append(add_slots(group, mine, updates, clause, time, as_of))
        elif clause.has_agreed_date:
            by_clause.append(_add_agreed(group, time, as_of))
        else:
            by_clause.append(_add_clause(group, mine, clause, time, as_of))
    if not by_clause:
        always_on = Clause(id="none", kind="response", within="1 hour", target="0%", reference="-")
        return _add_clause(candidates, pauses, always_on, always(), as_of)
    return pl.concat(by_clause).sort("key", "slot").drop("key").with_row_index("key")


def calendar_of(contract: Contract, clause: Clause) -> WorkingTime:
    """Give the compiled calendar of a clause."""
    if clause.calendar == ALWAYS:
        return always()
    return compile_calendar(contract.calendars[clause.calendar], contract.timezone)


def _pauses_of(candidates: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Give the pauses that stop each clock: key, paused_at, resumed_at (null: open at ``as_of``).

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
        .select("key", "stopped_at", "paused_at", "resumed_at")
    )
    parts = [listed]
    if contract.rules.reopen_gap == "does not count":
        gaps = reopening_gaps(tables, contract, as_of)
        is_run_on = pl.col("clause_kind").is_in(["resolution", "update"])
        reopened = clocks.filter(is_run_on).join(gaps, on=["incident_id", "episode"])
        parts.append(reopened.select(listed.columns))
    stop = pl.col("stopped_at")
    pauses = pl.concat(parts).filter(stop.is_null() | (pl.col("paused_at") < stop))
    return pauses.select("key", "paused_at", pl.min_horizontal("resumed_at", "stopped_at")).sort(
        "key", "paused_at", "resumed_at"
    )


def _add_clause(
    group: pl.DataFrame, pauses: pl.DataFrame, clause: Clause, time: WorkingTime, as_of: datetime
) -> pl.DataFrame:
    is_day_window = clause.window.unit == "working days"
    group = add_worked(group, time, as_of, f"clause {clause.id}")
    time.check(pauses, f"clause {clause.id}")
    if is_day_window:
        closing = time.day_end(pl.col("starts_at"), clause.window.amount)
        group = group.with_columns(window=time.worked(closing) - pl.col("_begin"))
    else:
        group = group.with_columns(window=pl.lit(clause.window.amount, dtype=pl.Int64))
    group = _subtract_pauses(group, pauses, time)
    group = _to_instants(group, time, is_day_window=is_day_window)
    known = group.filter(~pl.col("is_open"))
    time.check_reached(known["starts_at"], known["last_on_time_at"], f"clause {clause.id}")
    return finish(group, time)


def _add_agreed(group: pl.DataFrame, time: WorkingTime, as_of: datetime) -> pl.DataFrame:
    """An action that brings its own due date: nothing pauses it, and it has no window of its own."""
    group = add_worked(group, time, as_of, "an action")
    elapsed = pl.col("_end") - pl.col("_begin")
    agreed = pl.col("agreed_at")
    return finish(
        group.with_columns(
            window=time.worked(agreed) - pl.col("_begin"),
            gross=elapsed,
            paused=pl.lit(0, dtype=pl.Int64),
            net=elapsed,
            due_at=agreed,
            last_on_time_at=agreed,
            last_on_time_gross=agreed,
            is_by_instant=pl.lit(value=True),
        ),
        time,
    )


def _subtract_pauses(group: pl.DataFrame, pauses: pl.DataFrame, time: WorkingTime) -> pl.DataFrame:
    """Add gross, paused, net, and the worked time at which the clock is due, from the union of pauses."""
    merged = merge_pauses(
        pauses.select("key", begin=time.worked(pl.col("paused_at")), end=time.worked(pl.col("resumed_at")))
    )
    spans = group.select("key", begin="_begin", end="_end")
    due = deadlines(group.select("key", begin="_begin", window="window"), merged)
    group = group.join(paused_time(spans, merged), on="key", how="left", maintain_order="left")
    group = group.join(due, on="key", how="left", maintain_order="left")
    gross = pl.col("_end") - pl.col("_begin")
    return group.with_columns(gross=gross, net=gross - pl.col("paused"))


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
    ).drop("due", "last")
