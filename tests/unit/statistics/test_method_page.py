"""The figures that the method page prints, computed."""

from fractions import Fraction
from pathlib import Path

from analytics.statistics import (
    chance_of_missing,
    compare_rates,
    quiet_days_needed,
    straight_successes_for_wilson,
    straight_successes_needed,
    xmr_chart,
)
from analytics.tables.chance import chance_sentence

PAGE = (Path(__file__).parents[3] / "site" / "methods" / "small-numbers.md").read_text()
LEVEL = Fraction(95, 100)


def test_the_page_prints_the_chance_of_missing() -> None:
    chance = chance_of_missing(8, Fraction(97, 100), 0)
    assert f"1 − 0.97⁸ = {chance:.3f}: in about {chance * 100:.0f} % of months" in PAGE
    assert "misses in about 22 % of months: 1 − 0.97⁸ = 0.216." in chance_sentence(8, 0.97, 0, chance)


def test_the_page_prints_the_runs_needed() -> None:
    assert f"It takes {straight_successes_needed(LEVEL)} met in a row" in PAGE
    assert f"and {straight_successes_for_wilson(LEVEL)} before" in PAGE


def test_the_page_prints_the_comparison_of_rates() -> None:
    assert f"(6 ÷ 9)⁶ = {compare_rates(6, 6, 0, 3).p_fewer:.2f}: not yet shown" in PAGE
    assert f"(6 ÷ 12)⁶ = {compare_rates(6, 6, 0, 6).p_fewer:.3f}: shown" in PAGE
    three, five, eight, twelve = (quiet_days_needed(n, 90) for n in (3, 5, 8, 12))
    assert f"it takes {three}, {five}, {eight} or {twelve} quiet days" in PAGE


def test_the_page_prints_the_limits() -> None:
    labels = [str(place) for place in range(13)]
    charts = {newest: xmr_chart(labels, [*[10, 14] * 6, newest]) for newest in (22, 23)}
    low, high = charts[22].select("low", "high").row(0)
    assert f"the limits are {low:.2f} and {high:.2f}" in PAGE
    assert [charts[newest]["is_special"][-1] for newest in (22, 23)] == [False, True]
