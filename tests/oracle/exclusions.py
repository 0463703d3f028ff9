"""Why an obligation is not judged, and who agreed to that."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.contract_clock import micros
from tests.oracle.deadlines import MAY_BE_EARLY, Clock
from tests.oracle.family import EXCLUDED, why_under_its_parent
from tests.oracle.known import kind_of
from tests.oracle.life import Episode
from tests.oracle.world import World


@dataclass
class Relief:
    """The claim that holds for an obligation."""

    status: str | None = None
    reason: str | None = None
    approver: str | None = None


def relief_of(world: World, incident: dict, clause_id: str) -> Relief:
    """The latest row before now; one that names the clause wins over one for every clause."""
    known = [
        row for row in world.rows("relief", incident["incident_id"]) or [] if micros(row["at"]) < world.now
    ]
    for named in (clause_id, None):
        mine = sorted((row for row in known if row["clause_id"] == named), key=lambda row: row["at"])
        if mine:
            return Relief(mine[-1]["status"], mine[-1]["reason"], mine[-1]["approver"])
    return Relief()


def why_not_judged(world: World, incident: dict, episode: Episode, clock: Clock) -> str | None:
    """The first reason that holds, relief aside."""
    excludes = world.rule("excludes", EXCLUDED)
    kind = kind_of(world, incident)
    if kind in excludes:
        return kind
    if episode.is_cancelled and "cancelled" in excludes:
        return "cancelled"
    under = why_under_its_parent(world, incident["incident_id"])
    return under or ("impossible order" if is_impossible(clock) else None)


def is_impossible(clock: Clock) -> bool:
    return clock.is_early and clock.clause["kind"] not in MAY_BE_EARLY


def why_relieved(world: World, relief: Relief) -> str | None:
    if relief.status not in world.rule("relief_excludes", ["agreed"]):
        return None
    return f"relief {relief.status}: {relief.reason}"
