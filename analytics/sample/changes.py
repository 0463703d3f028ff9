"""From the story to the register of changes, and to the truth about causes and changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from analytics.sample.hours import at
from analytics.sample.recurring import RECURRING, Recurring
from analytics.sample.registers import write_instant
from analytics.sample.telling import Incident

CHANGES: Final = ("change_id", "title", "causes", "raised_at", "made_at", "criterion", "owner_role")
TRUTH_CAUSES: Final = ("incident_id", "cause_key")
TRUTH_CHANGES: Final = ("change_id", "verdict", "cause_key")
OWNER: Final = "change manager"
# Changes that are to end no cause: a register is full of them.
ROUTINE: Final = (
    ("CHG0030066", "Patches of the operating systems", "2025-03-03 10:00", "2025-03-15 22:00"),
    ("CHG0030131", "More storage for documents", "2025-10-13 09:30", "2025-10-18 21:00"),
    ("CHG0030190", "New rates of the financial year", "2026-03-09 15:00", "2026-03-31 20:00"),
    ("CHG0030240", "Patches of the operating systems", "2026-09-14 10:00", "2026-09-26 22:00"),
)


def change_rows(story: Sequence[Incident]) -> list[list[str]]:
    """Write the register, by number."""
    planned = [
        [
            *(change.change_id, change.title, _reference(recurring, story)),
            *(_instant(change.raised), _instant(change.made), change.criterion, OWNER),
        ]
        for recurring in RECURRING
        if (change := recurring.change)
    ]
    routine = [
        [number, title, "", _instant(raised), _instant(made), "", OWNER]
        for number, title, raised, made in ROUTINE
    ]
    return sorted([*planned, *routine])


def cause_truth_rows(story: Sequence[Incident]) -> Iterator[list[str]]:
    """Write the cause of every incident; a child has its parent's."""
    for incident in story:
        yield [incident.number, (incident.parent or incident).cause.name]


def change_truth_rows() -> list[list[str]]:
    """Write what the incidents say of every change when the data end; of a routine one, nothing."""
    planned = [
        [change.change_id, change.verdict, recurring.cause.name]
        for recurring in RECURRING
        if (change := recurring.change)
    ]
    return sorted([*planned, *([number, "", ""] for number, *_ in ROUTINE)])


def _reference(recurring: Recurring, story: Sequence[Incident]) -> str:
    """Name the cause as the change does."""
    if recurring.change is not None and recurring.change.names == "incident":
        return next(incident.number for incident in story if incident.event == recurring.key)
    by_code = recurring.change is not None and recurring.change.names == "code"
    return recurring.cause.code if by_code else recurring.cause.problem_id


def _instant(text: str) -> str:
    return write_instant(at(text)) if text else ""
