"""Planted edges: exactly on target and one second either side, on the days when that is hard to get right.

The last instant on time of each is worked out by hand here, not by the story's clockwork.
"""

from __future__ import annotations

from typing import Final

from analytics.sample.beats import Stage, finish, respond, simple, tell_buyer
from analytics.sample.hours import at
from analytics.sample.terms import Kind, term

MARGINS: Final = (
    (-1, "one second inside", "met"),
    (0, "exactly on target", "met"),
    (1, "one second late", "missed"),
)

# occasion, severity, kind, opened, last instant on time
EDGES: Final[tuple[tuple[str, str, Kind, str, str], ...]] = (
    # 4 hours on the nights that have 23 or 25 hours.
    ("clocks go forward 2025", "P1", "resolution", "2025-03-30 00:30", "2025-03-30 05:30"),
    ("clocks go back 2025", "P1", "resolution", "2025-10-26 00:30", "2025-10-26 03:30"),
    ("clocks go forward 2026", "P1", "resolution", "2026-03-29 00:30", "2026-03-29 05:30"),
    ("clocks go back 2026", "P1", "resolution", "2026-10-25 00:30", "2026-10-25 03:30"),
    # 20 working hours: 1 on Maundy Thursday, 10 on Tuesday after Easter, 9 on Wednesday.
    ("Easter 2026", "P3", "resolution", "2026-04-02 17:00", "2026-04-08 17:00"),
    # Next working day, asked on the Thursday before Good Friday: Tuesday's closing.
    ("Easter 2026, next working day", "P4", "notification", "2026-04-02 10:00", "2026-04-07 18:00"),
    # Five working days from Christmas Eve: 29, 30, 31 December, 2 and 5 January.
    ("Christmas 2025", "P4", "resolution", "2025-12-24 12:00", "2026-01-05 18:00"),
    # 2 working hours: 1 on Friday, 1 on Tuesday after the August bank holiday.
    ("August bank holiday 2025", "P3", "response", "2025-08-22 17:00", "2025-08-26 09:00"),
    # 4 working hours over the May bank holidays: Friday 2, Tuesday 2.
    ("May bank holiday 2026", "P4", "response", "2026-05-22 16:00", "2026-05-26 10:00"),
    ("May bank holiday 2025", "P3", "notification", "2025-05-02 15:30", "2025-05-06 09:30"),
    # Opened on a Saturday: 4 working hours from Monday's opening.
    ("weekend", "P3", "notification", "2025-11-15 11:00", "2025-11-17 12:00"),
    # Opened on a Sunday in the week in which the clocks went back: day 0 is Sunday.
    ("Sunday the clocks went back", "P4", "resolution", "2025-10-26 09:00", "2025-10-31 18:00"),
    # The windows in minutes, in the day and over midnight.
    ("quarter of an hour", "P1", "response", "2025-05-13 14:00", "2025-05-13 14:15"),
    ("quarter of an hour over New Year", "P1", "notification", "2025-12-31 23:50", "2026-01-01 00:05"),
    ("half an hour", "P2", "response", "2026-03-04 11:07:30", "2026-03-04 11:37:30"),
    ("one hour", "P2", "notification", "2026-08-31 08:15", "2026-08-31 09:15"),
    ("eight hours", "P2", "resolution", "2025-12-25 20:45", "2025-12-26 04:45"),
)


def plant_edges(stage: Stage) -> None:
    """Plant three incidents an edge, and the edges at closing time and at the edge of a pause."""
    for occasion, severity, kind, opened, last in EDGES:
        for margin, words, outcome in MARGINS:
            _plant(stage, f"{words}: {occasion}", severity, kind, at(opened), at(last) + margin, outcome)
    _closing_time(stage)
    _pause_at_the_edge(stage)
    _pause_over_easter(stage)


def _plant(stage: Stage, event: str, severity: str, kind: Kind, opened: int, stop: int, outcome: str) -> None:
    """The clause of one kind stops at ``stop``; the other two are met by far."""
    incident = stage.open(opened, severity, event)
    if kind == "response":
        incident.start_work(stop)
    else:
        respond(incident, severity, 0.3)
    if kind == "notification":
        incident.notify(stop)
    else:
        tell_buyer(incident, severity, 0.4)
    if kind == "resolution":
        incident.resolve(stop)
    else:
        finish(incident, severity, 0.8)
    incident.judge(term(severity, kind), outcome)


def _closing_time(stage: Stage) -> None:
    """20 working hours from Wednesday evening are over at Friday's closing; no time passes until Monday."""
    for stop, outcome in (
        ("2026-06-12 18:00:00", "met"),
        ("2026-06-13 11:00:00", "met"),
        ("2026-06-15 08:00:00", "met"),
        ("2026-06-15 08:00:01", "missed"),
    ):
        incident = simple(stage, at("2026-06-10 19:30"), "P3", "used up at closing time")
        incident.resolve(at(stop))
        incident.judge("P3-resolution", outcome)
    # A day window is an instant, not a length: five working days are over at Friday's closing.
    for stop, outcome in (("2026-06-12 18:00:00", "met"), ("2026-06-13 11:00:00", "missed")):
        incident = simple(stage, at("2026-06-05 11:00"), "P4", "five days are over at closing time")
        incident.resolve(at(stop))
        incident.judge("P4-resolution", outcome)


def _pause_at_the_edge(stage: Stage) -> None:
    """20 working hours from Monday 09:00 are used up on Wednesday 09:00, when a pause begins."""
    for stop, outcome in (("2026-07-16 10:00:00", "met"), ("2026-07-16 10:00:01", "missed")):
        incident = simple(stage, at("2026-07-13 09:00"), "P3", "paused when the window was used up")
        incident.hold(at("2026-07-15 09:00"), at("2026-07-16 10:00"), "Awaiting Customer")
        incident.resolve(at(stop))
        incident.judge("P3-resolution", outcome)


def _pause_over_easter(stage: Stage) -> None:
    """Five working days from 14 April 2025 end on the 23rd; ten hours of waiting make it the 24th, 18:00."""
    for stop, outcome in (("2025-04-24 18:00:00", "met"), ("2025-04-24 18:00:01", "missed")):
        incident = simple(stage, at("2025-04-14 10:00"), "P4", "five days with a pause over Easter")
        incident.hold(at("2025-04-17 12:00"), at("2025-04-22 12:00"), "Awaiting Caller")
        incident.resolve(at(stop))
        incident.judge("P4-resolution", outcome)
