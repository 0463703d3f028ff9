import numpy as np
import pytest

from analytics.causes.evidence import DEFAULT, EVIDENCE, NO_CAUSES, SYMPTOMS_ONLY, UNKNOWN
from analytics.causes.weights import (
    _coprime,
    _other_pairs,
    _same_pairs,
    count_pairs,
    fixed_weights,
    learn_weights,
)
from tests.unit.causes.grouping import CERTIFICATE, DISK, facts, grouped


@pytest.mark.parametrize(
    ("row", "weights"),
    [
        (CERTIFICATE, DEFAULT),
        ({"title": "slow", "component": "gateway"}, NO_CAUSES),
        ({"title": "slow"}, SYMPTOMS_ONLY),
    ],
)
def test_fixed_weights_fit_what_the_table_tells(row: dict, weights) -> None:
    assert fixed_weights(grouped(facts(row, row)).docs) == weights


def test_pairs_of_a_record_are_counted() -> None:
    assert count_pairs(np.array([0, 0, 0, 1, 1, UNKNOWN, UNKNOWN])) == 3 + 1


def test_every_pair_of_a_record_is_found_once() -> None:
    left, right = _same_pairs(np.array([5, 7, 5, 7, 5]))
    assert {frozenset(pair) for pair in zip(left.tolist(), right.tolist(), strict=True)} == {
        frozenset({0, 2}), frozenset({2, 4}), frozenset({0, 4}), frozenset({1, 3}),
    }  # fmt: skip


def test_pairs_of_other_records_are_found_once_and_differ() -> None:
    records = np.array([0, 1, 2, 0, 1])
    left, right = _other_pairs(records)
    pairs = {frozenset(pair) for pair in zip(left.tolist(), right.tolist(), strict=True)}
    assert len(pairs) == len(left) == 10 - 2
    assert (records[left] != records[right]).all()


@pytest.mark.parametrize("n", [1, 2, 3, 10, 4950, 999_000])
def test_a_step_shares_no_factor_with_the_number(n: int) -> None:
    assert np.gcd(_coprime(n), n) == 1


def test_a_component_that_tells_records_apart_is_learned_to_tell() -> None:
    """Twenty records of six incidents, each on its own component, all told alike."""
    rows = [
        {"title": "slow", "component": f"part {n % 20}", "problem_id": f"PRB{n % 20}"} for n in range(120)
    ]
    known = grouped(facts(*rows))
    learned = known.weights
    of = dict(zip(EVIDENCE, learned.of, strict=True))
    assert learned.origin == "learned from 300 pairs with one problem record"  # 20 times 6 * 5 / 2
    assert of["same component"] > 0 > of["other component"]


def test_learning_does_not_depend_on_how_records_are_numbered() -> None:
    rows = [(CERTIFICATE, DISK)[n % 2] | {"problem_id": f"PRB{n % 10}"} for n in range(80)]
    known = grouped(facts(*rows))
    numbers = known.codes("problem_id")
    renamed = (numbers * 7 + 3) % 11
    profiles = known.profiles(np.arange(80))
    assert learn_weights(profiles, numbers) == learn_weights(profiles, renamed)
