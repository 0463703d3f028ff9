"""Each source's shape, written from one world and read back: the same facts, and the same judgement.

`python -m pytest tests/roundtrip -s` prints for each source how many obligations were compared, and why which
incidents were not.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.contract.model import Contract
from analytics.intake import read_exports
from analytics.obligations import measure
from analytics.schema import Tables
from analytics.sources import SOURCES
from tests.roundtrip.expected import (
    JUDGED,
    KEY,
    beyond,
    columns_told,
    facts_told,
    kinds_told,
    kinds_untold,
    reduce_to_told,
    registers_told,
    without,
    without_untold_episodes,
)
from tests.roundtrip.telling import Written, find_writers
from tests.roundtrip.world import AS_OF, N_INCIDENTS, World, derive, make_world

WRITERS = find_writers()
AT_LEAST = 150  # obligations of a source: fewer would prove little


@dataclass(frozen=True)
class Trip:
    written: Written
    contract: Contract
    tables: Tables
    obligations: pl.DataFrame


@pytest.fixture(scope="session")
def world(tmp_path_factory) -> World:
    return make_world(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module", params=sorted(WRITERS))
def trip(request, world, tmp_path_factory) -> Trip:
    folder = tmp_path_factory.mktemp("trip")
    written = WRITERS[request.param](world, folder)
    contract = derive(world.document, written.exports, folder, written.change)
    tables = read_exports(contract)
    return Trip(written, contract, tables, measure(tables, contract, AS_OF))


def test_every_source_has_a_writer():
    assert {name.partition(":")[0] for name in WRITERS} == set(SOURCES)


def test_a_writer_tells_each_instant_to_its_vendors_precision(world, trip):
    told, written = world.tables.incidents, trip.written
    assert written.facts.incidents["incident_id"].to_list() == told["incident_id"].to_list()
    for name, dtype in told.schema.items():
        if isinstance(dtype, pl.Datetime) and name != "acknowledged_at":
            lost = (told[name] - written.facts.incidents[name]).drop_nulls()
            assert lost.is_empty() or (lost.min().total_seconds() >= 0 and lost.max() < written.precision)
            assert lost.len() == told[name].drop_nulls().len()


def test_every_row_is_used(trip):
    files = trip.tables.files
    assert files["n_faults"].sum() == 0, trip.tables.rejected
    assert (files["n_read"] == files["n_used"] + files["n_excluded"]).all()


def test_the_same_facts_come_back(trip):
    names = ["incident_id", *(name for name in columns_told(trip.written) if name != "incident_id")]
    unlike = trip.written.unlike
    vacuous = [name for name in names if trip.written.facts.incidents[name].null_count() == N_INCIDENTS]
    assert vacuous == []
    assert_frame_equal(
        without(trip.tables.incidents, unlike).select(names),
        without(trip.written.facts.incidents, unlike).select(names),
    )


def test_the_same_changes_and_holds_come_back(trip):
    told, reasons = facts_told(trip.written), beyond(trip.written)
    if "changes of state and severity" in told:
        for mine, theirs in zip(
            _changes(trip.tables, reasons), _changes(trip.written.facts, reasons), strict=True
        ):
            assert_frame_equal(mine, theirs)
    if "time on hold" in told:
        names = ["incident_id", "paused_at", "resumed_at", "reason"]
        assert_frame_equal(
            without(trip.tables.pauses, reasons).select(names),
            without(trip.written.facts.pauses, reasons).select(names),
        )


def _changes(tables: Tables, reasons: dict[str, frozenset[str]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What followed what, and when. The first value held from the beginning; alone, it is no change."""
    fields = pl.col("field").is_in(["state", "severity", "assignment"])
    changes = without(tables.transitions.filter(fields), reasons).sort(
        "incident_id", "field", "at", maintain_order=True
    )
    is_assignment = pl.col("field") == "assignment"
    changes = changes.filter(is_assignment | (pl.len().over("incident_id", "field") > 1))
    later = changes.filter(pl.col("before").is_not_null() | is_assignment)
    return changes.select("incident_id", "field", "after"), later.select("incident_id", "field", "at")


def test_the_registers_come_back(trip):
    for name, columns in registers_told(trip.written).items():
        mine, theirs = (getattr(tables, name).select(columns) for tables in (trip.tables, trip.written.facts))
        order = [column for column, dtype in mine.schema.items() if not isinstance(dtype, pl.List)]
        assert_frame_equal(mine.sort(order), theirs.sort(order))


def test_clauses_whose_facts_are_told_are_judged_the_same(request, trip):
    reasons, kinds = beyond(trip.written), sorted(kinds_told(trip.written))
    theirs = without_untold_episodes(
        measure(reduce_to_told(trip.written), trip.contract, AS_OF), trip.written
    )
    picked = [
        without(each.filter(pl.col("kind").is_in(kinds)), reasons).sort(KEY)
        for each in (trip.obligations, theirs)
    ]
    assert_frame_equal(*(each.select(*KEY, *JUDGED) for each in picked))
    assert picked[0].height >= AT_LEAST
    assert picked[0].filter(pl.col("kind") == "resolution", pl.col("outcome") == "missed").height > 0
    why = "; ".join(f"{reason} ({len(ids)})" for reason, ids in reasons.items()) or "none"
    print(f"{request.node.callspec.id}: {picked[0].height:,} obligations the same; incidents left out: {why}")


def test_precision_changes_no_outcome_but_those_that_it_leaves_open(world, trip):
    reasons = beyond(trip.written)
    exact = measure(world.tables, trip.contract, AS_OF).select(*KEY, exact="outcome")
    of_tool = trip.obligations.filter(pl.col("kind").is_in(["response", "resolution"]))
    both = without(of_tool, reasons).join(exact, on=list(KEY))
    is_told = pl.col("exact") != "excluded"  # by relief, which a register of its own tells
    changed = both.filter(pl.col("outcome") != pl.col("exact"), ~pl.col("is_in_band"), is_told)
    assert changed.is_empty()


def test_clauses_whose_facts_are_not_told_are_not_reported(trip):
    assert set(trip.obligations["kind"]).isdisjoint(kinds_untold(trip.written))
