"""Service points: the model services contract's example, and the rules that it does not show."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.verdict import conclude
from analytics.verdict.points import band_of, round_half_up
from tests.unit.summary.frames import contract
from tests.unit.summary.standing import by_month, one_by_month

BANDS = [[99, 0], [98, 1], [97, 2], [96, 3], [0, 4]]
MODEL = {"id": "P1-resolution", "target": "99%", "bands": BANDS}
SEVERE, MINOR, GOOD = (965, 1000), (985, 1000), (99, 100)
BY_VOLUME = {"at_most_late": 2, "up_to": 39, "then": "99%"}


def points(counts: list[tuple[int, int]], more: str = "", **keys: object) -> list[int | None]:
    agreed = contract({**MODEL, **keys}, more=more)
    return conclude(one_by_month(agreed, counts), agreed).kpis["points"].to_list()


def test_the_model_contracts_example() -> None:
    """Severe is 3 points; a minor failure next is 1 x 2; a severe one after that 3 x 2."""
    assert points([SEVERE, MINOR, SEVERE]) == [3, 2, 6]


def test_four_failures_in_a_row() -> None:
    assert points([(985, 1000), (985, 1000), (965, 1000), (90, 100)]) == [1, 2, 6, 8]


def test_a_month_without_obligations_breaks_the_run() -> None:
    assert points([MINOR, (0, 0), MINOR, MINOR]) == [1, 0, 1, 2]


def test_a_month_that_meets_its_target_breaks_the_run() -> None:
    assert points([MINOR, GOOD, MINOR, MINOR]) == [1, 0, 1, 2]


def test_a_contract_may_add_nothing_for_a_repeat() -> None:
    assert points([MINOR, SEVERE], more='[consequences]\nrepeat_failure = "adds nothing"') == [1, 3]


@pytest.mark.parametrize(
    ("met", "due", "earned"),
    [
        (100, 100, 0),
        (99, 100, 0),  # exactly on a lower bound belongs to its band
        (9899, 10000, 1),
        (98, 100, 1),
        (9799, 10000, 2),
        (96, 100, 3),
        (9599, 10000, 4),
        (0, 5, 4),
    ],
)
def test_a_band_begins_at_its_lower_bound(met: int, due: int, earned: int) -> None:
    assert points([(met, due)]) == [earned]


@pytest.mark.parametrize(("decimals", "earned"), [(None, 1), (2, 1), (1, 0), (0, 0)])
def test_rounding_before_banding_is_the_contracts_choice(decimals: int | None, earned: int) -> None:
    """98.95 % is below 99 % unrounded and to two decimals; to one decimal a half goes up to 99.0 %."""
    keys = {} if decimals is None else {"band_decimals": decimals}
    assert points([(1979, 2000)], **keys) == [earned]


def test_a_failure_without_points_is_no_first_failure() -> None:
    """98.95 % to one decimal earns nothing, so the failure after it is the first."""
    assert points([(1979, 2000), MINOR], band_decimals=1) == [0, 1]


def test_a_kpi_that_passes_by_count_earns_no_points() -> None:
    # 0 of 2 and 37 of 39 pass by count; 36 of 39 does not and is 92.3 %; 37 of 40 is judged by its share.
    assert points([(0, 2), (37, 39), (36, 39), (0, 2), (37, 40)], target=BY_VOLUME) == [0, 0, 4, 0, 4]


def test_without_bands_no_points_are_earned() -> None:
    assert points([(0, 5)], bands=[]) == [None]


def test_the_buyers_own_duty_earns_no_points() -> None:
    assert points([(0, 5), (0, 5)], obliged="buyer") == [None, None]


def test_each_kpi_has_a_run_of_its_own() -> None:
    agreed = contract({**MODEL, "id": "a"}, {**MODEL, "id": "b"})
    counts = {"2026-01": {"a": MINOR, "b": GOOD}, "2026-02": {"a": MINOR, "b": MINOR}}
    found = conclude(by_month(agreed, counts), agreed).kpis
    assert found.select("period", "clause_id", "band_points", "points", "is_doubled").rows() == [
        ("2026-01", "a", 1, 1, False),
        ("2026-01", "b", 0, 0, False),
        ("2026-02", "a", 1, 2, True),
        ("2026-02", "b", 1, 1, False),
    ]


def test_a_run_goes_on_over_a_new_version_of_the_clause() -> None:
    agreed = contract(MODEL, {**MODEL, "bands": [[99, 0], [0, 5]], "from": "2026-02-01"})
    assert conclude(one_by_month(agreed, [MINOR, MINOR]), agreed).kpis["points"].to_list() == [1, 10]


def test_the_band_reached_is_shown() -> None:
    agreed = contract(MODEL)
    found = conclude(one_by_month(agreed, [SEVERE, (0, 0), (1, 2)]), agreed).kpis["band"].to_list()
    assert found == [0.96, None, 0.0]


@given(due=st.integers(1, 400), data=st.data(), decimals=st.one_of(st.none(), st.integers(0, 4)))
def test_more_met_never_earns_more_points(due: int, data: st.DataObject, decimals: int | None) -> None:
    fewer = data.draw(st.integers(0, due))
    more = data.draw(st.integers(fewer, due))
    clause = contract({**MODEL, **({} if decimals is None else {"band_decimals": decimals})}).clauses[0][1]
    low, high = (band_of(Fraction(met, due), clause)[1] for met in (fewer, more))
    assert low >= high


@given(value=st.fractions(0, 100), decimals=st.integers(0, 4))
def test_rounding_moves_by_at_most_half_a_unit_and_a_half_goes_up(value: Fraction, decimals: int) -> None:
    moved = round_half_up(value, decimals) - value
    half = Fraction(1, 2 * 10**decimals)
    assert -half < moved <= half
