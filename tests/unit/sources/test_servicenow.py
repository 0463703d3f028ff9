"""ServiceNow's exports, by values worked out by hand from the files under tests/fixtures."""

import datetime as dt
import json

import polars as pl
import pytest

from analytics.errors import ExportError
from analytics.intake import read_exports
from tests.unit.intake.make import make_contract
from tests.unit.sources.fixtures import (
    FIXTURES,
    PAUSES,
    SEVERITY,
    at,
    changes,
    excluded,
    export,
    holds,
    read,
    row,
)

LIST = export("servicenow-incident", "list.csv", timezone="UTC")
FORMS = {
    "field names": LIST,
    "labels": export("servicenow-incident", "list.labels.csv", timezone="Europe/London", dates="day-first"),
    "stored values": export("servicenow-incident", "table_api.json", timezone="UTC"),
    "both values": export("servicenow-incident", "table_api.all.json"),
}
TAKEN_UP, RESOLVED = dt.timedelta(minutes=12, seconds=30), dt.timedelta(hours=3, minutes=45, seconds=10)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_of_the_list_tells_the_same(form):
    tables = read(FORMS[form])
    done, new = (row(tables.incidents, incident_id=f"INC004200{n}") for n in (1, 2))
    assert (done["severity"], done["state"], done["title"]) == ("P2", "closed", "Letters are printed twice")
    instants = ("opened_at", "resolved_at", "closed_at")
    assert [done[name] for name in instants] == [at("05 08:00:00"), at("05 11:45:10"), at("08 09:00:00")]
    assert (new["severity"], new["state"], new["assignment_group"]) == ("P4", "new", None)
    assert [new[name] for name in instants] == [at("06 10:00:00"), None, None]


@pytest.mark.parametrize("form", FORMS)
def test_elapsed_time_is_kept_as_the_tools_own_figure(form):
    verdicts = read(FORMS[form]).verdicts
    calendar, business = (row(verdicts, name=name) for name in ("calendar_stc", "business_stc"))
    assert (calendar["clock"], calendar["elapsed"]) == ("calendar", RESOLVED)
    assert (business["clock"], business["elapsed"]) == ("working", RESOLVED - dt.timedelta(hours=1))


def test_a_stored_instant_is_utc_whatever_zone_is_declared_for_those_shown():
    shown = export("servicenow-incident", "table_api.all.json", timezone="America/New_York")
    assert row(read(shown).incidents, incident_id="INC0042001")["opened_at"] == at("05 08:00:00")


@pytest.mark.parametrize(
    ("form", "group", "parent"),
    [
        ("stored values", "000000000000000000000000000000b0", "INC0042001"),
        ("both values", "Batch operations", "INC0042001"),
    ],
)
def test_a_reference_is_what_it_shows_else_its_key_and_an_incidents_key_is_its_number(form, group, parent):
    incidents = read(FORMS[form]).incidents
    assert row(incidents, incident_id="INC0042001")["assignment_group"] == group
    assert row(incidents, incident_id="INC0042001")["parent_id"] is None
    assert row(incidents, incident_id="INC0042002")["parent_id"] == parent


def test_the_log_tells_each_change_and_the_final_times_of_every_row_once():
    log = export("servicenow-audit", "log.csv", timezone="Europe/London", dates="day-first")
    tables = read(log)
    incident = row(tables.incidents, incident_id="INC0042001")
    assert (incident["severity"], incident["resolved_at"]) == ("P2", at("05 11:45"))
    assert changes(tables, "INC0042001", "severity") == [(at("05 08:00"), "P3"), (at("05 08:05"), "P2")]
    assert changes(tables, "INC0042001", "assignment") == [(at("05 08:05"), "assigned")]
    assert [after for _, after in changes(tables, "INC0042001", "state")] == [
        *("new", "in progress", "on hold", "in progress", "resolved", "closed")
    ]
    assert holds(tables, "INC0042001") == [(at("05 09:00"), at("05 09:30"), "awaiting customer")]
    assert tables.precisions == {"servicenow-audit/log.csv": 60_000_000}


def test_a_duration_that_is_stored_as_a_date_and_shown_in_words_is_read_as_stored(tmp_path):
    shown = json.loads((FIXTURES / FORMS["both values"]["path"]).read_text())
    shown["result"][0]["calendar_duration"] = {
        "display_value": "3 Hours 45 Minutes",
        "value": "1970-01-01 03:45:10",
    }
    (tmp_path / "i.json").write_text(json.dumps(shown))
    contract = make_contract(tmp_path, {"source": "servicenow-incident", "path": "i.json"}, severity=SEVERITY)
    assert row(read_exports(contract).verdicts, name="calendar_duration")["elapsed"] == RESOLVED


def read_clocks():
    words = {"response": ["High: taken up", "Planning: taken up"], "resolution": ["High: resolved"]}
    clocks = export("servicenow-task-sla", "task_sla.csv", timezone="UTC", values={"measures": words})
    return read(LIST, clocks)


def test_a_clock_of_the_tool_is_a_verdict_to_compare_and_a_response_that_ended_is_the_acknowledgement():
    tables = read_clocks()
    late = row(tables.verdicts, name="High: resolved")
    assert (late["measures"], late["clock"], late["is_breached"]) == ("resolution", "working", True)
    assert (late["elapsed"], late["paused"]) == (
        dt.timedelta(hours=3, minutes=15, seconds=10),
        dt.timedelta(minutes=30),
    )
    assert (late["due_at"], late["stopped_at"]) == (at("05 11:30"), at("05 11:45:10"))
    acknowledged = tables.incidents.select("incident_id", "acknowledged_at").rows()
    assert acknowledged == [("INC0042001", at("05 08:12:30")), ("INC0042002", None)]


def test_a_clock_that_still_runs_says_nothing_but_that_it_is_breached():
    verdicts = read_clocks().verdicts
    running, over = (row(verdicts, name=f"Planning: {what}") for what in ("resolved", "taken up"))
    assert (running["elapsed"], running["is_breached"], running["measures"]) == (None, None, None)
    assert (over["elapsed"], over["is_breached"]) == (None, True)


def test_cancelled_clocks_and_those_of_other_tasks_are_left_out_and_are_no_fault():
    assert excluded(read_clocks()) == [
        (4, "the tool cancelled this clock", False),
        (7, "a clock of something that no export of incidents has", False),
    ]


@pytest.mark.parametrize(
    "beside",
    [
        export("servicenow-sys-audit", "sys_audit.csv", timezone="UTC"),
        export("servicenow-task-sla", "task_sla.keys.csv", timezone="UTC"),
    ],
)
def test_keys_that_no_list_of_incidents_has_are_refused_with_the_column_to_add(beside):
    labels = make_contract(FIXTURES, FORMS["labels"], beside, severity=SEVERITY, pauses=PAUSES)
    with pytest.raises(ExportError) as caught:
        read_exports(labels)
    [problem] = caught.value.problems
    assert problem.where == beside["path"]
    assert "no list of incidents has a column of keys (sys_id)" in problem.what


def test_metrics_tell_states_and_holds_and_what_no_clock_reads_is_left_out():
    tables = read(LIST, export("servicenow-metric-instance", "metric_instance.csv", timezone="UTC"))
    assert changes(tables, "INC0042001", "state") == [
        (at("05 08:00"), "new"),
        (at("05 08:12:30"), "in progress"),
        (at("05 09:00"), "on hold"),
        (at("05 09:30"), "in progress"),
        (at("05 11:45:10"), "resolved"),
    ]
    assert changes(tables, "INC0042001", "assignment") == [(at("05 08:05"), "assigned")]
    assert holds(tables, "INC0042001") == [(at("05 09:00"), at("05 09:30"), "awaiting customer")]
    assert excluded(tables) == [(8, "a change of a field that no clock reads", False)]


def test_changes_of_fields_name_incidents_by_key_and_the_first_tells_what_was_before():
    tables = read(LIST, export("servicenow-sys-audit", "sys_audit.csv", timezone="UTC"))
    assert changes(tables, "INC0042001", "severity") == [(at("05 08:00"), "P3"), (at("05 08:05"), "P2")]
    assert changes(tables, "INC0042001", "state")[:2] == [
        (at("05 08:00"), "new"),
        (at("05 08:12:30"), "in progress"),
    ]
    assert holds(tables, "INC0042001") == [(at("05 09:00"), at("05 09:30"), "awaiting customer")]
    assert [reason for _, reason, is_fault in excluded(tables) if not is_fault] == [
        "repeat of an earlier row",
        "a change of a field that no clock reads",
    ]
    assert not tables.rejected.filter(pl.col("is_fault")).height
