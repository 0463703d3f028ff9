import math
import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.tables import words
from analytics.tables.words import format_instant, format_interval, format_share, format_span


@pytest.mark.parametrize(
    ("k", "n", "target", "shown"),
    [
        (19, 20, 0.95, "95.0 %"),  # exactly on target
        (9496, 10000, 0.95, "94.9 %"),  # would round up to 95.0
        (18999, 20000, 0.95, "94.9 %"),  # 94.995
        (37, 39, 0.95, "94.8 %"),
        (2, 3, None, "66.6 %"),
        (999, 1000, None, "99.9 %"),
        (9999, 10000, None, "99.9 %"),  # 100 % means all
        (10000, 10000, None, "100.0 %"),
        (0, 7, 0.95, "0.0 %"),
        (1, 5000, None, "0.02 %"),  # something is not nothing
        (1999, 2000, 0.9995, "99.95 %"),  # one decimal would read below the target
        (0, 0, 0.95, "n/a (0)"),
    ],
)
def test_a_share_is_cut_off_so_that_it_never_reads_better_than_it_is(k, n, target, shown):
    assert format_share(k, n, target) == shown


@given(st.integers(1, 100_000), st.data(), st.integers(0, 1000).map(lambda mille: mille / 1000))
def test_what_a_share_reads_stands_on_the_same_side_of_the_target_as_the_counts(n, data, target):
    k = data.draw(st.integers(0, n))
    shown = Fraction(format_share(k, n, target).removesuffix(" %")) / 100
    limit = Fraction(str(target))
    assert (shown >= limit) == (Fraction(k, n) >= limit)
    assert 0 <= Fraction(k, n) - shown < Fraction(1, 1000)


def test_an_interval_is_widened_outwards():
    assert format_interval(0.51011, 0.98211) == "51.0 to 98.3 %"
    assert format_interval(0.95, 0.95) == "95.0 to 95.0 %"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=45), "45 s"),
        (timedelta(milliseconds=1), "1 s"),
        (timedelta(seconds=59, microseconds=1), "1 min"),
        (timedelta(minutes=15), "15 min"),
        (timedelta(minutes=15, seconds=1), "15 min 1 s"),
        (timedelta(hours=4), "4 h 00 min"),
        (timedelta(hours=4, microseconds=1), "4 h 01 min"),  # a second late never reads as on time
        (timedelta(hours=3, minutes=59, seconds=59), "4 h 00 min"),
        (timedelta(minutes=59, seconds=59, microseconds=1), "1 h 00 min"),
        (timedelta(hours=23, minutes=59, seconds=1), "24 h 00 min"),
        (timedelta(days=50), "1,200 h 00 min"),
        (timedelta(days=5, seconds=1), "120 h 01 min"),
        (timedelta(minutes=-5), "−5 min"),
        (7_500_000_000, "2 h 05 min"),
        (None, "n/a"),
    ],
)
def test_a_span_is_rounded_up_to_the_last_unit_shown(value, shown):
    assert format_span(value) == shown


@given(st.integers(0, 400 * 86_400_000_000))
def test_what_a_span_reads_is_never_less_and_at_most_one_last_unit_more(amount):
    parts = re.findall(r"(\d+) (h|min|s)", format_span(amount).replace(",", ""))
    shown = sum(int(number) * words.MICROSECONDS[unit] for number, unit in parts)
    assert 0 <= shown - amount < words.MICROSECONDS[parts[-1][1]] or math.isclose(shown, amount)
    assert all(int(number) < {"h": 10**6, "min": 60, "s": 60}[unit] for number, unit in parts)


@pytest.mark.parametrize(
    ("instant", "zone", "shown"),
    [
        (datetime(2026, 10, 25, 3, 30, tzinfo=UTC), "Europe/London", "25 Oct 2026 03:30 GMT"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/London", "25 Oct 2026 01:30 BST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/London", "25 Oct 2026 01:30 GMT"),
        (datetime(2027, 3, 29, 18, 0, 1, tzinfo=UTC), "Europe/London", "29 Mar 2027 19:00:01 BST"),
        (datetime(2026, 1, 1, tzinfo=UTC), "UTC", "1 Jan 2026 00:00 UTC"),
        (None, "UTC", "n/a"),
    ],
)
def test_an_instant_is_told_on_the_clock_of_the_zone(instant, zone, shown):
    assert format_instant(instant, zone) == shown
