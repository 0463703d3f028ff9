"""What control charts are drawn from: which incidents and months stand in which series."""

import polars as pl
import pytest

from analytics.report.trends import days_between, opened_per_month, read_shares, shares_by_kpi
from tests.unit.summary.frames import at, episodes


def incident(name: str, opened: str, **more: object) -> dict:
    return {"incident_id": name, "opened_at": at(opened), **more}


def facts(*rows: dict) -> pl.DataFrame:
    excluded = pl.Series("is_excluded_kind", [row.get("is_excluded_kind", False) for row in rows])
    return episodes(*rows).with_columns(excluded)


def test_time_between_counts_each_judged_incident_of_the_severity_once() -> None:
    found = facts(
        incident("A", "10-01 00:00"),
        incident("A", "10-01 00:00", episode=2),
        incident("B", "10-02 00:00", severity="P2"),
        incident("C", "10-03 00:00", is_cancelled=True),
        incident("D", "10-04 00:00", counted_under="A"),
        incident("E", "10-05 00:00", is_excluded_kind=True),
        incident("F", "10-08 12:00"),
    )
    points = days_between(found, "P1", "UTC")
    assert points["label"].to_list() == ["2026-10-08"]
    assert points["value"].to_list() == [7.5 * 86_400_000_000]


def test_months_stand_in_their_order_all_severities_together() -> None:
    volume = pl.DataFrame(
        {
            "period": ["2026-09", "2026-09", "2026-10", "2026-10"],
            "severity": ["P1", "all", "P1", "all"],
            "n_opened": [1, 7, 2, 9],
        }
    )
    points = opened_per_month(volume)
    assert points.select("label", "value").rows() == [("2026-09", 7.0), ("2026-10", 9.0)]


@pytest.mark.parametrize(("n_due", "is_read"), [(4, False), (400, True)])
def test_a_kpi_is_read_only_where_its_months_have_cases_enough(n_due: int, is_read: bool) -> None:
    months = [
        pl.DataFrame(
            {"period": f"2026-{n:02}", "clause_id": "a", "is_kpi": True, "n_met": n_due - n % 2 - 20 % n_due}
            | {"n_due": n_due}
        )
        for n in range(1, 13)
    ]
    found = read_shares(shares_by_kpi(months), {"a": 0.9})
    assert (list(found) == ["a"]) is is_read


def test_no_kpi_makes_no_panel() -> None:
    month = {"period": "2026-10", "clause_id": "a", "is_kpi": False, "n_met": 1, "n_due": 1}
    assert shares_by_kpi([pl.DataFrame(month)]).is_empty()
