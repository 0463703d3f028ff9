"""Planted changes of severity.

The rule: a clock that has stopped keeps its clause. Of those still running, the clause entered always has a
row, judged from the original opening; the clause left behind has one only if it was missed before the change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from analytics.sample.beats import Stage, finish, respond, simple, tell_buyer
from analytics.sample.causes import security_cause
from analytics.sample.dice import Dice
from analytics.sample.hours import DAY, HOUR, MINUTE
from analytics.sample.telling import Incident
from analytics.sample.terms import term

EACH: Final = 3


def plant_severity_changes(stage: Stage) -> None:
    """Plant each kind of change three times."""
    for event, severity, tell in STORIES:
        for _ in range(EACH):
            tell(stage.open(stage.some_morning(), severity, event))
    for _ in range(EACH):
        _security_raised(stage)
        _lowered_after_resolution(stage)


def _raised_unseen(incident: Incident) -> None:
    """P3 to P2 before anybody took it: only P2's clauses, from the opening."""
    _change(incident, 10 * MINUTE, "P2")
    incident.start_work(incident.opened + 25 * MINUTE)
    incident.notify(incident.opened + 40 * MINUTE)
    incident.resolve(incident.opened + 6 * HOUR)
    incident.judge_all("P2", "met")


def _breached_by_the_raise(incident: Incident) -> None:
    """P3 to P2 at 50 minutes, when P2's half hour was over: late the moment it is raised."""
    _change(incident, 50 * MINUTE, "P2")
    incident.start_work(incident.opened + 60 * MINUTE)
    incident.notify(incident.opened + 55 * MINUTE)
    incident.resolve(incident.opened + 5 * HOUR)
    incident.judge_all("P2", {"response": "missed", "resolution": "met", "notification": "met"})


def _raised_at_work(incident: Incident) -> None:
    """P3 to P1 after it was taken up and told: those two keep P3's clauses, the resolution is P1's."""
    respond(incident, "P3", 0.17)
    tell_buyer(incident, "P3", 0.15)
    _change(incident, 2 * HOUR, "P1")
    incident.resolve(incident.opened + 3 * HOUR + 30 * MINUTE)
    incident.judge("P1-resolution", "met")


def _raised_too_late(incident: Incident) -> None:
    """P3 to P2 after 6 hours, resolved after 9: eight hours run from the opening, not from the raise."""
    respond(incident, "P3", 0.2)
    tell_buyer(incident, "P3", 0.3)
    _change(incident, 6 * HOUR, "P2")
    incident.resolve(incident.opened + 9 * HOUR)
    incident.judge("P2-resolution", "missed")


def _raised_when_missed(incident: Incident) -> None:
    """P4 to P3 when P4's five days were over: the miss of P4 stays, and P3's is missed as well."""
    respond(incident, "P4", 0.3)
    tell_buyer(incident, "P4", 0.5)
    clause = term("P4", "resolution")
    incident.move(clause.instant(incident.opened, 1.1), "severity", "P3")
    incident.resolve(clause.instant(incident.opened, 1.2))
    incident.judge("P4-resolution", "missed")
    incident.judge("P3-resolution", "missed")


def _lowered_unseen(incident: Incident) -> None:
    """P2 to P4 after ten minutes, before anybody took it: only P4's clauses."""
    _change(incident, 10 * MINUTE, "P4")
    respond(incident, "P4", 0.5)
    tell_buyer(incident, "P4", 0.6)
    finish(incident, "P4", 0.5)


def _lowered_at_work(incident: Incident) -> None:
    """P1 to P3 after two hours: P1's resolution was not missed and has no row."""
    respond(incident, "P1", 0.5)
    tell_buyer(incident, "P1", 0.6)
    _change(incident, 2 * HOUR, "P3")
    finish(incident, "P3", 0.6)


def _lowered_when_missed(incident: Incident) -> None:
    """P2 to P3 after nine hours: the missed eight hours stay missed, and P3's window is met beside it."""
    respond(incident, "P2", 0.5)
    tell_buyer(incident, "P2", 0.6)
    _change(incident, 9 * HOUR, "P3")
    finish(incident, "P3", 0.9)
    incident.judge("P2-resolution", "missed")


def _lowered_near_breach(incident: Incident) -> None:
    """P1 to P2 five minutes before the four hours were over, resolved after six."""
    respond(incident, "P1", 0.5)
    tell_buyer(incident, "P1", 0.6)
    _change(incident, 3 * HOUR + 55 * MINUTE, "P2")
    incident.resolve(incident.opened + 6 * HOUR)
    incident.judge("P2-resolution", "met")


def _pause_carried(incident: Incident) -> None:
    """P3 waits two hours for the buyer, then becomes P2: 9.5 hours less 2 are inside P2's eight."""
    _wait_then_raise(incident)
    incident.resolve(incident.opened + 9 * HOUR + 30 * MINUTE)
    incident.judge("P2-resolution", "met")


def _pause_carried_not_enough(incident: Incident) -> None:
    """The same, an hour longer: 8.5 hours."""
    _wait_then_raise(incident)
    incident.resolve(incident.opened + 10 * HOUR + 30 * MINUTE)
    incident.judge("P2-resolution", "missed")


def _there_and_back(incident: Incident) -> None:
    """P2 to P3 and back to P2, nothing missed on the way: one row of P2's resolution."""
    respond(incident, "P2", 0.5)
    tell_buyer(incident, "P2", 0.6)
    _change(incident, 2 * HOUR, "P3")
    _change(incident, 4 * HOUR, "P2")
    incident.resolve(incident.opened + 7 * HOUR)
    incident.judge("P2-resolution", "met")


def _raised_after_missed_response(incident: Incident) -> None:
    """P4, not taken up for six working hours, becomes P3.

    P4's response was missed before and stays; P3's is missed too. P4's notice was not yet due and leaves no
    row; P3's four hours were over when it came.
    """
    _change(incident, 6 * HOUR, "P3")
    incident.start_work(incident.opened + 6 * HOUR + 30 * MINUTE)
    incident.notify(incident.opened + 7 * HOUR - 1)
    incident.judge("P4-response", "missed")
    incident.judge("P3-response", "missed")
    incident.judge("P3-notification", "missed")
    finish(incident, "P3", 0.8)


def _told_before_the_raise(incident: Incident) -> None:
    """The notice came before the raise and keeps P3's clause; response and resolution are P2's."""
    incident.notify(incident.opened + 20 * MINUTE)
    _change(incident, 25 * MINUTE, "P2")
    incident.start_work(incident.opened + 28 * MINUTE)
    incident.resolve(incident.opened + 5 * HOUR)
    incident.judge("P3-notification", "met")
    incident.judge("P2-response", "met")
    incident.judge("P2-resolution", "met")


STORIES: Final[tuple[tuple[str, str, Callable[[Incident], None]], ...]] = (
    ("raised before anybody took it", "P3", _raised_unseen),
    ("breached by the raise itself", "P3", _breached_by_the_raise),
    ("raised while at work", "P3", _raised_at_work),
    ("raised, late from the opening", "P3", _raised_too_late),
    ("raised when already missed", "P4", _raised_when_missed),
    ("lowered before anybody took it", "P2", _lowered_unseen),
    ("lowered while at work", "P1", _lowered_at_work),
    ("lowered when already missed", "P2", _lowered_when_missed),
    ("lowered near breach", "P1", _lowered_near_breach),
    ("raised with its pause", "P3", _pause_carried),
    ("raised with its pause, still late", "P3", _pause_carried_not_enough),
    ("lowered and raised again", "P2", _there_and_back),
    ("raised after a missed response", "P4", _raised_after_missed_response),
    ("raised after the notice", "P3", _told_before_the_raise),
)


def _security_raised(stage: Stage) -> None:
    """A security incident raised after its notice: both notification clauses keep what they were."""
    cause = security_cause(Dice(stage.seed, "security raised", len(stage.incidents)))
    incident = stage.open(stage.some_morning(), "P3", "security incident raised", cause)
    respond(incident, "P3", 0.2)
    tell_buyer(incident, "P3", 0.1)
    incident.judge("security-notification", "met")
    _change(incident, HOUR, "P2")
    incident.resolve(incident.opened + 6 * HOUR)
    incident.judge("P2-resolution", "met")


def _lowered_after_resolution(stage: Stage) -> None:
    """P3 becomes P4 a day after it was resolved: every clock had stopped, nothing is judged again."""
    incident = simple(stage, stage.some_morning(), "P3", "lowered after resolution")
    resolved = finish(incident, "P3", 0.4)
    incident.move(resolved + DAY, "severity", "P4")


def _change(incident: Incident, after: int, severity: str) -> None:
    incident.move(incident.opened + after, "severity", severity)


def _wait_then_raise(incident: Incident) -> None:
    respond(incident, "P3", 0.2)
    tell_buyer(incident, "P3", 0.2)
    incident.hold(incident.opened + HOUR, incident.opened + 3 * HOUR, "Awaiting Customer")
    _change(incident, 4 * HOUR, "P2")
