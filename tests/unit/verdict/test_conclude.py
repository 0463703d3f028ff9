"""Verdicts: rolling totals, ratings, failures, and what stands beside a KPI."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.summary import attainment, indicators
from analytics.verdict import conclude, failures
from tests.unit.summary.frames import AS_OF, contract, obligations
from tests.unit.summary.standing import by_month, one_by_month

BANDS = [[95, 0], [90, 1], [0, 2]]
KPI = {"id": "P1-resolution", "bands": BANDS}


def kpis(counts: list[tuple[int, int]], more: str = "", **keys: object):
    agreed = contract({**KPI, **keys}, more=more)
    return conclude(one_by_month(agreed, counts), agreed).kpis


def test_months_must_follow_each_other() -> None:
    agreed = contract(KPI)
    with pytest.raises(ValueError, match="not consecutive"):
        conclude(by_month(agreed, {"2026-01": {}, "2026-03": {}}), agreed)
    with pytest.raises(ValueError, match="not consecutive"):
        conclude(by_month(agreed, {"2026-02": {}, "2026-01": {}}), agreed)


def test_failures_in_a_row_are_by_the_own_test() -> None:
    found = kpis([(9, 10), (9, 10), (0, 0), (9, 10), (10, 10), (9, 10)])["n_consecutive"].to_list()
    assert found == [1, 2, 0, 1, 0, 1]


def test_every_figure_of_the_indicators_stays() -> None:
    agreed = contract(KPI)
    months = one_by_month(agreed, [(9, 10), (10, 10)])
    found = conclude(months, agreed).kpis
    assert found.select(months[0].columns).equals(months[0].vstack(months[1]))


@pytest.mark.parametrize(
    ("met", "due", "word"),
    [
        (0, 0, "Other"),
        (19, 20, "Good"),
        (94, 100, "Approaching target"),
        (90, 100, "Approaching target"),  # exactly five points below
        (899, 1000, "Requires improvement"),
        (80, 100, "Requires improvement"),
        (799, 1000, "Inadequate"),
    ],
)
def test_the_five_words(met: int, due: int, word: str) -> None:
    assert kpis([(met, due)])["rating"].item() == word


def test_a_kpi_that_passes_by_count_is_good() -> None:
    by_volume = {"at_most_late": 2, "up_to": 39, "then": "95%"}
    assert kpis([(0, 2), (1, 4)], target=by_volume)["rating"].to_list() == ["Good", "Inadequate"]


def test_one_that_fails_by_count_above_its_share_is_approaching() -> None:
    none_late = {"at_most_late": 0, "up_to": 39, "then": "90%"}
    bands = [[90, 0], [0, 4]]
    assert kpis([(37, 39)], target=none_late, bands=bands)["rating"].item() == "Approaching target"


def test_the_bands_of_ratings_are_the_contracts_and_shown() -> None:
    row = kpis([(94, 100)], '[ratings]\napproaching = "0.5%"\nrequires_improvement = "10%"').row(
        0, named=True
    )
    assert row["rating"] == "Requires improvement"
    assert row["rating_bands"] == (
        "Good: 95 %; Approaching target: from 94.5 %; Requires improvement: from 85 %; Inadequate: below; "
        "Other: no case"
    )


def test_the_buyers_own_duty_has_no_rating() -> None:
    row = kpis([(0, 5)], obliged="buyer").row(0, named=True)
    assert (row["rating"], row["rating_bands"], row["verdict"]) == (None, None, "missed")


def test_the_chance_of_missing_is_asked_with_the_allowance() -> None:
    agreed = contract({**KPI, "target": {"at_most_late": 2, "up_to": 39, "then": "95%"}})
    asked = []

    def chance(n: int, level: Fraction, allowed: int) -> float:
        asked.append((n, level, allowed))
        return 0.25

    found = conclude(one_by_month(agreed, [(8, 8), (0, 0), (60, 60)]), agreed, chance).kpis
    assert asked == [(8, Fraction(19, 20), 2), (60, Fraction(19, 20), 3)]
    assert found["chance_of_missing_at_target"].to_list() == [0.25, None, 0.25]


def test_the_chance_is_null_where_nobody_asked() -> None:
    assert kpis([(8, 8)])["chance_of_missing_at_target"].to_list() == [None]


def test_rolling_totals_by_hand() -> None:
    agreed = contract(KPI)
    counts = [(9, 10), (0, 0), (8, 10), (10, 10)]  # points: 1, 0, 2, 0
    found = conclude(one_by_month(agreed, counts), agreed).rolling
    assert found.select("n_window", "n_periods", "n_met", "n_due", "points").rows() == [
        (3, 1, 9, 10, 1),
        (6, 1, 9, 10, 1),
        (3, 2, 9, 10, 1),
        (6, 2, 9, 10, 1),
        (3, 3, 17, 20, 3),
        (6, 3, 17, 20, 3),
        (3, 3, 18, 20, 2),
        (6, 4, 27, 30, 3),
    ]
    assert found["attainment"].to_list()[-1] == 27 / 30


def test_rolling_totals_of_a_clause_without_points_have_none() -> None:
    agreed = contract({"id": "P1-resolution"})
    assert conclude(one_by_month(agreed, [(9, 10)]), agreed).rolling["points"].to_list() == [None, None]


@settings(max_examples=30, deadline=None)
@given(counts=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=9))
def test_rolling_totals_are_sums_of_the_last_periods(counts: list[tuple[int, int]]) -> None:
    agreed = contract({**KPI, "id": "a"}, {**KPI, "id": "b"})
    months = {
        f"2026-{n:02}": {"a": (met, met + late), "b": (late, met + late)}
        for n, (met, late) in enumerate(counts, 1)
    }
    found = conclude(by_month(agreed, months), agreed)
    for row in found.rolling.to_dicts():
        place = list(months).index(row["period"])
        names = list(months)[max(0, place + 1 - row["n_window"]) : place + 1]
        own = [kpi for kpi in found.kpis.to_dicts() if kpi["clause_id"] == row["clause_id"]]
        own = [kpi for kpi in own if kpi["period"] in names]
        assert row["n_periods"] == len(own)
        for name in ("n_met", "n_due", "points"):
            assert row[name] == sum(kpi[name] for kpi in own)


rows = st.lists(
    st.fixed_dictionaries(
        {
            "clause_id": st.sampled_from(["a", "b", "c"]),
            "severity": st.sampled_from(["P1", "P2"]),
            "outcome": st.sampled_from(["met", "missed", "pending", "not evidenced", "excluded"]),
            "period_due": st.sampled_from(["2026-09", "2026-10", None]),
            "period_opened": st.sampled_from(["2026-09", "2026-10"]),
        }
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(found=rows, basis=st.sampled_from(["due", "opened"]))
def test_the_failures_of_a_kpi_are_as_many_as_it_counts(found: list[dict], basis: str) -> None:
    agreed = contract({"id": "c"}, {"id": "a"}, {"id": "b"}, more=f'[rules]\nmonth = "{basis}"')
    frame = obligations(*({**row, "incident_id": f"INC{n}"} for n, row in enumerate(found)))
    figures = indicators(attainment(frame, agreed, AS_OF, "2026-10"), agreed, AS_OF)
    listed = failures(frame, "2026-10", agreed)["clause_id"].to_list()
    assert {row["clause_id"]: row["n_late"] for row in figures.to_dicts()} == {
        name: listed.count(name) for name in ("a", "b", "c")
    }


def test_failures_stand_by_clause_in_the_order_of_the_contract_and_by_due_instant() -> None:
    agreed = contract({"id": "z"}, {"id": "a"})
    due = [dt.datetime(2026, 10, day, tzinfo=dt.UTC) for day in (3, 2, 1)]
    frame = obligations(
        {"clause_id": "a", "outcome": "missed", "due_at": due[2]},
        {"clause_id": "z", "outcome": "missed", "due_at": due[0], "incident_id": "late"},
        {"clause_id": "z", "outcome": "not evidenced", "due_at": due[1], "incident_id": "early"},
        {"clause_id": "z", "outcome": "met", "due_at": due[1], "incident_id": "fine"},
    )
    found = failures(frame, "2026-10", agreed)
    assert found.select("clause_id", "incident_id").rows() == [("z", "early"), ("z", "late"), ("a", "INC1")]
