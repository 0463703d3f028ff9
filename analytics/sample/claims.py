"""What the parties say of the record afterwards: children, claims for relief, disputed instants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from analytics.sample.hours import DAY, HOUR, MINUTE, at
from analytics.sample.telling import Claim, Dispute, Incident

CONTRACT_MANAGER: Final = "contract manager of the buyer"
FORUM: Final = "service forum"
MOST_CHILDREN: Final = 3
Status = Literal["claimed", "agreed", "disputed", "withdrawn"]

# opened; clause ("" for the whole incident); why; the claim's steps with their days
CLAIMS: Final[tuple[tuple[str, str, str, tuple[tuple[str, Status], ...]], ...]] = (
    (
        *("2026-10-15 11:00", "P2-resolution", "the buyer's firewall change held the fix back"),
        (("2026-10-19 10:00", "claimed"), ("2026-10-27 14:30", "agreed")),
    ),
    (
        *("2026-10-06 09:12", "P1-resolution", "the buyer's carrier had lost the line"),
        (("2026-10-12 11:00", "claimed"), ("2026-10-20 16:00", "disputed")),
    ),
    (
        *("2026-10-18 03:20", "P1-response", "the alarm went to the buyer's old number"),
        (("2026-10-23 09:45", "claimed"),),
    ),
    (
        *("2026-10-19 10:20", "", "it followed from the buyer's unannounced network change"),
        (("2026-10-26 13:00", "claimed"), ("2026-10-29 12:00", "withdrawn")),
    ),
    (
        *("2026-09-29 09:00", "P3-resolution", "the caller could not be reached"),
        (("2026-10-16 10:30", "claimed"),),
    ),
)


def tell_claims(story: Sequence[Incident]) -> None:
    """Tell who counts under whom, who asks for relief, and whose word stands against the record's."""
    by_opening = {(incident.opened, incident.event): incident for incident in story}
    for opened in ("2026-10-06 09:12", "2026-10-18 03:20"):
        _count_children(by_opening[at(opened), "October 2026"], story)
    for opened, clause_id, why, steps in CLAIMS:
        event = "never acknowledged" if opened.startswith("2026-09") else "October 2026"
        _claim(by_opening[at(opened), event], clause_id, why, [(at(day), status) for day, status in steps])
    _claim_for_waiting([incident for incident in story if incident.event == "critical incident on hold"])
    _dispute(by_opening)


def _count_children(parent: Incident, story: Sequence[Incident]) -> None:
    """The first ordinary reports of the day after an outage are found to be about it."""
    later = (
        incident
        for incident in story
        if parent.opened < incident.opened < parent.opened + DAY
        and not incident.event
        and not incident.is_major
        and incident.severity in ("P3", "P4")
    )
    for _, child in zip(range(MOST_CHILDREN), later, strict=False):
        child.parent = parent
        child.exclude()


def _claim(incident: Incident, clause_id: str, why: str, steps: Sequence[tuple[int, Status]]) -> None:
    for instant, status in steps:
        approver = CONTRACT_MANAGER if status == "agreed" else ""
        incident.claims.append(Claim(instant, clause_id, status, why, approver))
    if steps[-1][1] == "agreed":
        incident.exclude(clause_id)


def _claim_for_waiting(incidents: Sequence[Incident]) -> None:
    """P1's clause knows no pause, so that such waiting needs relief: given once, once not pursued."""
    why = "three of its hours were spent waiting for the buyer"
    last: tuple[Status, Status] = ("agreed", "withdrawn")
    for incident, status in zip(incidents, last, strict=True):
        asked = incident.opened + 5 * DAY
        _claim(incident, "P1-resolution", why, [(asked, "claimed"), (asked + 2 * DAY, status)])


def _dispute(by_opening: dict[tuple[int, str], Incident]) -> None:
    event = "October 2026"
    outage = by_opening[at("2026-10-06 09:12"), event]
    outage.disputes.append(
        Dispute(
            *("resolved_at", outage.opened + 3 * HOUR + 48 * MINUTE, "supplier"),
            "monitoring shows the service back then; the record was closed after lunch",
        )
    )
    report = by_opening[at("2026-10-19 10:20"), event]
    report.disputes.append(
        Dispute(
            *("opened_at", report.opened - HOUR, "buyer"),
            "the caller rang an hour before the record was opened",
        )
    )
