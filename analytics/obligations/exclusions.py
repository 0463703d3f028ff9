"""Why the contract excludes an obligation, and who agreed it: by type, by family, by fault, by relief."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.contract.model import Contract
from analytics.schema import Tables

IMPOSSIBLE = "impossible order"


def rule_reason(contract: Contract, is_impossible: pl.Expr) -> pl.Expr:
    """Why a rule of the contract excludes it, the first that does; null: none does.

    By type of record, as cancelled, as counted under its parent, or because its order of events cannot be.
    """
    is_cancelled = pl.col("is_cancelled") if "cancelled" in contract.rules.excludes else pl.lit(value=False)
    under = pl.col("counted_under")
    return (
        pl.when("is_excluded_kind")
        .then("kind")
        .when(is_cancelled)
        .then(pl.lit("cancelled"))
        .when(under.is_not_null())
        .then(pl.format("{} of {}", "relation", under))
        .when(is_impossible)
        .then(pl.lit(IMPOSSIBLE))
    )


def relief_reason(contract: Contract) -> pl.Expr:
    """Why relief excludes it; null: there is none, or its status does not exclude by this contract."""
    excludes = pl.col("relief").is_in(contract.rules.relief_excludes).fill_null(value=False)
    why = pl.format("relief {}: {}", "relief", pl.col("relief_reason").fill_null("no reason given"))
    return pl.when(excludes).then(why)


def add_relief(clocks: pl.DataFrame, tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Add relief (the latest status before ``as_of``), relief_reason and approver.

    A claim that names the clause goes before one for every clause of the incident.
    """
    picked = {"relief": "status", "relief_reason": "reason", "approver": "approver"}
    if tables.relief.is_empty():
        return clocks.with_columns(pl.lit(None, dtype=pl.String).alias(new) for new in picked)
    latest = (
        tables.relief.filter(pl.col("at") < as_of)
        .sort("incident_id", "clause_id", "at", maintain_order=True)
        .group_by("incident_id", "clause_id", maintain_order=True)
        .agg(pl.col("status", "reason", "approver").last())
    )
    named = latest.filter(pl.col("clause_id").is_not_null())
    general = latest.filter(pl.col("clause_id").is_null()).drop("clause_id")
    joined = clocks.join(named, on=["incident_id", "clause_id"], how="left", maintain_order="left").join(
        general, on="incident_id", how="left", suffix="_of_all", maintain_order="left"
    )
    has_own = pl.col("status").is_not_null()
    return joined.with_columns(
        pl.when(has_own).then(name).otherwise(f"{name}_of_all").alias(new) for new, name in picked.items()
    ).drop("status", "reason", "status_of_all", "reason_of_all", "approver_of_all")
