"""The planted causes that recur, and the changes that were to end them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from analytics.sample.causes import UNKNOWN
from analytics.sample.dice import Dice
from analytics.sample.hours import DAY, at
from analytics.sample.telling import Cause
from analytics.sample.terms import END


@dataclass(frozen=True)
class Change:
    """A change that was raised to end a cause.

    Args:
        change_id: Its number.
        title: What it does.
        names: By what the register names the cause.
        raised: When it was raised.
        made: When it was made; empty: not yet.
        verdict: What the incidents say of it when the data end; by the numbers of its `Recurring`.
        criterion: What was agreed to show that it worked.
    """

    change_id: str
    title: str
    names: Literal["problem", "code", "incident"]
    raised: str
    made: str
    verdict: Literal["shown to work", "no evidence", "not made"]
    criterion: str = "no further incident of this cause in 90 days"


@dataclass(frozen=True)
class Recurring:
    """A planted cause: when it strikes, and which change was to end it.

    Args:
        key: The planted element's name in the truth.
        cause: What the log shows of it.
        titles: What people type of it besides the cause's own title.
        before: How many incidents before the change was made; all of them where none was.
        after: How many since.
        first: The day from which it strikes.
        severities: Severities with their weights.
        change: The change; None: nobody raised one.
    """

    key: str
    cause: Cause
    titles: tuple[str, ...]
    before: int
    after: int
    first: str
    severities: tuple[tuple[str, float], ...]
    change: Change | None = None

    @property
    def changed(self) -> str:
        """When the change was made; empty: none was."""
        return self.change.made if self.change else ""

    def openings(self, dice: Dice) -> list[int]:
        """The instants at which it strikes, spread evenly with some chance in each step."""
        change = at(self.changed) if self.changed else END - 2 * DAY
        spans = ((self.before, at(self.first), change), (self.after, change + DAY, END - 2 * DAY))
        return [
            begin + int((n + dice.real(0.15, 0.85)) * (end - begin) / count)
            for count, begin, end in spans
            for n in range(count)
        ]

    def cause_at(self, opened: int, n: int, dice: Dice) -> Cause:
        """What the log shows of strike ``n``: only the first record is sure to be complete."""
        changed = bool(self.changed) and opened >= at(self.changed)
        text, code = dice.weighted(
            (((self.cause.recorded, self.cause.code), 0.72), ((UNKNOWN, ""), 0.1), (("", ""), 0.18))
        )
        problem = self.cause.problem_id if dice.chance(0.6) else ""
        rfc = self.cause.rfc if changed or (self.changed and dice.chance(0.25)) else ""
        title = dice.pick((self.cause.title, *self.titles))
        if n == 0:
            return replace(self.cause, rfc=rfc)
        return replace(self.cause, title=title, recorded=text, code=code, problem_id=problem, rfc=rfc)


def _cause(name: str, title: str, component: str, service: str, category: str, *records: str) -> Cause:
    code, problem, rfc = (*records, "")[:3]
    return Cause(name, title, component, service, category, name, problem, rfc, code)


_P3_OFTEN: Final = (("P2", 0.2), ("P3", 0.6), ("P4", 0.2))
RECURRING: Final = (
    # Strikes all through the contract, three times and more in the last 90 days; nobody raised a change.
    Recurring(
        "cause that recurs",
        _cause(
            "session cache fills its memory",
            "Case pages time out in the afternoon",
            *("session-cache-02", "Case management", "Application", "CAPACITY-MEMORY", "PRB0040117"),
        ),
        (
            *("Timeouts when opening a case after lunch", "Case management very slow again this afternoon"),
            "Users thrown out of case pages after a long wait",
        ),
        *(24, 0, "2024-11-20 09:00", _P3_OFTEN),
    ),
    # Twelve in the months before the change, none in the four months since: shown to work.
    Recurring(
        "cause that a change stops",
        _cause(
            "certificate renewal script skips the standby node",
            "Partner messages refused with a certificate error",
            *("partner-gateway-02", "Partner exchange", "Integration", "CERTIFICATE"),
            *("PRB0040162", "CHG0030218"),
        ),
        (
            "Partner exchange: secure connection fails",
            "Messages of partners rejected, certificate not trusted",
        ),
        *(12, 0, "2026-01-12 09:00", (("P2", 0.15), ("P3", 0.85))),
        Change(
            change_id="CHG0030218",
            title="Renew the certificates of both gateway nodes",
            names="problem",
            raised="2026-06-02 10:30",
            made="2026-06-20 22:00",
            verdict="shown to work",
        ),
    ),
    # As often after the change as before it.
    Recurring(
        "cause that a change does not stop",
        _cause(
            "overnight index job locks the case table",
            "Case search unavailable early in the morning",
            *("search-index-01", "Case search", "Database", "LOCKING", "PRB0040139", "CHG0030174"),
        ),
        ("No search results before seven o'clock", "Search for cases hangs at the start of the day"),
        *(9, 12, "2025-07-01 06:00", _P3_OFTEN),
        Change(
            change_id="CHG0030174",
            title="Start the index job one hour earlier",
            names="code",
            raised="2026-01-26 14:00",
            made="2026-02-14 22:00",
            verdict="no evidence",
        ),
    ),
    # Two that read alike and are not: one in front of the sign-in page, one behind it.
    Recurring(
        "look-alike: name server",
        _cause(
            "name server answers late for the sign-in address",
            "Sign-in page times out",
            *("name-server-01", "Sign in", "Network", "NAME-RESOLUTION", "PRB0040151"),
        ),
        ("Cannot sign in, the page times out",),
        *(7, 0, "2025-09-01 08:00", _P3_OFTEN),
    ),
    Recurring(
        "look-alike: connection pool",
        _cause(
            "connection pool of the sign-in database runs dry",
            "Sign in page times out",
            *("identity-database-01", "Sign in", "Database", "CONNECTION-POOL", "PRB0040158"),
        ),
        ("Cannot sign in, the page times out",),
        *(7, 0, "2025-09-15 08:00", _P3_OFTEN),
    ),
    # Three in the last 90 days; the change that was raised for it has not been made.
    Recurring(
        "cause whose change is not made",
        _cause(
            "print spooler keeps every finished job open",
            "Letters stuck in the print queue",
            *("print-spooler-03", "Letters and notices", "Hardware", "SPOOLER", "PRB0040171", "CHG0030251"),
        ),
        ("Print run stopped, queue is full", "Letters and notices not printed overnight"),
        *(14, 0, "2025-10-06 08:00", (("P3", 0.7), ("P4", 0.3))),
        Change(
            change_id="CHG0030251",
            title="Replace the print spooler",
            names="incident",
            raised="2026-10-12 11:00",
            made="",
            verdict="not made",
        ),
    ),
)
