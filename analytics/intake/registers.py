"""The registers beside the incidents: notices, updates, relief, actions, disputes, pauses and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.built import ORIGIN, ROW, no_rows, reject
from analytics.intake.changes import build_changes
from analytics.intake.grid import SHEET
from analytics.intake.pauses import PAUSE_KEY, name_reasons, pause_fault
from analytics.schema import ACTIONS, DISPUTES, NOTIFICATIONS, PAUSES, RELIEF, UPDATES, Schema, empty
from analytics.sources import SOURCES

REGISTERS: Final[Mapping[str, Schema]] = MappingProxyType(
    {
        "notifications": NOTIFICATIONS,
        "updates": UPDATES,
        "relief": RELIEF,
        "actions": ACTIONS,
        "disputes": DISPUTES,
        "pauses": PAUSES,
    }
)

_TWINS: Final = {"actions": ("action", ["action_id", "incident_id"]), "pauses": ("pause", list(PAUSE_KEY))}
_AT_FAULT: Final = {  # the beginning of a reason, and the column in which the fault lies
    "no such incident": "incident_id",
    "no such clause": "clause_id",
    "resumed before": "resumed_at",
    "relief agreed without a reason": "reason",
    "relief agreed without an approver": "approver",
    "an action without raised_at": "raised_at",
}
INCIDENTS_REFUSED: Final = "a file of incidents was refused, and no other has this one"


@dataclass(frozen=True)
class Registers:
    """Every register; None where no export declares one whose absence means "not reported"."""

    notifications: pl.DataFrame | None
    updates: pl.DataFrame | None
    relief: pl.DataFrame
    actions: pl.DataFrame | None
    disputes: pl.DataFrame
    pauses: pl.DataFrame
    changes: pl.DataFrame
    rejected: pl.DataFrame
    notes: tuple[str, ...] = ()


def build_registers(
    rows: Mapping[str, Sequence[pl.DataFrame]],
    contract: Contract,
    incidents: pl.DataFrame,
    *,
    logged: pl.Series,
    is_whole: bool = True,
) -> Registers:
    """Make the registers of the typed rows of their files.

    A row about an incident that no incident export holds shows that one of the two is incomplete or that
    an id is wrong, so it is kept out as a fault: it may be the evidence that another obligation lacks.

    Args:
        rows: Per shape, the typed rows of each file (`rows.understand`) with ``file_number`` and ``row``.
        contract: Its clauses, which relief may name, and its zone.
        incidents: `schema.INCIDENTS`: every incident known from the other exports.
        logged: The ids of the incidents that audit logs tell of, pauses and all.
        is_whole: No export of incidents was refused; where one was, it may hold the incident, and a row
            about it is no fault of its own file.
    """
    declared = {shape for export in contract.exports for shape in SOURCES[export.source].shapes}
    tables, rejected = {}, [no_rows()]
    for source, schema in REGISTERS.items():
        parts = rows.get(source, ())
        found = pl.concat(parts, how="diagonal") if parts else pl.DataFrame()
        tables[source], dropped = _build(
            found, source, schema, contract, incidents["incident_id"], logged, is_whole=is_whole
        )
        rejected.append(dropped)
    changes, dropped, notes = build_changes(rows.get("changes", ()), incidents)
    return Registers(
        notifications=tables["notifications"] if "notifications" in declared else None,
        updates=tables["updates"] if "updates" in declared else None,
        relief=tables["relief"],
        actions=tables["actions"] if "actions" in declared else None,
        disputes=tables["disputes"],
        pauses=tables["pauses"],
        changes=changes,
        rejected=pl.concat([*rejected, dropped]),
        notes=notes,
    )


def _build(
    rows: pl.DataFrame,
    source: str,
    schema: Schema,
    contract: Contract,
    incident_ids: pl.Series,
    logged: pl.Series,
    *,
    is_whole: bool,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    if rows.is_empty():
        return empty(schema), no_rows()
    rows = rows.sort(ROW)
    facts = [name for name in rows.columns if name not in ORIGIN]
    is_first = pl.struct(facts).is_first_distinct()
    distinct = rows.filter(is_first).with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in rows.columns
    )
    is_known = pl.col("incident_id").is_in(incident_ids.unique().implode())
    fault = (
        pl.when(~is_known)
        .then(pl.lit("no such incident" if is_whole else INCIDENTS_REFUSED))
        .otherwise(pause_fault(logged) if source == "pauses" else _fault(source, contract))
        .alias("register_fault")
    )
    judged = distinct.with_columns(_with_twins(fault, source) if source in _TWINS else fault)
    is_used = pl.col("register_fault").is_null()
    is_follow_on = pl.col("register_fault") == INCIDENTS_REFUSED
    table = judged.filter(is_used).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
    rejected = [
        reject(rows.filter(~is_first), "repeat of an earlier row", is_fault=False),
        *(
            reject(
                judged.filter(~is_used & is_fault),
                pl.col("register_fault"),
                is_fault=own,
                column=_at_fault(),
                value=pl.coalesce(
                    pl.when(_at_fault() == name).then(pl.col(name).cast(pl.String))
                    for name in _AT_FAULT.values()
                    if name in judged.columns
                ),
            )
            for own, is_fault in ((True, ~is_follow_on), (False, is_follow_on))
        ),
    ]
    return _arrange(table, source, contract), pl.concat(rejected)


def _at_fault() -> pl.Expr:
    """Our name of the column in which the fault lies."""
    fault = pl.col("register_fault")
    return pl.coalesce(
        pl.when(fault.str.starts_with(reason)).then(pl.lit(name)) for reason, name in _AT_FAULT.items()
    )


def _with_twins(fault: pl.Expr, source: str) -> pl.Expr:
    """Find rows of one thing that disagree: nothing says which is right, so each names them all."""
    what, same = _TWINS[source]
    n = pl.len().over(same)
    of = pl.when(pl.col("line") >= SHEET).then(pl.format(" of sheet {}", pl.col("line") // SHEET + 1))
    line = pl.format("{} line {}{}", "file", pl.col("line") % SHEET, of.fill_null(""))
    lines = line.str.join("; ").over(same)
    twins = pl.format(f"conflicting twins: rows of one {what} disagree: {{}}", lines)
    return pl.when(n > 1).then(twins).otherwise(fault).alias("register_fault")


def _fault(source: str, contract: Contract) -> pl.Expr:
    """Why a row of a register cannot be used though each of its cells can."""
    if source == "actions":
        is_owed = (pl.col("kind") == "action") & pl.col("incident_id").is_not_null()
        return pl.when(is_owed & pl.col("raised_at").is_null()).then(pl.lit("an action without raised_at"))
    if source == "relief":
        clause_ids = [clause.id for _, clause in contract.clauses]
        is_agreed = pl.col("status") == "agreed"
        return (
            pl.when(pl.col("clause_id").is_not_null() & ~pl.col("clause_id").is_in(clause_ids))
            .then(pl.lit("no such clause"))
            .when(is_agreed & pl.col("reason").is_null())
            .then(pl.lit("relief agreed without a reason"))
            .when(is_agreed & pl.col("approver").is_null())
            .then(pl.lit("relief agreed without an approver"))
        )
    return pl.lit(None, pl.String)


def _arrange(table: pl.DataFrame, source: str, contract: Contract) -> pl.DataFrame:
    if source == "pauses":
        return name_reasons(table, contract)
    if source == "actions":
        ordered = table.sort("incident_id", "raised_at", "action_id", maintain_order=True, nulls_last=True)
        return ordered.with_columns(due_at=_end_of_day(pl.col("due_at"), contract.timezone))
    last = {"relief": "clause_id", "disputes": "field"}.get(source, "audience")
    return table.sort("incident_id", "at", last, maintain_order=True)


def _end_of_day(due: pl.Expr, timezone: str) -> pl.Expr:
    """A date without a time, or at midnight, is due at the last instant of that day: it belongs to its month.

    The midnight after it would be an instant of the next day, and at the end of a month of the next month.
    """
    local = due.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    last = (local + pl.duration(days=1, microseconds=-1)).dt.replace_time_zone(
        timezone, ambiguous="latest", non_existent="null"
    )
    is_date = local.dt.time() == pl.time(0, 0, 0)
    return pl.when(is_date).then(last.dt.convert_time_zone("UTC")).otherwise(due)
