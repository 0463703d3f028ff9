"""Planted turns of an incident's life: holds, reopenings, cancellations, gaps in the record."""

from __future__ import annotations

from typing import Final

from analytics.sample.beats import Stage, finish, keep_silent, respond, simple, tell_buyer
from analytics.sample.causes import HOSTILE
from analytics.sample.hours import DAY, HOUR, MINUTE, at
from analytics.sample.telling import Cause
from analytics.sample.terms import REOPEN_WINDOW, term

FRIDAYS: Final = ("2024-12-06", "2025-02-14", "2025-06-13", "2025-11-07", "2026-05-15", "2026-09-11")
EARLY: Final = "2026-08-01"  # long enough before the end for a second episode


def plant_lifecycles(stage: Stage) -> None:
    """Plant them all."""
    _holds(stage)
    _reopened_soon(stage)
    _reopened_later(stage)
    _cancelled(stage)
    _gaps_in_the_record(stage)
    _notices(stage)
    _hostile_titles(stage)


def _holds(stage: Stage) -> None:
    words = ("Awaiting Customer", "Awaiting Caller", "Awaiting User Info")
    for n, day in enumerate(FRIDAYS):  # met net of the pause, missed without
        incident = simple(stage, at(f"{day} 10:00"), "P3", "on hold over a weekend")
        incident.hold(at(f"{day} 15:00"), at(f"{day} 11:00") + 3 * DAY, words[n % 3])
        finish(incident, "P3", 0.97)
    for share in (0.9, 1.1):  # the buyer first, then a vendor: only the first stops the clock
        incident = simple(stage, stage.some_morning(), "P3", "two reasons on hold in a row")
        begin = incident.opened + 2 * HOUR
        incident.hold(begin, begin + 2 * HOUR, "Awaiting Caller", then="Awaiting Vendor")
        incident.move(begin + 4 * HOUR, "state", "In Progress")
        finish(incident, "P3", share)
    for word in ("Awaiting Vendor", "Awaiting Problem", "Awaiting Change", "On Hold"):
        incident = simple(stage, stage.some_morning(), "P3", "on hold for a reason that does not pause")
        clause = term("P3", "resolution")
        incident.hold(clause.instant(incident.opened, 0.3), clause.instant(incident.opened, 1.2), word)
        finish(incident, "P3", 1.3)
    for _ in range(2):  # P1's clause lists no pause at all
        incident = simple(stage, stage.some_morning(), "P1", "critical incident on hold")
        incident.hold(incident.opened + HOUR, incident.opened + 4 * HOUR, "Awaiting Customer")
        finish(incident, "P1", 1.2)


def _reopened_soon(stage: Stage) -> None:
    """Within seven days: one incident, its clock resumes and the gap counts as elapsed."""
    plans = (("P3", (0.4, 0.7), 0.9), ("P4", (0.3, 0.5), 0.8), ("P2", (0.5, 0.6), 0.9))
    late = (("P3", (0.4, 1.4), 1.6), ("P4", (0.5, 1.1), 1.2), ("P2", (0.6, 3.0), 3.3))
    for event, told in (("reopened within the window", plans), ("reopened, late by its gap", late)):
        for severity, (first, again), last in told:
            for _ in range(2):
                incident = simple(stage, stage.some_morning(), severity, event)
                clause = term(severity, "resolution")
                incident.resolve(clause.instant(incident.opened, first), close_after=None)
                incident.reopen(clause.instant(incident.opened, again))
                finish(incident, severity, last)
    incident = simple(stage, stage.some_morning(), "P4", "reopened twice")
    for first, again in ((0.2, 0.3), (0.5, 0.6)):
        incident.resolve(term("P4", "resolution").instant(incident.opened, first), close_after=None)
        incident.reopen(term("P4", "resolution").instant(incident.opened, again))
    finish(incident, "P4", 0.8)
    # Exactly seven days is still within them, as exactly on target is met.
    incident = simple(stage, stage.some_morning(EARLY), "P3", "reopened exactly at the window")
    resolved = term("P3", "resolution").instant(incident.opened, 0.5)
    incident.resolve(resolved)
    incident.reopen(resolved + REOPEN_WINDOW)
    incident.resolve(resolved + REOPEN_WINDOW + 2 * HOUR)
    incident.judge("P3-resolution", "missed")


def _reopened_later(stage: Stage) -> None:
    """After the window: a second episode, acknowledged, told and resolved anew from the reopening.

    The tool takes the assignment away and puts it back to New; the notice of the first episode is no notice
    of the second.
    """
    plans = (
        ("P3", REOPEN_WINDOW + 1, (0.4, 0.5, 0.6)),
        ("P3", 12 * DAY, (0.5, 0.3, 1.3)),
        ("P4", 20 * DAY, (0.5, 0.3, 0.6)),
        ("P4", 25 * DAY, (1.5, 0.6, 0.7)),
        ("P2", 9 * DAY, (0.5, 0.6, 0.5)),
        ("P2", 30 * DAY, (0.4, 1.8, 0.6)),
    )
    for severity, gap, (taken, told, resolved) in plans:
        incident = simple(stage, stage.some_morning(EARLY), severity, "reopened after the window")
        again = finish(incident, severity, 0.5) + gap
        incident.reopen(again, "New")
        incident.move(again, "assigned", "")
        respond(incident, severity, taken, again, episode=2)
        tell_buyer(incident, severity, told, again, episode=2)
        finish(incident, severity, resolved, again, episode=2)
    incident = simple(stage, stage.some_morning(EARLY), "P3", "reopened later, no second notice")
    again = finish(incident, "P3", 0.5) + 15 * DAY
    incident.reopen(again)  # straight to work: acknowledged at the reopening itself
    incident.judge("P3-response", "met", episode=2)
    incident.judge("P3-notification", "not evidenced", episode=2)
    finish(incident, "P3", 0.5, again, episode=2)


def _cancelled(stage: Stage) -> None:
    """Cancelled: every clause is excluded, even one that was met or missed before."""
    for severity, share in (("P3", 0.0), ("P4", 0.4), ("P2", 0.0), ("P4", 1.5)):
        incident = stage.open(stage.some_morning(), severity, "cancelled")
        if share:
            incident.start_work(term(severity, "response").instant(incident.opened, share))
        incident.move(incident.opened + DAY, "state", "Cancelled")
        incident.judge_all(severity, "excluded")


def _gaps_in_the_record(stage: Stage) -> None:
    for severity in ("P3", "P4", "P3"):  # the state says when
        incident = simple(stage, stage.some_morning(), severity, "resolution time missing")
        incident.is_column_blank = True
        finish(incident, severity, 0.7)
    for severity, share in (("P4", 0.6), ("P3", 1.3)):  # the closing stands in for it
        incident = simple(stage, stage.some_morning(), severity, "closed without a resolution")
        clause = term(severity, "resolution")
        incident.move(clause.instant(incident.opened, share), "state", "Closed")
        incident.judge(clause, "met" if share <= 1 else "missed")
    for share in (0.4, 0.6, 1.4):  # the first assignment stands in for In Progress
        incident = stage.open(stage.some_morning(), "P3", "assigned, never in progress")
        clause = term("P3", "response")
        incident.move(clause.instant(incident.opened, share), "assigned", "yes")
        incident.judge(clause, "met" if share <= 1 else "missed")
        tell_buyer(incident, "P3", 0.5)
        finish(incident, "P3", 0.6)
    for severity, outcome in (("P4", "met"), ("P3", "missed")):  # typed in three hours after it was opened
        opened = stage.some_morning()
        incident = stage.open(opened, severity, "logged late", recorded=opened + 3 * HOUR)
        incident.start_work(opened + 3 * HOUR + 20 * MINUTE)
        incident.judge(term(severity, "response"), outcome)
        tell_buyer(incident, severity, 0.9)
        finish(incident, severity, 0.8)
    for _ in range(3):
        incident = stage.open(stage.some_morning(), "P3", "two updates in one second")
        incident.move(term("P3", "response").instant(incident.opened, 0.5), "note", "")
        respond(incident, "P3", 0.5)
        tell_buyer(incident, "P3", 0.5)
        finish(incident, "P3", 0.5)
    for blemish in ("repeated", "repeated", "repeated", "no such date"):
        incident = simple(stage, stage.some_morning(), "P4", f"row of the export: {blemish}")
        incident.blemish = blemish
        finish(incident, "P4", 0.5)


def _notices(stage: Stage) -> None:
    for severity in ("P2", "P3", "P4"):
        incident = stage.open(stage.some_morning(), severity, "users told, the buyer not")
        respond(incident, severity, 0.5)
        incident.notify(incident.opened + 10 * MINUTE, "users")
        keep_silent(incident, severity)
        finish(incident, severity, 0.6)
    incident = stage.open(stage.some_morning(), "P3", "notice before awareness")
    incident.notify(incident.opened - 2 * MINUTE)
    incident.judge("P3-notification", "met")
    respond(incident, "P3", 0.5)
    finish(incident, "P3", 0.6)


def _hostile_titles(stage: Stage) -> None:
    for title in HOSTILE:
        cause = Cause("unhandled markup in a form", title, "case-web-01", "Case management")
        incident = simple(stage, stage.some_morning(), "P4", "hostile title", cause)
        finish(incident, "P4", 0.6)
