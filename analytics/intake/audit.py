"""Source `servicenow-audit`: one row per update of an incident.

A fact takes the instant of the first row that shows it. Final values that the tool copies onto every row
(`resolved_at`, `closed_at`) are read from the last one. Names of people never leave this module.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.built import ORIGIN, ROW, Built, fill_incidents, named, nothing, reject
from analytics.intake.columns import SECURITY_WORD
from analytics.intake.onhold import intervals_on_hold
from analytics.schema import CAUSE_FACTS, INCIDENTS, TRANSITIONS

_ORDER: Final = ("incident_id", "updated_at", "update_number", ROW)
_FROM_LAST_ROW: Final = ("resolved_at", "closed_at", "parent_id", "duplicate_of")
_ID: Final = pl.col("incident_id")


def build_audit(rows: pl.DataFrame, contract: Contract) -> Built:
    """Make incidents, transitions and pauses of the updates of all audit exports.

    Args:
        rows: Typed rows of every file (`rows.understand`), with ``file_number`` and ``row``.
        contract: The words of pauses, and whether it declares a rule of security.

    Returns:
        The tables; a row that a later file repeats is rejected, which is no fault.
    """
    if rows.is_empty():
        return nothing()
    if "update_number" not in rows.columns:
        rows = rows.with_columns(pl.lit(None, pl.Int64).alias("update_number"))
    rows = rows.sort(_ORDER, nulls_last=False)
    first_at = pl.col("updated_at").first().over("incident_id")
    opened_at = pl.coalesce("opened_at", first_at) if "opened_at" in rows.columns else first_at
    rows = rows.with_columns(opened_at=opened_at)
    told = [name for name in rows.columns if name not in ORIGIN]
    is_first = pl.struct(told).is_first_distinct() | ~_in_several_files(rows)
    repeats = rows.filter(~is_first)
    used = rows.filter(is_first)
    incidents, notes = _incidents(used)
    fields = {"state": "state", "severity": "severity", "kind": "kind", SECURITY_WORD: "security"}
    changes = [_changes(used, column, field) for column, field in fields.items() if column in used.columns]
    instants = [_instants(used, column) for column in ("resolved_at", "closed_at") if column in used.columns]
    facts = [_learnt(used, column) for column in CAUSE_FACTS if column in used.columns]
    transitions = pl.concat([*changes, *instants, *facts, _assignments(used)])
    return Built(
        incidents.sort("incident_id"),
        transitions.sort("incident_id", "at", "field", maintain_order=True),
        intervals_on_hold(used, "updated_at", contract),
        reject(repeats, "repeat of a row of another export", is_fault=False),
        notes,
    )


def _in_several_files(rows: pl.DataFrame) -> pl.Expr:
    return pl.lit(rows["file_number"].n_unique() > 1)


def _incidents(used: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    skipped = ("incident_id", "opened_at", "is_security")
    names = [name for name in used.columns if name in INCIDENTS and name not in skipped]
    final = [
        (pl.col(name).last() if name in _FROM_LAST_ROW else pl.col(name).drop_nulls().last()).alias(name)
        for name in names
    ]
    if SECURITY_WORD in used.columns:
        final.append(pl.col(SECURITY_WORD).drop_nulls().last().alias("is_security"))
    grouped = used.group_by("incident_id", maintain_order=True).agg(
        pl.col("opened_at").first(),
        (pl.col("opened_at").n_unique() > 1).alias("is_moved"),
        pl.col("file").first().alias("source"),
        *final,
    )
    moved = grouped.filter("is_moved")["incident_id"]
    note = f"opened_at differs within {len(moved)} incidents ({named(moved)}): the first row's is used"
    return fill_incidents(grouped), (note,) if len(moved) else ()


def _changes(used: pl.DataFrame, column: str, field: str) -> pl.DataFrame:
    """Each change of a field from row to row of one incident; the first value changes from null."""
    same = _ID.shift(1) == _ID
    before = pl.when(same).then(pl.col(column).shift(1)).alias("before")
    known = used.filter(pl.col(column).is_not_null()).select(
        "incident_id",
        pl.col("updated_at").alias("at"),
        pl.lit(field).alias("field"),
        before.cast(pl.String),
        pl.col(column).cast(pl.String).alias("after"),
    )
    changed = known.filter(pl.col("before").is_null() | (pl.col("before") != pl.col("after")))
    return changed.select(pl.col(name).cast(dtype) for name, dtype in TRANSITIONS.items())


def _instants(used: pl.DataFrame, column: str) -> pl.DataFrame:
    """What each row says of a resolution or closing, where it differs from the row before; null: nothing."""
    value = pl.col(column).cast(pl.Int64).cast(pl.String)
    same = (_ID.shift(1) == _ID).fill_null(value=False)
    rows = used.select(
        "incident_id",
        pl.col("updated_at").alias("at"),
        pl.lit(column).alias("field"),
        pl.when(same).then(value.shift(1)).alias("before"),
        value.alias("after"),
        (~same).alias("is_first"),
    )
    changed = rows.filter(pl.col("is_first") | pl.col("before").ne_missing(pl.col("after")))
    return changed.select(pl.col(name).cast(dtype) for name, dtype in TRANSITIONS.items())


def _learnt(used: pl.DataFrame, column: str) -> pl.DataFrame:
    """What the first row says of a fact and each later row that says otherwise; an empty cell says nothing.

    An incident whose rows all say the same has none: its row in the table of incidents tells as much.
    """
    is_first = (_ID.shift(1) == _ID).fill_null(value=False).not_()
    rows = used.select(
        "incident_id",
        pl.col("updated_at").alias("at"),
        pl.lit(column).alias("field"),
        pl.col(column).alias("after"),
        is_first.alias("is_first"),
    ).filter(pl.col("is_first") | pl.col("after").is_not_null())
    before = pl.when(~pl.col("is_first")).then(pl.col("after").shift(1)).alias("before")
    changed = rows.with_columns(before).filter(
        pl.col("is_first") | pl.col("before").ne_missing(pl.col("after"))
    )
    is_alone = pl.col("is_first") & pl.col("is_first").shift(-1, fill_value=True)
    return changed.filter(~is_alone).select(pl.col(name).cast(dtype) for name, dtype in TRANSITIONS.items())


def _assignments(used: pl.DataFrame) -> pl.DataFrame:
    """The first row of an incident that names somebody: that it does, never whom.

    Who performed an incident's first event logged it, which takes up nothing.
    """
    is_assigned = {
        "assigned_to": pl.col("assigned_to").is_not_null(),
        "performed_by": pl.col("performed_by").is_not_null()
        & (pl.int_range(pl.len()).over("incident_id") > 0),
    }
    told = [found for name, found in is_assigned.items() if name in used.columns]
    if not told:
        return pl.DataFrame(schema=dict(TRANSITIONS))
    assigned = used.filter(pl.any_horizontal(told))
    first = assigned.group_by("incident_id", maintain_order=True).agg(
        pl.col("updated_at").first().alias("at")
    )
    return first.select(
        "incident_id",
        "at",
        pl.lit("assignment").alias("field"),
        pl.lit(None, pl.String).alias("before"),
        pl.lit("assigned").alias("after"),
    ).select(pl.col(name).cast(dtype) for name, dtype in TRANSITIONS.items())
