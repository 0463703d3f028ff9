"""Tickets with known causes, of seeds that no weight was found on."""

import pytest

from benchmarks.causes import group, score_alone, tidy
from benchmarks.make_tickets import make_tickets


@pytest.fixture(scope="module", params=[2001, 2002])
def tickets(request):
    return tidy(make_tickets(request.param, 2000))


def test_most_causes_are_found_and_most_groups_are_causes(tickets) -> None:
    scores = group(tickets)[1]
    assert scores["rf"] >= 0.65
    assert scores["p"] >= 0.75


def test_neither_text_nor_problem_records_alone_would_do(tickets) -> None:
    alone = score_alone(tickets)
    assert alone["text_alone"]["rf"] < 0.35
    assert alone["problem_records_alone"]["rf"] < 0.35


def test_the_same_seed_gives_the_same_tickets() -> None:
    assert make_tickets(5, 200).equals(make_tickets(5, 200))
    assert not make_tickets(5, 200).equals(make_tickets(6, 200))


def test_causes_are_missing_and_empty_as_often_as_told() -> None:
    told = make_tickets(7, 4000)["cause_text"]
    assert (told == "").mean() == pytest.approx(0.18, abs=0.02)
    assert told.is_in(
        ["Unknown", "Other", "No fault found", "Resolved by restart", "Not determined"]
    ).mean() == (pytest.approx(0.10, abs=0.02))
