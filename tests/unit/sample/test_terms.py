"""The story's own words about the contract against `typical.toml`, and that file against its purpose."""

import re
import tomllib
from pathlib import Path

import pytest

import analytics.contract
from analytics.contract.load import load_contract
from analytics.contract.model import Causes, Clause, Consequences, Document, Ratings, Rules
from analytics.sample import SAMPLE_FILES
from analytics.sample.causes import UNKNOWN
from analytics.sample.hours import BANK_HOLIDAYS, CLOSES, HOUR, MINUTE, OPENS, at
from analytics.sample.log import CLOSED_AS
from analytics.sample.recurring import RECURRING
from analytics.sample.terms import END, HOLDING, PAUSING, PRIORITY, REOPEN_WINDOW, STARTS, TERMS

PATH = Path(analytics.contract.__file__).with_name("typical.toml")
DOCUMENT = Document.model_validate(tomllib.loads(PATH.read_text(encoding="utf-8")))
CLAUSES = {clause.id: clause for clause in DOCUMENT.clauses}
TYPICAL = {  # DOMAIN, section 2, and what lies between
    "P1-response": "15 minutes",
    "P2-response": "30 minutes",
    "P3-response": "2 working hours",
    "P4-response": "4 working hours",
    "P1-resolution": "4 hours",
    "P2-resolution": "8 hours",
    "P3-resolution": "20 working hours",
    "P4-resolution": "5 working days",
    "P1-notification": "15 minutes",
    "P2-notification": "1 hour",
    "P3-notification": "4 working hours",
    "P4-notification": "next working day",
    "security-notification": "1 hour",
    "management-notification": "1 hour",
    "ICO-notification": "72 hours",
    "major-update": "1 hour",
    "major-report": "5 working days",
    "major-review": "10 working days",
    "major-action": "agreed date",
}
LENGTHS = {"minutes": MINUTE, "hour": HOUR, "hours": HOUR}


def seconds(clause: Clause) -> int:
    amount, *_, unit = clause.window_text.split()
    return int(amount) * LENGTHS[unit]


def test_the_typical_contract_has_the_typical_windows() -> None:
    assert {clause.id: clause.window_text for clause in DOCUMENT.clauses} == TYPICAL


def test_the_typical_contract_loads_without_a_problem(tmp_path: Path) -> None:
    copy = tmp_path / "contract.toml"
    copy.write_bytes(PATH.read_bytes())
    (tmp_path / "causes.toml").write_bytes(PATH.with_name("typical_causes.toml").read_bytes())
    assert load_contract(copy).id == "case-platform"


def test_the_story_names_the_clauses_in_the_order_of_the_contract() -> None:
    assert [term.clause_id for term in TERMS] == list(TYPICAL)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.clause_id)
def test_the_story_keeps_to_the_contract(term) -> None:  # type: ignore[no-untyped-def]
    clause = CLAUSES[term.clause_id]
    days = {"5 working days": 5, "10 working days": 10, "next working day": 1}.get(clause.window_text, 0)
    assert (term.kind, term.calendar, term.days) == (clause.kind, clause.calendar, days)
    assert term.seconds == (0 if days or clause.has_agreed_date else seconds(clause))
    assert term.has_pauses == (clause.pauses == ["awaiting customer"])


def test_the_story_knows_the_words_of_the_contract() -> None:
    pauses = DOCUMENT.pauses
    customer = pauses["awaiting customer"]
    assert set(customer.states) == PAUSING  # type: ignore[union-attr]
    assert {word for pause in pauses.values() for word in pause.states} == HOLDING - {"On Hold"}  # type: ignore[union-attr]
    assert {severity: [word] for severity, word in PRIORITY.items()} == DOCUMENT.severity


def test_the_story_runs_for_the_time_of_the_contract() -> None:
    head, working = DOCUMENT.contract, DOCUMENT.calendars["working"]
    assert (at(f"{head.starts} 00:00"), at(f"{head.ends} 00:00")) == (STARTS, END)
    assert {export.complete_until for export in DOCUMENT.exports} == {head.ends}
    assert working.hours == {"mon-fri": [f"{OPENS:02d}:00-{CLOSES}:00"]}
    assert not BANK_HOLIDAYS & set(working.closed)
    assert DOCUMENT.rules.reopen_window_microseconds == REOPEN_WINDOW * 1_000_000


def test_the_contract_reads_the_files_that_the_sample_writes() -> None:
    assert [f"exports/{name}" for name in SAMPLE_FILES[:-3]] == [export.path for export in DOCUMENT.exports]


def test_every_target_is_marked_as_assumed() -> None:
    lines = PATH.read_text(encoding="utf-8").splitlines()
    keys = r"(target|calendar|reference|pauses|minimum|bands) +="
    unsourced = [line for line in lines if re.match(keys, line)]
    assert len(unsourced) == 19 * 3 - 1 + 4 + 4 * 2  # an agreed date needs no calendar
    assert all(line.endswith("# assumed") for line in unsourced)


def test_every_rule_and_consequence_is_written_out_and_marked_as_assumed() -> None:
    text = PATH.read_text(encoding="utf-8")
    for table, model in (("rules", Rules), ("consequences", Consequences), ("ratings", Ratings)):
        part = text.split(f"[{table}]\n")[1].split("\n# ──")[0]
        lines = [line for line in part.splitlines() if line and not line.startswith("#")]
        written = {line.split("=")[0].strip() for line in lines}
        assert written == set(model.model_fields) - {"charge", "causes"}
        assert all(line.endswith("# assumed") for line in lines)


def test_every_rule_about_causes_is_written_out_with_the_forums_own_values() -> None:
    rule = DOCUMENT.rules.causes
    assert rule.model_fields_set == set(Causes.model_fields)
    own = ("catch_all", "labels")
    assert rule.model_dump(exclude=set(own)) == Causes().model_dump(exclude=set(own))
    assert set(rule.catch_all) <= set(Causes().catch_all)


def test_every_planted_cause_has_a_name_in_words() -> None:
    labels = DOCUMENT.rules.causes.labels
    assert set(labels) == {recurring.cause.code for recurring in RECURRING}


def test_the_causes_that_say_nothing_are_known_to_the_contract() -> None:
    assert {UNKNOWN, *CLOSED_AS} <= set(DOCUMENT.rules.causes.catch_all)


def test_the_first_page_has_at_most_ten_indicators() -> None:
    assert sum(clause.kpi for clause in DOCUMENT.clauses) == 10


def test_no_line_is_wider_than_a_page() -> None:
    assert max(map(len, PATH.read_text(encoding="utf-8").splitlines())) <= 104
