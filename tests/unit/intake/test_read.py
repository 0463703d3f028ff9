"""Tables, notices, and the account of a whole run."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import ExportError
from analytics.intake import check_exports, read_exports
from analytics.schema import FILES, INCIDENTS, NOTIFICATIONS, PAUSES, REJECTED, TRANSITIONS
from tests.unit.intake.make import AUDIT_HEADER, audit_export, make_contract, notice_export, table_export, utc

HEADER = "number,opened,priority\n"
GOOD = "I1,2026-10-01 09:00,2 - High\n"


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)


def test_every_table_has_the_columns_of_the_schema(tmp_path):
    write(tmp_path, t=HEADER + GOOD, n="incident,audience,at\nI1,buyer,2026-10-01 09:05\n")
    tables = read_exports(make_contract(tmp_path, table_export(), notice_export()))
    for table, schema in (
        (tables.incidents, INCIDENTS),
        (tables.transitions, TRANSITIONS),
        (tables.pauses, PAUSES),
        (tables.notifications, NOTIFICATIONS),
        (tables.rejected, REJECTED),
        (tables.files, FILES),
    ):
        assert dict(table.schema) == dict(pl.Schema(schema))


def test_a_table_maps_columns_values_and_words(tmp_path):
    write(tmp_path, t="id;when;sev;type;pd\n007;1/10/2026 09:00;P1;Service Request;Ja\n")
    export = table_export(
        timezone="Europe/London",
        dates="day-first",
        columns={
            "incident_id": "id",
            "opened_at": "when",
            "severity": "sev",
            "kind": "Type",
            "has_personal_data": "pd",
        },
        values={
            "kind": {"request": ["service request"]},
            "has_personal_data": {"yes": ["ja"]},
            "severity": {"P1": ["P1"]},
        },
    )
    incident = read_exports(make_contract(tmp_path, export)).incidents.row(0, named=True)
    assert (incident["incident_id"], incident["opened_at"]) == ("007", utc("2026-10-01 08:00"))
    assert (incident["kind"], incident["has_personal_data"], incident["severity"]) == ("request", True, "P1")
    assert incident["source"] == "t.csv"


def test_an_incident_is_of_the_kind_incident_unless_said_otherwise(tmp_path):
    write(tmp_path, t=HEADER + GOOD)
    assert read_exports(make_contract(tmp_path, table_export())).incidents["kind"].to_list() == ["incident"]


def test_conflicting_twins_are_faults_and_neither_is_used(tmp_path):
    write(tmp_path, t=HEADER + GOOD + "I1,2026-10-01 09:30,2 - High\nI2,2026-10-01 09:30,2 - High\n")
    tables = read_exports(make_contract(tmp_path, table_export()), strict=False)
    assert tables.incidents["incident_id"].to_list() == ["I2"]
    assert tables.rejected.select("line", "is_fault").rows() == [(2, True), (3, True)]


def test_a_reexport_of_a_table_counts_once(tmp_path):
    write(tmp_path, t=HEADER + GOOD, u=HEADER + GOOD + GOOD.replace("I1", "I2"))
    tables = read_exports(make_contract(tmp_path, table_export(), table_export("u.csv")))
    assert tables.incidents["incident_id"].to_list() == ["I1", "I2"]
    assert tables.rejected.select("file", "line", "is_fault").rows() == [("u.csv", 2, False)]


def test_an_incident_of_the_audit_log_is_not_taken_from_a_table_too(tmp_path):
    write(
        tmp_path,
        a=f"{AUDIT_HEADER}\nI1,New,2026-10-01 09:00,2026-10-01 09:05,0,2 - High,,,\n",
        t=HEADER + GOOD,
    )
    tables = read_exports(make_contract(tmp_path, audit_export(), table_export()), strict=False)
    assert tables.incidents["source"].to_list() == ["a.csv"]
    assert tables.rejected.select("file", "is_fault").rows() == [("t.csv", True)]


def test_a_message_about_an_unknown_incident_is_a_fault(tmp_path):
    write(
        tmp_path,
        t=HEADER + GOOD,
        n="number,audience,sent_at\nI1,buyer,2026-10-01 09:05\nI9,buyer,2026-10-01 09:05\n",
    )
    tables = read_exports(make_contract(tmp_path, table_export(), notice_export()), strict=False)
    assert tables.notifications.select("incident_id", "audience", "at").rows() == [
        ("I1", "buyer", utc("2026-10-01 09:05"))
    ]
    assert tables.rejected.select("file", "line", "reason", "is_fault").rows() == [
        ("n.csv", 3, "no such incident", True)
    ]


def test_a_refused_file_of_incidents_is_no_fault_of_the_files_beside_it(tmp_path):
    write(tmp_path, t="number,priority\nI1,2 - High\n", n="number,audience,at\nI1,buyer,2026-10-01 09:05\n")
    tables, problems = check_exports(make_contract(tmp_path, table_export(), notice_export()))
    assert [problem.where for problem in problems] == ["t.csv"]
    assert tables.rejected.filter(pl.col("file") == "n.csv")["is_fault"].to_list() == [False]
    assert tables.files["n_excluded"].to_list() == [1, 1]


def test_without_a_notice_export_there_is_no_table_of_notices(tmp_path):
    write(tmp_path, t=HEADER + GOOD)
    assert read_exports(make_contract(tmp_path, table_export())).notifications is None


def test_a_totals_row_is_excluded_and_no_fault(tmp_path):
    write(tmp_path, t=HEADER + GOOD + ",,5 incidents\nTotal,,\n")
    rejected = read_exports(make_contract(tmp_path, table_export())).rejected
    assert rejected.select("line", "reason", "is_fault").rows() == [
        (3, "no incident number: totals row", False),
        (4, "no incident number: totals row", False),
    ]


def test_the_mark_of_a_cut_export_is_no_row_and_is_noted(tmp_path):
    mark = "Export stopped due to excessive size. Use CSV for a complete export,,\n"
    write(tmp_path, t=HEADER + GOOD + mark)
    tables = read_exports(make_contract(tmp_path, table_export()))
    assert tables.files["n_faults"].to_list() == [0]
    assert any("rows are missing" in note for note in tables.notes)


def test_a_file_of_exactly_ten_thousand_rows_is_noted(tmp_path):
    rows = "".join(f"I{i},2026-10-01 09:00,2 - High\n" for i in range(10_000))
    write(tmp_path, t=HEADER + rows)
    assert any(
        "exactly 10,000 rows" in note for note in read_exports(make_contract(tmp_path, table_export())).notes
    )


def test_a_header_alone_is_refused_unless_a_nil_return_is_declared(tmp_path):
    write(tmp_path, t=HEADER)
    with pytest.raises(ExportError, match="no rows: nil return or failed export"):
        read_exports(make_contract(tmp_path, table_export()))
    tables = read_exports(make_contract(tmp_path, table_export(nil_return=["2026-10"])))
    assert (tables.incidents.height, tables.files["n_read"].to_list()) == (0, [0])


def test_an_empty_file_is_refused_even_as_a_nil_return(tmp_path):
    write(tmp_path, t="")
    with pytest.raises(ExportError, match="empty"):
        read_exports(make_contract(tmp_path, table_export(nil_return=["2026-10"])))


def test_a_file_without_a_usable_row_is_refused(tmp_path):
    write(tmp_path, t=HEADER + "I1,2026-10-01 09:00,P9\n")
    with pytest.raises(ExportError, match="none of its 1 rows can be used: unmapped severity"):
        read_exports(make_contract(tmp_path, table_export(), rules={"max_excluded": 1}))


def test_every_problem_of_every_file_comes_at_once(tmp_path):
    write(tmp_path, t="a,b\n1,2\n", n="<html>")
    exports = (
        table_export(),
        notice_export(),
        table_export("gone.csv"),
        table_export("v.csv", columns={"opend_at": "x"}),
    )
    write(tmp_path, v=HEADER + GOOD)
    with pytest.raises(ExportError) as error:
        read_exports(make_contract(tmp_path, *exports))
    assert [problem.where for problem in error.value.problems] == [
        "t.csv",
        "n.csv",
        "gone.csv",
        "v.csv",
        "v.csv",
    ]
    assert "did you mean 'opened_at'?" in str(error.value)


def share_files(folder, n_bad):
    bad = "".join(f"B{i},2026-10-01 09:00,P9\n" for i in range(n_bad))
    good = "".join(f"G{i},2026-10-01 09:00,2 - High\n" for i in range(20 - n_bad))
    write(folder, t=HEADER + bad + good)
    return make_contract(folder, table_export())


def test_faults_of_five_per_cent_are_borne(tmp_path):
    assert read_exports(share_files(tmp_path, 1)).incidents.height == 19


def test_more_faults_are_refused_but_accounted_for(tmp_path):
    contract = share_files(tmp_path, 2)
    with pytest.raises(
        ExportError,
        match="2 of 20 rows excluded for a fault: unmapped severity \\(2, first on line 2: 'P9'\\)",
    ):
        read_exports(contract)
    tables, problems = check_exports(contract)
    counts = tables.files.select("n_read", "n_used", "n_excluded", "n_faults").row(0)
    assert counts == (20, 0, 20, 2)  # of a refused file nothing is used
    assert tables.rejected.height == 20
    assert len(problems) == 1
    assert read_exports(contract, strict=False).incidents.height == 18


def test_repeats_and_totals_do_not_count_as_faults(tmp_path):
    write(tmp_path, t=HEADER + GOOD * 5 + ",,5 incidents\n")
    assert read_exports(make_contract(tmp_path, table_export())).files["n_excluded"].to_list() == [5]
    bad = "I2,2026-10-01 09:00,P9\n"
    write(tmp_path, t=HEADER + GOOD * 20 + bad)
    assert read_exports(make_contract(tmp_path, table_export())).files["n_faults"].to_list() == [1]
    write(tmp_path, t=HEADER + GOOD * 5 + bad)
    with pytest.raises(ExportError, match="1 of 6 rows"):
        read_exports(make_contract(tmp_path, table_export()))


def test_a_header_that_stands_twice_is_refused_where_it_is_wanted(tmp_path):
    write(tmp_path, t="number,opened,priority,Priority,x,x\nI1,2026-10-01 09:00,2 - High,P9,,\n")
    with pytest.raises(ExportError, match="the header 'priority' stands 2 times, so severity could be any"):
        read_exports(make_contract(tmp_path, table_export()))


def test_a_refused_file_is_in_the_account_with_all_its_rows_excluded(tmp_path):
    write(tmp_path, t=HEADER + "I1,03/04/2026 09:00,2 - High\nI2,05/06/2026 09:00,2 - High\n")
    tables, problems = check_exports(make_contract(tmp_path, table_export()))
    assert tables.files.select("n_read", "n_used", "n_excluded", "n_faults").row(0) == (2, 0, 2, 2)
    assert tables.rejected["line"].to_list() == [2, 3]
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("I1,2026-02-30 09:00,2 - High", "opened", "2026-02-30 09:00"),
        ("I1,2026-10-01 09:00:00,2 - Hi", "priority", "2 - Hi"),
        ("I1,,2 - High", "opened", None),
    ],
)
def test_a_row_that_is_not_used_is_told_with_its_cell(tmp_path, row, column, value):
    write(tmp_path, t=HEADER + f"{row}\nI2,2026-10-01 09:00,2 - High\n")
    tables, _ = check_exports(make_contract(tmp_path, table_export(), rules={"max_excluded": 1.0}))
    assert tables.rejected.select("line", "column", "value").rows() == [(2, column, value)]


def test_the_latest_instant_is_that_of_any_used_row_of_any_export(tmp_path):
    header = "number,opened,priority,closed\n"
    rows = "I1,2026-10-01 09:00,2 - High,2026-10-04 09:00\nI2,2027-01-01 09:00,P9,\n"
    write(tmp_path, t=header + rows, n="incident,audience,at\nI1,buyer,2026-10-03 09:05\n")
    columns = {"incident_id": "number", "opened_at": "opened", "severity": "priority", "closed_at": "closed"}
    contract = make_contract(
        tmp_path, table_export(columns=columns), notice_export(), rules={"max_excluded": 1}
    )
    tables = read_exports(contract)
    assert tables.latest_at == utc("2026-10-04 09:00")
    assert tables.files["last_at"].to_list() == [utc("2026-10-04 09:00"), utc("2026-10-03 09:05")]


def test_a_day_of_completeness_begins_at_midnight_of_the_contracts_zone(tmp_path):
    write(tmp_path, t=HEADER + GOOD, n="incident,audience,at\nI1,buyer,2026-10-01 09:05\n")
    exports = (
        table_export(complete_until=dt.date(2026, 11, 1)),
        notice_export(complete_until=dt.date(2026, 7, 1)),
    )
    assert read_exports(make_contract(tmp_path, *exports)).complete_until == utc("2026-06-30 23:00")


def test_the_folder_given_goes_before_the_contracts(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", t=HEADER + GOOD)
    assert read_exports(make_contract(tmp_path, table_export()), tmp_path / "in").incidents.height == 1


CELLS = st.tuples(
    st.sampled_from(["I1", "I2", "I3", "", "Total"]),
    st.sampled_from(["2026-10-01 09:00", "2026-10-01 10:00", "", "soon", "2026-02-30 09:00"]),
    st.sampled_from(["2 - High", "1 - critical", "P9", ""]),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(CELLS, min_size=1, max_size=10), st.randoms(use_true_random=False))
def test_every_row_is_used_or_excluded_and_their_order_does_not_matter(tmp_path, rows, random):
    contract = make_contract(tmp_path, table_export())
    seen = []
    for _ in range(2):
        write(tmp_path, t=HEADER + "".join(",".join(row) + "\n" for row in rows))
        tables, _problems = check_exports(contract)
        n_read, n_used, n_excluded = tables.files.select("n_read", "n_used", "n_excluded").row(0)
        assert n_read == n_used + n_excluded == sum(any(row) for row in rows)
        assert tables.rejected.height == n_excluded
        seen.append((tables.incidents, sorted(tables.rejected["reason"])))
        random.shuffle(rows)
    assert seen[0][0].equals(seen[1][0])
    assert seen[0][1] == seen[1][1]


def test_everything_that_is_wrong_with_a_row_is_told_at_once(tmp_path):
    write(tmp_path, t=HEADER + GOOD + "I9,2026-02-30 09:00,P9\n")
    contract = make_contract(tmp_path, table_export(), rules={"max_excluded": 1.0})
    row = check_exports(contract)[0].rejected.row(0, named=True)
    assert (row["id"], row["line"], row["column"], row["value"]) == ("I9", 3, "priority", "P9")
    assert (row["reason"], row["also"]) == ("unmapped severity", "opened: no such day")


def test_rows_of_a_file_of_which_none_is_used_keep_their_reasons(tmp_path):
    write(tmp_path, t=HEADER + "I1,2026-10-01 09:00,7\nI2,2026-10-01 09:00,8\n")
    tables, [problem] = check_exports(make_contract(tmp_path, table_export()))
    assert "none of its 2 rows can be used: unmapped severity (2, first on line 2: '7')" in str(problem)
    assert tables.rejected.select("id", "value", "reason").rows() == [
        ("I1", "7", "unmapped severity"),
        ("I2", "8", "unmapped severity"),
    ]


def test_the_contract_may_say_what_an_empty_severity_means(tmp_path):
    write(tmp_path, t=HEADER + "I1,2026-10-01 09:00,\n")
    severity = {"P1": ["1"], "P2": ["2"], "P3": ["3"], "P4": ["4", ""]}
    incidents = read_exports(make_contract(tmp_path, table_export(), severity=severity)).incidents
    assert incidents["severity"].to_list() == ["P4"]


@pytest.mark.parametrize("row", ["Total,1,", "Total,Count,", "Grand summaries,5,2"])
def test_a_totals_row_with_a_count_under_a_date_is_no_fault(tmp_path, row):
    write(tmp_path, t=HEADER + GOOD + row + "\n")
    tables, problems = check_exports(make_contract(tmp_path, table_export()))
    assert problems == []
    assert tables.rejected.select("reason", "is_fault").rows() == [("no incident number: totals row", False)]


def test_a_nil_return_may_have_a_totals_row(tmp_path):
    write(tmp_path, t=HEADER + "Total,0,\n")
    tables, problems = check_exports(make_contract(tmp_path, table_export(nil_return=["2026-10"])))
    assert problems == []
    assert tables.files.select("n_read", "n_used", "n_excluded").row(0) == (1, 0, 1)
