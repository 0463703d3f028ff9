"""What people decided about the grouping (``causes.toml``): obeyed from the day on, and logged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import combinations
from typing import Final

import numpy as np

from analytics.causes.apart import earliest, take_out
from analytics.causes.known import Known
from analytics.causes.lineage import keep_founders, log
from analytics.clock import midnight
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
        if (
            number in known.decided
            or not _is_taken(decision, at, timezone)
            or not _named(decision) <= places.keys()
        ):
            continue
        _CARRY_OUT[type(decision)](decision, known, at, places)
        known.decided |= {number}


def _is_taken(decision: Correction, at: datetime, timezone: str) -> bool:
    """Whether the day of a decision has begun before an instant."""
    return midnight(decision.on, timezone) < at


def waiting(known: Known, corrections: Sequence[Correction], timezone: str) -> tuple[str, ...]:
    """Tell which decisions name an incident or cause that is not there, or not where they say.

    Args:
        known: What is known at the end of the last month.
        corrections: All decisions; those of a later day are not known yet.
        timezone: The contract's zone, in which days begin.
    """
    ids, at = set(known.docs["incident_id"].to_list()), known.until
    corrections = [decision for decision in corrections if at and _is_taken(decision, at, timezone)]
    lost = [sorted(_named(decision) - ids) for decision in corrections]
    absent = tuple(
        f"causes.toml: the {type(decision).__name__.lower()} of {decision.on} names {', '.join(missing)}, "
        "which is not among the incidents that were compared. It is not carried out. Check the id."
        for decision, missing in zip(corrections, lost, strict=True)
        if missing
    )
    return absent + tuple(
        f"causes.toml: the split of {on} names {what}." for on, what in sorted(known.strayed)
    )


def _named(decision: Correction) -> set[str]:
    one = {decision.cause} if isinstance(decision, Confirm | Split | Rename) else set()
    several = decision.incidents if isinstance(decision, Split | Forbid) else []
    return one | set(several) | set(decision.causes if isinstance(decision, Merge) else [])


def _founder(known: Known, places: Places, cause: str) -> int:
    """The place of the founder of the group that a cause's id means now."""
    return int(known.group[places[cause]])


def _confirm(decision: Confirm, known: Known, at: datetime, places: Places) -> None:
    founder = _founder(known, places, decision.cause)
    cause = known.docs["incident_id"][founder]
    known.confirmed[cause] = decision.by
    _bond(known, np.flatnonzero(known.group == founder))
    _log(known, at, "confirmed", cause, None, int((known.group == founder).sum()), decision)


def _rename(decision: Rename, known: Known, at: datetime, places: Places) -> None:
    founder = _founder(known, places, decision.cause)
    cause = known.docs["incident_id"][founder]
    known.names[cause] = (decision.name, decision.by)
    _log(known, at, "renamed", cause, None, int((known.group == founder).sum()), decision)


def _merge(decision: Merge, known: Known, at: datetime, places: Places) -> None:
    before = known.group.copy()
    founders = [_founder(known, places, cause) for cause in decision.causes]
    known.group[np.isin(known.group, founders)] = founders[0]
    moved = np.flatnonzero(known.group == founders[0])
    _mark(known, decision.by, moved)
    _bond(known, moved)
    keep_founders(known, before, at, decision.reason, decision.by)


def _split(decision: Split, known: Known, at: datetime, places: Places) -> None:
    founder = _founder(known, places, decision.cause)
    strayed = [name for name in decision.incidents if known.group[places[name]] != founder]
    if strayed:
        elsewhere = f"{', '.join(strayed)}, which was not in {decision.cause} then and stays where it is"
        known.strayed |= frozenset([(decision.on, elsewhere)])
    name = known.docs["incident_id"][founder]
    if name in decision.incidents:
        known.strayed |= frozenset([(decision.on, f"{name}, which founded the cause and cannot leave it")])
    leaving = np.array([places[name] for name in decision.incidents if known.group[places[name]] == founder])
    leaving = leaving[leaving != founder] if len(leaving) else leaving.astype(np.int64)
    if not len(leaving):
        return
    known.group[leaving] = earliest(known, leaving)
    ids = known.docs["incident_id"]
    known.apart |= frozenset((ids[founder], ids[int(place)]) for place in leaving)
    known.detached |= frozenset(ids[int(place)] for place in leaving)
    _mark(known, decision.by, leaving)
    for place in leaving:  # an earlier decision bound them to the others
        known.bonds.pop(ids[int(place)], None)
    _bond(known, leaving)
    new = ids[int(known.group[leaving[0]])]
    _log(known, at, "split", ids[founder], new, len(leaving), decision)


def _forbid(decision: Forbid, known: Known, at: datetime, places: Places) -> None:
    ids, opened = known.docs["incident_id"], known.docs["opened"].to_list()

    def order(name: str) -> tuple[bool, int, str]:  # a founder stays, so that the others keep their id
        return int(known.group[places[name]]) != places[name], opened[places[name]], name

    first, *others = ordered = sorted(decision.incidents, key=order)
    known.apart |= frozenset(combinations(ordered, 2))
    for n, name in enumerate(others, start=1):
        place = places[name]
        together = {int(known.group[places[other]]) for other in ordered[:n]}
        if int(known.group[place]) in together:
            take_out(known, place)
            known.detached |= frozenset([name])
            known.bonds.pop(name, None)
            _mark(known, decision.by, np.array([place]))
        _log(known, at, "forbidden", ids[int(known.group[places[first]])], name, 1, decision)


def _bond(known: Known, places: np.ndarray) -> None:
    """Bind what people said is one cause, also to what was bound to it before."""
    ids, bond = known.docs["incident_id"], 1 + max(known.bonds.values(), default=0)
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


_CARRY_OUT: Final[dict[type[Correction], Callable[..., None]]] = {
    Confirm: _confirm,
    Split: _split,
    Merge: _merge,
    Rename: _rename,
    Forbid: _forbid,
}
