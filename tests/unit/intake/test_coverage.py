"""Files of another time, months without an incident, and counts at which tools stop."""

import datetime as dt

import pytest

from analytics.intake import check_exports
from tests.unit.intake.make import make_contract, table_export

HEADER = "number,opened,priority\n"


def read(tmp_path, *days, n=1, starts=dt.date(2026, 1, 1), ends=None, **keys):
    rows = [f"INC{i}-{j},{day} 09:00:00,1 - Critical\n" for i, day in enumerate(days) for j in range(n)]
    (tmp_path / "t.csv").write_text(HEADER + "".join(rows))
    head: dict[str, object] = {
        "id": "c",
        "title": "t",
        "buyer": "b",
        "supplier": "s",
        "timezone": "Europe/London",
    }
    contract = make_contract(
        tmp_path, table_export(**keys), contract={**head, "starts": starts, "ends": ends}
    )
    return check_exports(contract, tmp_path)


def test_a_file_that_ends_before_the_contract_begins_is_refused(tmp_path):
    tables, problems = read(tmp_path, "2025-12-30", "2025-12-31")
    assert "none of its 2 rows is of this contract's time: the last instant is 2025-12-31 09:00 UTC" in str(
        problems[0]
    )
    assert tables.files.select("n_read", "n_used", "n_excluded").row(0) == (2, 0, 2)


def test_a_file_that_begins_after_the_contract_ended_is_refused(tmp_path):
    _, problems = read(tmp_path, "2026-07-01", ends=dt.date(2026, 7, 1))
    assert "the first instant is 2026-07-01 09:00 UTC" in str(problems[0])


def test_a_file_of_which_one_row_is_of_the_contracts_time_is_used(tmp_path):
    tables, problems = read(tmp_path, "2025-12-31", "2026-01-01")
    assert (problems, tables.incidents.height) == ([], 2)


@pytest.mark.parametrize(("n", "is_told"), [(999, False), (1000, True), (1500, True), (1501, False)])
def test_a_round_count_is_told(tmp_path, n, is_told):
    tables, _ = read(tmp_path, "2026-01-01", n=n)
    assert any(f"exactly {n:,} rows" in note for note in tables.notes) == is_told


def test_a_whole_month_without_an_incident_is_told(tmp_path):
    tables, _ = read(tmp_path, "2026-01-31", "2026-04-02")
    [note] = [note for note in tables.notes if "No export has" in note]
    assert "opened in 2026-02, 2026-03: declare a nil return" in note


def test_a_declared_nil_return_and_the_month_that_is_not_over_are_not_told(tmp_path):
    tables, _ = read(tmp_path, "2026-01-31", "2026-03-02", nil_return=["2026-02"])
    assert not [note for note in tables.notes if "No export has" in note]


def test_the_months_up_to_which_the_export_is_complete_are_told(tmp_path):
    tables, _ = read(tmp_path, "2026-01-31", complete_until=dt.date(2026, 3, 1))
    assert [note for note in tables.notes if "opened in 2026-02:" in note]


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (("2026-10-05", "2036-10-05"), ["INC1-0"]),
        (("2026-10-05", "2026-10-06", "2026-10-07", "2036-10-05", "2046-10-05"), ["INC3-0", "INC4-0"]),
        (("2026-10-05", "2027-10-05"), []),
        (("2024-10-05", "2026-10-05", "2026-10-06"), []),
        (("2026-10-05",), []),
    ],
)
def test_an_instant_years_after_all_others_is_doubted(tmp_path, days, named):
    tables, problems = read(tmp_path, *days)
    assert problems == []
    told = [note for note in tables.notes if "more than a year after" in note]
    assert [note.split(":")[0] for note in told] == named


def test_incidents_of_a_month_that_is_declared_a_nil_return_are_told(tmp_path):
    tables, problems = read(tmp_path, "2026-01-31", "2026-02-02", nil_return=["2026-02"])
    assert problems == []
    [note] = [note for note in tables.notes if "nil return" in note]
    assert "2026-02 is declared a nil return, and 1 of its incidents were opened in it" in note


@pytest.mark.parametrize(("day", "is_told"), [("1969-10-13", True), ("2024-10-13", False)])
def test_an_opening_years_before_the_contract_is_told(tmp_path, day, is_told):
    tables, _ = read(tmp_path, day, "2026-01-31", "2026-01-30")
    assert any("INC0-0: it was opened 1969-10-13" in note for note in tables.notes) == is_told
