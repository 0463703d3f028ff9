"""Which causes a change addresses, and how far a cause has come."""

import polars as pl
import pytest

from analytics.causes.changes import addressed
from analytics.causes.effect import effect
from analytics.causes.state import state
from tests.unit.causes.frames import AS_OF, FIRST, ago, changes, members, opened

MEMBERS = members(
    *opened(100, incident_id="INC7", problem_id="PRB1"),
    *opened(50, incident_id="INC8", cause_code="CFG"),
    *opened(50, incident_id="INC9", cause_id="B", cause_code="CFG"),
)


def links(*rows: dict) -> list[tuple[str, str]]:
    return addressed(MEMBERS, changes(*rows), AS_OF).select("cause_id", "change_id").rows()


@pytest.mark.parametrize("reference", ["A", "INC7", "INC8", "PRB1", " PRB1 "])
def test_a_change_names_a_cause_by_what_one_incident_of_it_has(reference: str) -> None:
    assert links({"causes": [reference]}) == [("A", "CHG1")]


def test_a_code_that_two_causes_share_addresses_both() -> None:
    assert links({"causes": ["CFG"]}) == [("A", "CHG1"), ("B", "CHG1")]


def test_a_cause_named_twice_is_addressed_once() -> None:
    assert links({"causes": ["A", "INC7", "PRB1"]}) == [("A", "CHG1")]


@pytest.mark.parametrize("causes", [["INC"], ["", "PRB2"], [], None])
def test_a_change_that_names_nothing_known_addresses_nothing(causes: list | None) -> None:
    assert links({"causes": causes}) == []


def test_an_incident_opened_at_as_of_is_not_known_to_a_change() -> None:
    assert addressed(members({"opened_at": AS_OF}), changes({}), AS_OF).is_empty()


def test_a_change_raised_at_as_of_is_not_known() -> None:
    assert links({"raised_at": AS_OF}) == []
    assert links({"raised_at": None, "made_at": None}) == []


def test_a_change_made_is_known_whenever_it_was_raised() -> None:
    assert links({"raised_at": None, "made_at": ago(1)}) == [("A", "CHG1")]


def state_of(*rows: dict) -> str:
    made = changes(*rows)
    causes = pl.DataFrame({"cause_id": ["A"]})
    recurring = members(*opened(*range(100, 160, 5)))
    found = state(causes, addressed(recurring, made, AS_OF), effect(recurring, made, FIRST, AS_OF))
    return found["state"][0]


def test_a_cause_without_a_change() -> None:
    assert state_of() == "no change raised"


def test_a_change_to_be_made_is_raised() -> None:
    assert state_of({}) == "change raised"
    assert state_of({"made_at": AS_OF}) == "change raised"


def test_a_change_just_made_is_made() -> None:
    assert state_of({"made_at": ago(1)}) == "change made"


def test_a_change_after_which_it_stays_quiet_is_shown_to_work() -> None:
    assert state_of({"made_at": ago(90)}) == "shown to work"


def test_the_furthest_change_is_the_state() -> None:
    assert state_of({"change_id": "CHG2", "made_at": ago(90)}, {}) == "shown to work"
