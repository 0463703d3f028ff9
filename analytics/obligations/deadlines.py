"""Due instants and elapsed time of clocks: each clause's calendar and pauses applied to its candidates."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import WorkingTime, always, compile_calendar, deadlines, merge_pauses, paused_time
from analytics.contract.model import ALWAYS, Clause, Contract
from analytics.obligations.known import known_pauses
from analytics.schema import Tables


def add_deadlines(
    candidates: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime
) -> pl.DataFrame:
    """Add when each clock is due and what it measured.

    Adds:
        key; due_at and last_on_time_at (null: a pause is open); last_on_time_gross (as if there were no
        pauses); gross, paused, net (Int64 microseconds, to the stop, else to ``as_of``), window (Int64
        microseconds of the calendar), is_day_window.
    """
    candidates = candidates.with_row_index("key")
    pauses = _pauses_of(candidates, tables, contract, as_of)
    by_clause = [
        _add_clause(group, pauses, clause, calendar_of(contract, clause), as_of)
        for place, (_, clause) in enumerate(contract.clauses)
        if (group := candidates.filter(pl.col("clause") == place)).height
    ]
    if not by_clause:
        always_on = Clause(id="none", kind="response", within="1 hour", target="0%", reference="-")
        return _add_clause(candidates, pauses, always_on, always(), as_of)
    return pl.concat(by_clause).sort("key")


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
    stop = pl.col("stopped_at")
    pauses = (
        candidates.select("key", "incident_id", "clause", "stopped_at")
        .join(reasons, on="clause")
        .join(known_pauses(tables, as_of), on=["incident_id", "reason"])
        .filter(stop.is_null() | (pl.col("paused_at") < stop))
    )
    return pauses.select("key", "clause", "paused_at", pl.min_horizontal("resumed_at", "stopped_at")).sort(
        "key", "paused_at", "resumed_at"
    )


def _add_clause(
    group: pl.DataFrame, pauses: pl.DataFrame, clause: Clause, time: WorkingTime, as_of: datetime
) -> pl.DataFrame:
    window = clause.window
    end = pl.coalesce("stopped_at", pl.lit(as_of))
    group = group.with_columns(ends_at=pl.max_horizontal(end, "starts_at"))
    _check_span(group, pauses, clause, time)
    group = group.with_columns(_begin=time.worked(pl.col("starts_at")), _end=time.worked(pl.col("ends_at")))
    if window.unit == "working days":
        closing = time.day_end(pl.col("starts_at"), window.amount)
        group = group.with_columns(_closing=closing).with_columns(
            window=time.worked(pl.col("_closing")) - pl.col("_begin")
        )
    else:
        group = group.with_columns(window=pl.lit(window.amount, dtype=pl.Int64))
    group = _subtract_pauses(group, pauses, time)
    group = _to_instants(group, time, is_day_window=window.unit == "working days")
    known = group.filter(~pl.col("is_open"))
    time.check_reached(known["starts_at"], known["last_on_time_at"], f"clause {clause.id}")
    return group.drop("is_open")


def _subtract_pauses(group: pl.DataFrame, pauses: pl.DataFrame, time: WorkingTime) -> pl.DataFrame:
    """Add gross, paused, net, and the worked time at which the clock is due, from the union of pauses."""
    mine = pauses.join(group.select("key"), on="key", how="semi").select(
        "key", begin=time.worked(pl.col("paused_at")), end=time.worked(pl.col("resumed_at"))
    )
    merged = merge_pauses(mine)
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
        is_day_window=pl.lit(is_day_window),
    ).drop("_begin", "_end", "due", "last", "_closing", strict=False)


def _check_span(group: pl.DataFrame, pauses: pl.DataFrame, clause: Clause, time: WorkingTime) -> None:
    """Refuse instants outside the years that the calendar knows: never "no holiday"."""
    what = f"clause {clause.id}"
    time.check(group["starts_at"], what)
    time.check(group["ends_at"], what)
    mine = pauses.join(group.select("key"), on="key", how="semi")
    time.check(mine["paused_at"], what)
    time.check(mine["resumed_at"], what)
