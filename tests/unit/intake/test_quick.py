"""What is read quickly is what the slow reading gives, and nothing that it would find at fault."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.dates import convert
from analytics.intake.instants import dissect
from analytics.intake.quick import read_quickly

ZONES = ("UTC", "Europe/London", "America/New_York")
naive = st.datetimes(dt.datetime(1890, 1, 1), dt.datetime(2110, 1, 1)).map(
    lambda at: at.replace(microsecond=0)
)
texts = st.one_of(
    naive.map(lambda at: at.isoformat(" ")),
    naive.map(lambda at: at.isoformat("T") + "Z"),
    st.sampled_from(
        [
            *("1970-01-01 00:00:00", "1900-01-01 00:00:00", "2026-02-30 10:00:00", "2026-03-29 01:30:00"),
            *("2026-10-25 01:30:00", "2026-1-5 1:2:3", "2026-10-01 9:00:00", "2026-10-01 24:00:00"),
            *("2026-10-01 23:59:60", "0000-00-00 00:00:00", "2026-10-01 09:00:00 ", "+026-10-01 09:00:00"),
            *("2026-10-01T09:00:00z", "2026-10-01T09:00:00", "2026-10-01 09:00:0Z", "x" * 19),
        ]
    ),
)


@given(st.lists(texts, min_size=1, max_size=20, unique=True), st.sampled_from(ZONES))
def test_what_is_read_quickly_is_what_is_read_slowly(cells, zone):
    series = pl.Series("cell", cells)
    slow = convert(dissect(series), None, zone).to_dicts()
    expected = {row["cell"]: row["at"] for row in slow}
    for cell, at in zip(cells, read_quickly(series.to_frame(), zone)["cell"], strict=True):
        assert at is None or at == expected[cell]


@pytest.mark.parametrize(
    ("cell", "zone", "hour"),
    [
        ("2026-07-01 09:00:00", "Europe/London", 8),
        ("2026-07-01T09:00:00Z", "Europe/London", 9),
        ("2026-07-01T09:00:00Z", None, 9),
        ("2026-07-01 09:00:00", None, None),
        ("2026-10-25 01:30:00", "Europe/London", None),  # occurs twice
        ("2026-03-29 01:30:00", "Europe/London", None),  # does not exist
        ("1970-01-01 00:00:00", "UTC", None),  # a tool's way to write nothing
        ("2026-10-01 9:00:00", "UTC", None),  # read slowly
    ],
)
def test_only_what_is_sure_is_read_quickly(cell, zone, hour):
    found = read_quickly(pl.DataFrame({"cell": [cell]}), zone)["cell"][0]
    assert (found.hour if found else None) == hour
