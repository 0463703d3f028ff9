"""Kaplan-Meier medians of the obligations: worked by hand."""

import datetime as dt

from analytics.summary import survival_medians
from tests.unit.summary.frames import minutes, obligations

STOP = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)


def case(name: str, net: int, *, is_open: bool = False, **more: object) -> dict:
    usual = {"incident_id": name, "net": minutes(net), "period_opened": "2026-10"}
    return usual | {"stopped_at": None if is_open else STOP} | more


def medians(*cases: dict, cohort: tuple[str, ...] = ("2026-10",)) -> dict[tuple[str, str], tuple]:
    rows = survival_medians(obligations(*cases), cohort).iter_rows()
    return {(row[0], row[1]): row[2:] for row in rows}


def test_an_open_incident_is_censored_and_not_dropped() -> None:
    # 10 of 4 at risk: S = 3/4. 20 is open. 30 of 2 at risk: S = 3/8, not above one half: the median is 30.
    found = medians(case("A", 10), case("B", 20, is_open=True), case("C", 30), case("D", 40))
    assert found["time_to_resolve", "P1"] == (4, 1, minutes(30))


def test_a_median_that_is_not_reached_is_null() -> None:
    found = medians(case("A", 10), case("B", 20, is_open=True), case("C", 30, is_open=True))
    assert found["time_to_resolve", "all"] == (3, 2, None)


def test_only_governing_obligations_of_the_supplier_opened_in_the_cohort_count() -> None:
    found = medians(
        case("A", 10),
        case("B", 20, is_governing=False),
        case("C", 20, obliged="buyer"),
        case("D", 20, period_opened="2026-06"),
        case("E", 20, kind="notification", audience="ICO"),
    )
    assert found == {
        ("time_to_resolve", "P1"): (1, 0, minutes(10)),
        ("time_to_resolve", "all"): (1, 0, minutes(10)),
    }


def test_the_buyer_is_the_buyer_however_it_is_written() -> None:
    found = medians(case("A", 10, kind="notification", audience=" Buyer "))
    assert found["time_to_notify", "P1"] == (1, 0, minutes(10))
