"""What reads well and serves nothing."""

import pytest

from analytics.intake import check_exports
from analytics.report.doubts import find_doubts
from tests.unit.intake.make import AUDIT_HEADER, audit_export, make_contract, notice_export, table_export

TABLE = "number,opened,priority,resolved_at\n"
NOTICE = {"id": "told", "kind": "notification", "audience": "ICO", "within": "1 hour"}
WAITING = {"id": "fix", "kind": "resolution", "within": "4 hours", "pauses": ["waits"]}


def doubts(folder, *exports, clause, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    clauses = [{**clause, "target": "95%", "reference": "x"}]
    pauses = {"waits": {"states": ["awaiting caller"], "holder": "buyer"}}
    contract = make_contract(folder, *exports, clauses=clauses, pauses=pauses)
    tables, problems = check_exports(contract)
    assert problems == []
    return list(find_doubts(contract, tables))


@pytest.mark.parametrize(("audience", "n"), [("Commissioner", 1), (" ico ", 0)])
def test_a_message_to_an_audience_that_no_clause_names_is_doubted(tmp_path, audience, n):
    rows = "I1,2026-10-01 09:00,2 - High,2026-10-01 10:00\n"
    notice = f"number,audience,sent_at\nI1,{audience},2026-10-01 09:05\n"
    found = doubts(tmp_path, table_export(), notice_export(), clause=NOTICE, t=TABLE + rows, n=notice)
    assert len(found) == n
    assert all("1 to 'Commissioner'" in sentence and "'ICO'" in sentence for sentence in found)


def test_a_clause_that_pauses_without_an_audit_log_is_doubted(tmp_path):
    rows = "I1,2026-10-01 09:00,2 - High,2026-10-01 10:00\n"
    found = doubts(tmp_path, table_export(), clause=WAITING, t=TABLE + rows)
    assert len(found) == 1
    assert "the clock of fix never pauses" in found[0]


def test_a_clause_that_pauses_with_an_audit_log_is_not(tmp_path):
    rows = f"{AUDIT_HEADER}\nI1,New,2026-10-01 09:00,2026-10-01 09:05,0,2 - High,,,\n"
    assert doubts(tmp_path, audit_export(), clause=WAITING, a=rows) == []


def test_a_resolution_before_the_opening_is_doubted(tmp_path):
    clause = WAITING | {"pauses": []}
    rows = "I1,2026-10-01 09:00,2 - High,2026-10-01 08:59\nI2,2026-10-01 09:00,2 - High,2026-10-01 09:00\n"
    columns = {name: name for name in ("opened_at", "resolved_at")}
    columns |= {"incident_id": "number", "severity": "priority"}
    header = "number,opened_at,priority,resolved_at\n"
    found = doubts(tmp_path, table_export(columns=columns), clause=clause, t=header + rows)
    assert len(found) == 1
    assert found[0].startswith("Stopped before opened: I1 (1 of 2 incidents).")


STATES = "number,opened_at,priority,state,resolved_at,closed_at\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Closed,,", "State closed, with no instant at which that came about: I1 (1 incident)."),
        ("New,2026-10-01 10:00,", "State new, with a resolution time all the same: I1 (1 incident)."),
        ("New,,2026-10-01 10:00", "State new, with no resolution and a closing time: I1 (1 incident)."),
        ("Resolved,,2026-10-01 10:00", None),
        ("New,,", None),
    ],
)
def test_a_state_that_its_instants_contradict_is_doubted(tmp_path, row, said):
    export = {"source": "servicenow-incident", "path": "a.csv", "timezone": "UTC"}
    rows = f"I1,2026-10-01 09:00,2 - High,{row}\n"
    found = doubts(tmp_path, export, clause=WAITING | {"pauses": []}, a=STATES + rows)
    assert [sentence.startswith(said) for sentence in found] == [True] if said else found == []


@pytest.mark.parametrize(("made", "n"), [("2026-10-05", 1), ("2026-10-09", 0), ("", 0)])
def test_a_change_that_was_made_before_it_was_raised_is_doubted(tmp_path, made, n):
    rows = "I1,2026-10-01 09:00,2 - High,2026-10-01 10:00\n"
    register = {"source": "changes", "path": "c.csv", "timezone": "UTC"}
    change = f"change_id,causes,raised_at,made_at\nCHG1,I1,2026-10-08 09:00,{made and made + ' 09:00'}\n"
    found = doubts(
        tmp_path, table_export(), register, clause=WAITING | {"pauses": []}, t=TABLE + rows, c=change
    )
    assert [sentence.startswith("changes: 'CHG1' was made before") for sentence in found] == [True] * n
