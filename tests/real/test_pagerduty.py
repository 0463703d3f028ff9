"""The vendor's own examples: an impossible order stays an incident, and what is missing is never zero."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analytics.intake import check_exports
from analytics.obligations import measure
from tests.unit.intake.make import make_contract

EXAMPLES = (
    Path(__file__).parents[3] / "shared" / "data" / "vendor_formats" / "pagerduty_rest_v2_examples.json"
)
pytestmark = pytest.mark.usefixtures("shared_data")
CLAUSE = {"id": "r", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}
RESPONSE = {"id": "a", "kind": "response", "within": "1 minute", "target": "95%", "reference": "x"}
AS_OF = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def example(name: str, key: str) -> Any:
    return json.loads(EXAMPLES.read_text())[name][key]


def read(tmp_path, payload, source="pagerduty-analytics", **keys):
    (tmp_path / "p.json").write_text(json.dumps(payload))
    head = {"id": "c", "title": "t", "buyer": "b", "supplier": "s", "starts": dt.date(2015, 1, 1)}
    contract = make_contract(
        tmp_path,
        {"source": source, "path": "p.json", **keys},
        contract=head,
        severity={"P1": ["SEV-1", "P1"], "P2": ["SEV-2", "P2"]},
        rules={"max_excluded": 1.0},
        clauses=[RESPONSE, CLAUSE],
    )
    tables, problems = check_exports(contract, tmp_path)
    return tables, problems, contract


@pytest.fixture
def analytics():
    return example("POST /analytics/raw/incidents 200", "Example Response")


def test_a_resolution_before_the_creation_is_listed_and_never_zero(tmp_path, analytics):
    tables, problems, contract = read(tmp_path, analytics)
    assert problems == []
    assert tables.incidents["incident_id"].to_list() == ["PCOOHCY"]  # the other has no priority
    assert tables.rejected.select("reason").row(0) == ("unmapped severity",)
    found = measure(tables, contract, AS_OF).filter(pl.col("kind") == "resolution").row(0, named=True)
    assert (found["outcome"], found["reason"]) == ("excluded", "impossible order")


def test_the_payload_declares_the_zone_of_its_instants(tmp_path, analytics):
    tables, _, _ = read(tmp_path, {**analytics, "time_zone": "America/New_York"})
    assert tables.incidents["opened_at"][0] == dt.datetime(2023, 5, 31, 14, 0, tzinfo=dt.UTC)
    assert tables.files["timezone"].to_list() == ["America/New_York"]


def test_a_declared_zone_that_the_payload_contradicts_is_refused(tmp_path, analytics):
    _, problems, _ = read(tmp_path, analytics, timezone="Europe/London")
    assert "it names the time zone 'Etc/UTC', and the contract declares 'Europe/London'" in str(problems[0])


def test_the_first_acknowledgement_is_the_creation_and_its_seconds(tmp_path, analytics):
    tables, _, contract = read(tmp_path, analytics)
    assert tables.incidents["acknowledged_at"][0] == dt.datetime(2023, 5, 31, 10, 0, 48, tzinfo=dt.UTC)
    found = measure(tables, contract, AS_OF).filter(pl.col("kind") == "response").row(0, named=True)
    assert (found["outcome"], found["net"]) == ("met", dt.timedelta(seconds=48))


def test_never_acknowledged_is_missing_and_never_zero(tmp_path, analytics):
    [_, second] = analytics["data"]
    second |= {"seconds_to_first_ack": None, "resolved_at": None, "status": "triggered"}
    tables, _, contract = read(tmp_path, {**analytics, "data": [second]})
    assert tables.incidents["acknowledged_at"].to_list() == [None]
    found = measure(tables, contract, AS_OF).filter(pl.col("kind") == "response").row(0, named=True)
    assert (found["outcome"], found["stopped_at"]) == ("missed", None)


def test_a_page_that_is_not_the_last_is_told(tmp_path, analytics):
    tables, _, _ = read(tmp_path, analytics)
    assert "p.json: it says more = true: more pages follow, so rows are missing" in tables.notes


def test_the_incidents_of_the_rest_api_are_read(tmp_path):
    tables, problems, _ = read(tmp_path, example("GET /incidents 200", "response"), "pagerduty-incidents")
    assert problems == []
    row = tables.incidents.row(0, named=True)
    assert (row["incident_id"], row["severity"], row["state"]) == ("PT4KHLK", "P2", "resolved")
    assert row["resolved_at"] == dt.datetime(2015, 10, 6, 21, 38, 23, tzinfo=dt.UTC)
    assert row["service"] == "My Mail Service"
