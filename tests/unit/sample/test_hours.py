"""The story's clockwork against minute steps, the holidays package and dates counted by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from analytics.sample.dice import Dice
from analytics.sample.hours import (
    BANK_HOLIDAYS,
    FIRST_DAY,
    LAST_DAY,
    MINUTE,
    advance,
    at,
    closing_after,
    last_on_time,
    spent,
)

LONDON = ZoneInfo("Europe/London")
FREE = holidays.country_holidays("GB", subdiv="ENG", years=range(2024, 2028))


def ticks(minute: int) -> bool:
    """Whether the working calendar counts the minute that begins at an instant."""
    local = datetime.fromtimestamp(minute, UTC).astimezone(LONDON)
    return local.weekday() < 5 and local.date() not in FREE and 8 <= local.hour < 18


def test_bank_holidays_are_those_of_england() -> None:
    days = (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days))
    assert {day for day in days if day in FREE and day.weekday() < 5} == BANK_HOLIDAYS


@pytest.mark.parametrize("case", range(60))
def test_working_time_is_the_count_of_open_unpaused_minutes(case: int) -> None:
    dice = Dice("minutes", case)
    starts = (
        "2025-04-15 07:00",
        "2025-10-24 15:00",
        "2026-03-27 12:00",
        "2025-12-23 16:00",
        "2026-05-01 09:00",
    )
    start = at(dice.pick(starts)) + dice.below(2000) * MINUTE
    pauses, begin = [], start
    for _ in range(dice.below(4)):
        begin += dice.between(1, 3000) * MINUTE
        pauses.append((begin, begin := begin + dice.between(1, 4000) * MINUTE))
    counted, seconds = 0, dice.between(1, 3000) * MINUTE
    minute = start
    while counted < seconds:
        counted += MINUTE * (ticks(minute) and not any(a <= minute < b for a, b in pauses))
        minute += MINUTE
    assert advance(start, seconds, "working", pauses) == minute
    assert spent(start, minute, "working", pauses) == seconds


def test_an_open_pause_stops_the_clock_for_good() -> None:
    start = at("2026-10-26 09:00")
    pauses = [(at("2026-10-26 12:00"), None)]
    assert spent(start, at("2026-10-30 18:00"), "working", pauses) == 3 * 3600
    assert last_on_time(start, 4 * 3600, "working", pauses) > at("2027-12-31 00:00")
    assert last_on_time(start, 2 * 3600, "working", pauses) == at("2026-10-26 11:00")


def test_time_used_up_at_closing_lasts_until_the_next_opening() -> None:
    start = at("2026-06-12 14:00")
    assert advance(start, 4 * 3600, "working") == at("2026-06-12 18:00")
    assert last_on_time(start, 4 * 3600, "working") == at("2026-06-15 08:00")


def test_time_used_up_when_a_pause_begins_lasts_until_its_end() -> None:
    start = at("2026-06-10 09:00")
    pauses = [(at("2026-06-10 11:00"), at("2026-06-10 16:00"))]
    assert last_on_time(start, 2 * 3600, "always", pauses) == at("2026-06-10 16:00")


def test_day_0_is_the_local_day_of_the_start() -> None:
    assert closing_after(at("2026-08-28 23:30"), 1) == at("2026-09-01 18:00")  # Friday; Monday is a holiday
    assert closing_after(at("2025-12-24 12:00"), 5) == at("2026-01-05 18:00")


def test_four_hours_over_the_clock_change_are_four_elapsed_hours() -> None:
    assert advance(at("2026-10-25 00:30"), 4 * 3600, "always") == at("2026-10-25 03:30")
    assert advance(at("2026-03-29 00:30"), 4 * 3600, "always") == at("2026-03-29 05:30")


def test_the_calendar_reaches_past_the_end_of_the_data() -> None:
    assert date(2027, 1, 29) < LAST_DAY
