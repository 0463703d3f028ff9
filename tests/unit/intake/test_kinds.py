"""A column that says what each row is: told where nothing reads it and not every row is an incident."""

import json

import pytest

from analytics.intake import check_exports
from tests.unit.intake.make import make_contract

LIST = {"source": "servicenow-incident", "path": "a.csv", "timezone": "UTC"}
MAPPED = {"columns": {"kind": "Type"}, "values": {"kind": {"request": ["Request"]}}}


def notes(folder, export):
    tables, problems = check_exports(make_contract(folder, export, severity={"P2": ["2 - High"]}), folder)
    assert problems == []
    return [note for note in tables.notes if "is not read, so every row" in note]


@pytest.mark.parametrize(
    ("word", "more", "n"), [("Request", {}, 1), ("Request", MAPPED, 0), ("[System] Incident", {}, 0)]
)
def test_requests_in_a_list_are_told(tmp_path, word, more, n):
    (tmp_path / "a.csv").write_text(
        f"number,opened_at,priority,resolved_at,Type\nI1,2026-10-01 09:00,2 - High,,{word}\n"
    )
    assert len(notes(tmp_path, LIST | more)) == n


def test_requests_in_json_are_told_too(tmp_path):
    ticket = {"id": 7, "created_at": "2026-10-01T09:00:00Z", "priority": "2 - High", "status": "open"}
    (tmp_path / "z.json").write_text(json.dumps({"tickets": [{**ticket, "type": "question"}]}))
    [note] = notes(tmp_path, {"source": "zendesk", "path": "z.json"})
    assert note.startswith("z.json: its column 'type' is not read")
