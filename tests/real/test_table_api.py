"""67 incidents of a demonstration instance, as CSV and as both forms of the Table API's JSON."""

import csv
import datetime as dt
import json
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from analytics.intake import check_exports
from analytics.obligations import make_episodes, measure
from analytics.report.doubts import find_doubts
from analytics.report.reconcile import reconcile
from tests.unit.intake.make import make_contract

FILE = Path(__file__).parents[3] / "shared" / "data" / "servicenow_table_api" / "incidents_REST.csv"
pytestmark = pytest.mark.usefixtures("shared_data")
SEVERITY = {"P1": ["1"], "P2": ["2"], "P3": ["3"], "P4": ["4", "5"]}
CLAUSE = {"id": "r", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}
INSTANTS = ("sys_updated_on", "sys_created_on", "closed_at", "opened_at", "resolved_at", "reopened_time")
REFERENCES = ("assignment_group", "closed_by", "resolved_by", "opened_by", "parent_incident")
CHOICES = {"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning"}
AS_OF = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@cache
def rows() -> list[dict[str, str]]:
    with FILE.open(newline="") as file:
        return list(csv.DictReader(file))


def raw(row):
    """A record as stored: references carry a link."""
    return {
        name: {"link": f"https://x.example/{value}", "value": value}
        if name in REFERENCES and value
        else value
        for name, value in row.items()
    }


def both(row):
    """A record with each value and its display: instants shown in the zone of somebody in New York."""
    shown = {
        name: f"12/13/2016 0{i}:00 AM" if value and name in INSTANTS else value
        for i, (name, value) in enumerate(row.items())
    }
    shown["priority"] = CHOICES[row["priority"]]
    return {
        name: "" if name in REFERENCES and not value else {"display_value": shown[name], "value": value}
        for name, value in row.items()
    }


def read(tmp_path, form="csv"):
    path = tmp_path / f"i.{form}"
    if form == "csv":
        path.write_bytes(FILE.read_bytes())
    else:
        records = [{"raw": raw, "both": both}[form](row) for row in rows()]
        path.write_text(json.dumps({"result": records}))
    zone = {} if form == "both" else {"timezone": "UTC"}
    head = {"id": "c", "title": "t", "buyer": "b", "supplier": "s", "starts": dt.date(2015, 1, 1)}
    export = {"source": "servicenow-incident", "path": path.name, **zone}
    contract = make_contract(tmp_path, export, contract=head, severity=SEVERITY, clauses=[CLAUSE])
    tables, problems = check_exports(contract, tmp_path)
    assert problems == []
    return tables, contract


@pytest.mark.parametrize("form", ["csv", "raw", "both"])
def test_every_row_is_used_and_five_is_the_lowest(tmp_path, form):
    tables, _ = read(tmp_path, form)
    assert tables.files.select("n_read", "n_used", "n_excluded").row(0) == (67, 67, 0)
    counts = dict(tables.incidents.group_by("severity").len().sort("severity").iter_rows())
    assert counts == {"P1": 27, "P2": 4, "P3": 12, "P4": 24}


@pytest.mark.parametrize("form", ["raw", "both"])
def test_both_forms_of_json_give_the_incidents_of_the_csv(tmp_path, form):
    told = pl.exclude("source", "assignment_group", "cause_code")
    assert read(tmp_path, form)[0].incidents.select(told).equals(read(tmp_path)[0].incidents.select(told))


def test_incidents_that_were_closed_before_they_were_resolved_are_used_and_told(tmp_path):
    tables, contract = read(tmp_path)
    both_known = tables.incidents.drop_nulls(["resolved_at", "closed_at"])
    assert both_known.height == 27
    assert both_known.filter(pl.col("closed_at") < pl.col("resolved_at")).height == 20
    assert any(
        "(20 of 27 incidents). The resolution is used" in note for note in find_doubts(contract, tables)
    )


def figure(tables, name):
    return tables.verdicts.filter(pl.col("name") == name).join(tables.incidents, on="incident_id")


def test_the_platforms_elapsed_time_is_the_resolution_less_the_opening_or_no_more_than_a_claim(tmp_path):
    tables, _ = read(tmp_path)
    found = figure(tables, "calendar_stc").with_columns(
        resolved=pl.col("resolved_at") - pl.col("opened_at"), closed=pl.col("closed_at") - pl.col("opened_at")
    )
    assert found.height == 35
    assert found.filter(pl.col("elapsed") == pl.col("resolved")).height == 26
    unresolved = found.filter(pl.col("resolved_at").is_null())
    assert unresolved.height == 8
    assert unresolved.filter(pl.col("elapsed") == pl.col("closed")).height == 8
    assert set(unresolved["state"]) == {"in progress"}


def test_a_closing_time_of_an_incident_that_is_in_progress_is_not_used(tmp_path):
    tables, contract = read(tmp_path)
    ids = tables.incidents.filter((pl.col("state") == "in progress") & pl.col("closed_at").is_not_null())[
        "incident_id"
    ]
    assert len(ids) == 8
    episodes = make_episodes(tables, contract, AS_OF).filter(pl.col("incident_id").is_in(ids.implode()))
    assert episodes["resolved_at"].to_list() == [None] * 8
    judged = measure(tables, contract, AS_OF).filter(pl.col("incident_id").is_in(ids.implode()))
    assert set(judged["stopped_at"]) == {None}
    said = "State in progress, with no resolution and a closing time"
    assert said in "\n".join(find_doubts(contract, tables))


def test_working_time_is_listed_without_a_verdict(tmp_path):
    tables, _ = read(tmp_path)
    found = figure(tables, "business_stc")
    assert found.height == 35
    assert set(found["clock"]) == {"working"}
    assert set(found["is_breached"]) == {None}


def test_a_parent_is_named_by_its_number_though_the_export_has_its_key(tmp_path):
    tables, _ = read(tmp_path)
    [parent] = tables.incidents["parent_id"].drop_nulls()
    keys = {row["sys_id"]: row["number"] for row in rows()}
    [key] = [row["parent_incident"] for row in rows() if row["parent_incident"]]
    assert parent == keys.get(key, key)


def test_the_reconciliation_lists_each_with_its_reason(tmp_path):
    tables, contract = read(tmp_path)
    found = reconcile(tables, contract, AS_OF).filter(pl.col("name") == "calendar_stc")
    assert dict(found.group_by("reason").len().iter_rows()) == {
        "equal": 26,
        "open: the tool counts to the closing, which is not used": 8,
        "no reason found": 1,
    }
    working = reconcile(tables, contract, AS_OF).filter(pl.col("name") == "business_stc")
    assert set(working["reason"]) <= {
        "no verdict: the tool's calendar is not in the file",
        "equal to the clause's own time",
    }
