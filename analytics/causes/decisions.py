"""What people decided about the grouping (``causes.toml``): obeyed from the day on, and logged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import singledispatch
from itertools import combinations
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from analytics.causes.known import Known
from analytics.causes.lineage import keep_founders, log
from analytics.contract.corrections import Confirm, Correction, Forbid, Merge, Rename, Split

Places = dict[str, int]


def obey(known: Known, at: datetime, corrections: Sequence[Correction], timezone: str) -> None:
    """Carry out the decisions of days before an instant that have not been carried out yet.

    A decision about an incident or cause that does not exist yet waits for it; `waiting` lists those.

    Args:
        known: What is known at the end of the month; changed in place.
        at: The end of the month.
        corrections: All decisions, by their day.
        timezone: The contract's zone, in which days begin.
    """
    if len(known.decided) == len(corrections):
        return
    places = dict(zip(known.docs["incident_id"].to_list(), range(len(known.docs)), strict=True))
    for number, decision in enumerate(corrections):
        begins = datetime(decision.on.year, decision.on.month, decision.on.day, tzinfo=ZoneInfo(timezone))
        if number in known.decided or begins >= at or not _named(decision) <= places.keys():
            continue
        _carry_out(decision, known, at, places)
        known.decided |= {number}


def waiting(known: Known, corrections: Sequence[Correction]) -> tuple[str, ...]:
    """Tell which decisions name an incident or cause that is not there.

    Args:
        known: What is known at the end of the last month.
        corrections: All decisions.
    """
    ids = set(known.docs["incident_id"].to_list())
    lost = [sorted(_named(decision) - ids) for decision in corrections]
    return tuple(
        f"causes.toml: the {type(decision).__name__.lower()} of {decision.on} names {', '.join(missing)}, "
        "which no export holds. It is not carried out. Check the id."
        for decision, missing in zip(corrections, lost, strict=True)
        if missing
    )


def _named(decision: Correction) -> set[str]:
    one = {decision.cause} if isinstance(decision, Confirm | Split | Rename) else set()
    several = decision.incidents if isinstance(decision, Split | Forbid) else []
    return one | set(several) | set(decision.causes if isinstance(decision, Merge) else [])


def _founder(known: Known, places: Places, cause: str) -> int:
    """The place of the founder of the group that a cause's id means now."""
    return int(known.group[places[cause]])


@singledispatch
def _carry_out(decision: Correction, known: Known, at: datetime, places: Places) -> None:
    raise NotImplementedError(type(decision).__name__)


@_carry_out.register
def _(decision: Confirm, known: Known, at: datetime, places: Places) -> None:
    founder = _founder(known, places, decision.cause)
    cause = known.docs["incident_id"][founder]
    known.confirmed[cause] = decision.by
    _bond(known, cause, np.flatnonzero(known.group == founder))
    _log(known, at, "confirmed", cause, None, int((known.group == founder).sum()), decision)


@_carry_out.register
def _(decision: Rename, known: Known, at: datetime, places: Places) -> None:
    founder = _founder(known, places, decision.cause)
    cause = known.docs["incident_id"][founder]
    known.names[cause] = (decision.name, decision.by)
    _log(known, at, "renamed", cause, None, int((known.group == founder).sum()), decision)


@_carry_out.register
def _(decision: Merge, known: Known, at: datetime, places: Places) -> None:
    before = known.group.copy()
    founders = [_founder(known, places, cause) for cause in decision.causes]
    known.group[np.isin(known.group, founders)] = founders[0]
    moved = np.flatnonzero(known.group == founders[0])
    _mark(known, decision.by, moved)
    _bond(known, decision.causes[0], moved)
    keep_founders(known, before, at, decision.reason, decision.by)


@_carry_out.register
def _(decision: Split, known: Known, at: datetime, places: Places) -> None:
    founder = _founder(known, places, decision.cause)
    leaving = np.array([places[name] for name in decision.incidents if known.group[places[name]] == founder])
    leaving = leaving[leaving != founder] if len(leaving) else leaving.astype(np.int64)
    if not len(leaving):
        return
    known.group[leaving] = _earliest(known, leaving)
    ids = known.docs["incident_id"]
    known.apart |= frozenset((ids[founder], ids[int(place)]) for place in leaving)
    known.detached |= frozenset(ids[int(place)] for place in leaving)
    _mark(known, decision.by, leaving)
    _bond(known, decision.incidents[0], leaving)
    new = ids[int(known.group[leaving[0]])]
    _log(known, at, "split", ids[founder], new, len(leaving), decision)


@_carry_out.register
def _(decision: Forbid, known: Known, at: datetime, places: Places) -> None:
    ids = known.docs["incident_id"]
    opened = known.docs["opened"].to_list()
    first, *others = sorted(decision.incidents, key=lambda name: (opened[places[name]], name))
    known.apart |= frozenset(combinations((first, *others), 2))
    for name in others:
        place = places[name]
        together = {int(known.group[places[other]]) for other in decision.incidents if other != name}
        if int(known.group[place]) in together:
            _take_out(known, place)
            known.detached |= frozenset([name])
            known.bonds.pop(name, None)
            _mark(known, decision.by, np.array([place]))
        _log(known, at, "forbidden", ids[int(known.group[places[first]])], name, 1, decision)


def _take_out(known: Known, place: int) -> None:
    """Let an incident stand alone; where it founded its group, the next one stands for the rest."""
    founder = int(known.group[place])
    rest = np.flatnonzero(known.group == founder)
    rest = rest[rest != place]
    if place == founder and len(rest):
        known.group[rest] = _earliest(known, rest)
    known.group[place] = place


def _earliest(known: Known, places: np.ndarray) -> int:
    rows = known.docs[places].with_columns(place=pl.Series(places)).sort("opened", "incident_id")
    return int(rows["place"][0])


def _bond(known: Known, bond: str, places: np.ndarray) -> None:
    """Bind what people said is one cause, also to what was bound to it before."""
    ids = known.docs["incident_id"]
    members = [ids[int(place)] for place in places]
    old = {known.bonds[name] for name in members if name in known.bonds}
    known.bonds.update((name, bond) for name, was in known.bonds.items() if was in old)
    known.bonds.update((name, bond) for name in members)


def _mark(known: Known, by: str, places: np.ndarray) -> None:
    ids = known.docs["incident_id"]
    known.decided_by.update((ids[int(place)], by) for place in places)


def _log(
    known: Known, at: datetime, event: str, cause: str, other: str | None, n: int, by: Correction
) -> None:
    log(known, at, event, cause, other, n, by.reason, by.by)
