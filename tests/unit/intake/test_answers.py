"""An error of the tool that was saved as an export is told in the tool's own words."""

import json

import pytest

from analytics.intake import check_exports
from tests.unit.intake.make import make_contract, table_export
from tests.unit.intake.test_formats import RECORDS, problem, read

ERROR = {"error": {"message": "User Not Authenticated", "detail": "Required to provide Auth"}}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({**ERROR, "status": "failure"}, "User Not Authenticated"),
        ({"result": [], **ERROR}, "User Not Authenticated"),
        ({"errorMessages": ["No permission"], "errors": {}}, "No permission"),
        ({"errorMessages": [], "errors": {"message": "JQL is wrong"}}, "JQL is wrong"),
        ({"error": "invalid_token", "error_description": "It expired"}, "It expired"),
        ({"timestamp": "2026-10-01T09:00:00Z", "status": 404, "error": "Not Found", "path": "/x"}, "Not F"),
        ({"errors": [{"code": 1}, {"message": "Rate limit"}], "data": None}, "Rate limit"),
        ({"message": "Bad credentials", "documentation_url": "https://example.org"}, "Bad credentials"),
        ({"error": {"code": 2100, "errors": ["Invalid Input"], "message": "Refused"}}, "Refused"),
    ],
)
def test_an_error_is_quoted(answer, said):
    assert f"it is no export but an error of the tool: '{said}" in problem(json.dumps(answer).encode())


def test_an_error_named_csv_is_quoted(tmp_path):
    (tmp_path / "t.csv").write_text(json.dumps(ERROR))
    tables, [told] = check_exports(make_contract(tmp_path, table_export()), tmp_path)
    assert "'User Not Authenticated'" in str(told)
    assert tables.files.select("n_read", "n_used").row(0) == (0, 0)


def test_an_error_beside_records_refuses_them():
    answer = f'{{"result":[{RECORDS}],"error":{{"message":"Transaction cancelled: maximum time"}}}}'
    assert "so some may be missing: 'Transaction cancelled: maximum time'" in problem(answer.encode())


@pytest.mark.parametrize(
    "text",
    [
        f'{{"result":[{RECORDS}],"error":null,"errors":[]}}',
        '{"number":"1","error":"E7","message":"x"}',
        '{"code":"1","timestamp":"2026-10-01","type":"P1","message":"VPN out"}',
        '{"number":"1","error":"E7"}\n{"code":"2","message":"x"}',
    ],
)
def test_a_record_that_tells_of_an_error_is_a_record(text):
    assert read(text.encode()).n_read > 0
