"""The clause's own test: by hand, and against fractions over every small volume."""

from __future__ import annotations

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.summary.targets import Terms, allowed_late_of, begun_versions, target_text
from tests.unit.summary.frames import AS_OF, at, contract
from tests.unit.summary.standing import standing

BY_VOLUME = {"at_most_late": 2, "up_to": 39, "then": "95%"}


@pytest.mark.parametrize(
    ("met", "due", "verdict"),
    [
        (0, 0, "not_measurable"),
        (0, 1, "met"),  # 1 late, 2 are allowed
        (0, 2, "met"),
        (0, 3, "missed"),
        (1, 3, "met"),
        (17, 20, "missed"),
        (18, 20, "met"),  # 90 %: below 95 %, but 2 late
        (37, 39, "met"),  # 94.9 %
        (36, 39, "missed"),
        (38, 40, "met"),  # the share from here: 38 x 20 = 760 = 19 x 40
        (37, 40, "missed"),
        (39, 41, "met"),  # 95.1 %
        (56, 59, "missed"),  # 94.9 %: 3 late of 59 are too many, as 56 x 20 = 1120 < 19 x 59 = 1121
        (57, 60, "met"),  # 3 late of 60 are 5 %
    ],
)
def test_at_most_two_late_up_to_thirty_nine_and_a_share_above(met: int, due: int, verdict: str) -> None:
    assert standing(met, due, BY_VOLUME)["verdict"] == verdict


def test_a_count_may_be_stricter_than_its_share() -> None:
    none_late = {"at_most_late": 0, "up_to": 39, "then": "90%"}
    assert standing(37, 39, none_late)["verdict"] == "missed"  # 94.9 %, above 90 %
    assert standing(36, 40, none_late)["verdict"] == "met"


def test_the_terms_stand_beside_the_counts() -> None:
    row = standing(37, 39, BY_VOLUME)
    assert [row[name] for name in ("numerator", "denominator", "allowed_late", "up_to")] == [19, 20, 2, 39]
    assert (row["target"], row["n_allowed_late"]) == (0.95, 2)


def test_a_plain_share_allows_no_count() -> None:
    row = standing(7, 8, "95%")
    assert (row["allowed_late"], row["up_to"], row["n_allowed_late"]) == (None, None, 0)


@pytest.mark.parametrize(("n_due", "late"), [(0, 0), (1, 0), (19, 0), (20, 1), (59, 2), (60, 3), (100, 5)])
def test_how_many_may_be_late_at_ninety_five_per_cent(n_due: int, late: int) -> None:
    assert allowed_late_of(n_due, Terms(19, 20)) == late


@given(
    due=st.integers(1, 60),
    hundredths=st.integers(0, 10_000),
    at_most=st.integers(0, 5),
    up_to=st.one_of(st.none(), st.integers(1, 40)),
)
def test_a_volume_passes_exactly_while_no_more_than_allowed_are_late(
    due: int, hundredths: int, at_most: int, up_to: int | None
) -> None:
    share = Fraction(hundredths, 10_000)
    terms = Terms(share.numerator, share.denominator, None if up_to is None else at_most, up_to)
    by_count = up_to is not None and due <= up_to
    passing = [
        late
        for late in range(due + 1)
        if (late <= at_most if by_count else Fraction(due - late, due) >= share)
    ]
    assert allowed_late_of(due, terms) == max(passing)


def test_a_target_in_words() -> None:
    texts = [
        target_text(contract({"id": "a", "target": target}).document.clauses[0])
        for target in ("95%", "99.95%", "100%", BY_VOLUME)
    ]
    assert texts == ["95 %", "99.95 %", "100 %", "at most 2 late up to 39, above 95 %"]


def test_terms_are_those_of_the_latest_version_begun() -> None:
    agreed = contract({"id": "a"}, {"id": "a", "from": "2026-10-15"})
    versions = [[n for n, _ in begun_versions(agreed, when)["a"]] for when in (at("10-14 12:00"), AS_OF)]
    assert versions == [[1], [1, 2]]


def test_terms_are_whole_numbers() -> None:
    schema = pl.DataFrame([standing(1, 1, BY_VOLUME)]).schema
    names = ("numerator", "denominator", "allowed_late", "up_to", "n_allowed_late")
    assert {schema[name] for name in names} == {pl.Int64}
