"""Notification timeliness: of the notices that were due, how many came in time, late, or left no trace."""

from __future__ import annotations

import polars as pl


def notification(attainment: pl.DataFrame) -> pl.DataFrame:
    """Give the notification rows of an attainment table in the words of its readers.

    Args:
        attainment: What `attainment` returned.

    Returns:
        clause_id, title, audience, obliged, severity, n_due, n_on_time, n_late, n_not_evidenced, n_pending;
        one row per notification clause and severity, in the contract's order.
    """
    return attainment.filter(pl.col("kind") == "notification").select(
        "clause_id",
        "title",
        "audience",
        "obliged",
        "severity",
        "n_due",
        n_on_time="n_met",
        n_late="n_missed",
        n_not_evidenced="n_not_evidenced",
        n_pending="n_pending",
    )
