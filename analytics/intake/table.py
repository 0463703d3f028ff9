"""Source `table`: one row per incident, its columns mapped in the contract."""

from __future__ import annotations

import polars as pl

from analytics.intake.built import ORIGIN, ROW, Built, fill_incidents, nothing, reject
from analytics.intake.columns import SECURITY_WORD
from analytics.schema import PAUSES, TRANSITIONS, empty


def build_table(rows: pl.DataFrame) -> Built:
    """Make incidents of the rows of all tables.

    A row that repeats another in every mapped column is dropped, which is no fault. Rows of one incident
    that disagree are twins: nothing says which is right, so none is used.

    Args:
        rows: Typed rows of every file (`rows.understand`), with ``file_number`` and ``row``.
    """
    if rows.is_empty():
        return nothing()
    rows = rows.sort(ROW)
    facts = [name for name in rows.columns if name not in ORIGIN]
    is_first = pl.struct(facts).is_first_distinct()
    distinct = rows.filter(is_first)
    is_twin = pl.col("incident_id").is_duplicated()
    used = distinct.filter(~is_twin).with_columns(pl.col("file").alias("source"))
    if SECURITY_WORD in used.columns:
        used = used.drop("is_security", strict=False).rename({SECURITY_WORD: "is_security"})
    else:
        used = used.drop("is_security", strict=False)  # no rule is declared: the flag means nothing
    rejected = [
        reject(rows.filter(~is_first), "repeat of an earlier row in every mapped column", is_fault=False),
        reject(
            distinct.filter(is_twin),
            "conflicting twins: several rows of one incident disagree",
            is_fault=True,
        ),
    ]
    incidents = fill_incidents(used).sort("incident_id")
    return Built(incidents, empty(TRANSITIONS), empty(PAUSES), pl.concat(rejected))
