"""What is known at an instant: a fact at or after it does not exist yet."""

from __future__ import annotations

import pytest

from analytics.obligations import make_episodes, measure
from tests.unit.obligations.facts import AS_OF, at, clause, contract, judged, tables

AGREED = contract(
    clause("solve"), clause("answer", "response", "1 hour"), clause("tell", "notification", "1 hour")
)


@pytest.mark.parametrize(("as_of", "n"), [("05 09:00:00", 0), ("05 09:00:01", 1)])
def test_an_incident_opened_at_the_instant_is_absent(as_of: str, n: int) -> None:
    assert make_episodes(tables([{}]), AGREED, at(as_of)).height == n


@pytest.mark.parametrize(("as_of", "stop"), [("05 10:00:00", None), ("05 10:00:01", "05 10:00")])
def test_a_stop_at_the_instant_is_not_known(as_of: str, stop: str | None) -> None:
    facts = tables(
        [{"resolved_at": at("05 10:00"), "acknowledged_at": at("05 10:00")}], notices=[("05 10:00", "buyer")]
    )
    found = judged(facts, AGREED, at(as_of))
    expected = None if stop is None else at(stop)
    assert {row["stopped_at"] for row in found.values()} == {expected}
    assert len(found) == 3


@pytest.mark.parametrize(("as_of", "severity"), [("05 10:00:00", "P3"), ("05 10:00:01", "P1")])
def test_a_change_of_severity_at_the_instant_is_not_known(as_of: str, severity: str) -> None:
    changes = [("05 09:00", "severity", None, "P3"), ("05 10:00", "severity", "P3", "P1")]
    facts = tables([{"severity": "P1"}], changes)
    assert judged(facts, AGREED, at(as_of))["solve"]["severity"] == severity
    assert make_episodes(facts, AGREED, at(as_of))["severity"].item() == severity


def test_an_incident_whose_log_begins_later_has_the_severity_of_its_first_row() -> None:
    changes = [("06 09:00", "severity", None, "P3"), ("07 10:00", "severity", "P3", "P1")]
    assert judged(tables([{}], changes), AGREED, at("05 12:00"))["solve"]["severity"] == "P3"


def test_a_state_recorded_later_is_not_known() -> None:
    states = [("05 09:00", "state", None, "new"), ("05 10:00", "state", "new", "cancelled")]
    facts = tables([{}], states)
    assert judged(facts, AGREED, at("05 10:00"))["solve"]["outcome"] == "pending"
    assert judged(facts, AGREED)["solve"]["outcome"] == "excluded"


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="no offset"):
        measure(tables([{}]), AGREED, AS_OF.replace(tzinfo=None))


def test_no_incident_gives_no_obligation() -> None:
    assert measure(tables([]), AGREED, AS_OF).is_empty()


@pytest.mark.parametrize(("as_of", "flag"), [("05 10:00", None), ("05 10:00:01", True)])
def test_a_security_nature_recorded_later_is_not_known(as_of: str, flag: bool | None) -> None:
    """Not even where nothing had been recorded before it."""
    facts = tables([{"is_security": True}], [("05 10:00", "security", None, "true")])
    assert make_episodes(facts, AGREED, at(as_of))["is_security"].item() is flag


def test_a_kind_is_that_of_the_last_row_known() -> None:
    changes = [("05 09:00", "kind", None, "incident"), ("06 09:00", "kind", "incident", "request")]
    facts = tables([{"kind": "request"}], changes)
    assert make_episodes(facts, AGREED, at("06 09:00"))["kind"].item() == "incident"
    assert make_episodes(facts, AGREED, AS_OF)["kind"].item() == "request"


def test_a_cancelled_incident_of_a_table_is_excluded() -> None:
    """A table tells one state and not since when."""
    assert judged(tables([{"state": "cancelled"}]), AGREED)["solve"]["outcome"] == "excluded"


def test_case_and_space_of_an_audience_do_not_matter() -> None:
    facts = tables([{}], notices=[("05 09:30", " Buyer ")])
    assert judged(facts, AGREED)["tell"]["outcome"] == "met"
