"""Batches: whole incidents in the order of their ids, and each with the facts that are its own."""

from __future__ import annotations

import polars as pl

from analytics.obligations.batches import in_batches
from analytics.schema import Tables
from tests.unit.obligations.facts import tables

EPISODES = pl.DataFrame(
    {"incident_id": ["INC1", "INC2", "INC2", "INC2", "INC3", "INC4"], "episode": [1, 1, 2, 3, 1, 1]}
)
SPANS = pl.DataFrame({"incident_id": ["INC1", "INC1", "INC2", "INC3", "INC4"]})
FACTS = tables([{"incident_id": f"INC{n}"} for n in (4, 2, 1, 3)], pauses=[("05 10:00", None, "customer")])


def batches(most: int) -> list[tuple[pl.DataFrame, pl.DataFrame, Tables]]:
    return list(in_batches(EPISODES, SPANS, FACTS, most))


def ids(frame: pl.DataFrame) -> list[str]:
    return frame["incident_id"].to_list()


def test_few_episodes_are_one_batch() -> None:
    assert [ids(episodes) for episodes, _, _ in batches(6)] == [ids(EPISODES)]


def test_an_incident_is_never_split() -> None:
    found = [ids(episodes) for episodes, _, _ in batches(2)]
    assert found == [["INC1"], ["INC2", "INC2", "INC2"], ["INC3", "INC4"]]


def test_every_span_is_in_the_batch_of_its_incident() -> None:
    assert [ids(spans) for _, spans, _ in batches(4)] == [["INC1", "INC1", "INC2"], ["INC3", "INC4"]]


def test_every_fact_is_in_the_batch_of_its_incident() -> None:
    found = [(ids(facts.incidents), ids(facts.pauses)) for _, _, facts in batches(4)]
    assert found == [(["INC2", "INC1"], ["INC1"]), (["INC4", "INC3"], [])]


def test_a_register_that_no_export_declares_stays_undeclared() -> None:
    assert [facts.notifications for _, _, facts in batches(4)] == [None, None]
