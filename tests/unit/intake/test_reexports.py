"""One incident in the exports of several months: settled where the contract maps when a row was changed."""

import pytest

from analytics.intake import check_exports
from tests.unit.intake.make import make_contract, table_export, utc

COLUMNS = {"incident_id": "number", "opened_at": "opened", "resolved_at": "resolved", "severity": "priority"}
HEADER = "number,opened,resolved,priority,changed\n"
OCTOBER = "INC1,2026-10-30 09:00:00,,1 - Critical,2026-10-31 00:00:00\n"
NOVEMBER = "INC1,2026-10-30 09:00:00,2026-11-02 12:00:00,1 - Critical,2026-11-02 12:00:00\n"


@pytest.fixture
def read(tmp_path):
    def run(*files, mapped=True):
        columns = COLUMNS | ({"updated_at": "changed"} if mapped else {})
        for i, rows in enumerate(files):
            (tmp_path / f"{i}.csv").write_text(HEADER + rows)
        exports = [table_export(f"{i}.csv", columns=columns) for i in range(len(files))]
        return check_exports(make_contract(tmp_path, *exports), tmp_path)

    return run


@pytest.mark.parametrize("files", [(OCTOBER, NOVEMBER), (NOVEMBER, OCTOBER), (OCTOBER + NOVEMBER,)])
def test_the_row_that_was_changed_last_is_used_whatever_the_order(read, files):
    tables, problems = read(*files)
    assert problems == []
    assert tables.incidents["resolved_at"].to_list() == [utc("2026-11-02T12:00:00")]
    assert tables.rejected.select("reason", "is_fault").rows() == [
        ("an earlier state of this incident: a row changed later is used", False)
    ]


@pytest.mark.parametrize(
    "other", [NOVEMBER.replace("02 12:00:00\n", "01 00:00:00\n"), OCTOBER.replace("10-31", "11-02")]
)
def test_rows_of_the_same_instant_are_still_twins(read, other):
    same = other.replace(other[-20:-1], "2026-10-31 00:00:00")
    tables, problems = read(OCTOBER, same.replace("09:00:00,", "09:00:01,", 1))
    assert tables.incidents.is_empty()
    assert problems


def test_what_was_changed_at_an_unknown_instant_settles_nothing(read):
    tables, _ = read(OCTOBER, NOVEMBER.replace("2026-11-02 12:00:00\n", "\n"))
    assert tables.incidents.is_empty()


def test_without_the_column_they_are_twins(read):
    tables, problems = read(OCTOBER, NOVEMBER, mapped=False)
    assert tables.incidents.is_empty()
    assert problems
