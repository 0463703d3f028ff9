"""Durations, zones that a file names, and instants written as the time since another."""

import polars as pl
import pytest

from analytics.errors import ExportError
from analytics.intake.durations import to_duration
from analytics.intake.offsets import add_offsets
from analytics.intake.zones import zone_of
from analytics.schema import INSTANT
from analytics.sources.model import After, Rows
from tests.unit.intake.make import make_contract, utc

SECOND = 1_000_000


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [
        ("90", "seconds", 90),
        ("1.5", "minutes", 90),
        ("1,5", "hours", 5400),
        ("1500", "milliseconds", 1.5),
        ("26:05:09", "hours", 26 * 3600 + 5 * 60 + 9),
        ("101:00", "hours", 101 * 3600),
        ("-1:23", "hours", -(3600 + 23 * 60)),
        ("1 Day 2 Hours 3 Minutes", "seconds", 86_400 + 7_200 + 180),
        ("2h 15m", "seconds", 8_100),
        ("1w", "seconds", 604_800),
        ("1970-01-02 06:00:00", "seconds", 30 * 3600),
        ("-96h", "seconds", -96 * 3600),
    ],
)
def test_each_way_to_write_a_duration_is_read(cell, unit, seconds):
    found = to_duration(pl.col("cell"), unit)
    row = pl.DataFrame({"cell": [cell]}).select(value=found.value, why=found.reason).row(0)
    assert row == (seconds * SECOND, None)


@pytest.mark.parametrize(
    "cell", ["soon", "1:75", "12:3", "1 fortnight", "2026-01-01 00:00:00", "--5", "5 5", "13,510"]
)
def test_what_is_no_duration_says_so(cell):
    found = to_duration(pl.col("cell"), "seconds")
    row = pl.DataFrame({"cell": [cell]}).select(value=found.value, why=found.reason).row(0)
    assert row == (None, "no duration")


def test_the_files_own_zone_holds_where_none_is_declared():
    assert zone_of("a.json", None, "Europe/London") == "Europe/London"
    assert zone_of("a.json", "Europe/London", None) == "Europe/London"
    assert zone_of("a.json", None, None) is None


@pytest.mark.parametrize(
    ("declared", "named", "says"),
    [("Europe/London", "Etc/UTC", "names the time zone 'Etc/UTC'"), (None, "Mars/Base", "is not known")],
)
def test_a_zone_that_contradicts_or_does_not_exist_is_refused(declared, named, says):
    with pytest.raises(ExportError, match=says):
        zone_of("a.json", declared, named)


def offsets(cells, bounds, tmp_path, *, unit=None, declared=None):
    opened = [utc("2026-10-01T09:00:00")] * len(cells)
    typed = pl.DataFrame(
        {"opened_at": opened, "closed_at": bounds, "after acknowledged_at": cells},
        schema={"opened_at": INSTANT, "closed_at": INSTANT, "after acknowledged_at": pl.String},
    )
    after = After("opened_at", ("ack time",), unit, "closed_at")
    rows = Rows("incident", {}, after={"acknowledged_at": after})
    keys = {"units": {"acknowledged_at": declared}} if declared else {}
    export = make_contract(tmp_path, {"source": "table", "path": "t.csv", **keys}).exports[0]
    headers = {"after acknowledged_at": "ackTime"}
    return add_offsets(typed, "t.csv", headers, export, rows)["acknowledged_at"].to_list()


def test_an_instant_is_its_base_and_the_duration(tmp_path):
    assert offsets(["90", None], [None, None], tmp_path, unit="seconds") == [utc("2026-10-01T09:01:30"), None]


def test_a_disputed_unit_is_proved_by_the_rows_own_instants(tmp_path):
    bounds = [utc("2026-10-01T10:00:00")] * 2  # 90,000 seconds would be a day later
    assert offsets(["90000", "60"], bounds, tmp_path)[0] == utc("2026-10-01T09:01:30")


def test_a_unit_that_nothing_proves_is_refused_until_declared(tmp_path):
    bounds = [utc("2026-10-01T10:00:00")]
    with pytest.raises(ExportError, match="milliseconds or seconds cannot be known"):
        offsets(["60"], bounds, tmp_path)
    assert offsets(["60"], bounds, tmp_path, declared="seconds") == [utc("2026-10-01T09:01:00")]


def test_a_unit_that_no_row_allows_is_refused(tmp_path):
    with pytest.raises(ExportError, match="contradicts"):
        offsets(["90000000"], [utc("2026-10-01T09:00:01")], tmp_path)


def test_a_base_that_is_missing_makes_no_instant(tmp_path):
    assert offsets([None], [None], tmp_path, unit="seconds") == [None]
