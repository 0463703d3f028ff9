"""What is known of one incident at an instant: severity over time, kind, security, major."""

from __future__ import annotations

from tests.oracle.contract_clock import FOREVER, micros
from tests.oracle.world import World, before

SEVERITIES = ["P1", "P2", "P3", "P4"]
SpanOfSeverity = tuple[int, int, str]


def logged(world: World, name: str, field: str) -> list[tuple[int, str | None, str]]:
    """The changes of one field that are known, in the order of the log."""
    return [
        (micros(row["at"]), row["before"], row["after"])
        for row in world.rows("transitions", name)
        if row["field"] == field and micros(row["at"]) < world.now
    ]


def first_logged(world: World, name: str, field: str) -> str | None:
    """The value with which the log of a field begins; None: it has none."""
    rows = [row for row in world.rows("transitions", name) if row["field"] == field]
    return (rows[0]["before"] or rows[0]["after"]) if rows else None


def severities(world: World, incident: dict) -> list[SpanOfSeverity]:
    """From when until when it had which severity, as judged."""
    name = incident["incident_id"]
    value = first_logged(world, name, "severity") or incident["severity"]
    spans, begin = [], -FOREVER
    keeps = world.rule("severity_lowered", "judged up to the change") == "keeps the higher clause"
    for at, was, after in logged(world, name, "severity"):
        chosen = min(value, after) if keeps else after
        if was is not None and chosen != value:
            spans.append((begin, at, value))
            begin, value = at, chosen
    return [*spans, (begin, FOREVER, value)]


def ever_had(world: World, incident: dict) -> set[str]:
    name = incident["incident_id"]
    first = first_logged(world, name, "severity") or incident["severity"]
    return {first, *(after for _, _, after in logged(world, name, "severity"))}


def kind_of(world: World, incident: dict) -> str:
    known = logged(world, incident["incident_id"], "kind")
    if known:
        return known[-1][2]
    return first_logged(world, incident["incident_id"], "kind") or incident["kind"]


def is_security(world: World, incident: dict) -> bool:
    """By the log where it tells, even if it does so only later; else by the column."""
    name = incident["incident_id"]
    aware = incident["security_aware_at"]
    if aware is not None and micros(aware) >= world.now:
        return False  # its security nature is not known yet
    if first_logged(world, name, "security") is None:
        return bool(incident["is_security"])
    known = logged(world, name, "security")
    return bool(known) and known[-1][2] == "true"


def security_known_at(world: World, incident: dict) -> int | None:
    """When its security nature was recorded; None: it was known with the incident itself."""
    if incident["security_aware_at"] is not None:
        return micros(incident["security_aware_at"])
    changes = logged(world, incident["incident_id"], "security")
    if changes and changes[0][2] == "true":
        return None
    later = [at for at, was, after in changes if was is not None and after == "true"]
    return later[0] if later else None


def is_major(world: World, incident: dict) -> bool:
    what = world.rule("major", ["P1", "flagged", "security"])
    return (
        any(severity in what for severity in ever_had(world, incident))
        or ("flagged" in what and bool(incident["is_major"]))
        or ("security" in what and is_security(world, incident))
    )


def concerns(world: World, clause: dict, incident: dict, severity: str) -> bool:
    """Whether a clause concerns an incident while it has a severity."""
    applies = clause.get("applies", {})
    flags = {
        "security": is_security(world, incident),
        "personal_data": bool(incident["has_personal_data"]),
        "major": is_major(world, incident),
    }
    return (
        severity in applies.get("severity", SEVERITIES)
        and all(applies.get(name, value) == value for name, value in flags.items())
        and ("service" not in applies or incident["service"] in applies["service"])
    )


def instant_of(world: World, incident: dict, order: str) -> int | None:
    """The first known of some instants of an incident, in order of preference."""
    names = [part.strip().removeprefix("else ").strip() for part in order.split(",")]
    found = [at for name in names if (at := before(incident[name], world.now)) is not None]
    return found[0] if found else None
