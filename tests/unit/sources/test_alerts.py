"""PagerDuty and Opsgenie, by values worked out by hand from the files under tests/fixtures."""

import json

import pytest

from analytics.errors import ExportError
from analytics.intake import read_exports
from tests.unit.intake.make import make_contract
from tests.unit.sources.fixtures import FIXTURES, at, changes, excluded, export, row

WORDS = {"P1": ["P1"], "P2": ["P2"], "P3": ["P3"], "P4": ["P4", "P5"]}
LIST, LOG = export("pagerduty-incidents", "incidents.json"), export("pagerduty-log-entries", "log.json")


def read(*exports):
    return read_exports(make_contract(FIXTURES, *exports, severity=WORDS), FIXTURES)


def test_a_merged_incident_is_a_duplicate_of_the_one_it_was_merged_into():
    incident = row(read(LIST).incidents, incident_id="PAAA002")
    assert incident["duplicate_of"] == "PAAA001"
    assert row(read(LIST).incidents, incident_id="PAAA001")["is_major"] is True


def test_without_a_resolution_of_its_own_it_was_resolved_when_the_status_last_changed():
    assert row(read(LIST).incidents, incident_id="PAAA003")["resolved_at"] == at("06 10:00")


def test_the_log_tells_who_took_it_up_and_when():
    tables = read(LIST, LOG)
    assert changes(tables, "PAAA001", "state") == [
        (at("05 09:00"), "new"),
        (at("05 09:04"), "in progress"),
        (at("05 11:30"), "resolved"),
    ]
    assert excluded(tables) == [(19, "a change of a field that no clock reads", False)]


@pytest.mark.parametrize(("agent", "n"), [("service_reference", 0), ("user_reference", 1)])
def test_an_assignment_by_the_tool_itself_takes_nothing_up(tmp_path, agent, n):
    incident = {"id": "P1", "created_at": "2026-10-05T09:00:00Z", "status": "triggered"}
    (tmp_path / "i.json").write_text(json.dumps({"incidents": [{**incident, "priority": {"name": "P1"}}]}))
    entry = {"id": "R1", "type": "assign_log_entry", "created_at": "2026-10-05T09:00:00Z"}
    about = {"incident": {"id": "P1"}, "agent": {"type": agent}}
    (tmp_path / "l.json").write_text(json.dumps({"log_entries": [entry | about]}))
    exports = [
        {"source": "pagerduty-incidents", "path": "i.json"},
        {"source": "pagerduty-log-entries", "path": "l.json"},
    ]
    tables = read_exports(make_contract(tmp_path, *exports, severity=WORDS), tmp_path)
    assert len(changes(tables, "P1", "assignment")) == n


def test_a_page_that_is_not_the_last_is_told():
    assert any("more pages follow" in note for note in read(LIST, LOG).notes)


def test_the_raw_incidents_are_in_the_payloads_zone_and_never_acknowledged_stays_so():
    incidents = read(export("pagerduty-analytics", "raw.json")).incidents
    first, second = (row(incidents, incident_id=f"PBBB00{i}") for i in (1, 2))
    assert (first["opened_at"], first["acknowledged_at"]) == (at("05 13:00"), at("05 13:04"))
    assert second["acknowledged_at"] is None


def test_the_tools_seconds_are_kept_beside_it():
    verdicts = read(export("pagerduty-analytics", "raw.json")).verdicts
    assert row(verdicts, incident_id="PBBB001", name="seconds_to_resolve")["elapsed"].total_seconds() == 9000
    assert verdicts.filter(verdicts["name"] == "seconds_to_first_ack").height == 1


def test_the_alerts_own_instants_prove_that_opsgenie_counts_milliseconds():
    incidents = read(export("opsgenie", "alerts.json")).incidents
    first, second = (row(incidents, incident_id=f"a{i}") for i in (1, 2))
    assert first["acknowledged_at"] == at("05 09:01:30.500")
    assert first["resolved_at"] == at("05 10:00:00.500")
    assert (second["acknowledged_at"], second["resolved_at"]) == (at("06 09:10"), None)
    assert (first["state"], second["state"]) == ("resolved", "in progress")


def test_an_alert_that_came_five_times_is_one_row():
    assert read(export("opsgenie", "alerts.json")).files["n_read"].to_list() == [2]


def test_a_declared_unit_goes_before_what_the_rows_would_prove():
    units = {"acknowledged_at": "seconds", "resolved_at": "seconds"}
    incidents = read(export("opsgenie", "alerts.json", units=units)).incidents
    assert row(incidents, incident_id="a1")["acknowledged_at"] == at("06 10:00:00.500")


def test_a_unit_that_nothing_proves_is_refused(tmp_path):
    text = (FIXTURES / "opsgenie" / "alerts.json").read_text()
    small = text.replace("90000", "90").replace("3600000", "600").replace("600000", "60")
    (tmp_path / "alerts.json").write_text(small)
    contract = make_contract(tmp_path, {"source": "opsgenie", "path": "alerts.json"}, severity=WORDS)
    with pytest.raises(
        ExportError, match=r"report.ackTime and report.closeTime count milliseconds or seconds"
    ):
        read_exports(contract, tmp_path)
