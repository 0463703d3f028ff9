"""The other party's instants."""

from __future__ import annotations


def disputed_incidents(facts: dict) -> set[str]:
    return {row["incident_id"] for row in facts.get("disputes") or []}


def replace_disputed(facts: dict) -> dict:
    """The same facts with the other party's value of each disputed instant: the first row of each."""
    values: dict[tuple[str, str], object] = {}
    for row in facts["disputes"]:
        values.setdefault((row["incident_id"], row["field"]), row["at"])
    incidents = [dict(row) for row in facts["incidents"]]
    for row in incidents:
        row |= {field: at for (name, field), at in values.items() if name == row["incident_id"]}
    return {**facts, "incidents": incidents}
