"""Who moved the number: from gross attainment to the reported one, one kind of rule at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.contract.vary import bridge_contracts
from analytics.obligations import measure
from analytics.obligations.doubt import settled
from analytics.schema import Tables
from analytics.summary.due import in_month, is_due

STEPS: Final = ("gross", "pauses", "exclusions", "relief", "downgrades", "reopenings", "duplicates")
_BY: Final = ["clause_id", "incident_id"]


def bridge(
    tables: Tables, contract: Contract, as_of: datetime, period: str | None, reported: pl.DataFrame
) -> pl.DataFrame:
    """Judge the contract with one kind of rule more at each step, and say what each step moved.

    The steps are judged by the engine that judges the contract, so they add up to the reported figure
    exactly. Their order matters to what each is charged with: an incident that two rules concern is moved
    by the first of them.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        as_of: The instant of judgement.
        period: The month of the contract's basis; None for all.
        reported: What `measure` returned for the same three: the last step.

    Returns:
        One row per clause that has any obligation at any step, in the contract's order, and step, in the
        order of `STEPS`:

        - clause_id, step: String
        - n_due, n_met: after the step, Int64; attainment: Float64, null where n_due is 0
        - change_due, change_met: what the step moved, Int64; null at the first
        - incidents: those whose obligations it moved, List(String), sorted; null at the first

    Source:
        DOMAIN, section 9: the gross/net bridge.
    """
    in_period = in_month(contract, period)
    tables = settled(tables, contract)
    counted: list[pl.DataFrame] = []
    before: tuple[Contract, pl.DataFrame] | None = None
    for name, step in bridge_contracts(contract):
        if before is not None and (before[0] == step or not _can_move(name, tables)):
            counts = before[1]
        elif step == contract:
            counts = count_by_incident(reported, in_period)
        else:
            counts = count_by_incident(measure(tables, step, as_of), in_period)
        before = (step, counts)
        counted.append(counts)
    return _in_order(_steps(counted), contract)


def _can_move(step: str, tables: Tables) -> bool:
    """Whether the data holds anything that a rule of this kind could concern."""
    if step == "relief":
        return not tables.relief.is_empty()
    if step == "duplicates":
        links = tables.incidents.select("duplicate_of", "parent_id")
        return any(column.null_count() < column.len() for column in links)
    return True


def count_by_incident(obligations: pl.DataFrame, in_period: pl.Expr) -> pl.DataFrame:
    """Count what each incident brings to each clause in the month."""
    due = obligations.filter(in_period & is_due())
    return due.group_by(_BY).agg(
        n_due=pl.len().cast(pl.Int64), n_met=(pl.col("outcome") == "met").sum().cast(pl.Int64)
    )


def _steps(counted: list[pl.DataFrame]) -> pl.DataFrame:
    clauses = pl.concat([each.select("clause_id") for each in counted]).unique()
    rows = []
    for place, (name, after) in enumerate(zip(STEPS, counted, strict=True)):
        totals = after.group_by("clause_id").agg(pl.col("n_due", "n_met").sum())
        row = clauses.join(totals, on="clause_id", how="left").with_columns(
            pl.col("n_due", "n_met").fill_null(0), step=pl.lit(name)
        )
        moved = (
            moved_incidents(counted[place - 1], after)
            if place
            else moved_incidents(after.clear(), after.clear())
        )
        rows.append(row.join(moved, on="clause_id", how="left"))
    return pl.concat(rows)


def moved_incidents(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The incidents that bring something else to a clause than before."""
    both = before.join(after, on=_BY, how="full", suffix="_after", coalesce=True).with_columns(
        pl.col("n_due", "n_met", "n_due_after", "n_met_after").fill_null(0)
    )
    differs = (pl.col("n_due") != pl.col("n_due_after")) | (pl.col("n_met") != pl.col("n_met_after"))
    return both.filter(differs).group_by("clause_id").agg(incidents=pl.col("incident_id").sort())


def _in_order(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    names = list(dict.fromkeys(clause.id for _, clause in contract.clauses))
    places = pl.DataFrame({"clause_id": names}, schema={"clause_id": pl.String}).with_row_index("place")
    steps = pl.DataFrame({"step": STEPS}).with_row_index("number")
    is_first = pl.col("step") == STEPS[0]
    n, k = pl.col("n_due"), pl.col("n_met")
    ordered = rows.join(places, on="clause_id").join(steps, on="step").sort("place", "number")
    no_incident = pl.lit([], dtype=pl.List(pl.String))
    return ordered.select(
        "clause_id",
        "step",
        "n_due",
        "n_met",
        attainment=pl.when(n > 0).then(k / n),
        change_due=pl.when(~is_first).then(n - n.shift(1)),
        change_met=pl.when(~is_first).then(k - k.shift(1)),
        incidents=pl.when(~is_first).then(pl.col("incidents").fill_null(no_incident)),
    )
