import numpy as np
import pytest

from analytics.causes.evidence import (
    DEFAULT,
    EVIDENCE,
    UNKNOWN,
    Weights,
    add_up,
    compare_all,
    compare_pairs,
    rarity_of,
    to_chance,
)
from tests.unit.causes.grouping import CERTIFICATE, DISK, facts, grouped


def evidence(one: dict, other: dict, *others: dict) -> dict[str, float]:
    known = grouped(facts(one, other, *others))
    places = np.array([0]), np.array([1])
    values = compare_pairs(*(known.profiles(place) for place in places))
    return dict(zip(EVIDENCE, (float(value[0]) for value in values), strict=True))


def test_two_that_share_all_have_all_evidence_for_and_none_against() -> None:
    found = evidence(CERTIFICATE, CERTIFICATE, DISK, DISK)
    assert found["cause"] == pytest.approx(1)
    assert found["both causes told"] == 1
    assert (found["other component"], found["other service"]) == (0, 0)
    assert found["same component"] == pytest.approx(np.log(24 / 2) / np.log(20))


def test_what_is_not_recorded_is_no_evidence_either_way() -> None:
    found = evidence({"title": "slow"}, CERTIFICATE)
    kinds = ("cause", "both causes told", "same component", "other component", "other service")
    assert [found[name] for name in kinds] == [0] * 5


def test_two_that_differ_have_evidence_against() -> None:
    found = evidence(CERTIFICATE, DISK)
    assert (found["same component"], found["other component"], found["other service"]) == (0, 1, 1)


def test_being_near_in_time_fades() -> None:
    import datetime as dt

    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    near = [evidence({"opened_at": start}, {"opened_at": start + dt.timedelta(days=n)}) for n in (0, 60, 600)]
    values = [found["near in time"] for found in near]
    assert values[0] == 1
    assert values[1] == pytest.approx(np.exp(-1), abs=0.25)
    assert values[2] < 0.001


def test_pair_by_pair_and_all_with_all_agree() -> None:
    known = grouped(facts(CERTIFICATE, DISK, {"title": "slow"}, CERTIFICATE | {"title": "slow"}))
    everyone = known.profiles(np.arange(4))
    left, right = np.array([0, 1, 2, 0]), np.array([3, 2, 3, 1])
    pairs = list(compare_pairs(everyone.take(left), everyone.take(right)))
    whole = list(compare_all(everyone, everyone))
    for one, every in zip(pairs, whole, strict=True):
        assert np.allclose(one, every[left, right])


def test_a_chance_is_the_logistic_of_base_and_sum_in_whole_millionths() -> None:
    weights = Weights("by hand", -1.0, (2.0,) + (0.0,) * 9)
    values = [np.array([1.0])] + [np.array([7.0])] * 9
    assert add_up(values, weights).tolist() == [2.0]
    assert to_chance(values, weights).tolist() == [round(1 / (1 + np.exp(-1)), 6)]


def test_a_rare_value_says_more_than_a_common_one_and_not_without_end() -> None:
    codes = np.array([0] * 190 + [1] * 10 + [2] + [UNKNOWN])
    rarity = rarity_of(codes)
    assert rarity[0] == pytest.approx(-np.log(190 / 221) / np.log(20))
    assert rarity[190] == pytest.approx(-np.log(10 / 221) / np.log(20))
    assert (rarity[200], rarity[201]) == (1.5, 0)


def test_there_is_a_weight_for_each_kind_of_evidence() -> None:
    assert len(DEFAULT.of) == len(EVIDENCE)
