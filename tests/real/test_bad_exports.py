"""Small bad or odd files: each is read, excluded from or refused as its index says."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from analytics.contract.model import Contract, Document
from analytics.intake import check_exports
from tests.badinputs.run import read_index, run_case

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "badinputs"
N_ROWS = len(read_index(FOLDER)) if FOLDER.is_dir() else 1
SERVICENOW = {
    "incident_id": "number",
    "opened_at": "opened_at",
    "resolved_at": "resolved_at",
    "closed_at": "closed_at",
    "severity": "priority",
    "state": "state",
    "title": "short_description",
}
# What a message must say, beyond what the counts show.
SAYS = {
    "01_empty.csv": ["empty (0 bytes)", "last good report stays published"],
    "02_header_only.csv": ["no rows: nil return or failed export?"],
    "04_unterminated_quote.csv": ["line 4, short_description", "byte offset 470"],
    "12_localised_headers_jira.csv": ["'Vorgangsschlüssel'", "map them in the contract"],
    "20_ambiguous_day_month.csv": ["'03/04/2026 09:00' (opened_at, line 2)", "day-first"],
    "21_mixed_day_month.csv": ["opened_at line 2 needs day-first", "opened_at line 3 needs month-first"],
    "53_xes_entity_bomb.xes": ["XES with DOCTYPE is not accepted"],
    "54_xes_xxe.xes": ["XES with DOCTYPE is not accepted"],
    "55_html_named_xls.xls": ["HTML", "not Excel", "save it as .xlsx"],
    "56_login_page.csv": ["looks like HTML (title: Sign in - SSO): the download probably lost its session"],
    "60_nonstandard_json_numbers.json": ["NaN at byte", "Infinity at byte", "the key 'id' at byte"],
}
LISTS = {
    "05_ragged_long_row.csv": [(4, "12 fields, expected 10", True)],
    "10_title_rows_and_totals.csv": [(10, "no incident number: totals row", False)],
    "25_two_digit_years_1900.csv": [(3, "no opened_at", True), (4, "no opened_at", True)],
    "32_unknown_severity.csv": [(line, "unmapped severity", True) for line in (4, 5, 6)],
}


def pairs(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("|")) if text else {}


def cases() -> list[dict[str, str]]:
    if not FOLDER.is_dir():
        return [{"file": "absent", "outcome": ""}]  # the fixture skips it, with its reason
    with (FOLDER / "index.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["profile"] != "config"]


def contract_of(case: dict[str, str]) -> Contract:
    other = pairs(case["declared_other"])
    words = pairs(case["declared_severity"]) or {"P1": "1"}
    export = {
        "source": "table",
        "path": case["file"],
        "timezone": case["declared_timezone"],
        "dates": case["declared_dates"] or None,
        "columns": SERVICENOW if case["profile"] == "servicenow-csv" else pairs(case["declared_columns"]),
        "nil_return": [other["nil_return"]] if "nil_return" in other else [],
    }
    data = {
        "contract": {"id": "c", "title": "t", "buyer": "b", "supplier": "s", "starts": dt.date(2025, 4, 1)},
        "rules": {"max_excluded": float(other.get("max_excluded", "0.05"))},
        "severity": {severity: [word] for severity, word in words.items()},
        "exports": [export],
        "clauses": [{"id": "r", "kind": "response", "within": "1 hour", "target": "95%", "reference": "x"}],
    }
    document = Document.model_validate(data)
    return Contract(document=document, path=FOLDER / "contract.toml", sha256="", versions=(1,))


def find(name: str, outcome: str) -> dict[str, str]:
    return next(case for case in cases() if case["file"] == name and case["outcome"] == outcome)


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("place", range(N_ROWS))
def test_a_bad_file_is_treated_as_its_index_says(place):
    verdict = run_case(read_index(FOLDER)[place], FOLDER)
    assert not verdict.wrong, str(verdict)


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case['file']}-{case['outcome']}")
def test_what_is_wrong_is_said_and_listed(case):
    tables, problems = check_exports(contract_of(case), FOLDER)
    for words in SAYS.get(case["file"], []) if problems else []:
        assert words in "\n".join(map(str, problems))
    if case["outcome"] == "exclude-rows":
        assert tables.rejected.select("line", "reason", "is_fault").rows() == LISTS[case["file"]]


@pytest.mark.usefixtures("shared_data")
def test_an_index_is_there():
    assert len(cases()) > 20


def hours(name: str, outcome: str = "accept") -> dict[str, float]:
    tables, _ = check_exports(contract_of(find(name, outcome)), FOLDER)
    pairs_ = tables.incidents.select("incident_id", "opened_at", "resolved_at").rows()
    return {key: (resolved - opened).total_seconds() / 3600 for key, opened, resolved in pairs_}


@pytest.mark.usefixtures("shared_data")
@pytest.mark.parametrize("name", ["00_good_servicenow.csv", "08_utf8_bom_sep_line.csv"])
def test_the_good_file_gives_its_times(name):
    assert list(hours(name).values()) == [1.5, 4.0, 24.0, 1.5, 40.25]


@pytest.mark.usefixtures("shared_data")
def test_a_workbook_of_1904_is_not_four_years_off():
    tables, _ = check_exports(contract_of(find("72_date_1904.xlsx", "accept")), FOLDER)
    assert tables.incidents["opened_at"].to_list() == [dt.datetime(2026, 10, 1, 9, tzinfo=dt.UTC)]
    assert hours("72_date_1904.xlsx") == {"A1": 1.0}


@pytest.mark.usefixtures("shared_data")
def test_the_declared_order_is_used_and_stands_in_the_account():
    tables, _ = check_exports(contract_of(find("20_ambiguous_day_month.csv", "accept")), FOLDER)
    assert tables.incidents["opened_at"][0] == dt.datetime(2026, 4, 3, 9, tzinfo=dt.UTC)
    assert tables.files["day_order"].to_list() == ["day-first"]
    assert not any("day-first" in note for note in tables.notes), "what is declared needs no note"


@pytest.mark.usefixtures("shared_data")
def test_text_of_windows_1252_is_read_right():
    tables, _ = check_exports(contract_of(find("06_semicolon_cp1252.csv", "accept")), FOLDER)
    assert tables.incidents["title"].to_list() == ["Café till – can’t pay £5", "naïve"]
    assert tables.files.select("encoding", "delimiter", "day_order").row(0) == (
        "Windows-1252",
        ";",
        "day-first",
    )


@pytest.mark.usefixtures("shared_data")
def test_ids_stay_text():
    assert list(hours("31_ids_lose_zeros.csv")) == ["00123", "123", "12345678901234567890", "1E5", "MARCH1"]
