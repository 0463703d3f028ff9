"""Planted security incidents, the month that the report is read for, and what is open when the data end.

The data end at the first instant of Sunday 1 November 2026; the service desk closed on Friday at 18:00.
"""

from __future__ import annotations

from typing import Final

from analytics.sample.beats import Stage, finish, keep_silent, respond, simple, tell_buyer
from analytics.sample.causes import security_cause
from analytics.sample.dice import Dice
from analytics.sample.hours import HOUR, MINUTE, at
from analytics.sample.telling import Incident
from analytics.sample.terms import term

# opened, severity, minutes to the notice (None: none), outcome by severity, outcome by the security clause
SECURITY: Final = (
    ("2024-12-10 10:15", "P3", 25, "met", "met"),
    ("2025-01-21 14:20", "P3", 150, "met", "missed"),
    ("2025-03-11 09:05", "P2", 50, "met", "met"),
    ("2025-04-29 22:10", "P4", 45, "met", "met"),
    ("2025-06-17 11:30", "P3", 35, "met", "met"),
    ("2025-08-12 16:00", "P4", 1020, "met", "missed"),
    ("2025-09-03 13:40", "P3", None, "not evidenced", "not evidenced"),
    ("2025-11-19 10:00", "P3", 60, "met", "met"),
    ("2026-01-13 03:30", "P1", 40, "missed", "met"),
    ("2026-03-24 15:10", "P2", 85, "missed", "missed"),
    ("2026-05-12 12:00", "P3", 20, "met", "met"),
    ("2026-07-07 17:30", "P3", 55, "met", "met"),
    ("2026-09-16 08:45", "P4", 30, "met", "met"),
    ("2026-10-14 13:05", "P2", 41, "met", "met"),
    ("2026-10-21 10:40", "P3", 140, "met", "missed"),
)


# opened, of those that concern personal data; hours from the buyer's notice to the regulator's (None: none)
PERSONAL_DATA: Final = {
    "2025-03-11 09:05": (30, "met"),
    "2025-08-12 16:00": (None, "not evidenced"),
    "2025-09-03 13:40": (None, ""),  # the buyer was never told: its own clock has not started
    "2026-03-24 15:10": (80, "missed"),
    "2026-09-16 08:45": (51, "met"),
    "2026-10-14 13:05": (44, "met"),
    "2026-10-21 10:40": (73, "missed"),
}


def plant_security(stage: Stage) -> None:
    """Plant the security incidents: the buyer must be told within the hour, whatever the severity."""
    for n, (opened, severity, minutes, by_severity, by_security) in enumerate(SECURITY):
        cause = security_cause(Dice(stage.seed, "security", n))
        incident = stage.open(at(opened), severity, "security incident", cause)
        respond(incident, severity, 0.6)
        if minutes is not None:
            incident.notify(incident.opened + minutes * MINUTE)
        incident.judge(term(severity, "notification"), by_severity)
        incident.judge("security-notification", by_security)
        finish(incident, severity, 0.9)
        if opened in PERSONAL_DATA:
            incident.has_personal_data = True
            _tell_regulator(incident, *PERSONAL_DATA[opened])


def _tell_regulator(incident: Incident, hours: int | None, outcome: str) -> None:
    """The buyer's own duty: 72 hours from its awareness, which begins with the supplier's notice."""
    if hours is not None:
        incident.notify(min(at for at, _ in incident.notices) + hours * HOUR, "ICO")
    if outcome:
        incident.judge("ICO-notification", outcome)


def plant_october(stage: Stage) -> None:
    """Plant what the forum of October 2026 has to talk about."""
    event = "October 2026"
    incident = simple(stage, at("2026-10-06 09:12"), "P1", event)
    finish(incident, "P1", 1.3)
    incident = stage.open(at("2026-10-18 03:20"), "P1", event)  # a Sunday night with nobody at the desk
    respond(incident, "P1", 1.75)
    tell_buyer(incident, "P1", 1.5)
    finish(incident, "P1", 0.8)
    incident = simple(stage, at("2026-10-15 11:00"), "P2", event)
    finish(incident, "P2", 1.17)
    incident = stage.open(at("2026-10-22 15:30"), "P2", event)
    respond(incident, "P2", 0.5)
    keep_silent(incident, "P2")
    finish(incident, "P2", 0.8)
    incident = stage.open(at("2026-10-19 10:20"), "P3", event)
    respond(incident, "P3", 0.6)
    tell_buyer(incident, "P3", 1.4)
    finish(incident, "P3", 0.9)


def plant_ending(stage: Stage) -> None:
    """Plant what is never taken up, still waiting, or opened again when the data end."""
    _never_taken_up(stage)
    _still_at_work(stage)
    _still_on_hold(stage)
    _open_again(stage)


def _never_taken_up(stage: Stage) -> None:
    overdue = stage.open(at("2026-10-20 10:00"), "P4", "never acknowledged")
    tell_buyer(overdue, "P4", 0.4)
    overdue.judge("P4-response", "missed")
    overdue.judge("P4-resolution", "missed")  # five working days: 27 October
    silent = stage.open(at("2026-09-29 09:00"), "P3", "never acknowledged")
    silent.judge_all("P3", {"response": "missed", "resolution": "missed", "notification": "not evidenced"})
    # 2 of P4's 4 working hours are used up on Friday evening; the notice is due on Monday at 18:00.
    stage.open(at("2026-10-30 16:00"), "P4", "opened at the end").judge_all("P4", "pending")
    stage.open(at("2026-10-31 20:00"), "P3", "opened at the end").judge_all("P3", "pending")
    stage.open(at("2026-10-31 23:50"), "P1", "opened at the end").judge_all("P1", "pending")


def _still_at_work(stage: Stage) -> None:
    for severity, opened, outcome in (
        ("P1", "2026-10-31 22:00", "pending"),
        ("P1", "2026-10-31 20:00:00", "pending"),  # four hours end with the data: not before them
        ("P1", "2026-10-31 19:59:59", "missed"),
        ("P2", "2026-10-31 12:00", "missed"),
        ("P3", "2026-10-29 08:00:00", "pending"),  # used up at Friday's closing: on time until Monday, 08:00
        ("P3", "2026-10-28 17:59:59", "missed"),  # used up one second before it
        ("P3", "2026-08-20 11:00", "missed"),
        ("P4", "2026-10-23 15:00", "missed"),  # 30 October, 18:00: a day window ends there
        ("P4", "2026-10-26 15:00", "pending"),
    ):
        incident = simple(stage, at(opened), severity, "open at the end")
        incident.judge(term(severity, "resolution"), outcome)


def _still_on_hold(stage: Stage) -> None:
    for severity, opened, held, word, outcome in (
        ("P3", "2026-10-26 09:00", "2026-10-27 15:00", "Awaiting Customer", "pending"),  # 16 of 20 hours
        ("P3", "2026-09-14 09:00", "2026-09-17 10:00", "Awaiting Caller", "missed"),  # over on the 16th
        ("P3", "2026-09-21 09:00", "2026-09-22 15:00", "Awaiting Vendor", "missed"),  # does not pause
        ("P4", "2026-10-21 10:00", "2026-10-23 12:00", "Awaiting User Info", "pending"),
        ("P4", "2026-09-07 10:00", "2026-09-11 12:00", "Awaiting Customer", "pending"),
        ("P2", "2026-10-30 10:00", "2026-10-30 15:00", "Awaiting User Info", "pending"),  # 5 of 8 hours
        # Exactly 20 hours when the pause begins, not above the window.
        ("P3", "2026-10-26 09:00", "2026-10-28 09:00", "Awaiting Customer", "pending"),
        ("P3", "2026-10-26 09:00", "2026-10-28 09:00:01", "Awaiting Customer", "missed"),
    ):
        incident = simple(stage, at(opened), severity, "on hold at the end")
        incident.hold(at(held), None, word)
        incident.judge(term(severity, "resolution"), outcome)


def _open_again(stage: Stage) -> None:
    for severity, opened, resolved, again, outcome in (
        ("P3", "2026-10-22 09:00", "2026-10-23 10:00", "2026-10-29 09:30", "missed"),
        ("P4", "2026-10-26 09:00", "2026-10-27 12:00", "2026-10-29 14:00", "pending"),
    ):
        incident = simple(stage, at(opened), severity, "reopened, open at the end")
        incident.resolve(at(resolved), close_after=None)
        incident.reopen(at(again))
        incident.judge(term(severity, "resolution"), outcome)
    _second_episode_open(simple(stage, at("2026-10-05 10:00"), "P4", "reopened later, open at the end"))


def _second_episode_open(incident: Incident) -> None:
    """Reopened on Thursday 29 October at 15:00, after three weeks; taken up, not told, not resolved."""
    again = at("2026-10-29 15:00")
    finish(incident, "P4", 0.2)
    incident.reopen(again, "New")
    incident.move(again, "assigned", "")
    incident.start_work(again + HOUR)
    incident.judge("P4-response", "met", episode=2)
    incident.judge("P4-notification", "not evidenced", episode=2)  # the next working day ended on Friday
    incident.judge("P4-resolution", "pending", episode=2)
