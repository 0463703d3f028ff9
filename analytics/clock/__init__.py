"""Exact arithmetic on instants: calendars, working time, pauses and periods."""

from analytics.clock.calendars import always, bank_holidays, compile_calendar, holidays_sha256
from analytics.clock.pauses import deadlines, merge_pauses, paused_time
from analytics.clock.periods import Period, midnight, month, month_of, months, period_of, place_in, previous
from analytics.clock.working_time import WorkingTime

__all__ = [
    "Period",
    "WorkingTime",
    "always",
    "bank_holidays",
    "compile_calendar",
    "deadlines",
    "holidays_sha256",
    "merge_pauses",
    "midnight",
    "month",
    "month_of",
    "months",
    "paused_time",
    "period_of",
    "place_in",
    "previous",
]
