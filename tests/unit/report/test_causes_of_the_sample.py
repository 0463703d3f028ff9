"""What the report says of the causes and changes that the sample plants, against the truth beside it."""

import csv
from pathlib import Path

import polars as pl
import pytest

from analytics.publish.new import new_folder
from analytics.report.page import Report, open_report


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("sample") / "contract"
    new_folder(target)
    return target


@pytest.fixture(scope="module")
def report(folder: Path) -> Report:
    return open_report(folder, period="2026-10")


def truth(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "exports" / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def members_of(folder: Path, key: str) -> set[str]:
    return {row["incident_id"] for row in truth(folder, "truth_causes.csv") if row["cause_key"] == key}


def groups_of(report: Report, incidents: set[str]) -> dict[str, int]:
    """How many of some incidents are in each group."""
    groups = report.findings.causes.groups.filter(pl.col("incident_id").is_in(list(incidents)))
    return dict(groups.group_by("cause_id").len().iter_rows())


def main_group(report: Report, incidents: set[str]) -> str:
    sizes = groups_of(report, incidents)
    return max(sizes, key=sizes.__getitem__)


def test_each_change_that_was_made_has_the_verdict_of_the_truth(folder, report) -> None:
    told = {row["change_id"]: row["verdict"] for row in report.causes.effects.iter_rows(named=True)}
    made = {
        row["change_id"]: row["verdict"]
        for row in truth(folder, "truth_changes.csv")
        if row["verdict"] and row["verdict"] != "not made"
    }
    assert told == made
    assert sorted(made.values()) == ["no evidence", "shown to work"]


def test_each_verdict_stands_with_the_cause_that_the_change_was_to_end(folder, report) -> None:
    causes = dict(report.causes.effects.select("change_id", "shown_id").iter_rows())
    for row in truth(folder, "truth_changes.csv"):
        if row["change_id"] in causes:
            assert causes[row["change_id"]] == main_group(report, members_of(folder, row["cause_key"]))


def test_the_summary_says_which_change_worked_which_did_not_and_which_waits(report) -> None:
    words = report.causes.summary().html
    assert "1 change was shown to work (CHG0030218)." in words
    assert "1 change shows no evidence of having worked (CHG0030174)." in words
    assert "1 change raised is not made yet (CHG0030251)." in words


def test_the_change_that_worked_is_told_although_its_cause_is_quiet(report) -> None:
    row = report.causes.effects.row(by_predicate=pl.col("change_id") == "CHG0030218", named=True)
    assert row["kind"] == "watched"
    assert row["n_after"] == 0
    assert f'id="{row["anchor"]}"' in report.causes_in_full.details("watched").html


def test_two_causes_that_read_alike_are_two_groups(folder, report) -> None:
    name_server = members_of(folder, "name server answers late for the sign-in address")
    pool = members_of(folder, "connection pool of the sign-in database runs dry")
    assert len(name_server) == len(pool) == 7
    assert not groups_of(report, name_server).keys() & groups_of(report, pool).keys()


def test_the_cause_that_strikes_all_the_time_is_a_signal_under_the_name_that_people_gave_it(
    folder, report
) -> None:
    chronic = main_group(report, members_of(folder, "session cache fills its memory"))
    row = report.causes.table.row(by_predicate=pl.col("cause_id") == chronic, named=True)
    assert row["is_signal"]
    assert row["n_incidents"] >= 3
    assert row["name"] == "Session cache runs out of memory"


def test_both_pages_share_the_figures_of_the_month(report) -> None:
    title = "Downtime"
    assert report.causes.downtime(title) is report.causes_in_full.downtime(title)
