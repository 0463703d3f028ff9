"""An incident's life in episodes: when each began, was acknowledged, resolved and reopened."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from tests.oracle.contract_clock import FOREVER, Span
from tests.oracle.known import first_logged, instant_of, logged
from tests.oracle.world import World, before

DONE = ("resolved", "closed")
OPEN = ("new", "in progress", "on hold")
UNITS = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass
class Run:
    """From an opening or reopening to the resolution."""

    reopened: int | None
    states: list[tuple[int, str]] = field(default_factory=list)
    resolved: int | None = None


@dataclass
class Episode:
    """Runs that count as one: the clocks carry on over the gaps between them."""

    start: int | None
    aware: int | None
    acknowledged: int | None
    resolved: int | None
    is_cancelled: bool
    is_first: bool
    gaps: list[Span]
    next: int = FOREVER


def elapsed(text: str) -> int:
    amount, unit = text.split()
    return int(amount) * UNITS[unit.removesuffix("s")] * 10**6


def episodes(world: World, incident: dict, starts: tuple[int | None, int | None]) -> list[Episode]:
    """Split the log at reopenings, resolve each run, and join runs less than the window apart.

    ``starts``: clock start and awareness of the first episode, of the family where there is one.
    """
    runs = split(world, incident)
    window = world.rule("reopen_window", "7 days")
    groups = [[runs[0]]]
    for run in runs[1:]:
        gap = run.reopened - groups[-1][-1].resolved
        if window == "none" or gap > elapsed(window):
            groups.append([run])
        else:
            groups[-1].append(run)
    made = [episode(world, incident, group, starts) for group in groups]
    for one, following in pairwise(made):
        one.next = following.start
    return made


def split(world: World, incident: dict) -> list[Run]:
    runs = [Run(None)]
    previous = None
    for at, _, after in logged(world, incident["incident_id"], "state"):
        if previous in DONE and after in OPEN:
            runs.append(Run(at))
        runs[-1].states.append((at, after))
        previous = after
    for i, run in enumerate(runs):
        run.resolved = resolution(world, incident, run, is_last=i == len(runs) - 1)
    return runs


def resolution(world: World, incident: dict, run: Run, *, is_last: bool) -> int | None:
    entered = {name: [at for at, after in run.states if after == name] for name in DONE}
    if not is_last:
        return (entered["resolved"] or entered["closed"])[-1]
    last = run.states[-1][1] if run.states else None
    since = run.reopened if run.reopened is not None else -FOREVER
    for source in world.rule("resolved", ["column", "last state", "closed"]):
        if source == "last state":
            value = entered["resolved"][-1] if last in DONE and entered["resolved"] else None
        else:
            value = before(incident["resolved_at" if source == "column" else "closed_at"], world.now)
            value = value if value is not None and value >= since else None
            if source == "closed" and value is None and last == "closed":
                value = entered["closed"][-1]
        if value is not None:
            return value
    return None


def episode(world: World, incident: dict, runs: list[Run], starts: tuple[int | None, int | None]) -> Episode:
    is_first = runs[0].reopened is None
    start, aware = starts if is_first else (runs[0].reopened, runs[0].reopened)
    states = [state for run in runs for state in run.states]
    return Episode(
        start=start,
        aware=aware,
        acknowledged=acknowledgement(world, incident, runs, start),
        resolved=runs[-1].resolved,
        is_cancelled=is_cancelled(world, incident, states),
        is_first=is_first,
        gaps=[(one.resolved, following.reopened) for one, following in pairwise(runs)],
    )


def is_cancelled(world: World, incident: dict, states: list[tuple[int, str]]) -> bool:
    """By the last state of the log; a table without one tells its last state, and not since when."""
    if states:
        return states[-1][1] == "cancelled"
    has_log = first_logged(world, incident["incident_id"], "state") is not None
    return not has_log and incident["state"] == "cancelled"


def acknowledgement(world: World, incident: dict, runs: list[Run], start: int | None) -> int | None:
    rule = world.rule("acknowledged", {})
    is_first = runs[0].reopened is None
    name, found = incident["incident_id"], []
    if is_first:
        found.append(before(incident["acknowledged_at"], world.now))
    found += [at for run in runs for at, after in run.states if after == "in progress"][:1]
    if is_first and rule.get("or", "first assignment") == "first assignment":
        found += [at for at, _, _ in logged(world, name, "assignment")][:1]
    chosen = next((at for at in found if at is not None), None)
    resolved = runs[0].resolved
    if rule.get("at_latest", "resolved_at") == "nothing" or resolved is None or start is None:
        return chosen
    if resolved < start:
        return chosen
    return resolved if chosen is None else min(chosen, resolved)


def own_starts(world: World, incident: dict) -> tuple[int | None, int | None]:
    """Clock start and awareness of the first episode, by the contract's two rules."""
    return (
        instant_of(world, incident, world.rule("clock_start", "opened_at")),
        instant_of(world, incident, world.rule("aware", "detected_at, else opened_at")),
    )
