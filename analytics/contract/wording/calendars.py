"""Calendars and waiting, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from analytics.contract.model import ALWAYS, Calendar, Contract
from analytics.contract.wording.phrases import DAYS, date_in_words, join, sentence

_DIVISIONS = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
EVERY_HOUR = "every hour of every day"
MIDNIGHT = 1440


def calendar_in_words(contract: Contract, name: str) -> str:
    """Say when a calendar is open.

    Args:
        contract: That has it.
        name: As the clause names it.

    Returns:
        Words that follow "it counts": "every hour of every day", "Monday to Friday 08:00 to 18:00, without
        the bank holidays of Scotland".
    """
    return EVERY_HOUR if name == ALWAYS else hours_in_words(contract.calendars[name])


def hours_in_words(calendar: Calendar) -> str:
    """Say when a calendar is open.

    Examples:
        >>> hours_in_words(Calendar(hours={"mon-fri": ["08:00-18:00"], "sat": ["22:00-06:00"]}))
        'Monday to Friday 08:00 to 18:00, and Saturday 22:00 to 06:00 on the next day'
    """
    week = calendar.weekly_hours()
    runs = [
        (list(days), spans)
        for spans, days in groupby((day for day in range(7) if week[day]), key=lambda day: week[day])
    ]
    parts = [f"{_days(days)} {join([_span(*span) for span in spans])}" for days, spans in runs]
    text = ", and ".join(parts)
    if calendar.division:
        text += f", without the bank holidays of {_DIVISIONS[calendar.division]}"
    if calendar.closed:
        text += f", closed on {join([date_in_words(day) for day in sorted(calendar.closed)])}"
    return text


def calendar_sentences(contract: Contract) -> Iterator[str]:
    """Describe each calendar that a clause uses, and what a window over midnight belongs to."""
    used = {clause.calendar for _, clause in contract.clauses}
    if ALWAYS in used:
        yield sentence(f'the calendar "{ALWAYS}" counts {EVERY_HOUR}')
    for name, calendar in contract.calendars.items():
        text = f'the calendar "{name}" counts {hours_in_words(calendar)}'
        yield sentence(text if name in used else f"{text}; no promise uses it")
        if any(end > MIDNIGHT for spans in calendar.weekly_hours().values() for _, end in spans):
            yield "Hours over midnight belong to the day on which they begin."
    yield sentence(f"hours, days and months are those of the time zone {contract.timezone}")


def pause_sentences(contract: Contract) -> Iterator[str]:
    """Describe each reason to wait, who holds the incident meanwhile, and which promises wait with it."""
    for reason, (holder, states) in contract.pause_words().items():
        words = join([f'"{state}"' for state in states], "or")
        who = f"; the {holder} holds it" if holder else ""
        yield sentence(f'"{reason}": the incident is on hold as {words}{who}. {_stopped(contract, reason)}')


def _stopped(contract: Contract, reason: str) -> str:
    ids = list(dict.fromkeys(clause.id for _, clause in contract.clauses if reason in clause.pauses))
    return f"It stops the clocks of {join(ids)}" if ids else "It stops no clock"


def _days(days: list[int]) -> str:
    """Name weekdays, three and more in a row as a range."""
    if days == list(range(7)):
        return "every day"
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = [
        name
        for run in runs
        for name in ([f"{DAYS[run[0]]} to {DAYS[run[-1]]}"] if len(run) > 2 else [DAYS[day] for day in run])
    ]
    return join(names)


def _span(begin: int, end: int) -> str:
    if (begin, end) == (0, MIDNIGHT):
        return "the whole day"
    last = _clock(end - MIDNIGHT) + " on the next day" if end > MIDNIGHT else _clock(end)
    return f"{_clock(begin)} to {last}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
