"""The buyer's own clocks: how much of the statutory time was left when the buyer was told."""

from __future__ import annotations

import polars as pl

from analytics.contract.model import Contract
from analytics.obligations.messages import first_notices
from analytics.schema import INSTANT
from analytics.summary.due import in_month

BUYER = "buyer"


def statutory_time_left(
    obligations: pl.DataFrame,
    episodes: pl.DataFrame,
    notifications: pl.DataFrame | None,
    contract: Contract,
    period: str | None = None,
) -> pl.DataFrame:
    """Measure what a late notice to the buyer cost of the time that the buyer itself has.

    The buyer's clock runs from the buyer's own awareness and never counts against the supplier. Had it
    begun when the supplier knew, it would be due sooner: what was left of that when the buyer was told
    shows how the supplier's notice bears on the buyer's duty.

    Args:
        obligations: What `measure` returned.
        episodes: What `make_episodes` returned for the same ``as_of``.
        notifications: The messages known at ``as_of``; None where none are declared.
        contract: Names the basis of the month.
        period: The month of the contract's basis; None for all.

    Returns:
        One row per notification that the buyer owes: clause_id, incident_id, episode, aware_at (the
        supplier's), told_at (null: no notice to the buyer is on record), left (Duration; negative: the time
        was over; null where told_at is); by clause, then aware_at.

    Source:
        DOMAIN, section 2: regulators.
    """
    key = ["incident_id", "episode"]
    owed = obligations.filter(
        (pl.col("kind") == "notification")
        & (pl.col("obliged") == BUYER)
        & (pl.col("outcome") != "excluded")
        & in_month(contract, period)
    ).select("clause_id", *key, allowed=pl.col("due_at") - pl.col("starts_at"))
    spans = episodes.select(*key, "aware_at", "opens_at", "next_starts_at")
    owed = owed.join(spans, on=key, how="left")
    if notifications is None:
        owed = owed.with_columns(told_at=pl.lit(None, dtype=INSTANT))
    else:
        told = first_notices(notifications, episodes).filter(pl.col("told") == BUYER)
        owed = owed.join(told.select(*key, told_at="notified_at"), on=key, how="left")
    left = pl.col("aware_at") + pl.col("allowed") - pl.max_horizontal("told_at", "aware_at")
    return owed.select(
        "clause_id",
        *key,
        "aware_at",
        "told_at",
        left=pl.when(pl.col("told_at").is_not_null()).then(left),
    ).sort("clause_id", "aware_at", "incident_id", "episode")
