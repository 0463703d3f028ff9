"""Whose id a group has, and what became of ids: nothing that was published changes in silence."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import polars as pl

from analytics.causes.known import Known
from analytics.schema import LINEAGE


def keep_founders(
    known: Known, before: np.ndarray, at: datetime, reason: str = "", by: str | None = None
) -> None:
    """Name each group by its founder, and log groups founded and merged.

    A group that was one before keeps its founder, even where an older incident has joined it. Where several
    have become one, the founder that opened first stays. A new group's founder is its earliest incident.

    Args:
        known: Its ``group`` says which incidents are together now; changed in place.
        before: Founders by place at the end of the month before; shorter by what is new.
        at: The end of the month.
        reason: Why people joined them.
        by: Who decided it; None: the data.
    """
    table = _table(known, before)
    chosen = (
        table.sort("group", "is_founder", "opened", "incident_id", descending=[False, True, False, False])
        .group_by("group", maintain_order=True)
        .agg(pl.col("place").first().alias("founder"), pl.col("is_founder").any().alias("is_old"), n=pl.len())
    )
    target = np.zeros(len(known.group), dtype=np.int64)
    target[chosen["group"].to_numpy()] = chosen["founder"].to_numpy()
    known.group = target[known.group]
    founded = chosen.filter(~pl.col("is_old") & (pl.col("n") > 1)).join(
        table.select("place", "opened", "incident_id"), left_on="founder", right_on="place"
    )
    for row in founded.sort("opened", "incident_id").iter_rows(named=True):
        log(known, at, "founded", row["incident_id"], None, row["n"], reason, by)
    _log_merges(known, table, at, reason, by)
    _log_splits(known, before, at)


def log(
    known: Known, at: datetime, event: str, cause: str, other: str | None, n: int, reason: str, by: str | None
) -> None:
    """Add a row to the lineage."""
    values = (at, event, cause, other, n, reason or None, by)
    known.lineage.append(dict(zip(LINEAGE, values, strict=True)))


def _table(known: Known, before: np.ndarray) -> pl.DataFrame:
    """Each incident with its group now, and whether it founded a group of two and more before."""
    n = len(known.group)
    sizes = np.bincount(before, minlength=n)
    return known.docs.select("incident_id", "opened").with_columns(
        place=pl.Series(np.arange(n)),
        group=pl.Series(known.group),
        is_founder=pl.Series(sizes > 1),
        n_before=pl.Series(sizes),
    )


def _log_merges(known: Known, table: pl.DataFrame, at: datetime, reason: str, by: str | None) -> None:
    ids = known.docs["incident_id"]
    is_own = pl.col("n_before") > 0  # what people join is told also where it stood alone
    lost = table.with_columns(kept=pl.Series(known.group)).filter("is_founder" if by is None else is_own)
    for row in (
        lost.filter(pl.col("kept") != pl.col("place")).sort("opened", "incident_id").iter_rows(named=True)
    ):
        kept = ids[row["kept"]]
        log(known, at, "merged", kept, row["incident_id"], row["n_before"], reason, by)


def _log_splits(known: Known, before: np.ndarray, at: datetime) -> None:
    """Log the incidents that are no longer with the founder of their group, by where they are now."""
    n = len(before)
    sizes, now = np.bincount(before, minlength=n), known.group[:n]
    left = np.flatnonzero((sizes[before] > 1) & (now != known.group[before]))
    if not len(left):
        return
    moves = pl.DataFrame({"cause": before[left], "other": now[left]}).group_by("cause", "other").len()
    ids = known.docs["incident_id"].to_list()
    named = sorted((ids[cause], ids[other], n_moved) for cause, other, n_moved in moves.iter_rows())
    for cause, other, n_moved in named:
        log(known, at, "split", cause, other, n_moved, "", None)
