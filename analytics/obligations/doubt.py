"""What the data leaves open: instants that a party disputes, and sources that write whole minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.schema import INSTANT, Tables

KEY: Final = ("incident_id", "episode", "clause_id", "slot")


def with_disputed_values(tables: Tables) -> Tables:
    """Give the tables in which every disputed instant has the other party's value.

    By an account without a resolution the incident is open: no recorded change of its state ends it then.
    """
    values = tables.disputes.group_by("incident_id", "field", maintain_order=True).agg(pl.col("at").first())
    incidents, transitions = tables.incidents, tables.transitions
    for (field,), rows in sorted(values.partition_by("field", as_dict=True).items()):
        other = rows.select("incident_id", other="at")
        is_disputed = pl.col("incident_id").is_in(rows["incident_id"].implode())
        incidents = (
            incidents.join(other, on="incident_id", how="left", maintain_order="left")
            .with_columns(pl.when(is_disputed).then("other").otherwise(str(field)).alias(str(field)))
            .drop("other")
        )
        transitions = transitions.filter(~((pl.col("field") == field) & is_disputed))
    never = values.filter(pl.col("field") == "resolved_at", pl.col("at").is_null())["incident_id"]
    is_end = (pl.col("field") == "state") & pl.col("after").is_in(["resolved", "closed"])
    transitions = transitions.filter(~(is_end & pl.col("incident_id").is_in(never.implode())))
    return replace(tables, incidents=incidents, transitions=transitions)


def settled(tables: Tables, contract: Contract) -> Tables:
    """Give the tables by the values that the contract goes by, with nothing left in dispute.

    For a question that does not ask what the other value would give: it is measured once.
    """
    if tables.disputes.is_empty():
        return tables
    chosen = with_disputed_values(tables) if contract.rules.disputed == "as disputed" else tables
    return replace(chosen, disputes=tables.disputes.clear())


def add_disputed(obligations: pl.DataFrame, other: pl.DataFrame, disputes: pl.DataFrame) -> pl.DataFrame:
    """Add outcome_disputed: the outcome by the other value, for incidents with a disputed instant.

    Args:
        obligations: Judged by the values that the contract goes by.
        other: Judged by the other values.
        disputes: `schema.DISPUTES`.
    """
    is_disputed = pl.col("incident_id").is_in(disputes["incident_id"].implode())
    found = other.filter(is_disputed).select(*KEY, outcome_disputed="outcome")
    return obligations.drop("outcome_disputed").join(found, on=KEY, how="left", maintain_order="left")


def is_in_band(tables: Tables) -> pl.Expr:
    """Say whether the source's precision leaves open if the clock stopped in time.

    Both ends of a clock that is written in whole minutes may be up to a minute later, so its true length
    lies within a minute of the one measured, either way.
    """
    if not tables.precisions:
        return pl.lit(value=False)
    shapes = {row[0]: row[1] for row in tables.files.select("file", "shape").iter_rows()}
    widest: dict[str, int] = {}
    for file, precision in tables.precisions.items():
        shape = shapes.get(file, "")
        widest[shape] = max(widest.get(shape, 0), precision)
    by_register = {"notification": "notifications", "update": "updates"}
    by_register |= dict.fromkeys(("report", "review", "action"), "actions")
    evidence = {kind: widest[name] for kind, name in by_register.items() if name in widest}
    own = pl.col("source").replace_strict(tables.precisions, default=0, return_dtype=pl.Int64)
    other = pl.col("clause_kind").replace_strict(evidence, default=0, return_dtype=pl.Int64)
    width = pl.max_horizontal(own, other)
    late = pl.col("stopped_at").cast(INSTANT) - pl.col("last_on_time_at")
    distance = (
        pl.when("is_by_instant")
        .then(late.dt.total_microseconds())
        .otherwise(pl.col("net") - pl.col("window"))
    )
    is_judged = pl.col("stopped_at").is_not_null() & pl.col("outcome").is_in(["met", "missed"])
    return (is_judged & (distance.abs() < width)).fill_null(value=False)
