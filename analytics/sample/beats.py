"""The beats that every story is made of: taken up, told to the buyer, resolved.

Each beat is placed by the outcome that it shall have: a share of the window up to 1 is met, above 1 is
missed. Only where that instant lies beyond the end of the data does the end decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from analytics.sample.causes import ordinary_cause
from analytics.sample.dice import Dice
from analytics.sample.hours import BANK_HOLIDAYS, DAY, MINUTE, Pause, at, is_working_day, local
from analytics.sample.telling import Cause, Incident
from analytics.sample.terms import END, Term, term

FREE_OF_P1: Final = ("2025-06", "2026-02")  # nothing critical is opened or due in these months
# 01:00 to 02:00 strikes twice on these mornings, so a local time there names two instants: nothing happens.
TWICE: Final = tuple((at(f"{day} 00:59:59") + 1, at(f"{day} 02:00")) for day in ("2025-10-26", "2026-10-25"))


def is_free_of_p1(opened: int) -> bool:
    """Tell whether nothing critical may open: in a free month, or within two days before one."""
    return any(f"{local(t):%Y-%m}" in FREE_OF_P1 for t in (opened, opened + 2 * DAY))


def strikes_twice(instant: int) -> bool:
    """Tell whether the local time of an instant is ambiguous."""
    return any(begin <= instant < end for begin, end in TWICE)


def respond(
    incident: Incident, severity: str, share: float, start: int | None = None, episode: int = 1
) -> int:
    """Somebody takes it up when a share of the response window is gone; gives the instant."""
    clause, begin = term(severity, "response"), start or incident.opened
    instant = clause.instant(begin, share)
    incident.start_work(instant)
    _judge(incident, clause, begin, instant, share, episode)
    return instant


def tell_buyer(
    incident: Incident, severity: str, share: float, start: int | None = None, episode: int = 1
) -> int:
    """The buyer is told when a share of the window is gone; the security clause is judged elsewhere."""
    clause, begin = term(severity, "notification"), start or incident.opened
    instant = clause.instant(begin, share)
    incident.notify(instant)
    _judge(incident, clause, begin, instant, share, episode)
    return instant


def keep_silent(incident: Incident, severity: str) -> None:
    """No notice to the buyer is ever sent."""
    clause = term(severity, "notification")
    incident.judge(clause, clause.unstopped(incident.opened))


def finish(
    incident: Incident, severity: str, share: float, start: int | None = None, episode: int = 1
) -> int:
    """It is resolved when a share of the window is gone, the pauses told so far not counted."""
    clause, begin = term(severity, "resolution"), start or incident.opened
    instant = clause.instant(begin, share, incident.pauses())
    incident.resolve(instant)
    _judge(incident, clause, begin, instant, share, episode)
    return instant


def _judge(incident: Incident, clause: Term, start: int, instant: int, share: float, episode: int) -> None:
    planned = "met" if share <= 1 else "missed"
    pauses: list[Pause] = incident.pauses()
    incident.judge(clause, planned if instant < END else clause.unstopped(start, pauses), episode)


@dataclass
class Stage:
    """Where the planted stories are put on: opens incidents and keeps them in order.

    Args:
        seed: The seed of the sample.
    """

    seed: int
    incidents: list[Incident] = field(default_factory=list)

    def open(
        self, opened: int, severity: str, event: str, cause: Cause | None = None, recorded: int = 0
    ) -> Incident:
        """Open an incident of a planted event."""
        dice = Dice(self.seed, "planted", len(self.incidents))
        incident = Incident(opened, severity, dice, cause or ordinary_cause(dice), event, recorded)
        self.incidents.append(incident)
        return incident

    def some_morning(self, until: str = "2026-10-06") -> int:
        """A morning of a working day, the next two as well, in a month that need not stay free of P1.

        No bank holiday is within a fortnight, so that a week of a story is a plain week, and all that
        follows ends before the data do.
        """
        dice = Dice(self.seed, "morning", len(self.incidents))
        while True:
            day = date(2024, 11, 5) + timedelta(days=dice.below(720))
            fortnight = [day + timedelta(days=n) for n in range(15)]
            opened = at(f"{day} 09:30") + dice.below(90 * MINUTE)
            is_plain = all(map(is_working_day, fortnight[:3])) and BANK_HOLIDAYS.isdisjoint(fortnight)
            if day < date.fromisoformat(until) and is_plain and not is_free_of_p1(opened):
                return opened


def simple(stage: Stage, opened: int, severity: str, event: str, cause: Cause | None = None) -> Incident:
    """An incident taken up and told in good time, its resolution still to be told."""
    incident = stage.open(opened, severity, event, cause)
    respond(incident, severity, 0.3)
    tell_buyer(incident, severity, 0.4)
    return incident
