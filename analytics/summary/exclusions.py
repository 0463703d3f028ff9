"""Exclusions: why obligations are not judged, and who agreed it."""

from __future__ import annotations

import polars as pl

from analytics.contract.model import Contract
from analytics.summary.due import in_month


def exclusions(obligations: pl.DataFrame, contract: Contract, period: str | None = None) -> pl.DataFrame:
    """Count a month's excluded obligations by reason and approver.

    Duplicates and children are counted together, whatever the incident that they are counted under.

    Args:
        obligations: What `measure` returned.
        contract: Names the basis of the month.
        period: The month of the contract's basis; None for all.

    Returns:
        reason (String), approver (String, null: excluded by a rule of the contract), n, n_incidents
        (Int64); by reason and approver.
    """
    reason = pl.col("reason").str.replace(r"^(duplicate|child) of .*$", "$1 of another incident")
    excluded = obligations.filter(in_month(contract, period) & (pl.col("outcome") == "excluded"))
    return (
        excluded.group_by(reason.alias("reason"), "approver")
        .agg(n=pl.len().cast(pl.Int64), n_incidents=pl.col("incident_id").n_unique().cast(pl.Int64))
        .sort("reason", "approver", nulls_last=False)
    )
