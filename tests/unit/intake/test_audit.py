"""One row per update: what becomes a transition, a pause, a final value."""

import pytest

from analytics.errors import ExportError
from analytics.intake import read_exports
from tests.unit.intake.make import AUDIT_HEADER, audit_export, make_contract, utc

OPENED = "2026-10-01 09:00"


def row(at, state, mod=0, *, number="I1", priority="2 - High", who="", resolved="", closed="", opened=OPENED):
    return f"{number},{state},{opened},2026-10-{at},{mod},{priority},{who},{resolved},{closed}"


def read(tmp_path, *rows, header=AUDIT_HEADER, **tables):
    (tmp_path / "a.csv").write_text("\n".join([header, *rows]) + "\n")
    export = tables.pop("export", audit_export())
    return read_exports(make_contract(tmp_path, export, **tables))


def changes(tables, field):
    found = tables.transitions.filter(tables.transitions["field"] == field)
    return [(r["at"], r["before"], r["after"]) for r in found.iter_rows(named=True)]


def pauses(tables):
    return [tuple(r) for r in tables.pauses.select("paused_at", "resumed_at", "reason", "holder").iter_rows()]


def at(text):
    return utc(f"2026-10-{text}")


def test_a_state_takes_the_instant_of_the_first_row_that_shows_it(tmp_path):
    tables = read(
        tmp_path, row("01 09:05", "New"), row("01 09:10", "Active", 1), row("01 09:20", "Active", 2)
    )
    assert changes(tables, "state") == [(at("01 09:05"), None, "new"), (at("01 09:10"), "new", "in progress")]


def test_rows_of_one_minute_go_by_their_number_of_updates_whatever_the_order_of_the_file(tmp_path):
    rows = [row("01 09:10", "Resolved", 10), row("01 09:10", "Active", 2), row("01 09:10", "New", 1)]
    states = [after for _, _, after in changes(read(tmp_path, *rows), "state")]
    assert states == ["new", "in progress", "resolved"]


def test_incidents_do_not_run_into_each_other(tmp_path):
    tables = read(tmp_path, row("01 09:10", "Active", number="I1"), row("01 09:20", "Active", number="I2"))
    assert changes(tables, "state") == [
        (at("01 09:10"), None, "in progress"),
        (at("01 09:20"), None, "in progress"),
    ]


def test_severity_changes_are_recorded_and_the_last_is_the_incidents(tmp_path):
    tables = read(
        tmp_path,
        row("01 09:10", "New", priority="3 - Moderate"),
        row("01 09:20", "New", 1, priority=" 1 - CRITICAL "),
    )
    assert changes(tables, "severity") == [(at("01 09:10"), None, "P3"), (at("01 09:20"), "P3", "P1")]
    assert tables.incidents["severity"].to_list() == ["P1"]


def test_the_first_assignment_counts_and_names_nobody(tmp_path):
    rows = [
        row("01 09:10", "New"),
        row("01 09:20", "New", 1, who="Jo Bloggs"),
        row("01 09:30", "New", 2, who="Al"),
    ]
    tables = read(tmp_path, *rows)
    assert changes(tables, "assignment") == [(at("01 09:20"), None, "assigned")]
    assert "Bloggs" not in str(tables)


def test_a_pause_runs_from_an_on_hold_word_to_the_next_word(tmp_path):
    rows = [
        row("01 09:10", "Active"),
        row("01 10:00", "Awaiting Customer", 1),
        row("01 10:30", "awaiting customer ", 2),
        row("01 11:00", "Active", 3),
    ]
    assert pauses(read(tmp_path, *rows)) == [(at("01 10:00"), at("01 11:00"), "awaiting customer", "buyer")]


def test_a_change_of_the_on_hold_word_is_two_pauses_and_no_state_change(tmp_path):
    rows = [
        row("01 10:00", "Awaiting Customer"),
        row("01 11:00", "Awaiting Vendor", 1),
        row("01 12:00", "Active", 2),
    ]
    tables = read(tmp_path, *rows)
    assert pauses(tables) == [
        (at("01 10:00"), at("01 11:00"), "awaiting customer", "buyer"),
        (at("01 11:00"), at("01 12:00"), "awaiting third party", "third party"),
    ]
    assert [after for _, _, after in changes(tables, "state")] == ["on hold", "in progress"]


def test_a_pause_without_an_end_is_open(tmp_path):
    assert pauses(read(tmp_path, row("01 10:00", "On Hold"))) == [(at("01 10:00"), None, "on hold", None)]


def test_an_on_hold_word_without_a_reason_is_its_own(tmp_path):
    tables = read(
        tmp_path, row("01 10:00", "Parked"), states={"on_hold": ["Parked"]}, pauses={"customer": ["Waiting"]}
    )
    assert pauses(tables)[0][2] == "parked"


def test_final_values_are_the_last_rows(tmp_path):
    rows = [row("01 09:10", "Active", resolved="2026-10-02 09:00"),
            row("02 09:00", "Resolved", 1, resolved="2026-10-02 09:00"),
            row("03 09:00", "Closed", 2, resolved="2026-10-02 09:30", closed="2026-10-03 09:00")]  # fmt: skip
    incident = read(tmp_path, *rows).incidents.row(0, named=True)
    assert (incident["resolved_at"], incident["closed_at"]) == (at("02 09:30"), at("03 09:00"))
    assert (incident["opened_at"], incident["state"]) == (utc(OPENED), "closed")


def test_a_resolution_that_was_taken_back_is_none(tmp_path):
    rows = [row("02 09:00", "Resolved", resolved="2026-10-02 09:00"), row("03 09:00", "Active", 1)]
    assert read(tmp_path, *rows).incidents["resolved_at"].to_list() == [None]


def test_an_opening_that_moves_is_noted_and_the_first_rows_is_used(tmp_path):
    tables = read(tmp_path, row("01 09:10", "New"), row("01 09:20", "New", 1, opened="2026-10-01 08:00"))
    assert tables.incidents["opened_at"].to_list() == [utc(OPENED)]
    assert any("opened_at differs within 1 incidents (I1)" in note for note in tables.notes)


def test_an_exact_repeat_is_excluded_and_no_fault(tmp_path):
    tables = read(tmp_path, row("01 09:10", "New"), row("01 09:10", "New"))
    assert tables.rejected.row(0)[1:] == (
        *(None, 3, "I1", None, None),
        *("exact repeat of an earlier row", False, None),
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("01 09:20", "Limbo", 1), "unknown state"),
        (row("01 09:20", "", 1), "no state"),
        (row("01 09:20", "New", 1, priority="P9"), "unmapped severity"),
        (row("01 09:20", "New", 1, priority=""), "unmapped severity"),
        (row("01 25:00", "New", 1), "no such time of day"),
        (row("01 09:20", "New", 1, opened="?"), "no opened_at"),
        (row("01 09:20", "New", 1, number=""), "no incident number"),
        (row("01 09:20", "New", "x"), "no whole number"),
    ],
)
def test_a_faulty_row_is_kept_out_with_its_line_and_reason(tmp_path, bad, reason):
    tables = read(tmp_path, row("01 09:10", "New"), bad, rules={"max_excluded": 0.5})
    assert tables.rejected.select("line", "reason", "is_fault").rows() == [(3, reason, True)]
    assert tables.files.select("n_read", "n_used", "n_excluded", "n_faults").row(0) == (2, 1, 1, 1)


def test_labels_do_as_well_as_field_names(tmp_path):
    header = "Number,State,Opened,Updated,Updates,Priority,Assigned to,Resolved,Closed"
    assert read(tmp_path, row("01 09:10", "New"), header=header).incidents["incident_id"].to_list() == ["I1"]


def test_a_missing_column_is_named_with_those_found(tmp_path):
    with pytest.raises(ExportError, match="no column for state; the columns found are 'number', 'status'"):
        read(tmp_path, row("01 09:10", "New"), header=AUDIT_HEADER.replace("state", "status"))


@pytest.mark.parametrize(
    ("category", "is_security"), [("Security", True), (" security", True), ("Disk", False), ("?", None)]
)
def test_the_rule_of_security_reads_its_column(tmp_path, category, is_security):
    tables = read(
        tmp_path, f"{row('01 09:10', 'New')},{category}", header=f"{AUDIT_HEADER},u_kind",
        rules={"security": {"u_kind": ["Security"]}},
    )  # fmt: skip
    assert tables.incidents["is_security"].to_list() == [is_security]


def test_a_rule_whose_column_is_absent_is_noted_and_the_flag_is_unknown(tmp_path):
    tables = read(tmp_path, row("01 09:10", "New"), rules={"security": {"u_kind": ["Security"]}})
    assert tables.incidents["is_security"].to_list() == [None]
    assert any("no column 'u kind'" in note for note in tables.notes)


def test_without_a_rule_no_incident_is_known_to_be_secure_or_not(tmp_path):
    tables = read(tmp_path, f"{row('01 09:10', 'New')},true", header=f"{AUDIT_HEADER},sec",
                  export=audit_export(columns={"is_security": "sec"}))  # fmt: skip
    assert tables.incidents["is_security"].to_list() == [None]


def test_a_log_in_two_files_is_one_log_and_what_both_hold_counts_once(tmp_path):
    first, second, third = (
        row("01 09:10", "New"),
        row("01 09:20", "Active", 1),
        row("01 09:30", "Resolved", 2),
    )
    (tmp_path / "b.csv").write_text("\n".join([AUDIT_HEADER, second, third]) + "\n")
    (tmp_path / "a.csv").write_text("\n".join([AUDIT_HEADER, first, second]) + "\n")
    tables = read_exports(make_contract(tmp_path, audit_export("a.csv"), audit_export("b.csv")))
    assert [after for _, _, after in changes(tables, "state")] == ["new", "in progress", "resolved"]
    assert tables.rejected.select("file", "line", "is_fault").rows() == [("b.csv", 2, False)]
    assert tables.files.select("n_used", "n_excluded").rows() == [(2, 0), (1, 1)]


FACTS = (
    "problem_id,caused_by,close_code,cause,close_notes,short_description,description,cmdb_ci,business_service"
)


def test_what_a_log_tells_of_the_cause_is_read_under_servicenows_own_names(tmp_path):
    told = ",PRB1,CHG1,Solved,cache full,restarted,Slow,Very slow,cache-02,Cases"
    incident = read(tmp_path, row("01 09:10", "New") + told, header=f"{AUDIT_HEADER},{FACTS}").incidents
    columns = ("problem_id", "caused_by_change", "cause_code", "cause_text", "resolution_text")
    assert incident.select(*columns, "title", "description", "component", "service").row(0) == (
        *("PRB1", "CHG1", "Solved", "cache full", "restarted", "Slow", "Very slow", "cache-02", "Cases"),
    )


def test_a_column_of_cause_codes_goes_before_that_of_how_it_was_closed(tmp_path):
    header = f"{AUDIT_HEADER},close_code,u_root_cause_code"
    incident = read(tmp_path, row("01 09:10", "New") + ",Solved,CACHE", header=header).incidents
    assert incident["cause_code"].to_list() == ["CACHE"]


def test_a_fact_learnt_later_is_recorded_when_it_was_and_an_empty_cell_says_nothing(tmp_path):
    rows = [
        row("01 09:10", "New") + ",",
        row("01 09:20", "Active", 1) + ",PRB1",
        row("01 09:30", "Active", 2) + ",",
        row("01 09:40", "Active", 3) + ",PRB2",
        row("01 09:10", "New", number="I2") + ",PRB1",
        row("01 09:40", "Active", 1, number="I2") + ",PRB1",
    ]
    tables = read(tmp_path, *rows, header=f"{AUDIT_HEADER},problem_id")
    assert changes(tables, "problem_id") == [
        (at("01 09:10"), None, None),
        (at("01 09:20"), None, "PRB1"),
        (at("01 09:40"), "PRB1", "PRB2"),
    ]
    assert tables.incidents["problem_id"].to_list() == ["PRB2", "PRB1"]
