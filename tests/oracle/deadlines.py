"""When a clock is due, how long it has run, and what that makes of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from tests.oracle.contract_clock import FOREVER, Span, length, micros, reach, subtract
from tests.oracle.world import World, before

UNITS = {"minute": 60, "hour": 3600, "day": 86400}
EVIDENCED = ("notification", "update")  # what nobody may have written down
MAY_BE_EARLY = ("notification", "report", "review")  # given before its clock starts: in time


@dataclass
class Clock:
    """One obligation's clock, before it is judged."""

    clause: dict
    start: int
    stop: int | None
    slot: int = 0
    agreed: int | None = None  # an action's own due date
    due: int | None = None  # of an update: as its cadence has it
    last: int | None = None

    @property
    def end(self) -> int | None:
        return None if self.stop is None else max(self.stop, self.start)

    @property
    def is_early(self) -> bool:
        return self.stop is not None and self.stop < self.start


@dataclass
class Measured:
    """What was measured of a clock; times are microseconds on the clause's calendar."""

    due: int | None
    last: int | None
    gross: int
    net: int
    verdict: str
    verdict_gross: str
    severity: str = ""
    clock: Clock | None = None
    flags: list[str] = field(default_factory=list)


def measure_clock(world: World, clock: Clock, pauses: list[dict], gaps: list[Span]) -> Measured:
    """``gaps``: times between resolution and reopening that do not count."""
    clause, spans = clock.clause, world.spans(clock.clause)
    ran = subtract(spans, cuts_of(world, clock, pauses, gaps))
    until = max(world.now if clock.end is None else clock.end, clock.start)
    gross, net = length(spans, clock.start, until), length(ran, clock.start, until)
    if clock.agreed is not None:
        verdict = judge_day(clock, clock.agreed, world.now)
        return Measured(clock.agreed, clock.agreed, gross, net, verdict, verdict)
    window, is_day = window_of(world, clause, clock.start)
    due, last = dates(ran, clock.start, window, is_day=is_day, is_held=has_open_end(world, clock, pauses))
    if clock.due is not None:
        due, last = clock.due, clock.last
    free_due, free_last = dates(spans, clock.start, window, is_day=is_day, is_held=False)
    if is_day:
        verdict, verdict_gross = (judge_day(clock, at, world.now) for at in (due, free_due))
    else:
        verdict = judge_time(clock, net, window, last, world.now)
        verdict_gross = judge_time(clock, gross, window, free_last, world.now)
    return Measured(due, last, gross, net, verdict, verdict_gross)


def cuts_of(world: World, clock: Clock, pauses: list[dict], gaps: list[Span]) -> list[Span]:
    """What stands still: pauses that the clause lists, known and begun before the clock stopped."""
    stop = FOREVER if clock.end is None else clock.end
    known = [
        (micros(row["paused_at"]), before(row["resumed_at"], world.now))
        for row in pauses
        if row["reason"] in clock.clause.get("pauses", [])
    ]
    cuts = [
        (begin, min(FOREVER if resumed is None else resumed, stop))
        for begin, resumed in known
        if begin < min(world.now, stop)
    ]
    return cuts + [(begin, min(end, stop)) for begin, end in gaps if begin < stop]


def has_open_end(world: World, clock: Clock, pauses: list[dict]) -> bool:
    return any(end == FOREVER for _, end in cuts_of(world, clock, pauses, []))


def dates(
    ran: list[Span], start: int, window: int, *, is_day: bool, is_held: bool
) -> tuple[int | None, int | None]:
    due, last = reach(ran, start, window)
    if is_day:
        return due, due
    # used up as a pause begins that is still open: a stop would be on time until it ends
    return (None, None) if last is None and is_held else (due, last)


def window_of(world: World, clause: dict, start: int) -> tuple[int, bool]:
    """The window in microseconds of working time, and whether it ends at a closing."""
    text = clause["every"] if clause["kind"] == "update" else clause["within"]
    match = re.fullmatch(r"(\d+) (working )?(minute|hour|day)s?", text)
    if text != "next working day" and not (match[2] and match[3] == "day"):
        return int(match[1]) * UNITS[match[3]] * 10**6, False
    left = 1 if match is None else int(match[1])
    day = dt.datetime.fromtimestamp(start // 10**6, dt.UTC).astimezone(world.zone).date()
    while left:
        day += dt.timedelta(days=1)
        left -= bool(world.windows_of(clause, day))
    closing = max(end for _, end in world.windows_of(clause, day))
    return length(world.spans(clause), start, closing), True


def judge_time(clock: Clock, ran: int, window: int, last: int | None, now: int) -> str:
    """A duration: exactly the window is met."""
    if clock.stop is None:
        return judge_running(clock, last, now)
    return "met" if clock.is_early or ran <= window else "missed"


def judge_day(clock: Clock, closing: int | None, now: int) -> str:
    """A date: a stop at it is met."""
    if clock.stop is None:
        return judge_running(clock, closing, now)
    return "met" if clock.is_early or clock.stop <= closing else "missed"


def judge_running(clock: Clock, last: int | None, now: int) -> str:
    if last is None or last >= now:
        return "pending"
    return "not evidenced" if clock.clause["kind"] in EVIDENCED else "missed"
