"""Two parties' exports of the same incidents: matched, every difference listed, the figures a range."""

import pytest

from analytics.intake import check_exports
from analytics.obligations import measure
from tests.unit.intake.make import AUDIT_HEADER, make_contract, table_export, utc

COLUMNS = {"incident_id": "number", "opened_at": "opened", "resolved_at": "resolved", "severity": "priority"}
CLAUSE = {"id": "r", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}
HEADER = "number,opened,resolved,priority\n"
GOOD = "INC1,2026-10-01 09:00:00,2026-10-01 12:00:00,1 - Critical\n"
LATER = "INC1,2026-10-01 09:00:00,2026-10-01 14:00:00,1 - Critical\n"
AS_OF = utc("2026-11-01T00:00:00")


def export(path, party=None, **keys):
    return table_export(path, columns=COLUMNS, **({"party": party} if party else {}), **keys)


@pytest.fixture
def read(tmp_path):
    def run(*files, **tables):
        exports = []
        for i, (party, text, *keys) in enumerate(files):
            (tmp_path / f"{i}.csv").write_text(text)
            exports.append({**export(f"{i}.csv", party), **(keys[0] if keys else {})})
        contract = make_contract(tmp_path, *exports, clauses=[CLAUSE], **tables)
        found, problems = check_exports(contract, tmp_path)
        return found, problems, contract

    return run


def test_the_first_partys_value_is_used_and_the_others_listed(read):
    tables, problems, _ = read(("supplier", HEADER + GOOD), ("buyer", HEADER + LATER))
    assert problems == []
    assert tables.incidents["resolved_at"].to_list() == [utc("2026-10-01T12:00:00")]
    assert tables.differences.rows() == [
        (
            *("INC1", "resolved_at", "0.csv", "2026-10-01T12:00:00Z"),
            *("1.csv", "2026-10-01T14:00:00Z", "buyer"),
        )
    ]
    assert tables.files["n_used"].to_list() == [1, 1]


def test_the_outcome_is_given_by_either_value_until_it_is_settled(read):
    tables, _, contract = read(("supplier", HEADER + GOOD), ("buyer", HEADER + LATER))
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["outcome_disputed"]) == ("met", "missed")


def test_the_contract_may_go_by_the_other_value(read):
    rules = {"disputed": "as disputed"}
    tables, _, contract = read(("supplier", HEADER + GOOD), ("buyer", HEADER + LATER), rules=rules)
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["outcome_disputed"]) == ("missed", "met")


def test_accounts_that_agree_leave_nothing_in_dispute(read):
    tables, _, _ = read(("supplier", HEADER + GOOD), ("buyer", HEADER + GOOD))
    assert (tables.differences.height, tables.disputes.height, tables.incidents.height) == (0, 0, 1)


def test_without_parties_two_accounts_are_conflicting_twins(read):
    tables, problems, _ = read((None, HEADER + GOOD), (None, HEADER + LATER))
    assert set(tables.rejected["reason"]) == {"conflicting twins: several rows of one incident disagree"}
    assert tables.rejected.select("column", "value").rows() == [("resolved_at", "INC1")] * 2
    assert problems


def test_twins_within_one_partys_account_stay_twins(read):
    tables, _, _ = read(
        ("supplier", HEADER + GOOD + LATER), ("buyer", HEADER + GOOD), rules={"max_excluded": 1.0}
    )
    assert tables.rejected.height == 2
    assert tables.incidents["source"].to_list() == ["1.csv"]


def test_a_re_export_of_one_party_is_a_repeat(read):
    tables, problems, _ = read(("supplier", HEADER + GOOD), ("supplier", HEADER + GOOD))
    assert tables.rejected["reason"].to_list() == ["repeat of an earlier row in every mapped column"]
    assert (problems, tables.differences.height) == ([], 0)


def test_an_incident_of_one_party_alone_is_used_and_told(read):
    other = "INC2,2026-10-02 09:00:00,,2 - High\n"
    tables, _, _ = read(("supplier", HEADER + GOOD), ("buyer", HEADER + GOOD + other))
    assert tables.incidents["incident_id"].to_list() == ["INC1", "INC2"]
    assert "1 incident is only in the buyer's export, and is used" in tables.notes


def test_resolved_for_one_and_open_for_the_other_is_a_difference(read):
    tables, _, contract = read(
        ("supplier", HEADER + "INC1,2026-10-01 09:00:00,,1 - Critical\n"), ("buyer", HEADER + GOOD)
    )
    assert tables.differences.select("value", "other_value").row(0) == (None, "2026-10-01T12:00:00Z")
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["outcome_disputed"]) == ("missed", "met")


def test_resolved_by_the_used_account_and_open_by_the_other_is_in_dispute(read):
    tables, _, contract = read(
        ("supplier", HEADER + GOOD), ("buyer", HEADER + GOOD.replace("2026-10-01 12:00:00", ""))
    )
    assert tables.differences.select("value", "other_value").row(0) == ("2026-10-01T12:00:00Z", None)
    assert tables.disputes.select("field", "at").rows() == [("resolved_at", None)]
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["outcome_disputed"]) == ("met", "missed")


CLOSED = {**COLUMNS, "closed_at": "closed"}


@pytest.mark.parametrize(
    ("supplier", "buyer", "outcomes"),
    [
        (("", "2026-10-01 12:00:00"), ("", "2026-10-01 14:00:00"), ("met", "missed")),
        (("", "2026-10-01 12:00:00"), ("", ""), ("met", "missed")),
        (("2026-10-01 12:00:00", "2026-10-02 12:00:00"), ("", ""), ("met", "missed")),
        (("2026-10-01 12:00:00", "2026-10-02 12:00:00"), ("2026-10-01 12:00:00", ""), ("met", None)),
    ],
)
def test_a_closing_is_in_dispute_where_it_stands_for_the_resolution(read, supplier, buyer, outcomes):
    header = "number,opened,resolved,closed,priority\n"
    texts = [f"INC1,2026-10-01 09:00:00,{','.join(each)},1 - Critical\n" for each in (supplier, buyer)]
    keys = {"columns": CLOSED}
    tables, _, contract = read(("supplier", header + texts[0], keys), ("buyer", header + texts[1], keys))
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["outcome_disputed"]) == outcomes


def test_by_the_account_of_an_open_incident_the_other_partys_log_ends_nothing(tmp_path):
    rows = "INC1,{},2026-10-01 09:00:00,2026-10-01 {}:00:00,{},1 - Critical,x,2026-10-01 12:00:00,\n"
    log = AUDIT_HEADER + "\n" + rows.format("New", "09", 0) + rows.format("Resolved", "12", 1)
    (tmp_path / "log.csv").write_text(log)
    (tmp_path / "list.csv").write_text(HEADER + GOOD.replace("2026-10-01 12:00:00", ""))
    contract = make_contract(
        tmp_path,
        {"source": "servicenow-audit", "path": "log.csv", "timezone": "UTC", "party": "supplier"},
        export("list.csv", "buyer"),
        clauses=[CLAUSE],
    )
    tables, problems = check_exports(contract, tmp_path)
    assert problems == []
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["outcome_disputed"]) == ("met", "missed")


def test_a_severity_that_differs_is_listed(read):
    tables, _, _ = read(
        ("supplier", HEADER + GOOD), ("buyer", HEADER + GOOD.replace("1 - Critical", "2 - High"))
    )
    assert tables.differences.select("field", "value", "other_value").row(0) == ("severity", "P1", "P2")
    assert any(
        note.endswith("first party's are used; of severity no figure shows a range") for note in tables.notes
    )


def test_a_column_that_one_account_lacks_is_no_difference(read):
    short = "number,opened,priority\nINC1,2026-10-01 09:00:00,1 - Critical\n"
    lean = {"columns": {key: value for key, value in COLUMNS.items() if key != "resolved_at"}}
    tables, problems, _ = read(("supplier", HEADER + GOOD), ("buyer", short, lean))
    assert (problems, tables.differences.height) == ([], 0)


def test_an_account_in_whole_minutes_differs_by_minutes_only(read):
    whole = "INC1,2026-10-01 09:00,2026-10-01 12:00,1 - Critical\n"
    near, far = GOOD.replace("12:00:00", "12:00:59"), GOOD.replace("12:00:00", "12:01:00")
    minute = {"precision": "minute"}
    for row, n in ((near, 0), (far, 1)):
        tables, _, _ = read(("supplier", HEADER + row), ("buyer", HEADER + whole, minute))
        assert tables.differences.height == n


def test_the_buyers_list_is_compared_with_the_suppliers_log(tmp_path):
    row = "INC1,Resolved,2026-10-01 09:00:00,2026-10-01 12:00:00,1,1 - Critical,x,2026-10-01 12:00:00,"
    (tmp_path / "a.csv").write_text(f"{AUDIT_HEADER}\n{row}\n")
    (tmp_path / "b.csv").write_text(HEADER + LATER)
    audit = {"source": "servicenow-audit", "path": "a.csv", "timezone": "UTC", "party": "supplier"}
    contract = make_contract(tmp_path, audit, export("b.csv", "buyer"), clauses=[CLAUSE])
    tables, problems = check_exports(contract, tmp_path)
    assert problems == []
    assert tables.differences.select("field", "file", "other_file").rows() == [
        ("resolved_at", "a.csv", "b.csv")
    ]
    assert tables.rejected.is_empty()
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["outcome_disputed"]) == ("met", "missed")
