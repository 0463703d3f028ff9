"""What was known of a cause at an instant."""

import pytest

from analytics.obligations.known import known_facts
from tests.unit.obligations.facts import at, tables


@pytest.mark.parametrize(
    ("as_of", "problem"),
    [("05 09:30", None), ("05 10:00", None), ("05 10:00:01", "PRB1"), ("06 10:00:01", "PRB2")],
)
def test_a_problem_record_is_known_once_the_log_shows_it(as_of, problem):
    log = [
        ("05 09:00", "problem_id", None, None),
        ("05 10:00", "problem_id", None, "PRB1"),
        ("06 10:00", "problem_id", "PRB1", "PRB2"),
    ]
    assert known_facts(tables([{"problem_id": "PRB2"}], log), at(as_of))["problem_id"].to_list() == [problem]


def test_an_incident_whose_log_begins_later_has_the_facts_of_its_first_row():
    log = [("06 09:00", "title", None, "Slow"), ("07 09:00", "title", "Slow", "Cache full")]
    assert known_facts(tables([{"title": "Cache full"}], log), at("05 12:00"))["title"].to_list() == ["Slow"]


@pytest.mark.parametrize(("as_of", "cause"), [("05 12:00:00", None), ("05 12:00:01", "cache full")])
@pytest.mark.parametrize("end", ["resolved_at", "closed_at"])
def test_a_cause_that_nothing_dates_is_known_from_the_end_of_the_incident(as_of, cause, end):
    facts = tables([{"cause_text": "cache full", "problem_id": "PRB1", end: at("05 12:00")}])
    row = known_facts(facts, at(as_of)).row(0, named=True)
    assert (row["cause_text"], row["problem_id"]) == (cause, "PRB1")


def test_a_cause_of_an_incident_without_an_end_is_known():
    assert known_facts(tables([{"cause_code": "CACHE"}]), at("05 12:00"))["cause_code"].to_list() == ["CACHE"]


def test_a_cause_that_the_log_dates_is_known_before_the_end_of_the_incident():
    log = [("05 09:00", "cause_text", None, None), ("05 10:00", "cause_text", None, "cache full")]
    facts = tables([{"cause_text": "cache full", "resolved_at": at("06 12:00")}], log)
    assert known_facts(facts, at("05 11:00"))["cause_text"].to_list() == ["cache full"]
