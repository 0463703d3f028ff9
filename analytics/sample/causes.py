"""Why incidents happen: the ordinary causes of a large system, and the planted ones that recur."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from analytics.sample.dice import Dice
from analytics.sample.hours import DAY, at
from analytics.sample.telling import Cause
from analytics.sample.terms import END

# component, business service, category
PARTS: Final = (
    ("case-web-01", "Case management", "Application"),
    ("case-search-01", "Case search", "Application"),
    ("case-database-01", "Case management", "Database"),
    ("document-store-01", "Document handling", "Storage"),
    ("letter-batch-01", "Letters and notices", "Batch"),
    ("message-queue-02", "Partner exchange", "Integration"),
    ("partner-gateway-01", "Partner exchange", "Integration"),
    ("identity-provider-01", "Sign in", "Access"),
    ("report-server-01", "Management reports", "Reporting"),
    ("caseworker-desktop", "Caseworker desktop", "End user"),
    ("site-network-04", "Office network", "Network"),
    ("payments-interface-01", "Payments", "Integration"),
    ("print-room-02", "Letters and notices", "Hardware"),
    ("backup-server-01", "Platform", "Infrastructure"),
)
# what people typed, and what was found
FAULTS: Final = (
    ("slow for several teams", "query plan changed after statistics were refreshed"),
    ("returns an error page", "unhandled empty field in an uploaded form"),
    ("shows yesterday's data", "scheduled refresh did not start"),
    ("does not open for one office", "route withdrawn by the carrier"),
    ("rejects a valid reference number", "check digit rule out of date"),
    ("prints the wrong address block", "template released without its translation"),
    ("drops the last page of a document", "page limit left at its test value"),
    ("stops halfway through the nightly run", "disk quota reached"),
    ("asks for the password again and again", "clock of one server ran behind"),
    ("reports a missing attachment", "file moved while it was being scanned"),
    ("sends a letter twice", "retry without a check for the first delivery"),
    ("shows an empty worklist", "cache not cleared after a role change"),
    ("cannot save a case note", "row lock held by an abandoned session"),
    ("does not accept a new user", "licence count reached"),
    ("fails a health check", "memory limit set too low"),
    ("loses the chosen filter", "session affinity missing on a new node"),
)
SECURITY_FAULTS: Final = (
    ("sign-ins from an unexpected country", "password reused from another service"),
    ("documents shared with the wrong partner team", "group membership copied from a leaver's profile"),
    ("malware found in an uploaded attachment", "attachment opened before its scan had finished"),
    ("administrator account used outside a change window", "emergency access not returned"),
)
# Titles as a hostile or careless person types them: every page and download must survive them.
HOSTILE: Final = (
    "<script>alert(1)</script> appears in the preview of a case note",
    '=HYPERLINK("https://example.invalid/","Case list") shown instead of the case list',
    "Search for 'R&D \"<b>bold</b>\"' returns nothing",
)


@dataclass(frozen=True)
class Recurring:
    """A planted cause: when it strikes, and which change was to end it.

    Args:
        key: The planted element's name in the truth.
        cause: What the log shows of it.
        before: How many incidents before the change; all of them where there is none.
        after: How many since the change.
        first: The day from which it strikes.
        changed: When the change was made; empty: no change.
        severities: Severities with their weights.
    """

    key: str
    cause: Cause
    before: int
    after: int
    first: str
    changed: str
    severities: tuple[tuple[str, float], ...]

    def openings(self, dice: Dice) -> list[int]:
        """The instants at which it strikes, spread evenly with some chance in each step."""
        change = at(self.changed) if self.changed else END - 2 * DAY
        spans = ((self.before, at(self.first), change), (self.after, change + DAY, END - 2 * DAY))
        return [
            begin + int((n + dice.real(0.15, 0.85)) * (end - begin) / count)
            for count, begin, end in spans
            for n in range(count)
        ]

    def cause_at(self, opened: int, dice: Dice) -> Cause:
        """What the log shows of one strike: not every record is complete."""
        changed = bool(self.changed) and opened >= at(self.changed)
        return replace(
            self.cause,
            recorded=self.cause.recorded if dice.chance(0.8) else "",
            problem_id=self.cause.problem_id if dice.chance(0.7) else "",
            rfc=self.cause.rfc if changed or (self.changed and dice.chance(0.25)) else "",
        )


def _cause(name: str, title: str, component: str, service: str, category: str, *records: str) -> Cause:
    problem, rfc = (*records, "", "")[:2]
    return Cause(name, title, component, service, category, name, problem, rfc)


_P3_OFTEN: Final = (("P2", 0.2), ("P3", 0.6), ("P4", 0.2))
RECURRING: Final = (
    # Strikes all through the contract, three times and more in the last 90 days; nobody raised a change.
    Recurring(
        "cause that recurs",
        _cause(
            "session cache fills its memory",
            "Case pages time out in the afternoon",
            *("session-cache-02", "Case management", "Application", "PRB0040117"),
        ),
        *(22, 0, "2024-11-20 09:00", "", _P3_OFTEN),
    ),
    # Twelve in the months before the change, none in the four months since: shown to work.
    Recurring(
        "cause that a change stops",
        _cause(
            "certificate renewal script skips the standby node",
            "Partner messages refused with a certificate error",
            *("partner-gateway-02", "Partner exchange", "Integration", "PRB0040162", "CHG0030218"),
        ),
        *(12, 0, "2026-01-12 09:00", "2026-06-20 22:00", (("P2", 0.15), ("P3", 0.85))),
    ),
    # As often after the change as before it.
    Recurring(
        "cause that a change does not stop",
        _cause(
            "overnight index job locks the case table",
            "Case search unavailable early in the morning",
            *("search-index-01", "Case search", "Database", "PRB0040139", "CHG0030174"),
        ),
        *(9, 11, "2025-07-01 06:00", "2026-02-14 22:00", _P3_OFTEN),
    ),
    # Two that read alike and are not: one in front of the sign-in page, one behind it.
    Recurring(
        "look-alike: name server",
        _cause(
            "name server answers late for the sign-in address",
            "Sign-in page times out",
            *("name-server-01", "Sign in", "Network", "PRB0040151"),
        ),
        *(7, 0, "2025-09-01 08:00", "", _P3_OFTEN),
    ),
    Recurring(
        "look-alike: connection pool",
        _cause(
            "connection pool of the sign-in database runs dry",
            "Sign in page times out",
            *("identity-database-01", "Sign in", "Database", "PRB0040158"),
        ),
        *(7, 0, "2025-09-15 08:00", "", _P3_OFTEN),
    ),
)


def ordinary_cause(dice: Dice) -> Cause:
    """An ordinary cause; the log names it for two in five."""
    component, service, category = dice.pick(PARTS)
    symptom, found = dice.pick(FAULTS)
    name = f"{component}: {found}"
    title = f"{service} {symptom}"
    recorded = found.capitalize() if dice.chance(0.4) else ""
    return Cause(name, title, component, service, category, recorded)


def security_cause(dice: Dice) -> Cause:
    """The cause of a security incident; nothing of it stands in the log."""
    component, service, _ = dice.pick(PARTS[:8])
    symptom, found = dice.pick(SECURITY_FAULTS)
    return Cause(f"{component}: {found}", f"{service}: {symptom}", component, service, "Security")
