"""The whole contract, random in every key, against the slow oracle; and the laws that hold for any data."""

from __future__ import annotations

import datetime as dt

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.obligations import measure
from analytics.schema import OUTCOMES, Tables
from tests.oracle.contract_clock import EPOCH
from tests.oracle.judge import judge
from tests.properties.terms import read_both
from tests.properties.worlds import instants, tables_of, worlds

KEY = ["incident_id", "episode", "clause_id", "slot"]
INSTANTS = {
    "starts_at": "starts_at",
    "stopped_at": "stopped_at",
    "due_at": "due_at",
    "last_on_time_at": "last",
}
WORDS = (
    *("outcome", "outcome_gross", "outcome_before_relief", "outcome_disputed"),
    *("reason", "approver", "relief", "severity", "is_governing", "period_due"),
)
END = dt.timedelta(days=400)


def shown(row: dict) -> dict:
    """An obligation of the library in the columns that the oracle has."""
    return {name: row[name] for name in (*INSTANTS, *WORDS, "net", "gross")}


def wanted(row: dict) -> dict:
    """An obligation of the oracle in the library's types."""
    instants_ = {name: instant(row[of]) for name, of in INSTANTS.items()}
    return (
        instants_ | {name: row[name] for name in WORDS} | {name: time(row[name]) for name in ("net", "gross")}
    )


def instant(microseconds: int | None) -> dt.datetime | None:
    return None if microseconds is None else EPOCH + dt.timedelta(microseconds=microseconds)


def time(microseconds: int | None) -> dt.timedelta | None:
    return None if microseconds is None else dt.timedelta(microseconds=microseconds)


def differences(found: dict, expected: dict) -> list[tuple]:
    """What differs, as short as it can be said: key, column, the library's value and the oracle's."""
    both = found.keys() & expected.keys()
    return [
        *(("only the library has", key, found[key]) for key in found.keys() - both),
        *(("only the oracle has", key, expected[key]) for key in expected.keys() - both),
        *(
            (key, name, value, expected[key][name])
            for key in sorted(both)
            for name, value in found[key].items()
            if value != expected[key][name]
        ),
    ]


@settings(max_examples=100, deadline=None)
@given(world=worlds())
def test_every_column_agrees_with_the_oracle(world: tuple) -> None:
    found, plain, as_of = world
    contract, read = read_both(plain)
    rows = measure(tables_of(found), contract, as_of).to_dicts()
    expected = {key: wanted(row) for key, row in judge(found, read, as_of).items()}
    assert len({tuple(row[name] for name in KEY) for row in rows}) == len(rows)
    assert differences({tuple(row[name] for name in KEY): shown(row) for row in rows}, expected) == []


@settings(max_examples=20, deadline=None)
@given(world=worlds())
def test_outcomes_partition_all_obligations(world: tuple) -> None:
    found, plain, as_of = world
    rows = measure(tables_of(found), read_both(plain)[0], as_of)
    parts = [rows.filter(outcome=outcome).height for outcome in OUTCOMES]
    assert sum(parts) == rows.height
    excluded = rows["outcome"] == "excluded"
    assert (rows["reason"].is_not_null() == excluded).all()
    governing = rows.filter("is_governing")
    group = ["incident_id", "episode", "kind", "audience", "obliged", "slot"]
    assert not governing.select(group).is_duplicated().any()
    assert rows.filter(~excluded).select(group).n_unique() == governing.height


def calm(found: dict) -> dict:
    """No new fact about the past: no reopening, no end, no later detection, no other party's instant."""
    ended = ("closed", "resolved", "cancelled")
    unknown = ("resolved_at", "closed_at", "acknowledged_at", "detected_at", "recorded_at", "aware_at")
    return {
        **found,
        "incidents": [row | dict.fromkeys(unknown) for row in found["incidents"]],
        "transitions": [row for row in found["transitions"] if row["after"] not in ended],
        "disputes": [],
    }


@settings(max_examples=20, deadline=None)
@given(world=worlds(), later=instants)
def test_a_later_instant_never_turns_missed_into_met(world: tuple, later: dt.datetime) -> None:
    found, plain, first = world
    first, later = sorted((first, later))
    contract, tables = read_both(plain)[0], tables_of(calm(found))
    then = measure(tables, contract, first).filter(outcome="missed").select(KEY)
    now = measure(tables, contract, later).filter(outcome="met").select(KEY)
    assert then.join(now, on=KEY, how="inner").is_empty()


@settings(max_examples=20, deadline=None)
@given(world=worlds(), data=st.data())
def test_another_pause_never_lengthens_net_time(world: tuple, data: st.DataObject) -> None:
    found, plain, as_of = world
    contract, _ = read_both(plain)
    chosen = data.draw(st.sampled_from(found["incidents"]))
    begin = chosen["opened_at"] + data.draw(st.integers(0, 96)) * dt.timedelta(minutes=30)
    another = {"incident_id": chosen["incident_id"], "paused_at": begin, "reason": "awaiting customer"}
    another["resumed_at"] = data.draw(st.sampled_from([None, begin + dt.timedelta(hours=5)]))
    longer = {**found, "pauses": [*found["pauses"], another]}
    one, two = (measure(tables_of(each), contract, as_of) for each in (found, longer))
    both = one.join(two, on=KEY, suffix="_two", validate="1:1")
    assert both.filter(pl.col("net_two") > pl.col("net")).is_empty()
    assert both.filter(pl.col("gross_two") != pl.col("gross")).is_empty()


def with_relief(found: dict, *statuses: str) -> Tables:
    rows = [
        {
            "incident_id": row["incident_id"],
            "at": row["opened_at"] - END + dt.timedelta(days=number),
            "status": status,
            "reason": "flood",
            "approver": "the board",
        }
        for row in found["incidents"]
        for number, status in enumerate(statuses)
    ]
    return tables_of({**found, "relief": rows})


@settings(max_examples=20, deadline=None)
@given(world=worlds())
def test_relief_agreed_then_withdrawn_restores_the_figure(world: tuple) -> None:
    found, plain, as_of = world
    plain["rules"].pop("relief_excludes", None)
    contract, _ = read_both(plain)
    bare, agreed, withdrawn = (
        measure(with_relief(found, *statuses), contract, as_of)
        for statuses in ((), ("agreed",), ("agreed", "withdrawn"))
    )
    assert withdrawn.drop("relief").equals(bare.drop("relief"))
    assert agreed.select(*KEY, "outcome_before_relief").equals(
        bare.select(*KEY, pl.col("outcome").alias("outcome_before_relief"))
    )
    assert (agreed["outcome"] == "excluded").all()
