"""What people keep apart: it stays so, whatever a record or equal words would bind later."""

from __future__ import annotations

import numpy as np
import polars as pl

from analytics.causes.known import Known


def tear_apart(known: Known, group: np.ndarray) -> bool:
    """Take out of their groups the incidents that a grouping puts with one that they are kept apart from.

    Their records bind them no longer. Those that people said later to be one cause stay together.

    Args:
        known: Its groups so far; changed in place.
        group: The grouping that is tried.

    Returns:
        Whether any was taken out, so that another grouping must be tried.
    """
    if not known.apart:
        return False
    named = sorted({name for pair in known.apart for name in pair})
    docs = known.docs.select("incident_id", place=pl.int_range(pl.len(), dtype=pl.Int64))
    places = dict(docs.filter(pl.col("incident_id").is_in(named)).iter_rows())
    torn = [
        other
        for one, other in sorted(known.apart)
        if group[places[one]] == group[places[other]]
        and not _is_one_by_decision(known, one, other)
        and not (other in known.detached and known.group[places[other]] == places[other])
    ]
    for name in dict.fromkeys(torn):
        take_out(known, places[name])
        known.detached |= frozenset([name])
    return bool(torn)


def _is_one_by_decision(known: Known, one: str, other: str) -> bool:
    return one in known.bonds and known.bonds[one] == known.bonds.get(other)


def take_out(known: Known, place: int) -> None:
    """Let an incident stand alone; where it founded its group, the next one stands for the rest."""
    founder = int(known.group[place])
    rest = np.flatnonzero(known.group == founder)
    rest = rest[rest != place]
    known.group = known.group.copy()
    if place == founder and len(rest):
        known.group[rest] = earliest(known, rest)
    known.group[place] = place


def earliest(known: Known, places: np.ndarray) -> int:
    """Find the incident that opened first, by opening and id."""
    rows = known.docs[places].with_columns(place=pl.Series(places)).sort("opened", "incident_id")
    return int(rows["place"][0])
