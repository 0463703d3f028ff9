"""From the story to the registers beside the log: status updates, actions, relief and disputes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from analytics.sample.beats import strikes_twice
from analytics.sample.hours import day_first
from analytics.sample.telling import Incident

HEADERS: Final = {
    "updates.csv": ("incident_id", "at", "audience", "channel", "evidence"),
    "actions.csv": (
        *("action_id", "incident_id", "kind", "title", "raised_at", "due_at", "done_at"),
        *("owner_role", "criterion"),
    ),
    "relief.csv": ("incident_id", "clause_id", "at", "status", "reason", "approver"),
    "disputes.csv": ("incident_id", "field", "at", "party", "reason"),
}
PREFIXES: Final = {"report": "REP", "review": "REV", "action": "ACT"}


def write_instant(instant: int | None) -> str:
    """Write an instant as the registers do; where the local time strikes twice, in UTC and saying so.

    Examples:
        >>> write_instant(1792888200), write_instant(1792891800), write_instant(None)
        ('2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '')
    """
    if instant is None:
        return ""
    if strikes_twice(instant):
        return f"{datetime.fromtimestamp(instant, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return day_first(instant)


def update_rows(incident: Incident) -> Iterator[list[str]]:
    """Write the status updates of an incident, the earliest first."""
    for n, instant in enumerate(sorted(incident.updates), start=1):
        evidence = f"UPD-{incident.number[3:]}-{n}"
        yield [incident.number, write_instant(instant), "buyer", "email", evidence]


def action_rows(incident: Incident) -> Iterator[list[str]]:
    """Write the report, the review and the actions of an incident."""
    for n, paper in enumerate(incident.papers, start=1):
        yield [
            f"{PREFIXES[paper.kind]}-{incident.number[3:]}-{n}",
            *(incident.number, paper.kind, paper.title, write_instant(paper.raised)),
            f"{paper.due:%d/%m/%Y}" if paper.due else "",
            *(write_instant(paper.done), paper.owner, paper.criterion),
        ]


def relief_rows(incident: Incident) -> Iterator[list[str]]:
    """Write each step of the claims for relief."""
    for claim in incident.claims:
        step = (claim.clause_id, write_instant(claim.at), claim.status, claim.reason, claim.approver)
        yield [incident.number, *step]


def dispute_rows(incident: Incident) -> Iterator[list[str]]:
    """Write the disputed instants."""
    for dispute in incident.disputes:
        other = write_instant(dispute.at)
        yield [incident.number, dispute.field, other, dispute.party, dispute.reason]


WRITERS: Final[dict[str, Callable[[Incident], Iterator[list[str]]]]] = {
    "updates.csv": update_rows,
    "actions.csv": action_rows,
    "relief.csv": relief_rows,
    "disputes.csv": dispute_rows,
}
