"""Working time against an oracle that walks the wall clock."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.clock import WorkingTime, compile_calendar
from analytics.contract.model import Calendar
from analytics.errors import ContractError
from analytics.schema import INSTANT
from tests.unit.clock.minutes import DAYS, UTC, Wall

MICROSECOND = dt.timedelta(microseconds=1)
# Where a calendar is most likely to be wrong: clock changes, bank holidays, the ends of the span.
CRITICAL_MOMENTS = [
    dt.datetime(2026, 10, 25, 1, tzinfo=UTC),
    dt.datetime(2027, 3, 28, 1, tzinfo=UTC),
    dt.datetime(2027, 3, 17, tzinfo=UTC),
    dt.datetime(2027, 3, 26, tzinfo=UTC),
    dt.datetime(2022, 6, 2, tzinfo=UTC),
    dt.datetime(2023, 5, 8, tzinfo=UTC),
    dt.datetime(2012, 1, 5, tzinfo=UTC),
    dt.datetime(2028, 12, 27, tzinfo=UTC),
    dt.datetime(2026, 11, 1, 6, tzinfo=UTC),  # New York
    dt.datetime(2027, 3, 14, 7, tzinfo=UTC),
    dt.datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # Lord Howe, half an hour
    dt.datetime(2027, 4, 3, 15, tzinfo=UTC),
]
HOURS = [
    {"mon-fri": ["08:00-18:00"]},
    {"mon-fri": ["09:00-17:00"]},
    {"mon-thu": ["08:00-12:00", "13:15-17:45"], "fri": ["08:00-12:00"]},
    {"mon-sun": ["22:00-06:00"]},
    {"fri-sat": ["20:00-24:00", "00:00-04:00"], "sun": ["01:15-01:45"]},
    {"mon-sun": ["01:30-02:30"]},
    {"mon-sun": ["00:30-01:00", "23:00-00:30"]},
    {"mon-fri": ["00:00-24:00"]},
    {"mon-sun": ["00:00-24:00"]},
    {"mon-sat": ["07:01-19:08"]},
]
DIVISIONS = [None, "england-and-wales", "scotland", "northern-ireland"]


@st.composite
def calendars(draw: st.DrawFn) -> tuple[Wall, WorkingTime]:
    zone = draw(
        st.sampled_from(["Europe/London", "Europe/London", "America/New_York", "Australia/Lord_Howe"])
    )
    division = draw(st.sampled_from(DIVISIONS)) if zone == "Europe/London" else None
    closed = draw(st.sampled_from([[], [dt.date(2026, 10, 26), dt.date(2027, 3, 28)]]))
    calendar = Calendar(division=division, hours=draw(st.sampled_from(HOURS)), closed=closed)
    wall = Wall(calendar.weekly_hours(), ZoneInfo(zone), division, frozenset(closed))
    return wall, compile_calendar(calendar, zone)


moments = st.builds(
    lambda near, minutes: near + dt.timedelta(minutes=minutes),
    st.sampled_from(CRITICAL_MOMENTS),
    st.integers(-3 * 1440, 3 * 1440),
)
exact_moments = st.builds(
    lambda moment, microseconds: moment + microseconds * MICROSECOND,
    moments,
    st.sampled_from([0, 1, -1, 59_999_999]) | st.integers(0, 60_000_000),
)


def instants(*values: dt.datetime | None) -> pl.Series:
    return pl.Series(values, dtype=INSTANT)


def worked(time: WorkingTime, *values: dt.datetime | None) -> list[int]:
    return pl.select(time.worked(pl.lit(instants(*values)))).to_series().to_list()


def is_known(time: WorkingTime, *values: dt.datetime) -> bool:
    return all(time.low <= int(micro) < time.high for micro in instants(*values).cast(pl.Int64))


@settings(max_examples=150, deadline=None)
@given(both=calendars(), begin=moments, minutes=st.integers(-2000, 4000))
def test_elapsed_is_the_count_of_open_minutes(
    both: tuple[Wall, WorkingTime], begin: dt.datetime, minutes: int
) -> None:
    wall, time = both
    end = begin + dt.timedelta(minutes=minutes)
    if not is_known(time, begin, end):
        assert None in worked(time, begin, end)
        return
    before, after = worked(time, begin, end)
    walked = wall.open_minutes(min(begin, end), max(begin, end))
    assert after - before == (walked if minutes >= 0 else -walked) * 60_000_000


@settings(max_examples=250, deadline=None)
@given(both=calendars(), begin=exact_moments, end=exact_moments)
def test_elapsed_is_the_exact_sum_of_intervals(
    both: tuple[Wall, WorkingTime], begin: dt.datetime, end: dt.datetime
) -> None:
    wall, time = both
    begin, end = sorted((begin, end))
    end = min(end, begin + dt.timedelta(days=60))
    if not is_known(time, begin, end):
        assert None in worked(time, begin, end)
        return
    before, after = worked(time, begin, end)
    assert Fraction(after - before, 1_000_000) == wall.open_seconds(begin, end)


@settings(max_examples=250, deadline=None)
@given(both=calendars(), begin=exact_moments, window=st.integers(1, 5 * 86_400_000_000))
@example(
    both=(
        Wall(Calendar(hours=HOURS[1]).weekly_hours(), ZoneInfo("Europe/London")),
        compile_calendar(Calendar(hours=HOURS[1]), "Europe/London"),
    ),
    begin=dt.datetime(2026, 10, 2, 8, tzinfo=UTC),
    window=8 * 3_600_000_000,
)
def test_due_is_the_first_and_the_last_instant_that_holds_the_window(
    both: tuple[Wall, WorkingTime], begin: dt.datetime, window: int
) -> None:
    wall, time = both
    if not is_known(time, begin):
        return
    reached = pl.lit(instants(begin)).pipe(time.worked) + window
    first, last = pl.select(a=time.first_instant(reached), b=time.last_instant(reached)).row(0)
    if last is None:
        assert begin + dt.timedelta(days=120) > dt.datetime(2028, 12, 1, tzinfo=UTC)
        return
    exactly = Fraction(window, 1_000_000)
    assert wall.open_seconds(begin, first) == exactly
    assert wall.open_seconds(begin, first - MICROSECOND) == exactly - Fraction(1, 1_000_000)
    assert wall.open_seconds(begin, last) == exactly
    assert wall.open_seconds(begin, last + MICROSECOND) == exactly + Fraction(1, 1_000_000)


@settings(max_examples=200, deadline=None)
@given(both=calendars(), begin=exact_moments, working_days=st.integers(1, 7))
def test_a_window_of_days_ends_at_the_closing_of_the_nth_working_day(
    both: tuple[Wall, WorkingTime], begin: dt.datetime, working_days: int
) -> None:
    wall, time = both
    start = pl.lit(instants(begin))
    if not time.has_closing:
        with pytest.raises(ContractError, match="never closes"):
            time.day_end(start, working_days)
        return
    found = pl.select(time.day_end(start, working_days)).item()
    if found is None:
        # Beyond the years that the holidays cover, or before them: never a guess.
        assert not dt.datetime(2012, 1, 2, tzinfo=UTC) < begin < dt.datetime(2028, 12, 10, tzinfo=UTC)
        return
    assert found == wall.day_end(begin, working_days)


@settings(max_examples=100, deadline=None)
@given(both=calendars(), moments=st.lists(st.none() | exact_moments, max_size=20))
def test_both_engines_and_both_ways_give_the_same_numbers(
    both: tuple[Wall, WorkingTime], moments: list[dt.datetime | None]
) -> None:
    _, time = both
    frame = pl.LazyFrame({"at": instants(*moments)})
    by_expression = frame.select(w=time.worked(pl.col("at"))).collect(engine="in-memory")
    for engine in ("in-memory", "streaming"):
        added = time.with_worked(frame, {"w": "at"}).collect(engine=engine)
        assert added.equals(frame.collect().hstack(by_expression))
        replaced = time.with_worked(frame, {"at": "at"}).collect(engine=engine)
        assert replaced.equals(by_expression.rename({"w": "at"}))
    assert [w is None for w in by_expression["w"]] == [m is None or not is_known(time, m) for m in moments]


def test_weekly_words_of_the_oracle_are_the_contracts() -> None:
    assert Calendar(hours={"tue": ["22:00-06:00"]}).weekly_hours()[DAYS.index("tue")] == ((1320, 1800),)
