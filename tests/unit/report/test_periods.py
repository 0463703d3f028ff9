"""Which months are reported, and as of when."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from analytics.contract.load import load_contract
from analytics.errors import ContractError, ExportError
from analytics.report.dataset import Dataset, open_dataset, parse_instant
from analytics.report.selection import default_instant, select_findings, select_periods
from analytics.schema import (
    FILES,
    INCIDENTS,
    NOTIFICATIONS,
    PAUSES,
    REJECTED,
    TRANSITIONS,
    Tables,
    empty,
)

CONTRACT = """
[contract]
id = "c"
title = "t"
buyer = "b"
supplier = "s"
starts = 2026-02-10
[severity]
P1 = ["1"]
[[exports]]
source = "table"
path = "x.csv"
[[clauses]]
id = "P1-response"
kind = "response"
within = "1 hour"
target = "95%"
reference = "r"
"""


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def dataset(
    folder: Path, opened: list[dt.datetime], latest: dt.datetime, until: dt.datetime | None
) -> Dataset:
    (folder / "contract.toml").write_text(CONTRACT, encoding="utf-8")
    rows = [
        {
            **dict.fromkeys(INCIDENTS),
            "incident_id": str(n),
            "kind": "incident",
            "severity": "P1",
            "opened_at": at,
        }
        for n, at in enumerate(opened)
    ]
    tables = Tables(
        incidents=pl.DataFrame(rows, schema=dict(INCIDENTS)),
        transitions=empty(TRANSITIONS),
        pauses=empty(PAUSES),
        notifications=empty(NOTIFICATIONS),
        rejected=empty(REJECTED),
        files=empty(FILES),
        latest_at=latest,
        complete_until=until,
    )
    return Dataset(load_contract(folder), tables)


def names(data: Dataset) -> list[str]:
    return [period.name for period in data.all_periods()]


def test_months_begin_with_the_contract_when_incidents_are_earlier(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 1, 5)], utc(2026, 4, 2), None)
    assert names(data) == ["2026-02", "2026-03"]


def test_months_begin_with_the_first_incident_when_it_is_later(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 3, 5)], utc(2026, 4, 15), None)
    assert names(data) == ["2026-03"]


def test_month_in_which_the_contract_starts_is_marked_as_a_part(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 1, 5)], utc(2026, 4, 2), None)
    assert [period.is_part for period in data.all_periods()] == [True, False]


def test_last_month_ends_where_the_data_does(tmp_path: Path) -> None:
    end_of_march = utc(2026, 3, 31, 23)  # midnight in London, where summer time has begun
    assert names(dataset(tmp_path, [utc(2026, 2, 11)], end_of_march, None)) == ["2026-02", "2026-03"]
    assert names(dataset(tmp_path, [utc(2026, 2, 11)], end_of_march - dt.timedelta(seconds=1), None)) == [
        "2026-02"
    ]


def test_complete_until_comes_before_the_latest_instant(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 9, 1), utc(2026, 3, 1))
    assert names(data) == ["2026-02"]


def test_empty_months_in_between_are_months_too(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11), utc(2026, 5, 2)], utc(2026, 6, 1), None)
    assert names(data) == ["2026-02", "2026-03", "2026-04", "2026-05"]


def test_no_complete_month_says_what_to_do(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 2, 12), None)
    with pytest.raises(ContractError, match="complete_until"):
        select_periods(data, None)


def test_other_months_are_given_by_name_only(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 2, 12), None)
    assert [period.name for period in select_periods(data, "2026-07")] == ["2026-07"]


def test_last_month_is_the_only_one_that_asks_the_clock(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), None)
    # 1 June 00:30 in London is still 31 May in UTC: last month is May there.
    chosen = select_periods(data, "last-month", clock=lambda: utc(2026, 5, 31, 23, 30))
    assert [period.name for period in chosen] == ["2026-05"]

    def no_clock() -> dt.datetime:
        raise AssertionError("the clock was asked")

    select_periods(data, None, clock=no_clock)
    select_periods(data, "2026-03", clock=no_clock)


def test_each_month_is_judged_at_its_own_end(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), None)
    found = select_findings(data, "all", None, with_whole=True)
    assert [each.name for each in found] == ["2026-02", "2026-03", "2026-04", "2026-05", "all"]
    assert found[1].as_of == utc(2026, 3, 31, 23)
    assert found[-1].as_of == utc(2026, 6, 1) + dt.timedelta(microseconds=1)


def test_as_of_goes_with_one_period_only(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), None)
    with pytest.raises(ContractError, match="one period"):
        select_findings(data, None, "2026-03-10")
    assert select_findings(data, "2026-04", "2026-04-10T12:00")[0].as_of == utc(2026, 4, 10, 11)


def test_as_of_before_the_period_is_refused(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), None)
    with pytest.raises(ContractError, match="not after the start"):
        select_findings(data, "2026-04", "2026-03-10")


def test_question_without_a_period_looks_to_where_the_data_is_complete(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), utc(2026, 5, 1))
    assert default_instant(data, None) == utc(2026, 5, 1)
    open_ended = Dataset(data.contract, replace(data.tables, complete_until=None))
    assert default_instant(open_ended, None) == utc(2026, 6, 1) + dt.timedelta(microseconds=1)


@pytest.mark.parametrize("text", ["2026-10-25T01:30", "2026-03-29T01:30"])
def test_instant_that_occurs_twice_or_never_is_refused(text: str) -> None:
    with pytest.raises(ContractError, match="clocks change"):
        parse_instant(text, "Europe/London")


def test_instant_with_an_offset_is_taken_as_it_is() -> None:
    assert parse_instant("2026-10-25T01:30+01:00", "Europe/London") == utc(2026, 10, 25, 0, 30)


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "October", "2026-1", ""])
def test_what_is_no_month_is_refused(tmp_path: Path, text: str) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), None)
    with pytest.raises(ContractError, match="no month"):
        select_periods(data, text)


@pytest.mark.parametrize("name", ["2026-01", "2020-01"])
def test_month_outside_the_contract_is_refused(tmp_path: Path, name: str) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), None)
    with pytest.raises(ContractError, match="does not run in"):
        select_periods(data, name)


def test_month_that_the_data_does_not_reach_is_provisional(tmp_path: Path) -> None:
    data = dataset(tmp_path, [utc(2026, 2, 11)], utc(2026, 6, 1), utc(2026, 4, 15))
    march, april = (select_findings(data, name, None)[0] for name in ("2026-03", "2026-04"))
    assert (march.is_provisional, april.is_provisional) == (False, True)
    assert select_findings(data, "2026-03", "2026-05-01")[0].is_provisional
    assert not select_findings(data, "2026-04", "2026-04-10")[0].is_provisional


def test_nil_return_holds_for_its_month_only(tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(
        CONTRACT.replace('path = "x.csv"', 'path = "x.csv"\ntimezone = "UTC"\nnil_return = ["2026-03"]'),
        encoding="utf-8",
    )
    (tmp_path / "x.csv").write_text("incident_id,severity,opened_at\n", encoding="utf-8")
    data = open_dataset(tmp_path)
    assert select_findings(data, "2026-03", None)[0].name == "2026-03"
    with pytest.raises(ExportError, match="not among its nil returns"):
        select_findings(data, "2026-04", None)


@pytest.mark.parametrize("text", ["0001-01-01T00:00+05:00", "9999-12-31T23:59-05:00"])
def test_instant_outside_the_years_is_refused(text: str) -> None:
    with pytest.raises(ContractError, match="outside the years"):
        parse_instant(text, "UTC")
