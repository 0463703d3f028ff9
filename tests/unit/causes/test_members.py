"""What is said of each member: by hand, with chances that are set and not computed."""

import numpy as np
import polars as pl
import pytest

from analytics.causes.members import describe_members
from analytics.causes.signal import REPEAT_ROOT_CAUSE, SIMILAR_SYMPTOM
from tests.unit.causes.grouping import CERTIFICATE, DISK, facts, grouped

SLOW = {"title": "Sign-in page of the case portal times out again and again"}


def described(*rows: dict) -> tuple[pl.DataFrame, pl.DataFrame]:
    known = grouped(facts(*rows))
    founders = np.flatnonzero(known.sizes() > 1)
    return describe_members(known, founders, np.ones(len(rows), dtype=bool))


def test_a_group_that_shares_symptoms_only_is_a_similar_symptom() -> None:
    groups = described(SLOW, SLOW, SLOW)[1]
    assert groups.select("cause_id", "kind").rows() == [("INC000", SIMILAR_SYMPTOM)]


@pytest.mark.parametrize(
    "evidence",
    [
        {"component": "gateway"},
        {"problem_id": "PRB1"},
        {"caused_by_change": "CHG1"},
        {"cause_text": "certificate expired"},
    ],
    ids=lambda evidence: next(iter(evidence)),
)
def test_a_group_that_shares_more_than_symptoms_is_a_repeat_root_cause(evidence: dict) -> None:
    rows = [SLOW | evidence] * 3
    assert described(*rows)[1]["kind"].to_list() == [REPEAT_ROOT_CAUSE]


@pytest.mark.parametrize(
    ("counted", "kind"),
    [
        ([True, True, False, False], SIMILAR_SYMPTOM),
        ([False, False, True, True], REPEAT_ROOT_CAUSE),
        ([True] * 4, REPEAT_ROOT_CAUSE),
    ],
    ids=["without a component", "with one", "all"],
)
def test_what_does_not_count_is_no_evidence_of_the_others(counted: list[bool], kind: str) -> None:
    known = grouped(facts(SLOW, SLOW, *[SLOW | {"component": "gateway"}] * 2))
    assert known.group.tolist() == [0] * 4
    members, groups = describe_members(known, np.array([0]), np.array(counted))
    assert groups["kind"].to_list() == [kind]
    own = [f"INC{n:03d}" for n, counts in enumerate(counted) if counts]
    assert members["incident_id"].to_list() == own
    assert groups["medoid"].item() in own


def test_a_component_of_one_member_in_three_is_no_evidence() -> None:
    assert described(SLOW | {"component": "gateway"}, SLOW, SLOW)[1]["kind"].to_list() == [SIMILAR_SYMPTOM]


def test_tiers_say_what_joined() -> None:
    record, code = {"problem_id": "PRB1"}, {"cause_code": "CERT"}
    members = described(
        CERTIFICATE, CERTIFICATE | record, CERTIFICATE | record, CERTIFICATE | code, CERTIFICATE | code
    )[0]
    assert members["tier"].to_list() == [
        *("founder", "problem record", "problem record", "cause and component", "cause and component"),
    ]


def test_one_causing_change_joins() -> None:
    change = {"caused_by_change": "CHG1"}
    assert described(CERTIFICATE | change, DISK | change)[0]["tier"].to_list() == [
        "founder",
        "causing change",
    ]


def test_a_change_that_gathers_many_causes_is_no_evidence_of_one() -> None:
    """CHG1 is said to have caused incidents on four components, none with half of them."""
    many = [
        {"component": f"part {n}", "cause_text": f"fault {n}x{n}", "caused_by_change": "CHG1"}
        for n in range(4)
    ]
    rows = [SLOW | {"component": f"seat {n}", "caused_by_change": "CHG1"} for n in range(3)]
    known = grouped(facts(*rows, *many))
    known.group[:3] = 0
    kinds = describe_members(known, np.array([0]), np.ones(7, dtype=bool))[1]["kind"]
    assert kinds.to_list() == [SIMILAR_SYMPTOM]


def test_the_score_is_the_mean_over_the_other_members() -> None:
    rows = [CERTIFICATE, CERTIFICATE, CERTIFICATE | {"cause_text": "certificate of gateway expired again"}]
    known = grouped(facts(*rows))
    members = describe_members(known, np.array([0]), np.ones(len(known.docs), dtype=bool))[0]
    from analytics.causes.evidence import compare_all, to_chance

    everyone = known.profiles(np.arange(3))
    chance = to_chance(compare_all(everyone, everyone), known.weights)
    by_hand = [(chance[row].sum() - chance[row, row]) / 2 for row in range(3)]
    assert members["score"].to_list() == pytest.approx(by_hand)


def test_the_next_best_group_and_the_margin_are_told() -> None:
    other = CERTIFICATE | {"component": "balancer", "cause_text": "certificate of the balancer expired"}
    members = described(CERTIFICATE, other, CERTIFICATE, other)[0]
    assert set(members.select("cause_id", "next_cause_id").iter_rows()) == {
        ("INC000", "INC001"),
        ("INC001", "INC000"),
    }
    assert (members["margin"] > 0).all()


def test_without_another_group_there_is_no_margin() -> None:
    members = described(DISK, DISK)[0]
    assert members.select("next_cause_id", "margin").rows() == [(None, None)] * 2


def test_no_group_gives_empty_tables() -> None:
    members, groups = described(DISK)
    assert (members.height, groups.height) == (0, 0)
