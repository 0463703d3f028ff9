"""The bridge and the figures that stand beside it, over random contracts and facts."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings

from analytics.contract.vary import bridge_contracts
from analytics.obligations import measure
from analytics.summary import attainment, both_ways, bridge, exclusions, indicators
from tests.properties.terms import read_both
from tests.properties.worlds import tables_of, worlds


@settings(max_examples=15, deadline=None)
@given(world=worlds())
def test_the_steps_of_the_bridge_sum_exactly_to_the_reported_figure(world: tuple) -> None:
    found, plain, as_of = world
    contract, tables = read_both(plain)[0], tables_of(found)
    reported = measure(tables, contract, as_of)
    steps = bridge(tables, contract, as_of, None, reported)
    sums = steps.group_by("clause_id").agg(
        n_due=pl.col("n_due").first() + pl.col("change_due").sum(),
        n_met=pl.col("n_met").first() + pl.col("change_met").sum(),
    )
    figures = indicators(attainment(reported, contract, as_of), contract, as_of)
    both = sums.join(figures, on="clause_id", suffix="_reported")
    assert both.filter(
        (pl.col("n_due") != pl.col("n_due_reported")) | (pl.col("n_met") != pl.col("n_met_reported"))
    ).is_empty()
    moved = steps.filter((pl.col("change_due") != 0) | (pl.col("change_met") != 0))
    assert (moved["incidents"].list.len() > 0).all()
    missing = set(figures.filter(pl.col("n_due") > 0)["clause_id"]) - set(sums["clause_id"])
    assert missing == set()


@settings(max_examples=15, deadline=None)
@given(world=worlds())
def test_the_last_step_of_the_bridge_is_the_contract_itself(world: tuple) -> None:
    contract = read_both(world[1])[0]
    steps = bridge_contracts(contract)
    assert steps[-1][1] == contract
    assert all(clause.pauses == [] for _, clause in steps[0][1].clauses)


@settings(max_examples=15, deadline=None)
@given(world=worlds())
def test_exclusions_count_every_excluded_obligation_once(world: tuple) -> None:
    found, plain, as_of = world
    contract, tables = read_both(plain)[0], tables_of(found)
    rows = measure(tables, contract, as_of)
    assert exclusions(rows, contract)["n"].sum() == rows.filter(outcome="excluded").height


@settings(max_examples=10, deadline=None)
@given(world=worlds())
def test_both_ways_names_only_clauses_that_differ(world: tuple) -> None:
    found, plain, as_of = world
    contract, tables = read_both(plain)[0], tables_of(found)
    rows = both_ways(tables, contract, as_of, None, measure(tables, contract, as_of))
    assert (rows["incidents"].list.len() > 0).all()
    assert (rows["agreed"] != rows["other"]).all()
