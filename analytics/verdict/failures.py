"""The failures behind a consequence: the obligations that a KPI counts as late in one month."""

from __future__ import annotations

import polars as pl

from analytics.contract.model import Contract
from analytics.summary.due import in_month, is_late


def failures(obligations: pl.DataFrame, period: str | None, contract: Contract) -> pl.DataFrame:
    """List what was missed or not evidenced in a month, clause by clause.

    Their number per clause is the KPI's n_late: the same rule picks both.

    Args:
        obligations: What `measure` returned.
        period: The month of the contract's basis (``rules.month``); None for all.
        contract: Names the basis, and the order of the clauses.

    Returns:
        clause_id, incident_id, episode, slot, audience, kind, obliged, severity, is_governing, starts_at,
        due_at, stopped_at (null: not yet), net, outcome; by clause in the contract's order, then due_at.
    """
    names = list(dict.fromkeys(clause.id for _, clause in contract.clauses))
    order = pl.DataFrame({"clause_id": names}).with_row_index("place")
    return (
        obligations.filter(is_late() & in_month(contract, period))
        .join(order, on="clause_id")
        .sort("place", "due_at", "incident_id", "episode", "slot")
        .select(
            "clause_id", "incident_id", "episode", "slot", "audience", "kind", "obliged", "severity",
            "is_governing", "starts_at", "due_at", "stopped_at", "net", "outcome",
        )
    )  # fmt: skip
