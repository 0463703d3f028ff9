import datetime as dt
from itertools import pairwise

import polars as pl
import pytest

from analytics.clock import month, month_of, months, period_of, previous
from analytics.errors import ContractError
from analytics.schema import INSTANT


def test_a_month_is_bounded_by_local_midnights() -> None:
    october = month("2026-10", "Europe/London")
    assert october.starts_at == dt.datetime(2026, 9, 30, 23, tzinfo=dt.UTC)
    assert october.ends_at == dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    assert (october.first_day, october.last_day) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31))
    assert not october.is_part


def test_the_last_microsecond_belongs_to_the_month_and_the_next_does_not() -> None:
    midnight = dt.datetime(2026, 9, 30, 23, tzinfo=dt.UTC)
    instants = pl.Series([midnight - dt.timedelta(microseconds=1), midnight, None], dtype=INSTANT)
    found = pl.select(period_of(pl.lit(instants), "Europe/London")).to_series().to_list()
    assert found == ["2026-09", "2026-10", None]
    assert month_of(midnight, "Europe/London").name == "2026-10"
    assert month_of(midnight, "UTC").name == "2026-09"


@pytest.mark.parametrize(
    "name", ["2026-13", "2026-00", "2026-1", "26-10", "2026-10 ", "all", "٢٠٢٦-10", "0000-01"]
)
def test_what_is_no_month_is_refused(name: str) -> None:
    with pytest.raises(ContractError, match="is no month"):
        month(name, "Europe/London")


def test_months_join_without_gap_over_the_year() -> None:
    found = months("2026-11", "2027-02", "Europe/London")
    assert [period.name for period in found] == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert all(a.ends_at == b.starts_at for a, b in pairwise(found))


def test_months_backwards_are_none() -> None:
    assert months("2027-01", "2026-12", "UTC") == ()


def test_the_previous_month_keeps_the_zone() -> None:
    found = previous(month("2026-11", "Europe/London"), 1)
    assert found == month("2026-10", "Europe/London")


def test_leap_day_ends_february() -> None:
    assert month("2028-02", "UTC").last_day == dt.date(2028, 2, 29)
