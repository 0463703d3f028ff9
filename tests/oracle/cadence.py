"""The slots of a cadence of updates, one after the other."""

from __future__ import annotations

from tests.oracle.contract_clock import Span, reach, subtract
from tests.oracle.deadlines import Clock, window_of
from tests.oracle.life import Episode
from tests.oracle.world import World


def gaps_of(world: World, episode: Episode, clause: dict) -> list[Span]:
    """The times between resolution and reopening that the contract does not count."""
    counts = world.rule("reopen_gap", "counts") == "counts"
    return [] if counts or clause["kind"] not in ("resolution", "update") else episode.gaps


def slots_of(world: World, clause: dict, start: int, episode: Episode, sent: list[int]) -> list[Clock]:
    """One clock for every due instant at or before the resolution, or now while it is open."""
    ran = subtract(world.spans(clause), gaps_of(world, episode, clause))
    interval, _ = window_of(world, clause, start)
    until = world.now if episode.resolved is None else episode.resolved
    restarts = clause.get("cadence", "from the start") == "from the last update"
    slots: list[Clock] = []
    begin = start
    while True:
        due, last = reach(ran, begin, interval)
        if due is None or due > until:
            return slots
        in_time = [at for at in sent if begin < at <= last]
        later = [at for at in sent if at > last]
        stop = next(iter([*in_time, *later]), None)
        slots.append(Clock(clause, begin, stop, len(slots) + 1, due=due, last=last))
        begin = in_time[0] if in_time and restarts else due
