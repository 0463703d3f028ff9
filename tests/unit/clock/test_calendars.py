import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from analytics.clock import WorkingTime, always, bank_holidays, compile_calendar, holidays_sha256
from analytics.contract.model import Calendar
from analytics.errors import ContractError
from analytics.schema import INSTANT
from tests.unit.clock.minutes import days_off

HOUR = 3_600_000_000
DIVISIONS = ("england-and-wales", "scotland", "northern-ireland")


def make(hours: dict[str, list[str]], zone: str = "Europe/London", **more: object) -> WorkingTime:
    return compile_calendar(Calendar(hours=hours, **more), zone)


def worked_hours(time: WorkingTime, begin: dt.datetime, end: dt.datetime) -> float:
    span = pl.Series([begin, end], dtype=INSTANT)
    before, after = pl.select(time.worked(pl.lit(span))).to_series()
    return (after - before) / HOUR


def local(*parts: int, zone: str = "Europe/London") -> dt.datetime:
    return dt.datetime(*parts, tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize("division", DIVISIONS)
def test_bank_holidays_agree_with_an_independent_source(division: str) -> None:
    years = range(2012, 2029)
    assert {day for day in bank_holidays(division) if day.year in years} == days_off(division)


@pytest.mark.parametrize("division", DIVISIONS)
def test_bank_holidays_leave_no_year_out(division: str) -> None:
    years = {day.year for day in bank_holidays(division)}
    assert years >= set(range(2012, 2029))
    assert years == set(range(min(years), max(years) + 1))


def test_the_hash_of_holidays_does_not_change_between_calls() -> None:
    assert holidays_sha256() == holidays_sha256()
    assert len(holidays_sha256()) == 64


def test_a_day_of_closure_has_no_working_time() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, closed=[dt.date(2026, 10, 6)])
    assert worked_hours(time, local(2026, 10, 5), local(2026, 10, 8)) == 20


def test_a_bank_holiday_has_no_working_time() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="england-and-wales")
    assert worked_hours(time, local(2026, 12, 24), local(2026, 12, 30)) == 20


def test_split_days_leave_the_break_out() -> None:
    time = make({"mon-fri": ["08:00-12:00", "13:00-18:00"]})
    assert worked_hours(time, local(2026, 10, 5), local(2026, 10, 6)) == 9


def test_touching_windows_are_one_interval() -> None:
    time = make({"mon-sun": ["00:00-12:00", "12:00-24:00"]})
    assert len(time.intervals) == 1
    assert not time.has_closing


def test_a_calendar_open_at_all_hours_but_holidays_closes() -> None:
    assert make({"mon-sun": ["00:00-24:00"]}, division="scotland").has_closing


def test_a_day_on_which_the_clocks_change_has_23_or_25_hours() -> None:
    time = make({"sun": ["00:00-24:00"]})
    assert worked_hours(time, local(2027, 3, 27), local(2027, 3, 30)) == 23
    assert worked_hours(time, local(2026, 10, 24), local(2026, 10, 27)) == 25


def test_a_window_that_the_clock_jumps_over_makes_no_working_day() -> None:
    time = make({"mon-sun": ["01:00-02:00"]})
    swallowed = (dt.date(2027, 3, 28) - dt.date(1970, 1, 1)).days
    assert swallowed not in time.closings
    assert swallowed + 1 in time.closings


def test_a_closing_that_happens_twice_takes_the_second() -> None:
    time = make({"sun": ["00:00-01:30"]})
    assert worked_hours(time, local(2026, 10, 25), local(2026, 10, 26)) == 2.5


def test_a_midnight_that_does_not_exist_moves_to_the_first_valid_instant() -> None:
    # In Santiago clocks go forward at midnight: 6 September 2026 begins at 01:00.
    time = make({"sun": ["00:00-04:00"]}, "America/Santiago")
    span = (dt.datetime(2026, 9, 6, tzinfo=dt.UTC), dt.datetime(2026, 9, 7, tzinfo=dt.UTC))
    assert worked_hours(time, *span) == 3


def test_the_span_with_bank_holidays_is_the_years_they_cover() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="england-and-wales")
    years = [day.year for day in bank_holidays("england-and-wales")]
    assert time.low == int(dt.datetime(min(years), 1, 1, tzinfo=dt.UTC).timestamp()) * 10**6
    assert time.high == int(dt.datetime(max(years) + 1, 1, 1, tzinfo=dt.UTC).timestamp()) * 10**6


def test_a_night_that_may_have_opened_before_the_span_is_not_in_it() -> None:
    time = make({"mon-sun": ["22:00-06:00"]}, division="england-and-wales")
    assert time.low == int(dt.datetime(2012, 1, 1, 6, tzinfo=dt.UTC).timestamp()) * 10**6


def test_always_counts_every_microsecond() -> None:
    span = (dt.datetime(1066, 10, 14, tzinfo=dt.UTC), dt.datetime(2999, 1, 1, 0, 0, 0, 1, tzinfo=dt.UTC))
    assert worked_hours(always(), *span) * HOUR == (span[1] - span[0]) / dt.timedelta(microseconds=1)


def test_a_window_in_days_is_refused_where_nothing_closes() -> None:
    for time in (always(), make({"mon-sun": ["00:00-24:00"]})):
        with pytest.raises(ContractError, match="never closes"):
            time.day_end(pl.lit(dt.datetime(2026, 10, 1, tzinfo=dt.UTC)), 1)


def test_an_instant_outside_the_span_is_refused_by_name() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="scotland")
    late = pl.Series(
        [None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), dt.datetime(2031, 5, 1, 9, tzinfo=dt.UTC)]
    )
    with pytest.raises(ContractError, match=r"opened_at: 2031-05-01T09:00:00Z .* scotland"):
        time.check(late.cast(INSTANT), "opened_at")


def test_a_frame_is_checked_column_by_column() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="scotland")
    early = pl.DataFrame({"id": ["a"], "at": [dt.datetime(2011, 12, 31, tzinfo=dt.UTC)]})
    with pytest.raises(ContractError, match="clause A, at: 2011-12-31"):
        time.check(early.cast({"at": INSTANT}), "clause A")


def test_the_last_microsecond_is_known_and_the_next_is_not() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="scotland")
    last = pl.Series([time.high - 1]).cast(INSTANT)
    time.check(last, "x")
    with pytest.raises(ContractError):
        time.check(pl.Series([time.high]).cast(INSTANT), "x")


def test_a_window_that_ends_beyond_the_span_is_refused() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="scotland")
    starts = pl.Series([dt.datetime(2028, 12, 29, 12, tzinfo=dt.UTC), None], dtype=INSTANT)
    ends = pl.select(time.day_end(pl.lit(starts), 1)).to_series()
    with pytest.raises(ContractError, match="clause A: the window from 2028-12-29T12:00:00Z ends outside"):
        time.check_reached(starts, ends, "clause A")
    time.check_reached(starts.tail(1), ends.tail(1), "clause A")


@pytest.mark.parametrize("hours", [["08:00-18:00"], ["08:01-18:00"]], ids=["table", "search"])
def test_instants_far_outside_the_span_give_null_and_never_the_tables_end(hours: list[str]) -> None:
    time = make({"mon-fri": hours}, division="england-and-wales")
    far = [0, time.low - 1, time.low - HOUR, time.high, time.high + HOUR, -(2**50), 2**50, 2**55, -(2**55)]
    found = pl.select(time.worked(pl.lit(pl.Series(far).cast(INSTANT)))).to_series()
    assert found.to_list() == [None] * len(far)


def test_working_time_beyond_the_span_gives_null() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="england-and-wales")
    total = sum(end - begin for begin, end in time.intervals)
    beyond = pl.lit(pl.Series([-1, total, total + 1, None], dtype=pl.Int64))
    assert pl.select(time.last_instant(beyond)).to_series().to_list() == [None] * 4
    first = pl.select(time.first_instant(beyond)).to_series().cast(pl.Int64).to_list()
    assert first == [None, time.intervals[-1][1], None, None]


def test_no_working_time_at_all_is_reached_where_the_span_begins() -> None:
    time = make({"mon-fri": ["08:00-18:00"]}, division="england-and-wales")
    nothing = pl.lit(pl.Series([0]))
    assert pl.select(time.first_instant(nothing).cast(pl.Int64)).item() == time.low
    assert pl.select(time.last_instant(nothing).cast(pl.Int64)).item() == time.intervals[0][0]


def test_the_day_of_the_start_is_a_local_one() -> None:
    # 00:30 BST on Tuesday is still Monday in UTC.
    time = make({"mon-fri": ["08:00-18:00"]})
    start = pl.lit(pl.Series([dt.datetime(2026, 10, 5, 23, 30, tzinfo=dt.UTC)], dtype=INSTANT))
    assert pl.select(time.day_end(start, 1)).item() == local(2026, 10, 7, 18)
