"""Rows of incidents that no figure holds are counted beside the figures."""

import pytest

from analytics.intake import check_exports
from analytics.report.left_out import left_out_words
from tests.unit.intake.make import make_contract, notice_export, table_export

HEADER = "number,opened,priority\n"
GOOD = "I1,2026-10-01 09:00,2 - High\n"


def words(folder, rows, *exports):
    (folder / "t.csv").write_text(HEADER + GOOD + rows)
    contract = make_contract(folder, table_export(), *exports, rules={"max_excluded": 1.0})
    tables, problems = check_exports(contract, folder)
    assert problems == []
    return left_out_words(tables)


def test_faults_are_counted_by_reason_the_most_frequent_first(tmp_path):
    faults = "I2,soon,2 - High\nI3,2026-10-01 09:00,5 - Planning\nI4,2026-10-01 09:00,\n"
    assert words(tmp_path, faults) == (
        "In no figure of any month: 3 rows of incidents that could not be used (unmapped severity: 2 and "
        "no instant that can be read: 1)."
    )


@pytest.mark.parametrize("rows", ["", GOOD])
def test_where_every_row_is_right_there_is_nothing_to_say(tmp_path, rows):
    assert words(tmp_path, rows) is None


def test_a_fault_of_a_register_is_none_of_an_incident(tmp_path):
    (tmp_path / "n.csv").write_text("number,audience,sent_at\nI9,buyer,2026-10-01 09:00\n")
    assert words(tmp_path, "", notice_export()) is None
