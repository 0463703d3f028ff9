"""Batches: many incidents a hundred thousand at a time, so that memory grows with what is kept of them.

Once the episodes are known, with what families lend their roots, no incident looks at another. A batch has a
hundred columns in its widest step; the obligations that come of it have thirty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

import polars as pl

from analytics.schema import Tables

MOST: Final = 100_000  # episodes; fewer leave the processors idle, more are no quicker


def in_batches(
    episodes: pl.DataFrame, spans: pl.DataFrame, tables: Tables, most: int = MOST
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame, Tables]]:
    """Give episodes, spans and tables in runs of whole incidents, in the order of their ids.

    Args:
        episodes: What `make_episodes` returned, by incident.
        spans: What `judged_severities` returned.
        tables: The tables whose rows belong to incidents.
        most: So many episodes make a batch, and those that end its last incident.

    Yields:
        Episodes, spans and tables of one batch; at least one batch.
    """
    if episodes.height <= most:
        yield episodes, spans, tables
        return
    firsts = episodes["incident_id"].gather_every(most).unique(maintain_order=True)
    incident = pl.col("incident_id")
    for low, high in pairwise([*firsts, None]):
        is_mine = (incident >= low) & (incident < high) if high else incident >= low
        yield episodes.filter(is_mine), spans.filter(is_mine), _rows_of(tables, is_mine)


def _rows_of(tables: Tables, is_mine: pl.Expr) -> Tables:
    def mine(frame: pl.DataFrame | None) -> pl.DataFrame | None:
        return None if frame is None else frame.filter(is_mine)

    return replace(
        tables,
        incidents=tables.incidents.filter(is_mine),
        transitions=tables.transitions.filter(is_mine),
        pauses=tables.pauses.filter(is_mine),
        relief=tables.relief.filter(is_mine),
        notifications=mine(tables.notifications),
        updates=mine(tables.updates),
        actions=mine(tables.actions),
    )
