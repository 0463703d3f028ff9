"""Where each kind of clock starts and stops."""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.cadence import slots_of
from tests.oracle.contract_clock import micros
from tests.oracle.deadlines import Clock
from tests.oracle.known import instant_of, security_known_at
from tests.oracle.life import Episode
from tests.oracle.world import World, before

OPENINGS = ("opened_at", "detected_at", "recorded_at", "onset_at", "aware_at")


def messages(
    world: World, incident: dict, episode: Episode, table: str, audience: str | None
) -> list[int] | None:
    """The instants of the messages to an audience in an episode; None: no such table is declared."""
    rows = world.rows(table, incident["incident_id"])
    if rows is None:
        return None
    return sorted(
        at
        for row in rows
        if (audience is None or folded(row["audience"]) == folded(audience))
        and (at := micros(row["at"])) < min(world.now, episode.next)
        and (episode.is_first or at >= episode.start)
    )


def folded(word: str | None) -> str:
    return (word or "").strip().casefold()


def actions_of(world: World, incident: dict, kind: str) -> list[dict]:
    """The register's rows of a kind, known, in order."""
    rows = world.rows("actions", incident["incident_id"]) or []
    mine = [row for row in rows if row["kind"] == kind]
    if kind == "action":
        mine = [row for row in mine if before(row["raised_at"], world.now) is not None]
        mine.sort(key=lambda row: (row["raised_at"], row["action_id"]))
    return mine


def subjects(world: World, incident: dict, episode: Episode, clause: dict) -> Iterator[tuple[int, dict]]:
    """What a clause makes clocks for: the episode itself, or each of its actions with its number."""
    if clause["kind"] != "action":
        yield 0, {}
        return
    for number, row in enumerate(actions_of(world, incident, "action"), start=1):
        raised = micros(row["raised_at"])
        if raised < episode.next and (episode.is_first or raised >= episode.start):
            yield number, row


def start_of(world: World, incident: dict, episode: Episode, clause: dict, action: dict) -> int | None:
    """The start of a clause's clock; None: nothing that starts it is known."""
    if "starts" in clause:
        return named_start(world, incident, episode, clause["starts"], action)
    match clause["kind"]:
        case "notification":
            return awareness(world, incident, episode, clause)
        case "report" | "review":
            return episode.resolved
        case "action":
            return micros(action["raised_at"])
        case _:
            return episode.start


def named_start(world: World, incident: dict, episode: Episode, order: str, action: dict) -> int | None:
    for part in order.split(","):
        name = part.strip().removeprefix("else ").strip()
        if name in OPENINGS:
            at = instant_of(world, incident, name) if episode.is_first else episode.start
        elif name == "raised_at":
            at = before(action.get("raised_at"), world.now)
        else:
            at = episode.acknowledged if name == "acknowledged_at" else episode.resolved
        if at is not None:
            return at
    return None


def awareness(world: World, incident: dict, episode: Episode, clause: dict) -> int | None:
    """Of the supplier by the rule; of the buyer when first told; of a security nature when recorded."""
    if clause.get("awareness", "supplier") == "buyer":
        told = messages(world, incident, episode, "notifications", "buyer")
        return told[0] if told else None
    about_security = clause.get("applies", {}).get("security") is True
    if not about_security or world.rule("security_awareness", "when recorded") != "when recorded":
        return episode.aware
    recorded = security_known_at(world, incident)
    if recorded is None or episode.aware is None:
        return episode.aware
    return max(episode.aware, recorded)


def is_declared(world: World, clause: dict) -> bool:
    """Whether the table that holds a clause's evidence is declared at all."""
    table = {"notification": "notifications", "update": "updates"}.get(clause["kind"], "actions")
    return clause["kind"] in ("response", "resolution") or world.facts.get(table) is not None


def clocks_of(
    world: World, incident: dict, episode: Episode, clause: dict, start: int, subject: tuple[int, dict]
) -> list[Clock]:
    """The clocks that a clause starts at an instant: one, or one for each slot of a cadence."""
    match clause["kind"]:
        case "response":
            return [Clock(clause, start, episode.acknowledged)]
        case "resolution":
            return [Clock(clause, start, episode.resolved)]
        case "notification":
            told = messages(world, incident, episode, "notifications", clause["audience"])
            return [Clock(clause, start, told[0] if told else None)]
        case "update":
            sent = messages(world, incident, episode, "updates", clause.get("audience"))
            return slots_of(world, clause, start, episode, sent)
        case "action":
            return action_clocks(world, clause, start, *subject)
        case kind:
            return [Clock(clause, start, delivered(world, incident, episode, kind))]


def action_clocks(world: World, clause: dict, start: int, number: int, action: dict) -> list[Clock]:
    """One action's clock; under an agreed date none where no date was agreed."""
    done = before(action["done_at"], world.now)
    if clause["within"] != "agreed date":
        return [Clock(clause, start, done, number)]
    due = action["due_at"]
    return [] if due is None else [Clock(clause, start, done, number, agreed=micros(due))]


def delivered(world: World, incident: dict, episode: Episode, kind: str) -> int | None:
    done = [before(row["done_at"], world.now) for row in actions_of(world, incident, kind)]
    return min((at for at in done if at is not None and at >= episode.start), default=None)


def runs_until(episode: Episode, clause: dict, clocks: list[Clock]) -> int | None:
    """When the clause as a whole stops running for an episode; None: it runs."""
    if clause["kind"] == "update":
        return episode.resolved
    return clocks[0].end if clocks else None
