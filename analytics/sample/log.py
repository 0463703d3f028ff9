"""From the story to the three files: audit rows, notices, and the truth.

Times carry seconds, as the tool's own default format does: targets of 15 minutes, and edges one second either
side of a target, could not be told in whole minutes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analytics.sample.beats import strikes_twice
from analytics.sample.dice import Dice
from analytics.sample.hours import MINUTE, day_first
from analytics.sample.registers import write_instant
from analytics.sample.telling import Incident, Move
from analytics.sample.terms import ORDER, PRIORITY

NOTHING: Final = "?"
NO_DATE: Final = "31/02/2026 10:15:00"
LOG: Final = (
    *(
        "number",
        "incident_state",
        "active",
        "reassignment_count",
        "reopen_count",
        "sys_mod_count",
        "made_sla",
    ),
    *("caller_id", "opened_by", "opened_at", "sys_created_by", "sys_created_at", "sys_updated_by"),
    *("sys_updated_at", "contact_type", "location", "category", "subcategory", "u_symptom", "cmdb_ci"),
    *("impact", "urgency", "priority", "assignment_group", "assigned_to", "knowledge"),
    *("u_priority_confirmation", "notify", "problem_id", "rfc", "vendor", "caused_by", "closed_code"),
    *("resolved_by", "resolved_at", "closed_at", "short_description", "business_service", "u_cause"),
    *("u_personal_data", "parent_incident", "u_cause_code"),
)
NOTICES: Final = ("incident_id", "at", "audience", "channel", "evidence")
TRUTH: Final = ("incident_id", "episode", "clause_id", "slot", "outcome", "cause", "event")
UPDATED: Final = LOG.index("sys_updated_at")
IMPACT: Final = {"P1": "1 - High", "P2": "1 - High", "P3": "2 - Medium", "P4": "3 - Low"}
DONE: Final = ("Resolved", "Closed", "Cancelled")
CHANNELS: Final = (("email", 5.0), ("telephone", 2.0), ("portal", 3.0))
OWN_CHANNELS: Final = {"users": "portal", "senior managers": "telephone", "ICO": "web form"}
CLOSED_AS: Final = (  # how it was closed says nothing of why it happened
    *("Solved (Permanently)", "Solved (Work Around)", "Solved Remotely (Permanently)"),
    "Closed/Resolved by Caller",
)
GROUPS: Final = {
    "Application": "Application support",
    "Database": "Database administration",
    "Storage": "Storage and backup",
    "Batch": "Batch operations",
    "Integration": "Integration support",
    "Access": "Identity and access",
    "Reporting": "Reporting support",
    "End user": "Desktop support",
    "Network": "Network operations",
    "Hardware": "Field engineering",
    "Infrastructure": "Platform operations",
    "Security": "Security operations",
}


@dataclass
class _Now:
    """What the log shows at one update."""

    state: str = "New"
    severity: str = ""
    is_assigned: bool = False
    is_taken: bool = False
    n_assigned: int = 0
    n_reopened: int = 0
    n_updates: int = 0

    def apply(self, move: Move) -> None:
        if move.field == "state":
            self.n_reopened += self.state in DONE and move.value not in DONE
            self.state = move.value
            self.is_taken = self.is_taken or move.value != "New"
        elif move.field == "severity":
            self.severity = move.value
        elif move.field == "assigned":
            self.is_assigned = bool(move.value)
            self.n_assigned += self.is_assigned


def audit_rows(number: str, incident: Incident, dice: Dice) -> Iterator[list[str]]:
    """Write the updates of an incident, one row each, in the order in which the tool counted them."""
    now = _Now(severity=incident.severity)
    fixed, blemish = _fixed_cells(number, incident, dice), incident.blemish
    yield _row(fixed, now, incident, incident.recorded, dice)
    for moves in _updates(incident, dice):
        for move in moves:
            now.apply(move)
        now.n_updates += 1 + dice.chance(0.2)  # the tool counts updates that it does not export
        row = _row(fixed, now, incident, moves[0].at, dice)
        yield row
        if blemish and now.state == "Resolved":
            yield row if blemish == "repeated" else [*row[:UPDATED], NO_DATE, *row[UPDATED + 1 :]]
            blemish = ""


def _updates(incident: Incident, dice: Dice) -> list[list[Move]]:
    """Group what happened into updates; a work note in between changes nothing."""
    moves = list(incident.moves)
    last = max((move.at for move in moves), default=incident.recorded)
    busiest = {"P1": 8, "P2": 5}.get(incident.severity, 3)
    for _ in range(dice.below(busiest + 1) if last - incident.recorded > 2 * MINUTE else 0):
        instant = dice.between(incident.recorded + 1, last - 1)
        if not strikes_twice(instant):
            moves.append(Move(instant, "note", ""))
    updates: list[list[Move]] = []
    for move in sorted(moves, key=lambda step: step.at):  # stable: one instant keeps the order told
        together = (
            updates and updates[-1][0].at == move.at and "note" not in (move.field, updates[-1][0].field)
        )
        if together:
            updates[-1].append(move)
        else:
            updates.append([move])
    return updates


def _fixed_cells(number: str, incident: Incident, dice: Dice) -> dict[str, str]:
    """The cells that every row of an incident repeats; final times are copied onto the earliest row too."""
    resolved, closed = _final_times(incident)
    missed = any(
        clause.endswith("resolution") and outcome == "missed" for _, clause, _, outcome in incident.outcomes
    )
    cause = incident.cause
    group = GROUPS[cause.category]
    return {
        "number": number,
        "made_sla": "false" if missed else "true",
        "caller_id": f"Caller {dice.between(100, 999)}",
        "opened_by": f"Opened by {dice.between(1, 40)}",
        "opened_at": day_first(incident.opened),
        "sys_created_by": f"Created by {dice.between(1, 40)}",
        "sys_created_at": day_first(incident.recorded),
        "contact_type": dice.weighted((("Phone", 4.0), ("Self service", 3.0), ("Monitoring", 2.0))),
        "location": f"Location {dice.between(1, 30)}",
        "category": cause.category,
        "subcategory": f"{cause.category} {dice.between(1, 6)}",
        "u_symptom": f"Symptom {dice.between(1, 60)}",
        "cmdb_ci": cause.component,
        "group": group,
        "assignee": f"Resolver {dice.between(1, 60)}",
        "knowledge": "true" if dice.chance(0.2) else "false",
        "problem_id": cause.problem_id or NOTHING,
        "rfc": cause.rfc or NOTHING,
        "closed_code": dice.pick(CLOSED_AS),
        "resolved_by": f"Resolved by {dice.between(1, 60)}" if resolved else NOTHING,
        "resolved_at": day_first(resolved) if resolved and not incident.is_column_blank else NOTHING,
        "closed_at": day_first(closed) if closed else NOTHING,
        "short_description": cause.title,
        "business_service": cause.service,
        "u_cause": cause.recorded or NOTHING,
        "u_cause_code": cause.code or NOTHING,
        "u_personal_data": "true" if incident.has_personal_data else "false",
        "parent_incident": incident.parent.number if incident.parent else NOTHING,
    }


def _final_times(incident: Incident) -> tuple[int | None, int | None]:
    """The last resolution and the last closing, unless it was opened again since."""
    resolved = closed = None
    for move in sorted((m for m in incident.moves if m.field == "state"), key=lambda m: m.at):
        if move.value == "Resolved":
            resolved = move.at
        elif move.value == "Closed":
            closed = move.at
        else:
            resolved = closed = None
    return resolved, closed


def _row(fixed: dict[str, str], now: _Now, incident: Incident, at: int, dice: Dice) -> list[str]:
    is_known = now.state in DONE
    cells = {
        **fixed,
        "incident_state": now.state,
        "active": "false" if now.state in ("Closed", "Cancelled") else "true",
        "reassignment_count": str(max(0, now.n_assigned - 1)),
        "reopen_count": str(now.n_reopened),
        "sys_mod_count": str(now.n_updates),
        "sys_updated_by": f"Updated by {dice.between(1, 90)}",
        "sys_updated_at": day_first(at),
        "impact": IMPACT[now.severity],
        "urgency": IMPACT[now.severity],
        "priority": PRIORITY[now.severity],
        "assignment_group": fixed["group"] if now.is_assigned else NOTHING,
        "assigned_to": fixed["assignee"] if now.is_assigned else NOTHING,
        "u_priority_confirmation": "true" if now.is_taken else "false",
        "notify": "Do Not Notify",
        "problem_id": fixed["problem_id"] if now.is_taken else NOTHING,
        "rfc": fixed["rfc"] if is_known else NOTHING,
        "closed_code": fixed["closed_code"] if is_known else NOTHING,
        "u_cause": fixed["u_cause"] if is_known else NOTHING,
        "u_cause_code": fixed["u_cause_code"] if is_known else NOTHING,
    }
    return [cells.get(name, NOTHING) for name in LOG]


def notice_rows(number: str, incident: Incident, dice: Dice) -> Iterator[list[str]]:
    """Write the notices of an incident, the earliest first."""
    for n, (instant, audience) in enumerate(sorted(incident.notices), start=1):
        channel = OWN_CHANNELS.get(audience) or dice.weighted(CHANNELS)
        yield [number, write_instant(instant), audience, channel, f"MSG-{number[3:]}-{n}"]


def truth_rows(number: str, incident: Incident) -> Iterator[list[str]]:
    """Write what became of every clause, in the order of the contract."""
    for episode, clause_id, slot, outcome in sorted(
        incident.outcomes, key=lambda o: (o[0], ORDER[o[1]], o[2])
    ):
        is_excluded = bool(incident.excluded & {"", clause_id})
        told = "excluded" if is_excluded else outcome
        yield [number, str(episode), clause_id, str(slot), told, incident.cause.name, incident.event]


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Write a table as UTF-8 with line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
