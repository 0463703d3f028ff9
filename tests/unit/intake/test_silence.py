"""What no export can tell is not reported, and said so."""

import pytest

from analytics.intake import check_exports
from analytics.obligations import measure, unreported_clauses
from tests.unit.intake.make import make_contract, utc

RESPONSE = {
    "id": "P1-response",
    "kind": "response",
    "within": "15 minutes",
    "target": "95%",
    "reference": "x",
}
LIST = "number,opened_at,resolved_at,priority\nINC1,2026-10-01 09:00:00,2026-10-01 10:00:00,1 - Critical\n"
EVENTS = "number,fieldname,oldvalue,newvalue,sys_created_on\nINC1,state,New,In Progress,2026-10-01 09:05:00\n"
CLOCKS = "task,sla,stage,end_time,has_breached\nINC1,First answer,Completed,2026-10-01 09:07:00,false\n"
AS_OF = utc("2026-11-01T00:00:00")


def read(tmp_path, *beside, **keys):
    return read_list(tmp_path, LIST, *beside, **keys)


def read_list(tmp_path, incidents, *beside, **keys):
    exports = []
    for i, (source, text, more) in enumerate([("servicenow-incident", incidents, keys), *beside]):
        (tmp_path / f"{i}.csv").write_text(text)
        exports.append({"source": source, "path": f"{i}.csv", "timezone": "UTC", **more})
    contract = make_contract(tmp_path, *exports, clauses=[{**RESPONSE, "reference": "x"}])
    tables, problems = check_exports(contract, tmp_path)
    assert problems == []
    return tables, contract


def test_a_list_without_acknowledgements_judges_no_response(tmp_path):
    tables, contract = read(tmp_path)
    assert measure(tables, contract, AS_OF).is_empty()
    assert unreported_clauses(contract, tables) == {"P1-response"}
    assert "P1-response is not reported" in " ".join(tables.notes)


@pytest.mark.parametrize(
    ("beside", "minute"),
    [
        (("servicenow-sys-audit", EVENTS, {}), 5),
        (
            (
                "servicenow-task-sla",
                CLOCKS,
                {"values": {"measures": {"response": ["First answer"]}}},
            ),
            7,
        ),
    ],
)
def test_changes_or_clocks_beside_the_list_tell_it(tmp_path, beside, minute):
    tables, contract = read(tmp_path, beside)
    row = measure(tables, contract, AS_OF).row(0, named=True)
    assert (row["outcome"], row["stopped_at"]) == ("met", utc(f"2026-10-01T09:0{minute}:00"))
    assert unreported_clauses(contract, tables) == set()
    assert "not reported" not in " ".join(tables.notes)


def test_what_stands_beside_another_list_tells_nothing_of_this_one(tmp_path):
    other = "ticket id,created at,priority,solved at\n77,2026-10-02 09:00,1 - Critical,2026-10-02 10:00\n"
    tables, contract = read(
        tmp_path, ("servicenow-sys-audit", EVENTS, {}), ("zendesk", other, {"timezone": "UTC"})
    )
    assert measure(tables, contract, AS_OF)["incident_id"].to_list() == ["INC1"]
    assert tables.silences == {"2.csv": {"response"}}
    assert "2.csv does not tell when an incident was taken up" in " ".join(tables.notes)


MORE = (
    LIST
    + "INC2,2026-10-02 09:00:00,2026-10-02 10:00:00,1 - Critical\nINC3,2026-10-03 09:00:00,,1 - Critical\n"
)


def test_a_resolved_incident_that_the_log_lacks_is_not_reported_and_an_open_one_was_not_taken_up(tmp_path):
    tables, contract = read_list(tmp_path, MORE, ("servicenow-sys-audit", EVENTS, {}))
    judged = measure(tables, contract, AS_OF).select("incident_id", "outcome").rows()
    assert judged == [("INC1", "met"), ("INC3", "missed")]
    assert tables.untold.to_list() == ["INC2"]
    assert "1 of its 3 incidents (INC2)" in " ".join(tables.notes)


def test_an_incident_without_a_clock_of_its_response_is_not_reported(tmp_path):
    words = {"values": {"measures": {"response": ["First answer"]}}}
    tables, contract = read_list(tmp_path, MORE, ("servicenow-task-sla", CLOCKS, words))
    assert measure(tables, contract, AS_OF)["incident_id"].to_list() == ["INC1"]
    assert tables.untold.sort().to_list() == ["INC2", "INC3"]


RESOLUTION = {**RESPONSE, "id": "P1-resolution", "kind": "resolution", "within": "4 hours"}
NEVER = "number,opened_at,priority,state,closed_at\nINC1,2026-10-01 09:00:00,1 - Critical,{},{}\n"


def read_never(tmp_path, text, **contract):
    (tmp_path / "a.csv").write_text(text)
    export = {"source": "servicenow-incident", "path": "a.csv", "timezone": "UTC"}
    made = make_contract(tmp_path, export, clauses=[RESOLUTION], **contract)
    tables, problems = check_exports(made, tmp_path)
    assert problems == []
    return tables, made


def test_a_list_without_resolutions_judges_none(tmp_path):
    tables, contract = read_never(
        tmp_path, NEVER.format("Closed", "2026-10-01 10:00:00").replace("closed", "shut")
    )
    assert measure(tables, contract, AS_OF).is_empty()
    assert unreported_clauses(contract, tables) == {"P1-resolution"}
    assert "P1-resolution is not reported" in " ".join(tables.notes)


@pytest.mark.parametrize(
    ("state", "closed", "outcome"), [("In Progress", "", "missed"), ("Closed", "2026-10-01 10:00:00", "met")]
)
def test_a_list_of_open_incidents_and_one_of_closings_tell_it(tmp_path, state, closed, outcome):
    tables, contract = read_never(tmp_path, NEVER.format(state, closed))
    assert measure(tables, contract, AS_OF)["outcome"].to_list() == [outcome]
