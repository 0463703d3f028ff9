"""False discovery rates against scipy, and the example of the paper that introduced them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from analytics.statistics import benjamini_hochberg

# Benjamini and Hochberg (1995), section 4: fifteen tests of a trial, of which four are findings at 5 %.
PUBLISHED = (1, 4, 19, 95, 201, 278, 298, 344, 459, 3240, 4262, 5719, 6528, 7590, 10000)


def test_the_published_trial_has_four_findings() -> None:
    q_values = benjamini_hochberg([Fraction(p, 10000) for p in PUBLISHED])
    assert [q <= Fraction(1, 20) for q in q_values] == [True] * 4 + [False] * 11
    assert q_values[3] == Fraction(95, 10000) * 15 / 4


def test_no_test_has_no_q() -> None:
    assert benjamini_hochberg([]) == []


@given(st.lists(st.fractions(0, 1, max_denominator=1000), min_size=1, max_size=30))
def test_q_agrees_with_scipy_in_any_order(p_values: list[Fraction]) -> None:
    expected = false_discovery_control([float(p) for p in p_values])
    for q, other in zip(benjamini_hochberg(p_values), expected, strict=True):
        assert abs(float(q) - other) < 1e-12
