"""Statuspage and Google Cloud, by values worked out by hand from the files under tests/fixtures."""

from analytics.intake import check_exports
from tests.unit.intake.make import make_contract
from tests.unit.sources.fixtures import FIXTURES, at, export, row

WORDS = {"P1": ["critical", "high"], "P2": ["major", "medium"], "P3": ["minor", "low"], "P4": ["none"]}


def read(name, file):
    contract = make_contract(FIXTURES, export(name, file), severity=WORDS, rules={"max_excluded": 1.0})
    return check_exports(contract, FIXTURES)


def test_an_incident_begins_with_its_own_start_and_names_its_components():
    tables, problems = read("statuspage", "incidents.json")
    assert problems == []
    incident = row(tables.incidents, incident_id="i1")
    assert (incident["opened_at"], incident["resolved_at"]) == (at("05 09:00"), at("05 11:00"))
    assert incident["component"] == "Checkout, Search"
    assert row(tables.incidents, incident_id="i2")["opened_at"] == at("09 09:00")


def test_a_message_counts_from_when_it_was_posted_not_from_when_it_says():
    tables, _ = read("statuspage", "incidents.json")
    posted = tables.notifications.filter(tables.notifications["incident_id"] == "i1")
    assert posted["at"].to_list() == [at("05 09:05"), at("05 11:00")]
    assert set(tables.updates["audience"]) == {"public"}


def test_scheduled_maintenance_is_told_by_its_kind_and_needs_no_severity():
    tables, _ = read("statuspage", "incidents.json")
    maintenance = row(tables.incidents, incident_id="m1")
    assert (maintenance["kind"], maintenance["severity"]) == ("maintenance", None)


def test_what_is_no_update_is_listed_and_takes_nothing_with_it():
    tables, _ = read("statuspage", "incidents.json")
    counts = {name: counts for name, *counts in tables.files.select("file", "n_read", "n_used").iter_rows()}
    path = "statuspage/incidents.json"
    assert counts == {path: [3, 3], f"{path}: updates": [4, 3], f"{path}: notifications": [4, 3]}
    assert set(tables.rejected["reason"]) == {"no JSON object"}
    assert tables.rejected.height == 2


def test_google_clouds_incident_has_its_begin_end_and_posts():
    tables, problems = read("google-cloud-status", "incidents.json")
    assert problems == []
    incident = row(tables.incidents, incident_id="g1")
    assert (incident["opened_at"], incident["resolved_at"]) == (at("05 09:00"), at("05 11:00"))
    assert (incident["recorded_at"], incident["severity"]) == (at("05 09:10"), "P1")
    assert tables.updates["at"].to_list() == [at("05 09:12"), at("05 11:05")]
