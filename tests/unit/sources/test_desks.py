"""Zendesk, Freshservice and BMC Helix, by values worked out by hand from the files under tests/fixtures."""

import json

import pytest

from analytics.intake import read_exports
from tests.unit.intake.make import make_contract
from tests.unit.sources.fixtures import FIXTURES, at, export, row

WORDS = {"P1": ["urgent", "Critical"], "P2": ["High"], "P3": ["normal", "Medium"], "P4": ["Low"]}
FRESH = export("freshservice", "tickets.csv", timezone="UTC")
BMC = export("bmc", "incidents.csv", timezone="UTC", dates="day-first")


def read(*exports):
    return read_exports(make_contract(FIXTURES, *exports, severity=WORDS), FIXTURES)


def test_the_first_reply_is_the_acknowledgement_to_the_minute():
    tables = read(export("zendesk", "tickets.json"))
    first, second = (row(tables.incidents, incident_id=each) for each in ("101", "102"))
    assert (first["acknowledged_at"], first["resolved_at"]) == (at("05 09:14:30"), at("05 11:00:30"))
    assert (second["acknowledged_at"], second["state"]) == (None, "on hold")
    assert tables.precisions == {"zendesk/tickets.json": 60_000_000}
    assert (first["problem_id"], first["n_reopened"]) == ("7", 1)


@pytest.mark.parametrize(
    ("name", "minutes", "clock"),
    [
        ("Full resolution time", 120, "calendar"),
        ("Full resolution time, business hours", 90, "working"),
    ],
)
def test_zendesks_own_times_are_kept_beside_it(name, minutes, clock):
    figure = row(read(export("zendesk", "tickets.json")).verdicts, name=name)
    assert (figure["elapsed"].total_seconds() / 60, figure["clock"]) == (minutes, clock)


def test_freshservices_instants_are_used_and_its_hours_may_pass_a_day():
    tables = read(FRESH)
    first, second = (row(tables.incidents, incident_id=f"INC-{i}") for i in (1, 2))
    assert (first["acknowledged_at"], first["resolved_at"]) == (at("05 09:20"), at("06 11:05:09"))
    assert (second["acknowledged_at"], second["resolved_at"], second["state"]) == (None, None, "on hold")
    hours = row(tables.verdicts, name="Resolution Time (in Hrs)")["elapsed"]
    assert hours.total_seconds() == 26 * 3600 + 5 * 60 + 9


def test_bmcs_labels_are_read_with_their_marks_and_capitals():
    incident = row(read(BMC).incidents, incident_id="INC000000000101")
    assert (incident["opened_at"], incident["recorded_at"]) == (at("13 09:00"), at("13 09:03"))
    assert (incident["acknowledged_at"], incident["severity"]) == (at("13 09:10"), "P1")
    assert row(read(BMC).incidents, incident_id="INC000000000102")["state"] == "new"


def test_bmcs_entries_hold_their_fields_one_level_down():
    incident = row(read(export("bmc", "entries.json")).incidents, incident_id="INC000000000101")
    assert (incident["opened_at"], incident["resolved_at"]) == (at("13 09:00"), at("13 12:00"))


@pytest.mark.parametrize(
    ("source", "document", "said"),
    [
        ("zendesk", '{"tickets": [ROW], "next_page": "https://x.example/2"}', True),
        ("zendesk", '{"tickets": [ROW], "next_page": null}', False),
        ("zendesk", '{"tickets": [ROW], "meta": {"has_more": true}}', True),
        ("zendesk", '{"tickets": [ROW], "meta": {"has_more": false}}', False),
        ("opsgenie", '{"data": [ROW], "paging": {"next": "https://x.example/2"}}', True),
        ("opsgenie", '{"data": [ROW], "paging": {"last": "https://x.example/1"}}', False),
    ],
)
def test_a_page_after_which_others_come_is_told(tmp_path, source, document, said):
    opened = '"created_at": "2026-10-01T09:00:00Z", "createdAt": "2026-10-01T09:00:00Z"'
    row_ = f'{{"id": "1", "priority": "P1", {opened}}}'
    (tmp_path / "a.json").write_text(document.replace("ROW", row_))
    contract = make_contract(tmp_path, {"source": source, "path": "a.json"}, severity={"P1": ["P1"]})
    notes = read_exports(contract, tmp_path).notes
    assert any("more pages follow" in note for note in notes) is said


def test_a_list_beside_the_one_that_is_read_is_told(tmp_path):
    ticket = {"id": 7, "created_at": "2026-10-01T09:00:00Z", "priority": "High", "status": "open"}
    both = {"tickets": [ticket], "metric_sets": [{"id": 1}], "tags": ["a"]}
    (tmp_path / "z.json").write_text(json.dumps(both))
    contract = make_contract(tmp_path, {"source": "zendesk", "path": "z.json"}, severity={"P2": ["High"]})
    notes = [note for note in read_exports(contract, tmp_path).notes if "beside its list" in note]
    assert notes == ["z.json: beside its list 'tickets' it holds 1 in 'metric_sets', which are not read"]


@pytest.mark.parametrize(("word", "breach"), [("Within SLA", False), ("SLA Violated", True), ("", None)])
def test_freshservices_own_verdict_is_kept_beside_it(tmp_path, word, breach):
    (tmp_path / "f.csv").write_text(
        "Ticket ID,Created Time,Priority,Status,Resolved Time,Resolution Status\n"
        f"7,2026-10-01 09:00:00,High,Resolved,2026-10-01 10:00:00,{word}\n"
    )
    export = {"source": "freshservice", "path": "f.csv", "timezone": "UTC"}
    contract = make_contract(tmp_path, export, severity={"P2": ["High"]})
    verdicts = read_exports(contract, tmp_path).verdicts
    assert verdicts["is_breached"].to_list() == ([] if breach is None else [breach])
