"""Service credits: shares of the charge, the cap, and pence."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from analytics.contract.model import Consequences
from analytics.verdict import conclude
from analytics.verdict.credits import credit_of
from tests.unit.summary.frames import contract
from tests.unit.summary.standing import by_month

BANDS = [[99, 0], [98, 1], [0, 4]]
AGREED = '[consequences]\ncredit_per_point = "0.5%"\ncap = "2%"\ncharge = 100_001'


def credits(more: str, **counts: tuple[int, int]):
    clauses = [{"id": name, "target": "99%", "bands": BANDS} for name in counts]
    clauses.append({"id": "theirs", "target": "99%", "bands": BANDS, "obliged": "buyer"})
    agreed = contract(*clauses, more=more)
    months = {"2026-01": {**counts, "theirs": (0, 9)}}
    return conclude(by_month(agreed, months), agreed).credits


def test_points_of_all_kpis_add_up_to_a_share_of_the_charge() -> None:
    row = credits(AGREED, a=(985, 1000), b=(99, 100), c=(98, 100)).row(0, named=True)
    assert (row["points"], row["clause_ids"], row["clause_points"]) == (2, ["a", "c"], [1, 1])
    assert (row["share_before_cap"], row["share"], row["is_capped"]) == (0.01, 0.01, False)
    assert row["amount_pence"] == 100_001  # 1 % of £100,001.00


def test_a_cap_limits_the_share() -> None:
    row = credits(AGREED, a=(0, 5), b=(985, 1000)).row(0, named=True)
    assert (row["points"], row["share_before_cap"], row["share"], row["is_capped"]) == (5, 0.025, 0.02, True)
    assert row["amount_pence"] == 200_002


def test_at_the_cap_nothing_is_taken_off() -> None:
    row = credits(AGREED, a=(0, 5)).row(0, named=True)
    assert (row["share"], row["is_capped"]) == (0.02, False)


def test_without_a_charge_there_is_a_share_and_no_amount() -> None:
    row = credits('[consequences]\ncredit_per_point = "0.5%"', a=(0, 5)).row(0, named=True)
    assert (row["share"], row["cap"], row["charge"], row["amount_pence"]) == (0.02, None, None, None)


def test_a_contract_without_credits_has_no_rows() -> None:
    assert credits("", a=(0, 5)).is_empty()


def test_a_month_without_points_is_worth_nothing() -> None:
    row = credits(AGREED, a=(99, 100)).row(0, named=True)
    assert (row["points"], row["clause_ids"], row["share"], row["amount_pence"]) == (0, [], 0.0, 0)


def test_half_a_penny_is_rounded_up_once_at_the_end() -> None:
    # 0.005 % of £1 is 0.005 p, of £100 0.5 p: half up gives 1 p; three points 1.5 p give 2 p.
    agreed = Consequences(credit_per_point="0.005%", charge=100)
    share = agreed.credit_share
    assert share is not None
    assert [credit_of(n, share, agreed).amount_pence for n in (0, 1, 3)] == [0, 1, 2]


@given(
    points=st.integers(0, 500),
    per_point=st.integers(0, 10_000),
    cap=st.integers(0, 10_000),
    charge=st.integers(0, 10_000_000),
)
def test_a_credit_is_never_above_its_cap(points: int, per_point: int, cap: int, charge: int) -> None:
    agreed = Consequences(credit_per_point=f"{per_point / 100:.2f}%", cap=f"{cap / 100:.2f}%", charge=charge)
    found = credit_of(points, Fraction(per_point, 10_000), agreed)
    assert found.share <= Fraction(cap, 10_000)
    assert found.share <= found.share_before_cap
    exact = found.share * charge * 100
    assert found.amount_pence is not None
    assert abs(found.amount_pence - exact) <= Fraction(1, 2)
