"""The ordinary incidents: how often, when in the week, and how well they are dealt with."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Final

from analytics.sample.beats import (
    finish,
    is_free_of_p1,
    keep_silent,
    respond,
    strikes_twice,
    tell_buyer,
)
from analytics.sample.causes import UMBRELLA, UNDER_UMBRELLA, ordinary_cause
from analytics.sample.dice import Dice
from analytics.sample.hours import DAY, HOUR, MINUTE, at, is_working_day, local, spent
from analytics.sample.recurring import RECURRING
from analytics.sample.telling import Cause, Incident
from analytics.sample.terms import END, PAUSING, Kind, term

SEVERITIES: Final = (("P1", 0.02), ("P2", 0.075), ("P3", 0.505), ("P4", 0.40))
# January's backlog, the financial year's start in April, new rules in September; quiet at Christmas.
MONTHS: Final = (1.15, 0.95, 1.0, 1.4, 1.0, 0.95, 0.95, 0.85, 1.3, 1.0, 1.0, 0.75)
WEEK: Final = (1.25, 1.1, 1.05, 1.0, 0.95, 0.25, 0.2)
CLOCK: Final = (*([0.25] * 6), 0.4, 1, 2.5, 4, 4, 3.5, 2.6, 3.2, 3.4, 3, 2.4, 1.5, 1, 0.8, 0.6, 0.5, 0.4, 0.3)
# The bad quarter: July to September 2025, when half of the desk had left.
BAD_QUARTER: Final = (at("2025-07-01 00:00"), at("2025-10-01 00:00"))
LATE_RESPONSE: Final = {"P1": 0.05, "P2": 0.04, "P3": 0.025, "P4": 0.02}
LATE_RESOLUTION: Final = {"P1": 0.1, "P2": 0.05, "P3": 0.022, "P4": 0.018}
LATE_NOTICE: Final = {"P1": 0.07, "P2": 0.05, "P3": 0.03, "P4": 0.015}
NO_NOTICE: Final = 0.01
ON_HOLD: Final = {"P1": 0.05, "P2": 0.1, "P3": 0.17, "P4": 0.2}
WORDS: Final = (
    ("Awaiting Customer", 3.0),
    ("Awaiting Caller", 3.0),
    ("Awaiting User Info", 2.0),
    ("Awaiting Vendor", 1.5),
    ("Awaiting Problem", 0.8),
    ("Awaiting Change", 0.8),
    ("On Hold", 0.5),
)


@dataclass(frozen=True)
class Volume:
    """The days of the contract with their weights, to draw openings from."""

    days: tuple[date, ...]
    sums: tuple[float, ...]

    @classmethod
    def of_contract(cls) -> Volume:
        """Weigh every day by its month and its day of the week; a bank holiday is a Sunday."""
        days = tuple(date(2024, 11, 1) + timedelta(days=n) for n in range(730))
        week = (
            (WEEK[day.weekday()] if is_working_day(day) else min(WEEK[day.weekday()], 0.25)) for day in days
        )
        weights = (MONTHS[day.month - 1] * weight for day, weight in zip(days, week, strict=True))
        return cls(days, tuple(accumulate(weights)))

    def draw(self, dice: Dice) -> int:
        """The instant at which an incident opens."""
        day = self.days[bisect_right(self.sums, dice.share() * self.sums[-1])]
        hour = dice.weighted(tuple(enumerate(CLOCK)))
        return at(f"{day} {hour:02d}:00") + dice.below(HOUR)


def tell_ordinary(seed: int, count: int) -> Iterator[Incident]:
    """Tell so many ordinary incidents."""
    volume = Volume.of_contract()
    for n in range(count):
        dice = Dice(seed, "opening", n)
        opened = volume.draw(dice)
        severity = dice.weighted(SEVERITIES)
        cause = ordinary_cause(Dice(seed, "cause", n))
        if Dice(seed, "umbrella", n).chance(UNDER_UMBRELLA):
            cause = replace(cause, problem_id=UMBRELLA)
        yield tell_one(seed, f"ordinary {n}", opened, severity, cause)


def tell_recurring(seed: int) -> Iterator[Incident]:
    """Tell the incidents of the planted recurring causes: ordinary but for their cause."""
    for recurring in RECURRING:
        dice = Dice(seed, recurring.key)
        for n, opened in enumerate(recurring.openings(dice)):
            cause = recurring.cause_at(opened, n, dice)
            severity = dice.weighted(recurring.severities)
            yield tell_one(seed, f"{recurring.key} {n}", opened, severity, cause, recurring.key)


def tell_one(seed: int, name: str, opened: int, severity: str, cause: Cause, event: str = "") -> Incident:
    """Tell one ordinary incident; told again where something would fall into an hour that strikes twice."""
    if severity == "P1" and is_free_of_p1(opened):
        severity = "P2"
    for attempt in range(1000):
        at_opening = opened + (attempt * 600 if strikes_twice(opened) else 0)
        incident = Incident(at_opening, severity, Dice(seed, name, attempt), cause, event)
        incident.recorded = at_opening + incident.dice.between(5, 90)
        _tell(incident)
        told = [incident.opened, incident.recorded, *(t for t, _ in incident.notices)]
        if not any(map(strikes_twice, [*told, *(move.at for move in incident.moves)])):
            return incident
    raise AssertionError(f"{name}: no telling avoids the hour that strikes twice")


def _tell(incident: Incident) -> None:
    dice, severity = incident.dice, incident.severity
    strain = 5.0 if BAD_QUARTER[0] <= incident.opened < BAD_QUARTER[1] else 1.0
    shape = dice.share()
    if severity in ("P3", "P4") and shape < 0.06:
        _resolve_at_first_contact(incident)
    else:
        taken = _take_up(incident, strain)
        _work(incident, taken, strain)
    _tell_the_buyer(incident, strain)


def _resolve_at_first_contact(incident: Incident) -> None:
    """Never assigned, never in progress: acknowledged by its resolution, well inside both windows."""
    instant = incident.recorded + incident.dice.between(8, 50) * MINUTE
    incident.resolve(instant)
    kinds: tuple[Kind, ...] = ("response", "resolution")
    for clause in (term(incident.severity, kind) for kind in kinds):
        incident.judge(clause, "met" if instant < END else clause.unstopped(incident.opened))


def _take_up(incident: Incident, strain: float) -> int:
    dice, severity = incident.dice, incident.severity
    is_late = dice.chance(LATE_RESPONSE[severity] * strain)
    share = dice.real(1.05, 2.2) if is_late else dice.real(0.12, 0.6) + 0.35 * dice.share() ** 2
    is_night = severity in ("P3", "P4") and not 8 <= local(incident.opened).hour < 17
    if is_late or not is_night or dice.chance(0.75):
        return respond(incident, severity, share)
    # The night operator takes it: at most an hour passes, so at most an hour counts.
    instant = incident.recorded + dice.between(5, 55) * MINUTE
    clause = term(severity, "response")
    incident.start_work(instant)
    incident.judge(clause, "met" if instant < END else clause.unstopped(incident.opened))
    return instant


def _work(incident: Incident, taken: int, strain: float) -> None:
    dice, severity = incident.dice, incident.severity
    is_late = dice.chance(LATE_RESOLUTION[severity] * strain)
    if is_late:
        share = 1.03 + 0.9 * dice.share() ** 2
    elif severity in ("P1", "P2"):
        share = dice.real(0.25, 0.95)
    else:
        share = 0.1 + 0.86 * dice.share() ** 1.7
    clause = term(severity, "resolution")
    share = max(share, _share_at(incident, taken + 15 * MINUTE))
    held_until = _hold(incident, taken, share) if dice.chance(ON_HOLD[severity]) else taken
    if dice.chance(0.035) and severity != "P1":
        _reopen(incident, held_until, share)
    resolved = clause.instant(incident.opened, share, incident.pauses())
    assert resolved > held_until, incident
    finish(incident, severity, share)


def _share_at(incident: Incident, instant: int) -> float:
    """The share of the resolution window that is gone at an instant, no pause taken off."""
    clause = term(incident.severity, "resolution")
    return (spent(incident.opened, instant, clause.calendar) + 60) / clause.budget(incident.opened)


def _hold(incident: Incident, taken: int, share: float) -> int:
    """Put it on hold once or twice between two shares of its window; gives when the last hold ended."""
    dice, clause = incident.dice, term(incident.severity, "resolution")
    shortest, longest = (30, 300) if incident.severity in ("P1", "P2") else (60, 4 * 1440)
    until = taken
    for part in (0.35, 0.7) if dice.chance(0.25) else (dice.real(0.2, 0.8),):
        begin = clause.instant(incident.opened, share * part, incident.pauses())
        end = begin + dice.between(shortest * MINUTE, longest * MINUTE)
        word = dice.weighted(WORDS)
        if begin >= END:
            break
        if begin <= until + MINUTE:
            continue
        if (
            word not in PAUSING or not clause.has_pauses
        ):  # the clock runs on: the hold must end before the resolution does
            end = min(end, clause.instant(incident.opened, share * (part + 0.15), incident.pauses()))
        incident.hold(begin, end, word)
        until = end
    return until


def _reopen(incident: Incident, after: int, share: float) -> None:
    """Resolved too soon and reopened within days: the gap counts, so the last resolution decides."""
    clause, pauses = term(incident.severity, "resolution"), incident.pauses()
    first, again = (clause.instant(incident.opened, share * part, pauses) for part in (0.86, 0.95))
    if after + MINUTE < first and again - first < 6 * DAY:
        incident.resolve(first, close_after=None)
        incident.reopen(again)


def _tell_the_buyer(incident: Incident, strain: float) -> None:
    dice, severity = incident.dice, incident.severity
    if severity in ("P1", "P2") and dice.chance(0.5):  # a banner for the users is no notice to the buyer
        incident.notify(incident.opened + dice.between(3, 20) * MINUTE, "users")
    if dice.chance(NO_NOTICE * strain):
        keep_silent(incident, severity)
        return
    is_late = dice.chance(LATE_NOTICE[severity] * strain)
    told = tell_buyer(incident, severity, dice.real(1.08, 2.4) if is_late else dice.real(0.15, 0.9))
    if severity in ("P1", "P2"):
        incident.notify(told + dice.between(30, 90) * MINUTE)
