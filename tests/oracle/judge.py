"""A slow oracle of obligations: one incident, one clause, one row at a time, from the domain's words.

Takes the tidy facts as plain dicts and the contract as `tomllib` reads it. It shares no code with the
library.
"""

from __future__ import annotations

import datetime as dt

from tests.oracle.cadence import gaps_of
from tests.oracle.clocks import clocks_of, is_declared, runs_until, start_of, subjects
from tests.oracle.contract_clock import EPOCH, FOREVER, micros
from tests.oracle.deadlines import Clock, Measured, measure_clock
from tests.oracle.disputes import disputed_incidents, replace_disputed
from tests.oracle.exclusions import is_impossible, relief_of, why_not_judged, why_relieved
from tests.oracle.family import starts_of
from tests.oracle.known import concerns, severities
from tests.oracle.life import Episode, episodes
from tests.oracle.world import World

Key = tuple[str, int, str, int]


def judge(facts: dict, contract: dict, as_of: dt.datetime) -> dict[Key, dict]:
    """Give each obligation by (incident_id, episode, clause_id, slot); instants and times in microseconds."""
    now = micros(as_of)
    recorded = World(contract, facts, now)
    if not disputed_incidents(facts):
        return judge_world(recorded)
    disputed = World(contract, replace_disputed(facts), now)
    worlds = [recorded, disputed]
    if recorded.rule("disputed", "as recorded") == "as disputed":
        worlds.reverse()
    found, other = (judge_world(world) for world in worlds)
    for key, row in found.items():
        if key[0] in disputed_incidents(facts):
            row["outcome_disputed"] = other[key]["outcome"] if key in other else None
    return found


def judge_world(world: World) -> dict[Key, dict]:
    found: dict[Key, dict] = {}
    for name, incident in world.incidents.items():
        lives = episodes(world, incident, starts_of(world, name))
        for number, episode in enumerate(lives, start=1):
            for clause_id in dict.fromkeys(clause["id"] for clause in world.contract["clauses"]):
                for measured in obligations(world, incident, episode, clause_id):
                    key = name, number, clause_id, measured.clock.slot
                    found[key] = row_of(world, incident, episode, measured)
    mark_governing(world, found)
    return found


def obligations(world: World, incident: dict, episode: Episode, clause_id: str) -> list[Measured]:
    """What one clause, in all its versions, asks of one episode."""
    versions = [clause for clause in world.contract["clauses"] if clause["id"] == clause_id]
    found: dict[int, Measured] = {}
    if not is_declared(world, versions[0]):
        return []
    for subject in subjects(world, incident, episode, versions[0]):
        for measured in over_severities(world, incident, episode, versions, subject):
            slot = measured.clock.slot
            if slot not in found or not is_stricter(found[slot], measured):
                found[slot] = measured
    return list(found.values())


def is_stricter(one: Measured, other: Measured) -> bool:
    return (FOREVER if one.due is None else one.due) < (FOREVER if other.due is None else other.due)


def over_severities(
    world: World, incident: dict, episode: Episode, versions: list[dict], subject: tuple[int, dict]
) -> list[Measured]:
    """Follow the incident through its severities: each may enter a clause, or leave one behind."""
    found: list[Measured] = []
    running, previous = None, None  # the start of the clause as it ran under the severity left
    for entered, left, severity in severities(world, incident):
        raised_at = entered if previous is not None and severity < previous else None
        chosen = version_for(world, incident, episode, versions, subject, severity, raised_at, running)
        running, previous = None, severity
        if chosen is None:
            continue
        clause, running = chosen
        for clock in clocks_of(world, incident, episode, clause, running, subject):
            measured = under_severity(world, incident, episode, clock, entered, left)
            if measured is not None:
                measured.severity = severity
                found.append(measured)
    return found


def version_for(
    world: World,
    incident: dict,
    episode: Episode,
    versions: list[dict],
    subject: tuple[int, dict],
    severity: str,
    raised_at: int | None,
    running: int | None,
) -> tuple[dict, int] | None:
    """The version in force at the start of its clock, with that start."""
    from_change = world.rule("severity_raised", "from the original start") == "from the change"
    for clause in versions:
        if not concerns(world, clause, incident, severity):
            continue
        start = start_of(world, incident, episode, clause, subject[1])
        if start is None or start >= world.now:
            continue
        if from_change and running is not None:
            start = running
        elif from_change and raised_at is not None and start < raised_at:
            clocks = clocks_of(world, incident, episode, clause, start, subject)
            end = runs_until(episode, clause, clocks)
            start = raised_at if end is None or end > raised_at else start
        if world.in_force(clause, start):
            return clause, start
    return None


def under_severity(
    world: World, incident: dict, episode: Episode, clock: Clock, entered: int, left: int
) -> Measured | None:
    """The clock as one severity has it; None: it does not concern the clock, or leaves no row."""
    end = clock.end
    if clock.clause["kind"] == "update":
        # A slot belongs to the severity that the incident had when it could last be met.
        last = FOREVER if clock.last is None else clock.last
        if entered <= last < left and entered < episode.next:
            measured = measure_clock(world, clock, [], gaps_of(world, episode, clock.clause))
            measured.clock = clock
            return measured
        return None
    if end is not None and end == clock.start:
        is_met_with = entered < end <= left
    else:
        is_met_with = left > clock.start and (end is None or end > entered)
    if not is_met_with or entered >= episode.next:
        return None
    pauses = world.rows("pauses", incident["incident_id"])
    measured = measure_clock(world, clock, pauses, gaps_of(world, episode, clock.clause))
    measured.clock = clock
    stays = left >= episode.next or (end is not None and end <= left)
    was_missed = measured.last is not None and measured.last < left
    return measured if stays or was_missed else None


def row_of(world: World, incident: dict, episode: Episode, measured: Measured) -> dict:
    clock, clause = measured.clock, measured.clock.clause
    relief = relief_of(world, incident, clause["id"])
    why = why_not_judged(world, incident, episode, clock)
    relieved = why_relieved(world, relief) if why is None else None
    reason = why or relieved
    impossible = is_impossible(clock)
    return {
        "clause": clause,
        "severity": measured.severity,
        "starts_at": clock.start,
        "stopped_at": clock.stop,
        "due_at": measured.due,
        "last": measured.last,
        "gross": None if impossible else measured.gross,
        "net": None if impossible else measured.net,
        "outcome": "excluded" if reason else measured.verdict,
        "outcome_gross": "excluded" if reason else measured.verdict_gross,
        "outcome_before_relief": "excluded" if why else measured.verdict,
        "outcome_disputed": None,
        "reason": reason,
        "approver": relief.approver if relieved else None,
        "relief": relief.status,
        "is_governing": False,
        "period_due": month_of(world, measured.last),
    }


def month_of(world: World, instant: int | None) -> str | None:
    if instant is None:
        return None
    return f"{(EPOCH + dt.timedelta(microseconds=instant)).astimezone(world.zone):%Y-%m}"


def mark_governing(world: World, found: dict[Key, dict]) -> None:
    """The strictest of its kind, audience and obliged party: the earliest due, ties in the file's order."""
    groups: dict[tuple, list[tuple]] = {}
    for (name, number, _, slot), row in found.items():
        clause = row["clause"]
        if row["outcome"] != "excluded":
            group = (
                name,
                number,
                clause["kind"],
                clause.get("audience"),
                clause.get("obliged", "supplier"),
                slot,
            )
            due = FOREVER if row["due_at"] is None else row["due_at"]
            groups.setdefault(group, []).append((due, world.contract["clauses"].index(clause), id(row), row))
    for rows in groups.values():
        min(rows)[-1]["is_governing"] = True
