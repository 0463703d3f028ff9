"""Jira's exports, by values worked out by hand from the files under tests/fixtures."""

import datetime as dt
import json
import shutil

import polars as pl
import pytest

from analytics.intake import check_exports, read_exports
from analytics.obligations import make_episodes, measure
from tests.unit.intake.make import make_contract
from tests.unit.sources.fixtures import FIXTURES, PAUSES, SEVERITY, at, changes, excluded, export, read, row

CSV = export("jira-csv", "issues.csv", timezone="Europe/London")
SLA = export("jira-sla", "answers.json")
AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
RESOLUTION = {"id": "r", "kind": "resolution", "within": "4 hours", "target": "95%", "reference": "x"}
RESPONSE = {**RESOLUTION, "id": "a", "kind": "response", "within": "15 minutes"}


def test_dates_of_twelve_hours_and_two_digits_are_read_in_the_zone_declared():
    tables = read(CSV)
    first, second = (row(tables.incidents, incident_id=name) for name in ("INC-7", "INC-8"))
    assert (first["opened_at"], first["resolved_at"]) == (at("05 08:00"), at("05 11:45"))
    assert (second["opened_at"], second["resolved_at"]) == (at("05 23:05"), None)
    assert (first["severity"], first["state"]) == ("P2", "resolved")
    assert (second["severity"], second["state"]) == ("P4", "on hold")
    assert tables.precisions == {"jira-csv/issues.csv": 60_000_000}


def test_quotes_lines_and_commas_of_a_cell_are_kept_and_a_parent_is_named():
    incidents = read(CSV).incidents
    assert row(incidents, incident_id="INC-7")["description"] == 'First line,\r\nsecond "line"'
    assert row(incidents, incident_id="INC-8")["parent_id"] == "INC-7"
    assert row(incidents, incident_id="INC-8")["service"] == "Caseworker desktop"


def test_a_repeated_header_is_no_error_unless_the_contract_maps_it():
    tables = read(CSV)
    assert "Watchers" in tables.files["ignored"][0]
    mapped = make_contract(
        FIXTURES, {**CSV, "columns": {"category": "Custom field (Category)"}}, severity=SEVERITY
    )
    _, problems = check_exports(mapped, FIXTURES)
    assert "stands 2 times" in problems[0].what


def test_the_time_that_was_left_is_a_verdict_and_never_an_elapsed_time():
    verdicts = read(CSV).verdicts
    told = verdicts.select("incident_id", "measures", "clock", "is_breached", "elapsed").rows()
    assert told == [
        ("INC-7", "response", "verdict", False, None),
        ("INC-7", "resolution", "verdict", True, None),
        ("INC-8", "response", "verdict", False, None),
        ("INC-8", "resolution", "verdict", False, None),
    ]


def test_nothing_is_said_of_responses_unless_the_contract_maps_the_field_of_the_first_one():
    def kinds(columns):
        contract = make_contract(
            FIXTURES,
            {**CSV, "columns": columns},
            severity=SEVERITY,
            pauses=PAUSES,
            clauses=[RESOLUTION, RESPONSE],
        )
        judged = measure(read_exports(contract, FIXTURES), contract, AS_OF)
        return dict(judged.filter(pl.col("incident_id") == "INC-7").select("kind", "outcome").iter_rows())

    assert kinds({}) == {"resolution": "met"}
    first = {"acknowledged_at": "Custom field ([CHART] Date of First Response)"}
    assert kinds(first) == {"resolution": "met", "response": "met"}


def test_each_cycle_of_a_clock_is_a_verdict_in_working_time():
    verdicts = read(CSV, SLA).verdicts.filter(pl.col("source") == SLA["path"])
    told = verdicts.select(
        "incident_id", "measures", "clock", "is_breached", "starts_at", "stopped_at"
    ).rows()
    assert told == [
        ("INC-7", "response", "working", False, at("05 08:00"), at("05 08:12:30.250")),
        ("INC-7", "resolution", "working", True, at("05 08:00"), at("05 11:45:10")),
        ("INC-7", "resolution", "working", False, at("06 09:00"), at("06 10:00")),
        ("INC-8", "resolution", "working", None, at("05 23:05"), None),
    ]
    assert verdicts["elapsed"].to_list() == [
        dt.timedelta(milliseconds=750_250),
        dt.timedelta(hours=3, minutes=15, seconds=10),
        dt.timedelta(hours=1),
        None,
    ]
    assert verdicts["due_at"][0] == at("05 08:30")


def test_the_end_of_the_first_response_is_the_acknowledgement():
    acknowledged = read(CSV, SLA).incidents.select("incident_id", "acknowledged_at").rows()
    assert acknowledged == [("INC-7", at("05 08:12:30.250")), ("INC-8", None)]


def test_several_cycles_of_the_resolution_are_a_reopening_and_other_clocks_tell_none():
    tables = read(CSV, SLA)
    assert changes(tables, "INC-7", "state") == [
        (at("05 11:45:10"), "resolved"),
        (at("06 09:00"), "in progress"),
        (at("06 10:00"), "resolved"),
    ]
    assert changes(tables, "INC-8", "state") == []
    assert excluded(tables) == []


def test_a_reopening_after_the_window_is_judged_anew_but_not_for_its_response():
    clauses = [RESOLUTION, RESPONSE]
    contract = make_contract(
        FIXTURES,
        CSV,
        SLA,
        severity=SEVERITY,
        pauses=PAUSES,
        clauses=clauses,
        rules={"reopen_window": "12 hours"},
    )
    tables = read_exports(contract, FIXTURES)
    episodes = make_episodes(tables, contract, AS_OF).filter(pl.col("incident_id") == "INC-7")
    assert episodes["starts_at"].to_list() == [at("05 08:00"), at("06 09:00")]
    judged = measure(tables, contract, AS_OF).filter(pl.col("incident_id") == "INC-7")
    assert judged.select("episode", "kind").rows() == [(1, "resolution"), (1, "response"), (2, "resolution")]


def test_a_page_that_is_missing_is_told():
    [note] = [note for note in read(CSV, SLA).notes if "isLastPage" in note]
    assert note == "jira-sla/answers.json: it says isLastPage = false: more pages follow, so rows are missing"


def answers():
    return json.loads((FIXTURES / "jira-sla" / "answers.json").read_text())


def one(answer):
    return {**answer, "issueKey": "INC-7", "_links": {}}


def fields(answer):
    found = {f"customfield_1003{i}": clock for i, clock in enumerate(answer["values"])}
    return {"issues": [{"id": "10007", "key": "INC-7", "fields": {**found, "summary": "x"}}]}


def by_links(answer):
    self = {"self": "https://example.atlassian.net/rest/servicedeskapi/request/10007/sla/11"}
    return [{**clock, "_links": self} for clock in answer["values"]]


FORMS = {
    "an answer with the key beside it": one,
    "an answer that names itself": lambda answer: answer,
    "a search that shows the fields of clocks": fields,
    "clocks that name the issue by its id": by_links,
}


@pytest.mark.parametrize("form", FORMS)
def test_each_way_to_save_the_clocks_tells_the_same(tmp_path, form):
    (tmp_path / "jira-csv").mkdir()
    shutil.copy(FIXTURES / CSV["path"], tmp_path / CSV["path"])
    (tmp_path / "sla.json").write_text(json.dumps(FORMS[form](answers()[0])))
    contract = make_contract(
        tmp_path, CSV, {"source": "jira-sla", "path": "sla.json"}, severity=SEVERITY, pauses=PAUSES
    )
    told = read_exports(contract).verdicts.filter(pl.col("source") == "sla.json")
    whole = read(CSV, SLA).verdicts.filter(pl.col("source") == SLA["path"], pl.col("incident_id") == "INC-7")
    assert told.drop("source").equals(whole.drop("source"))


def test_clocks_of_an_issue_that_no_list_has_are_no_fault(tmp_path):
    (tmp_path / "jira-csv").mkdir()
    shutil.copy(FIXTURES / CSV["path"], tmp_path / CSV["path"])
    lines = [{**answers()[0], "_links": {}, "issueKey": key} for key in ("INC-7", "HR-1")]
    (tmp_path / "sla.ndjson").write_text("\n".join(map(json.dumps, lines)))
    sla = {"source": "jira-sla", "path": "sla.ndjson"}
    tables = read_exports(make_contract(tmp_path, CSV, sla, severity=SEVERITY, pauses=PAUSES))
    assert tables.rejected["is_fault"].to_list() == [False] * 6
    assert set(tables.rejected["reason"]) == {
        "a clock of something that no export of incidents has",
        "no such incident",
    }


def test_an_issue_that_its_list_calls_cancelled_was_not_resolved(tmp_path):
    (tmp_path / "jira-csv").mkdir()
    text = (FIXTURES / CSV["path"]).read_text(encoding="utf-8")
    (tmp_path / CSV["path"]).write_text(
        text.replace("Incident,Resolved", "Incident,Canceled"), encoding="utf-8"
    )
    (tmp_path / "jira-sla").mkdir()
    shutil.copy(FIXTURES / SLA["path"], tmp_path / SLA["path"])
    contract = make_contract(tmp_path, CSV, SLA, severity=SEVERITY, pauses=PAUSES)
    assert changes(read_exports(contract), "INC-7", "state")[-1] == (at("06 10:00"), "cancelled")
