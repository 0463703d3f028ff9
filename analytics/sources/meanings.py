"""What each column of a register means, with an example: for templates and the page of sources."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

Meanings = Mapping[str, tuple[str, str]]
_ID: Final = ("the incident, as the tool's export writes it", "INC0010042")
_MESSAGE: Final[Meanings] = {
    "incident_id": _ID,
    "at": ("when it was sent", "2026-10-01T09:15:00+01:00"),
    "audience": ("whom it told: the word of the clause; case does not matter", "buyer"),
    "channel": ("how it was sent", "email"),
    "evidence": ("where the message itself is kept", "MSG-2231"),
}
MEANINGS: Final[Mapping[str, Meanings]] = MappingProxyType(
    {
        "notifications": _MESSAGE,
        "updates": _MESSAGE,
        "pauses": {
            "incident_id": _ID,
            "paused_at": ("when it was put on hold", "2026-10-01T10:00:00+01:00"),
            "resumed_at": ("when work went on; empty: still on hold", "2026-10-01T14:30:00+01:00"),
            "reason": ("a name or an on-hold state of [pauses]", "awaiting customer"),
            "holder": ("supplier, buyer or third party; empty: as [pauses] says", "buyer"),
        },
        "relief": {
            "incident_id": _ID,
            "clause_id": ("the clause; empty: every clause of the incident", "P1-resolution"),
            "at": ("when the claim changed; the latest change holds", "2026-10-03T12:00:00+01:00"),
            "status": ("claimed, agreed, disputed or withdrawn", "agreed"),
            "reason": ("why; needed where it is agreed", "power failure at the buyer's site"),
            "approver": ("who agreed, by role; needed where it is agreed", "contract manager"),
        },
        "actions": {
            "action_id": ("the item", "ACT-17"),
            "incident_id": ("the incident; empty: about none in particular", "INC0010042"),
            "kind": ("report, review or action", "review"),
            "title": ("what is to be done", "Add a second network path"),
            "raised_at": ("when it was raised", "2026-10-05T09:00:00+01:00"),
            "due_at": ("the agreed date; without a time it means the end of that day", "2026-10-31"),
            "done_at": ("when it was delivered or completed; empty: not yet", "2026-10-20T16:00:00+01:00"),
            "owner_role": ("who owns it, by role", "network manager"),
            "criterion": ("what shows that it is done", "failover tested"),
        },
        "disputes": {
            "incident_id": _ID,
            "field": (
                "opened_at, detected_at, acknowledged_at, resolved_at or aware_at",
                "resolved_at",
            ),
            "at": ("the other party's value of it", "2026-10-01T12:40:00+01:00"),
            "party": ("who disputes it: supplier or buyer", "buyer"),
            "reason": ("why", "users could not log in until then"),
        },
        "changes": {
            "change_id": ("the change, one row for each", "CHG0000432"),
            "title": ("what it does", "Replace the session store"),
            "causes": (
                "what it is to end: ids of incidents or problem records, or cause codes, separated by ;",
                "PRB0000017;INC0010042",
            ),
            "raised_at": ("when it was raised", "2026-09-01T09:00:00+01:00"),
            "made_at": ("when it was made; empty: not yet", "2026-09-20T22:00:00+01:00"),
            "criterion": ("what shows that it worked, as agreed when it was raised", "no outage in 90 days"),
            "owner_role": ("who owns it, by role", "platform manager"),
        },
    }
)
