"""Cells to instants, one form at a time."""

import datetime as dt

import polars as pl
import pytest

from analytics.intake.dates import check_zone, convert, decide_order
from analytics.intake.instants import dissect


def read(cell: str, *, order="day-first", zone="UTC", is_1904=False):
    parts = dissect(pl.Series([cell]), is_1904=is_1904)
    return convert(parts, order, zone).select("at", "reason").row(0)


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


NINE = utc(2026, 10, 1, 9)
PLAIN = {
    "2026-10-01 09:00:00": NINE,
    "2026-10-01T09:00": NINE,
    "2026-10-01T09:00:00Z": NINE,
    "2026-10-01T11:00:00+02:00": NINE,
    "2026-10-01T11:00:00.000+0200": NINE,
    "2026-10-01T04:00-05": NINE,
    "2026/10/1 9:00": NINE,
    "20261001T090000Z": NINE,
    "20261001T1000+01:00": NINE,
    "20261001T090000.000Z": NINE,
    "2026-10-01T09Z": NINE,
    "2026-10-01t09:00z": NINE,
    "01/10/2026 09:00": NINE,
    "1.10.2026 09:00:00": NINE,
    "1/10/26 9:00 AM": NINE,
    "01/Oct/26 9:00 AM": NINE,
    "1 October 2026 09:00": NINE,
    "Oct 1, 2026 9:00 am": NINE,
    "1-Oct-2026 09:00": NINE,
    "29/2/2016 01:16": utc(2016, 2, 29, 1, 16),
    "2026-10-01 12:00 AM": utc(2026, 10, 1),
    "2026-10-01 12:30 PM": utc(2026, 10, 1, 12, 30),
    "2026-10-01 09:00:00.123456": utc(2026, 10, 1, 9, 0, 0, 123456),
    "2026-10-01 09:00:00,5": utc(2026, 10, 1, 9, 0, 0, 500000),
    "1790845200": NINE,
    "1790845200000": NINE,
    "46296.375": NINE,
    "46296,375": NINE,
    "01/10/68 09:00": utc(2068, 10, 1, 9),
    "01/10/69 09:00": utc(1969, 10, 1, 9),
}


@pytest.mark.parametrize(("cell", "expected"), PLAIN.items())
def test_every_form_gives_its_instant(cell, expected):
    assert read(cell) == (expected, None)


@pytest.mark.parametrize(
    "cell",
    ["?", "", "0", "0.0", "00/01/1900", "00/01/1900 00:00", "1/0/1900", "1900-01-00", "1900-01-00 00:00:00",
     "1970-01-01 00:00:00", "1970-01-01T00:00:00Z", "0000-00-00 00:00:00", "null", "N/A", "NaT"],
)  # fmt: skip
def test_what_tools_write_for_nothing_is_missing_and_no_fault(cell):
    assert read(cell) == (None, None)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/02/2026 09:00", "no such day"),
        ("2026-13-01 09:00", "no such day"),
        ("2026-10-01 24:00", "no such time of day"),
        ("2026-10-01 09:60", "no such time of day"),
        ("2026-10-01 13:00 PM", "no such time of day"),
        ("2026-10-01", "a date without a time of day"),
        ("soon", "no instant that can be read"),
        ("1E5", "no instant that can be read"),
        ("2026-10-01 09:00 BST", "no instant that can be read"),
        ("9999-12-31 00:00", "a year outside 1969 to 2099"),
        ("١/١٠/٢٠٢٦ ٠٩:٠٠", "no instant that can be read"),
    ],
)
def test_a_cell_that_is_no_instant_says_why(cell, reason):
    assert read(cell) == (None, reason)


def test_a_local_time_that_does_not_exist_is_a_fault():
    at, reason = read("2026-03-29 01:30", zone="Europe/London")
    assert at is None
    assert "does not exist in Europe/London" in reason


def test_a_local_time_that_occurs_twice_is_a_fault():
    at, reason = read("2026-10-25 01:30", zone="Europe/London")
    assert at is None
    assert "occurs twice in Europe/London" in reason


def test_an_offset_in_the_cell_goes_before_the_declared_zone():
    assert read("2026-10-25T01:30:00+01:00", zone="Europe/London") == (utc(2026, 10, 25, 0, 30), None)


def test_local_summer_time_becomes_utc():
    assert read("2026-07-01 09:00", zone="Europe/London") == (utc(2026, 7, 1, 8), None)


def test_serials_of_1904_are_four_years_and_a_day_later():
    assert read("44834.375", is_1904=True) == (NINE, None)


def test_serials_are_rounded_to_the_nearest_millisecond():
    assert read("44834.41666666666", is_1904=True) == (utc(2026, 10, 1, 10), None)


def decide(*cells: str, declared=None):
    places = pl.DataFrame(
        {"line": range(2, 2 + len(cells)), "column": ["opened"] * len(cells), "cell": cells},
        schema={"line": pl.Int64, "column": pl.String, "cell": pl.String},
    )
    return decide_order("f.csv", places, dissect(places["cell"].unique(maintain_order=True)), declared)


def test_one_cell_that_fits_one_order_decides_the_file():
    order, note, problems = decide("03/04/2026 09:00", "13/04/2026 09:00")
    assert (order, problems) == ("day-first", [])
    assert "'13/04/2026 09:00' (opened, line 3)" in note


def test_month_first_is_found_too():
    assert decide("03/04/2026 09:00", "04/13/2026 09:00")[0] == "month-first"


def test_cells_that_fit_both_orders_are_never_guessed_and_three_are_named():
    order, _, problems = decide(
        "03/04/2026 09:00", "05/05/2026 10:00", "05/06/2026 09:00", "06/07/2026 09:00"
    )
    assert order is None
    assert all(cell in problems[0].what for cell in ("03/04/2026", "05/06/2026", "06/07/2026"))
    assert "05/05/2026" not in problems[0].what


def test_the_same_day_and_month_needs_no_order():
    assert decide("05/05/2026 10:00") == (None, None, [])


def test_iso_cells_need_no_order():
    assert decide("2026-10-01 09:00", "1 Oct 2026 09:00", "46296.375") == (None, None, [])


@pytest.mark.parametrize("declared", [None, "day-first", "month-first"])
def test_both_orders_in_one_file_reject_it_declared_or_not(declared):
    problem = decide("25/04/2026 09:00", "04/25/2026 09:00", declared=declared)[2][0]
    assert "opened line 2 needs day-first" in problem.what
    assert "opened line 3 needs month-first" in problem.what


def test_a_cell_against_the_declared_order_rejects_the_file():
    problem = decide("03/04/2026 09:00", "25/04/2026 09:00", declared="month-first")[2][0]
    assert "'25/04/2026 09:00' (opened, line 3) can only be day-first" in problem.what


def test_cells_without_a_zone_are_refused_where_none_is_declared():
    places = pl.DataFrame(
        {"line": [2, 3], "column": ["a", "a"], "cell": ["2026-10-01T09:00Z", "2026-10-01 09:00"]}
    )
    problems = check_zone("f.csv", places, dissect(places["cell"]), None)
    assert "'2026-10-01 09:00' (a, line 3) carries none" in problems[0].what


def test_offsets_and_epoch_seconds_need_no_declared_zone():
    places = pl.DataFrame({"line": [2, 3], "column": ["a", "a"], "cell": ["2026-10-01T09:00Z", "1790845200"]})
    assert check_zone("f.csv", places, dissect(places["cell"]), None) == []
