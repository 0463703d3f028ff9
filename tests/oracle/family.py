"""Duplicates and children: whom they count under, and the start that they lend."""

from __future__ import annotations

from tests.oracle.known import kind_of, logged
from tests.oracle.life import is_cancelled, own_starts
from tests.oracle.world import World

EXCLUDED = ["request", "maintenance", "drill", "cancelled"]


def parent_of(world: World, name: str) -> str | None:
    incident = world.incidents[name]
    named = incident["duplicate_of"] or incident["parent_id"]
    return named if named != name and named in world.incidents else None


def root_of(world: World, name: str) -> str | None:
    """The end of the chain that an incident counts under; None: it is judged on its own."""
    if world.rule("duplicates", "under the parent") == "on their own":
        return None
    chain = [name]
    while (parent := parent_of(world, chain[-1])) is not None:
        if parent in chain:
            return None
        chain.append(parent)
    return chain[-1] if len(chain) > 1 else None


def why_under_its_parent(world: World, name: str) -> str | None:
    root = root_of(world, name)
    if root is None:
        return None
    return f"duplicate of {root}" if world.incidents[name]["duplicate_of"] else f"child of {root}"


def lends(world: World, name: str) -> bool:
    """What is no incident, or was cancelled, has no start to lend."""
    incident, excludes = world.incidents[name], world.rule("excludes", EXCLUDED)
    states = [(at, after) for at, _, after in logged(world, name, "state")]
    if kind_of(world, incident) in excludes:
        return False
    return not (is_cancelled(world, incident, states) and "cancelled" in excludes)


def starts_of(world: World, name: str) -> tuple[int | None, int | None]:
    """Clock start and awareness: of a root, the earliest of its own and those under it."""
    under = [other for other in world.incidents if root_of(world, other) == name and lends(world, other)]
    pairs = [own_starts(world, world.incidents[member]) for member in (name, *under)]
    start, aware = ([at for at in which if at is not None] for which in zip(*pairs, strict=True))
    return min(start, default=None), min(aware, default=None)
