"""How many rows of incidents no figure holds, in words that stand beside the figures."""

from __future__ import annotations

import polars as pl

from analytics.schema import Tables
from analytics.sources.model import INCIDENT_SHAPES
from analytics.tables.words import join_words, plural


def left_out_words(tables: Tables) -> str | None:
    """Count the rows of incidents that could not be used for a fault, by reason; None: there is none.

    A row without a severity that the contract knows, or without an instant, belongs to no month and no
    severity: it is counted beside them, and not among any.

    Args:
        tables: What was read.
    """
    lists = tables.files.filter(pl.col("shape").is_in(sorted(INCIDENT_SHAPES)))["file"]
    faults = tables.rejected.filter("is_fault", pl.col("file").is_in(lists.implode()))
    if faults.is_empty():
        return None
    reasons = faults.group_by("reason").len().sort("len", "reason", descending=[True, False])
    said = join_words([f"{reason}: {n:,}" for reason, n in reasons.iter_rows()])
    rows = plural(faults.height, "row")
    return f"In no figure of any month: {rows} of incidents that could not be used ({said})."
