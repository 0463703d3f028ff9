"""The late ones: the rows behind a count of missed obligations, for a reader to follow."""

from __future__ import annotations

import polars as pl


def late_obligations(
    obligations: pl.DataFrame, incidents: pl.DataFrame, period: str | None = None
) -> pl.DataFrame:
    """List the obligations missed or not evidenced in a month, governing or not.

    Args:
        obligations: What `measure` returned.
        incidents: incident_id and is_security, at most one value an incident: which rows are withheld
            from a page is decided by it.
        period: The month in which they fell due; None for all.

    Returns:
        incident_id, clause_id, kind, severity, is_governing, starts_at, due_at, stopped_at (null: not
        yet), net, outcome, is_security (null: a rule is declared and the flag is empty); by due_at.
    """
    is_late = pl.col("outcome").is_in(["missed", "not evidenced"])
    in_period = pl.lit(value=True) if period is None else pl.col("period_due") == period
    security = incidents.select("incident_id", "is_security").unique(
        "incident_id", keep="first", maintain_order=True
    )
    return (
        obligations.filter(is_late & in_period)
        .join(security, on="incident_id", how="left")
        .select(
            "incident_id", "clause_id", "kind", "severity", "is_governing",
            "starts_at", "due_at", "stopped_at", "net", "outcome", "is_security",
        )
        .sort("due_at", "incident_id", "clause_id")
    )  # fmt: skip
