"""Rectification plans: two in a row, three in any six, and the months that they come from."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.verdict import conclude
from analytics.verdict.triggers import triggers
from tests.unit.summary.frames import contract
from tests.unit.summary.standing import by_month, one_by_month, standing

BAD, CLOSE, GOOD, NONE = (7, 10), (9, 10), (10, 10), (0, 0)  # target 95 %, minimum 85 %
KPI = {"id": "P1-resolution", "minimum": "85%"}


def called(counts: list[tuple[int, int]], more: str = "", **keys: object) -> list[tuple]:
    agreed = contract({**KPI, **keys}, more=more)
    found = conclude(one_by_month(agreed, counts), agreed).triggers
    return [
        (row["period"][-2:], row["rule"], [month[-2:] for month in row["periods"]], row["is_new"])
        for row in found.to_dicts()
    ]


def test_two_months_in_a_row_below_the_minimum() -> None:
    assert called([BAD, BAD, GOOD]) == [("02", "consecutive", ["01", "02"], True)]


def test_one_month_below_the_minimum_calls_for_nothing() -> None:
    assert called([BAD, GOOD, BAD, GOOD]) == []


def test_between_minimum_and_target_is_no_failure_here() -> None:
    assert called([CLOSE, CLOSE, CLOSE]) == []


def test_a_contract_may_count_every_failure() -> None:
    more = '[consequences.rectification]\nbelow = "target"'
    assert called([CLOSE, CLOSE], more) == [("02", "consecutive", ["01", "02"], True)]


def test_a_clause_without_a_minimum_is_held_against_its_target() -> None:
    agreed = contract({"id": "P1-resolution"})
    found = conclude(one_by_month(agreed, [CLOSE, CLOSE]), agreed).triggers
    assert found.select("rule", "level").rows() == [("consecutive", "target")]


def test_three_in_any_six() -> None:
    assert called([BAD, GOOD, BAD, GOOD, GOOD, BAD]) == [("06", "any", ["01", "03", "06"], True)]


def test_the_seventh_month_is_out_of_the_window() -> None:
    assert called([BAD, GOOD, BAD, GOOD, GOOD, GOOD, BAD]) == []


def test_both_rules_may_hold_and_hold_on() -> None:
    assert called([BAD, BAD, BAD]) == [
        ("02", "consecutive", ["01", "02"], True),
        ("03", "consecutive", ["01", "02", "03"], False),
        ("03", "any", ["01", "02", "03"], True),
    ]


def test_a_month_without_obligations_breaks_a_row() -> None:
    assert called([BAD, NONE, BAD]) == []


def test_a_month_without_obligations_stays_in_the_window_as_no_failure() -> None:
    assert called([BAD, NONE, BAD, NONE, NONE, BAD]) == [("06", "any", ["01", "03", "06"], True)]
    assert called([BAD, NONE, NONE, BAD, NONE, NONE, BAD]) == []


def test_a_month_that_did_not_fail_calls_for_nothing_new() -> None:
    assert [row[0] for row in called([BAD, BAD, GOOD, GOOD])] == ["02"]


def test_a_kpi_that_passes_by_count_does_not_fail() -> None:
    by_volume = {"at_most_late": 2, "up_to": 39, "then": "95%"}
    assert called([(0, 2), (0, 2), (1, 3)], target=by_volume) == []


def test_the_buyers_own_duty_calls_for_no_plan() -> None:
    assert called([BAD, BAD, BAD], obliged="buyer") == []


def test_numbers_of_months_are_the_contracts() -> None:
    more = "[consequences.rectification]\nconsecutive = 3\nany = 2\nof = 3"
    assert called([BAD, GOOD, BAD, GOOD, GOOD, BAD], more) == [("03", "any", ["01", "03"], True)]


def test_a_trigger_names_the_counts_that_it_comes_from() -> None:
    agreed = contract(KPI)
    row = conclude(one_by_month(agreed, [BAD, (1, 3)]), agreed).triggers.row(0, named=True)
    assert (row["n_met"], row["n_due"], row["level"], row["n_needed"], row["of"]) == (
        [7, 1],
        [10, 3],
        "minimum",
        2,
        None,
    )


ROWS = {
    word: standing(*count, minimum="85%") for word, count in (("bad", BAD), ("good", GOOD), ("none", NONE))
}


@settings(max_examples=60)
@given(words=st.lists(st.sampled_from(list(ROWS)), min_size=1, max_size=12))
def test_triggers_as_a_reader_counts_them(words: list[str]) -> None:
    """Against strings: a failure is a letter, and a rule is looked for month by month."""
    names = [f"2026-{n:02}" for n in range(1, len(words) + 1)]
    frame = pl.DataFrame([{**ROWS[w], "period": p} for w, p in zip(words, names, strict=True)])
    agreed = contract(KPI).document.consequences.rectification
    found = {(row["period"], row["rule"]) for row in triggers(frame, agreed).to_dicts()}
    text = "".join("x" if word == "bad" else "." for word in words)
    expected = {(names[n], "consecutive") for n in range(len(text)) if text[: n + 1].endswith("xx")}
    expected |= {
        (names[n], "any") for n in range(len(text)) if text[n] == "x" and text[: n + 1][-6:].count("x") >= 3
    }
    assert found == expected


@pytest.mark.parametrize("n", [1, 2])
def test_triggers_stand_by_month(n: int) -> None:
    clauses = [{**KPI, "id": name} for name in ("a", "b")[:n]]
    agreed = contract(*clauses)
    months = {f"2026-0{m}": {clause["id"]: BAD for clause in clauses} for m in (1, 2, 3)}
    periods = conclude(by_month(agreed, months), agreed).triggers["period"].to_list()
    assert periods == sorted(periods)
