"""Groups over the months: what joins, what does not, and whose id stays."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.causes.fold import add_month
from analytics.causes.known import Known
from tests.unit.causes.grouping import (
    CERTIFICATE,
    DISK,
    END,
    START,
    events,
    facts,
    folded,
    grouped,
    groups,
    together,
)

MONTHS = [START + dt.timedelta(days=30 * n) for n in range(1, 14)]


def test_one_cause_told_alike_on_one_component_is_a_group() -> None:
    known = grouped(facts(CERTIFICATE, DISK, CERTIFICATE, DISK))
    assert together(known) == {frozenset({"INC000", "INC002"}), frozenset({"INC001", "INC003"})}


def test_symptoms_alike_with_causes_and_components_that_differ_are_not() -> None:
    slow = {"title": "Sign-in page times out"}
    name_server = slow | {"component": "dns-01", "cause_text": "name server answers late"}
    pool = slow | {"component": "identity-db", "cause_text": "connection pool runs dry"}
    assert together(grouped(facts(name_server, pool, name_server, pool))) == {
        frozenset({"INC000", "INC002"}),
        frozenset({"INC001", "INC003"}),
    }


def test_one_problem_record_binds_whatever_is_told() -> None:
    known = grouped(facts(CERTIFICATE | {"problem_id": "PRB1"}, DISK | {"problem_id": "PRB1"}))
    assert together(known) == {frozenset({"INC000", "INC001"})}


def test_one_causing_change_binds() -> None:
    known = grouped(facts(CERTIFICATE | {"caused_by_change": "CHG1"}, DISK | {"caused_by_change": "CHG1"}))
    assert together(known) == {frozenset({"INC000", "INC001"})}


def test_different_problem_records_keep_apart_what_reads_the_same() -> None:
    known = grouped(facts(CERTIFICATE | {"problem_id": "PRB1"}, CERTIFICATE | {"problem_id": "PRB2"}))
    assert together(known) == set()


def test_an_umbrella_record_binds_nothing() -> None:
    rows = [
        {"component": f"part {n}", "cause_text": f"fault {n}x{n}", "problem_id": "PRB1"} for n in range(6)
    ]
    assert together(grouped(facts(*rows))) == set()


def test_causes_that_say_nothing_bring_nothing_together() -> None:
    dull = [{"cause_text": "Unknown", "cause_code": "UNKNOWN", "component": f"part {n}"} for n in range(6)]
    assert together(grouped(facts(*dull, CERTIFICATE, DISK), ("unknown",))) == set()


def test_the_founder_is_the_earliest_by_opening_then_id() -> None:
    table = facts(CERTIFICATE, CERTIFICATE | {"opened_at": START}, CERTIFICATE)
    assert set(groups(grouped(table)).values()) == {"INC000"}


def test_the_founder_stays_when_an_older_incident_arrives_later() -> None:
    known = grouped(facts(CERTIFICATE, CERTIFICATE))
    late = facts(CERTIFICATE | {"incident_id": "OLD", "opened_at": START - dt.timedelta(days=9)})
    add_month(known, END + dt.timedelta(days=31), late)
    assert groups(known) == dict.fromkeys(("INC000", "INC001", "OLD"), "INC000")
    assert events(known) == [("founded", "INC000", None, 2)]


def test_a_merge_keeps_the_older_founder_and_is_logged() -> None:
    first = facts(CERTIFICATE, CERTIFICATE, DISK, DISK)
    known = grouped(first)
    same = first.with_columns(problem_id=pl.lit("PRB1"))
    add_month(known, END + dt.timedelta(days=31), same)
    assert set(groups(known).values()) == {"INC000"}
    assert events(known)[-1] == ("merged", "INC000", "INC002", 2)


def test_a_cause_told_later_lets_a_single_incident_join() -> None:
    untold = {"title": "Page slow", "component": "gateway"}
    table = facts(CERTIFICATE, CERTIFICATE, untold | {"component": None})
    known = grouped(table)
    assert groups(known)["INC002"] == "INC002"
    add_month(known, END + dt.timedelta(days=31), facts(CERTIFICATE, CERTIFICATE, CERTIFICATE))
    assert groups(known)["INC002"] == "INC000"


def test_what_else_the_process_holds_does_not_change_the_numbers() -> None:
    """Which pairs weights are learned from goes by these numbers."""
    held = pl.Series(["PRB2", "PRB1"]).cast(pl.Categorical)
    rows = [CERTIFICATE | {"problem_id": name} for name in ("PRB1", "PRB2", "PRB1")]
    assert grouped(facts(*rows)).codes("problem_id").tolist() == [0, 1, 0]
    assert len(held) == 2


def test_what_has_not_changed_is_not_taken_in_again() -> None:
    table = facts(CERTIFICATE, DISK)
    known = grouped(table)
    add_month(known, END + dt.timedelta(days=31), table)
    assert len(known.corpus) == 2


ROW = st.fixed_dictionaries(
    {
        "component": st.sampled_from(["gateway", "archive", None]),
        "service": st.sampled_from(["Payments", "Letters"]),
        "cause_text": st.sampled_from([CERTIFICATE["cause_text"], DISK["cause_text"], "unknown", None]),
        "problem_id": st.sampled_from(["PRB1", "PRB2", None, None, None]),
        "title": st.sampled_from(["page slow", "page does not open", "letters missing"]),
        "opened_at": st.integers(0, 360).map(lambda day: START + dt.timedelta(days=day)),
    }
)


@settings(deadline=None, max_examples=40)
@given(st.lists(ROW, min_size=1, max_size=14), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[dict], dice) -> None:
    table = facts(*rows)
    order = list(range(len(rows)))
    dice.shuffle(order)
    one, other = folded(table, MONTHS), folded(table[order], MONTHS)
    assert groups(one) == groups(other)
    assert one.lineage == other.lineage


@settings(deadline=None, max_examples=40)
@given(st.lists(ROW, min_size=1, max_size=14))
def test_no_published_id_changes_in_silence(rows: list[dict]) -> None:
    """Month by month: an incident's cause is the one that it had, or the lineage says what became of it."""
    table, known = facts(*rows), Known()
    published: dict[str, str] = {}
    for end in MONTHS:
        add_month(known, end, table.filter(pl.col("opened_at") < end))
        now = groups(known)
        sizes = {cause: list(now.values()).count(cause) for cause in now.values()}
        merged = {row["other_id"]: row["cause_id"] for row in known.lineage if row["event"] == "merged"}
        left = {
            (row["cause_id"], row["other_id"])
            for row in known.lineage
            if row["event"] == "split" and row["at"] == end
        }
        for name, cause in published.items():
            assert now[name] == merged.get(cause, cause) or (cause, now[name]) in left
        founded = {row["cause_id"] for row in known.lineage if row["event"] == "founded"}
        assert {cause for cause, n in sizes.items() if n > 1} <= founded
        published = {name: cause for name, cause in now.items() if sizes[cause] > 1}


@settings(deadline=None, max_examples=25)
@given(st.lists(ROW, min_size=1, max_size=14), st.integers(1, 12))
def test_twelve_runs_say_what_one_says(rows: list[dict], stop: int) -> None:
    """Stopping after any month and going on from a copy changes nothing."""
    table = facts(*rows)
    whole = folded(table, MONTHS)
    part = folded(table, MONTHS[:stop]).copy()
    for end in MONTHS[stop:]:
        add_month(part, end, table.filter(pl.col("opened_at") < end))
    assert groups(part) == groups(whole)
    assert part.lineage == whole.lineage


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{}],
        [{}] * 40,
        [{"title": "word"}] * 40,
        [
            {"title": "数据库无法连接"},
            {"title": "数据库无法连接"},
            {"title": "الخدمة متوقفة"},
            {"title": "Служба недоступна"},
        ],
        [{"title": "\0\1 ' \" <script>"}] * 3,
        [CERTIFICATE],
    ],
    ids=["none", "one without anything", "many without anything", "one word", "foreign", "hostile", "one"],
)
def test_any_texts_are_grouped_without_a_crash(rows: list[dict]) -> None:
    table = facts(*rows)
    assert groups(grouped(table)) == groups(grouped(table[::-1]))


def test_a_window_of_many_identical_texts_is_one_group() -> None:
    n = 3000
    same = facts(*[CERTIFICATE | {"opened_at": START + dt.timedelta(minutes=row)} for row in range(n)])
    assert [len(names) for names in together(grouped(same))] == [n]


def test_a_storm_of_alerts_that_differ_in_a_number_is_one_group() -> None:
    n = 5000
    rows = [
        {"title": f"page slow on node {row}", "opened_at": START + dt.timedelta(minutes=row)}
        for row in range(n)
    ]
    assert [len(names) for names in together(grouped(facts(*rows)))] == [n]
