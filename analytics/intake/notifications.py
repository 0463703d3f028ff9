"""Source `notifications`: who was told about which incident, and when."""

from __future__ import annotations

import polars as pl

from analytics.intake.built import ORIGIN, ROW, no_rows, reject
from analytics.schema import NOTIFICATIONS, empty


def build_notifications(rows: pl.DataFrame, incident_ids: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Make the table of messages.

    A message about an incident that no incident export holds shows that one of the two is incomplete or
    that an id is wrong, so it is kept out as a fault: it may be the evidence that another obligation lacks.

    Args:
        rows: Typed rows of every file (`rows.understand`), with ``file_number`` and ``row``.
        incident_ids: Every incident known from the other exports.

    Returns:
        `schema.NOTIFICATIONS`, and the rows that are not used (`built.reject`).
    """
    if rows.is_empty():
        return empty(NOTIFICATIONS), no_rows()
    rows = rows.sort(ROW)
    facts = [name for name in rows.columns if name not in ORIGIN]
    is_first = pl.struct(facts).is_first_distinct()
    distinct = rows.filter(is_first)
    is_known = pl.col("incident_id").is_in(incident_ids.unique().implode())
    used = distinct.filter(is_known)
    rejected = [
        reject(rows.filter(~is_first), "repeat of an earlier row", is_fault=False),
        reject(distinct.filter(~is_known), "no such incident", is_fault=True),
    ]
    table = used.select(
        (pl.col(name) if name in used.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in NOTIFICATIONS.items()
    )
    return table.sort("incident_id", "at", "audience", maintain_order=True), pl.concat(rejected)
