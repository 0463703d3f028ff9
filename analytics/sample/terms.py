"""What the sample's contract promises, said a second time in the story's own words.

A test holds these against `contract/typical.toml`; the engine never reads them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analytics.sample.hours import (
    HOUR,
    MINUTE,
    CalendarName,
    Pause,
    advance,
    at,
    closing_after,
    last_on_time,
    spent,
)

Kind = Literal["response", "resolution", "notification", "update", "report", "review", "action"]
STARTS: Final = at("2024-11-01 00:00")
END: Final = at("2026-11-01 00:00")  # the data end here; nothing at or after it is known
REOPEN_WINDOW: Final = 7 * 24 * HOUR
PAUSING: Final = frozenset({"Awaiting Customer", "Awaiting Caller", "Awaiting User Info"})
HOLDING: Final = PAUSING | {"Awaiting Vendor", "Awaiting Problem", "Awaiting Change", "On Hold"}
PRIORITY: Final = {"P1": "1 - Critical", "P2": "2 - High", "P3": "3 - Moderate", "P4": "4 - Low"}


@dataclass(frozen=True)
class Term:
    """One clause: its window in seconds, or in working days where ``days`` is not 0; else a day agreed."""

    clause_id: str
    kind: Kind
    calendar: CalendarName
    seconds: int = 0
    days: int = 0
    has_pauses: bool = False

    def budget(self, start: int) -> int:
        """Seconds that the clause's clock may show; for a day window those up to its closing."""
        if not self.days:
            return self.seconds
        return spent(start, closing_after(start, self.days), self.calendar)

    def pauses_of(self, pauses: Sequence[Pause]) -> Sequence[Pause]:
        """The pauses that stop this clock."""
        return pauses if self.has_pauses else ()

    def instant(self, start: int, share: float, pauses: Sequence[Pause] = ()) -> int:
        """The instant at which a share of the window is used up: above 1 is late."""
        return advance(start, max(1, int(self.budget(start) * share)), self.calendar, self.pauses_of(pauses))

    def due(self, start: int, pauses: Sequence[Pause] = ()) -> int:
        """The first instant at which the window is used up."""
        return advance(start, self.budget(start), self.calendar, self.pauses_of(pauses))

    def last(self, start: int, pauses: Sequence[Pause] = ()) -> int:
        """The last instant at which a stop is on time: a day window ends at its closing."""
        if self.days:
            return self.due(start, pauses)
        return last_on_time(start, self.seconds, self.calendar, self.pauses_of(pauses))

    def unstopped(self, start: int, pauses: Sequence[Pause] = ()) -> str:
        """The outcome at the end of the data of a clock that never stopped."""
        if self.last(start, pauses) >= END:
            return "pending"
        return "not evidenced" if self.kind in ("notification", "update") else "missed"


TERMS: Final = (
    Term("P1-response", "response", "always", 15 * MINUTE),
    Term("P2-response", "response", "always", 30 * MINUTE),
    Term("P3-response", "response", "working", 2 * HOUR),
    Term("P4-response", "response", "working", 4 * HOUR),
    Term("P1-resolution", "resolution", "always", 4 * HOUR),
    Term("P2-resolution", "resolution", "always", 8 * HOUR, has_pauses=True),
    Term("P3-resolution", "resolution", "working", 20 * HOUR, has_pauses=True),
    Term("P4-resolution", "resolution", "working", days=5, has_pauses=True),
    Term("P1-notification", "notification", "always", 15 * MINUTE),
    Term("P2-notification", "notification", "always", 1 * HOUR),
    Term("P3-notification", "notification", "working", 4 * HOUR),
    Term("P4-notification", "notification", "working", days=1),
    Term("security-notification", "notification", "always", 1 * HOUR),
    Term("management-notification", "notification", "always", 1 * HOUR),
    Term("ICO-notification", "notification", "always", 72 * HOUR),
    Term("major-update", "update", "always", 1 * HOUR),
    Term("major-report", "report", "working", days=5),
    Term("major-review", "review", "working", days=10),
    Term("major-action", "action", "always"),
)
BY_ID: Final = {term.clause_id: term for term in TERMS}
ORDER: Final = {term.clause_id: place for place, term in enumerate(TERMS)}


def term(severity: str, kind: Kind) -> Term:
    """The clause of a severity and kind; ``term("security", "notification")`` is the security one."""
    return BY_ID[f"{severity}-{kind}"]
