"""The bridge between month bases: by hand, and its parts sum exactly."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analytics.schema import OUTCOMES
from analytics.summary import month_bridge
from analytics.summary.bases import PARTS
from tests.unit.summary.frames import obligations

MONTHS = ("2026-09", "2026-10", "2026-11")


def row(opened: str, due: str | None, stopped: str | None, outcome: str = "met", **more: object) -> dict:
    months = {"period_opened": opened, "period_due": due, "period_stopped": stopped}
    return {**months, "outcome": outcome, **more}


def bridge(*rows: dict) -> dict[str, int]:
    numbered = [{"incident_id": f"INC{n}", **each} for n, each in enumerate(rows)]
    found = month_bridge(obligations(*numbered), "2026-10").row(0, named=True)
    return {name: n for name, n in found.items() if name != "clause_id" and n}


def test_a_month_by_each_basis() -> None:
    found = bridge(
        row("2026-09", "2026-10", "2026-09"),  # stopped before the month in which it was due
        row("2026-09", "2026-10", "2026-10", "missed"),
        row("2026-10", "2026-10", "2026-10"),
        row("2026-10", "2026-10", None, "missed"),  # open and overdue
        row("2026-10", "2026-11", "2026-10"),
        row("2026-10", None, None, "pending"),
        row("2026-10", "2026-11", None, "pending"),
        row("2026-09", "2026-09", "2026-10", "missed"),
        row("2026-10", "2026-10", "2026-10", "excluded"),
    )
    assert found == {
        "n_opened": 5,
        "n_opened_due_this": 2,
        "n_opened_due_later": 1,
        "n_opened_pending": 2,
        "n_due": 4,
        "n_due_opened_this": 2,
        "n_due_opened_earlier": 2,
        "n_stopped": 4,
        "n_stopped_due_this": 2,
        "n_stopped_due_earlier": 1,
        "n_stopped_due_later": 1,
    }


def test_a_clock_that_started_before_its_record_may_be_due_before_it_was_opened() -> None:
    assert bridge(row("2026-11", "2026-10", "2026-11"))["n_due_opened_later"] == 1
    assert bridge(row("2026-10", "2026-09", "2026-11"))["n_opened_due_earlier"] == 1


def test_rows_by_kind() -> None:
    rows = obligations(
        row("2026-10", "2026-10", None, kind="response", clause_id="a"),
        row("2026-10", "2026-10", None, kind="response", clause_id="b"),
        row("2026-10", "2026-10", None, kind="review", clause_id="c"),
    )
    assert month_bridge(rows, "2026-10", by="kind").select("kind", "n_due").rows() == [
        ("response", 2),
        ("review", 1),
    ]


month = st.sampled_from(MONTHS)
facts = st.lists(
    st.builds(
        row,
        opened=month,
        due=st.one_of(st.none(), month),
        stopped=st.one_of(st.none(), month),
        outcome=st.sampled_from(OUTCOMES),
        clause_id=st.sampled_from(["a", "b"]),
    ),
    max_size=30,
)


@given(rows=facts)
def test_the_parts_of_each_basis_sum_to_it_exactly(rows: list[dict]) -> None:
    found = month_bridge(obligations(*rows), "2026-10")
    for whole, parts in PARTS.items():
        assert found[whole].to_list() == found.select(pl.sum_horizontal(parts)).to_series().to_list()
    assert found["n_opened_due_this"].to_list() == found["n_due_opened_this"].to_list()


@given(rows=facts)
def test_each_obligation_is_due_in_one_month_at_most(rows: list[dict]) -> None:
    frame = obligations(*rows)
    n_due = sum(month_bridge(frame, each)["n_due"].sum() for each in MONTHS)
    dated = frame.filter(
        pl.col("outcome").is_in(["met", "missed", "not evidenced"]), pl.col("period_due").is_not_null()
    )
    assert n_due == dated.height
