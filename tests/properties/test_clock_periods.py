"""Months by table against the calendar that polars carries, which is slower and shares no code with it."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.clock import month, months, period_of, place_in
from analytics.schema import INSTANT

ZONES = ["Europe/London", "UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo"]
MICROSECOND = dt.timedelta(microseconds=1)

# Most near the first of a month, where the zones differ; some in years that no table holds.
near_a_first = st.builds(
    lambda year, month_of_year, hours, ticks: (
        dt.datetime(year, month_of_year, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours) + ticks * MICROSECOND
    ),
    st.integers(1985, 2065),
    st.integers(1, 12),
    st.integers(-14, 14),
    st.sampled_from([0, 1, -1, 1_800_000_000, 59_999_999]),
)
anywhere = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC))
moments = st.lists(near_a_first | anywhere | st.none(), min_size=1, max_size=20)


@given(moments, st.sampled_from(ZONES))
def test_months_are_those_of_the_local_clock(values: list[dt.datetime | None], zone: str) -> None:
    frame = pl.DataFrame({"at": pl.Series(values, dtype=INSTANT)})
    expected = frame.select(pl.col("at").dt.convert_time_zone(zone).dt.strftime("%Y-%m"))
    assert frame.select(period_of(pl.col("at"), zone)).equals(expected)


@given(moments, st.sampled_from(ZONES))
def test_a_place_is_that_of_the_name(values: list[dt.datetime | None], zone: str) -> None:
    run = months("2019-11", "2031-02", zone)
    names = [period.name for period in run]
    frame = pl.DataFrame({"at": pl.Series(values, dtype=INSTANT)})
    found = frame.select(
        place_in(run, pl.col("at")).alias("place"), period_of(pl.col("at"), zone).alias("name")
    )
    assert found["place"].to_list() == [
        names.index(name) if name in names else None for name in found["name"]
    ]


@pytest.mark.parametrize("name", ["2009-11", "2009-10"])
def test_a_month_that_the_clock_enters_twice_is_entered_the_first_time(name: str) -> None:
    # In St John's the clock went from 00:01 on 1 November back to 23:01 in October.
    period = month(name, "America/St_Johns")
    inside = [period.starts_at, period.ends_at - MICROSECOND]
    names = pl.select(period_of(pl.lit(pl.Series(inside, dtype=INSTANT)), "America/St_Johns")).to_series()
    assert names.to_list() == [name, name]
