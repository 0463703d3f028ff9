"""The cadence of status updates: each interval is a slot, and each slot is an obligation.

A slot is met by an update that falls after the instant at which the slot before it was due, and in time for
its own. Slots are owed up to the resolution, or up to ``as_of`` while the incident is open. A slot belongs
to the severity that the incident had when it was due.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import WorkingTime, deadlines, merge_pauses, paused_time
from analytics.contract.model import Clause
from analytics.obligations.measured import add_left, add_worked, check_ends
from analytics.obligations.messages import fold_audience, messages_of
from analytics.schema import INSTANT, Tables

_OF = ["incident_id", "episode", "told"]


def known_updates(candidates: pl.DataFrame, tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Give the updates sent before ``as_of``, each with its episode: incident_id, episode, told, at."""
    has_updates = candidates["clause_kind"].is_in(["update"]).any()
    if tables.updates is None or not has_updates:
        return pl.DataFrame(schema={**dict.fromkeys(_OF, pl.String), "episode": pl.Int64, "at": INSTANT})
    known = tables.updates.filter(pl.col("at") < as_of)
    sent = messages_of(known, candidates.filter(pl.col("clause_kind") == "update"))
    return sent.unique().sort("at", *_OF)


def add_slots(
    group: pl.DataFrame,
    gaps: pl.DataFrame,
    updates: pl.DataFrame,
    clause: Clause,
    time: WorkingTime,
    as_of: datetime,
) -> pl.DataFrame:
    """Give each clock of a clause on updates a row for each slot that was due.

    Args:
        group: The candidates of the clause.
        gaps: key, paused_at, resumed_at: times in which no update is owed.
        updates: What `known_updates` returned.
        clause: Its interval and cadence.
        time: Its calendar.
        as_of: The instant of judgement.

    Returns:
        The rows of each slot as `add_deadlines` describes them; ``gross`` and ``net`` run from the
        instant at which the slot began.
    """
    group = group.with_columns(stopped_at=pl.coalesce("resolved_at", pl.lit(as_of)), told=fold_audience())
    group = add_worked(group, time, as_of)
    check_ends(group, time, f"clause {clause.id}")
    interval = clause.window.amount
    anchors = _anchors(group, updates, time) if clause.cadence == "from the last update" else _starts(group)
    merged = merge_pauses(
        gaps.select("key", begin=time.worked(pl.col("paused_at")), end=time.worked(pl.col("resumed_at")))
    )
    slots = _number(_add_due(_spread(anchors, merged, interval), merged, time, interval))
    slots = group.join(slots, on="key", maintain_order="left_right").drop("slot").rename({"n": "slot"})
    same = pl.col("stretch") == pl.col("stretch").shift(1)
    slots = slots.with_columns(before_at=pl.when(same).then(pl.col("due_at").shift(1)).otherwise("anchor_at"))
    slots = slots.filter(pl.col("due_at") <= pl.col("_ends_at"), _is_of_span())
    return add_left(_measure(_add_stop(slots, updates), merged, clause, time, as_of), time)


def _starts(group: pl.DataFrame) -> pl.DataFrame:
    """One anchor a clock: its start."""
    return group.select("key", anchor="_begin", anchor_at="starts_at", until=pl.col("_end"), is_met=False)


def _anchors(group: pl.DataFrame, updates: pl.DataFrame, time: WorkingTime) -> pl.DataFrame:
    """The clock's start and each update after it: there the next slot begins.

    Returns:
        key, anchor (worked time), anchor_at, until (worked time at the next anchor, else at the end),
        is_met (whether an update ends the stretch), by key and instant.
    """
    clocks = group.select("key", *_OF, "starts_at", "_ends_at", "_begin", "_end")
    sent = clocks.join(updates, on=_OF).filter(
        pl.col("at") > pl.col("starts_at"), pl.col("at") <= pl.col("_ends_at")
    )
    anchors = pl.concat(
        [
            clocks.select("key", "_end", anchor="_begin", anchor_at="starts_at"),
            sent.select("key", "_end", anchor=time.worked(pl.col("at")), anchor_at="at"),
        ]
    ).sort("key", "anchor_at")
    same = (pl.col("key") == pl.col("key").shift(-1)).fill_null(value=False)
    return anchors.select(
        "key",
        "anchor",
        "anchor_at",
        until=pl.when(same).then(pl.col("anchor").shift(-1)).otherwise("_end"),
        is_met=same,
    )


def _spread(anchors: pl.DataFrame, merged: pl.DataFrame, interval: int) -> pl.DataFrame:
    """Give each stretch a row for each of its slots: those that ended in it, and the one an update met."""
    anchors = anchors.with_row_index("stretch").with_columns(pl.col("stretch").cast(pl.Int64))
    spans = anchors.select(key="stretch", begin="anchor", end="until")
    idle = paused_time(spans, _of(anchors.select("key", number="stretch"), merged)).rename({"key": "stretch"})
    anchors = anchors.join(idle, on="stretch", maintain_order="left")
    length = pl.col("until") - pl.col("anchor") - pl.col("paused")
    met = pl.max_horizontal((length + (interval - 1)) // interval, pl.lit(1, dtype=pl.Int64))
    n = pl.when("is_met").then(met).otherwise(length // interval)
    return anchors.with_columns(step=pl.int_ranges(1, n + 1)).explode("step", empty_as_null=False)


def _of(places: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Give each numbered place of a clock the clock's gaps."""
    found = places.join(merged, on="key").select(key="number", begin="begin", end="end")
    return found.sort("key", "begin")


def _add_due(slots: pl.DataFrame, merged: pl.DataFrame, time: WorkingTime, interval: int) -> pl.DataFrame:
    slots = slots.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    clocks = slots.select(key="number", begin="anchor", window=pl.col("step") * interval)
    due = deadlines(clocks, _of(slots.select("key", "number"), merged)).rename({"key": "number"})
    return slots.join(due, on="number", maintain_order="left").with_columns(
        due_at=time.first_instant(pl.col("due")), last_on_time_at=time.last_instant(pl.col("last"))
    )


def _number(slots: pl.DataFrame) -> pl.DataFrame:
    number = 1 + pl.int_range(pl.len(), dtype=pl.Int64).over("key")
    return slots.select("key", "stretch", "anchor_at", "due_at", "last_on_time_at", n=number)


def _is_of_span() -> pl.Expr:
    """The slot fell due while the incident had this severity."""
    last, entered, left = pl.col("last_on_time_at"), pl.col("entered_at"), pl.col("left_at")
    return (entered.is_null() | (last >= entered)) & (left.is_null() | (last < left))


def _add_stop(slots: pl.DataFrame, updates: pl.DataFrame) -> pl.DataFrame:
    """Add stopped_at: the first update after the slot began, in time or late."""
    sent = updates.select(*_OF, "at", stopped_at="at").sort("at")
    return (
        slots.drop("stopped_at")
        .sort("before_at", "key", "slot")
        .join_asof(
            sent,
            left_on="before_at",
            right_on="at",
            by=_OF,
            strategy="forward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .sort("key", "slot")
        .drop("at", strict=False)
    )


def _measure(
    slots: pl.DataFrame, merged: pl.DataFrame, clause: Clause, time: WorkingTime, as_of: datetime
) -> pl.DataFrame:
    end = pl.max_horizontal(pl.coalesce("stopped_at", pl.lit(as_of)), "before_at")
    slots = slots.with_row_index("number").with_columns(
        pl.col("number").cast(pl.Int64), _from=time.worked(pl.col("before_at")), _to=time.worked(end)
    )
    spans = slots.select(key="number", begin="_from", end="_to")
    idle = paused_time(spans, _of(slots.select("key", "number"), merged))
    elapsed, paused = pl.col("_to") - pl.col("_from"), idle["paused"]
    none = pl.lit(None, dtype=INSTANT)
    return slots.with_columns(
        starts_at="before_at",
        window=pl.lit(clause.window.amount, dtype=pl.Int64),
        gross=elapsed,
        paused=paused,
        net=elapsed - paused,
        last_on_time_gross="last_on_time_at",
        is_by_instant=pl.lit(value=True),
        entered_at=none,
        left_at=none,
    ).drop("before_at", "anchor_at", "stretch", "told", "number")
