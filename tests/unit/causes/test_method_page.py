"""The figures that the method page prints, computed."""

from pathlib import Path

from analytics.statistics import (
    chance_of_as_many,
    compare_rates,
    more_quiet_days_needed,
    quiet_days_needed,
)

PAGE = (Path(__file__).parents[3] / "site" / "methods" / "repeat-root-causes.md").read_text()


def test_the_page_prints_the_trend() -> None:
    four, six = (float(chance_of_as_many(3, 275, n, 90)) for n in (4, 6))
    assert f"4 or more in a share of 90 ÷ 365 has p = {four:.3f}: steady" in PAGE
    assert f"With 6 in the window p = {six:.3f}: rising" in PAGE
    assert f"(q = {10 * six:.3f})" in PAGE


def test_the_page_prints_the_quiet_days() -> None:
    three, five, eight, twelve = (quiet_days_needed(n, 90) for n in (3, 5, 8, 12))
    assert f"it takes {three}, {five}, {eight} or {twelve} quiet days in all" in PAGE
    assert f"(90 ÷ 120)³ = {compare_rates(3, 90, 0, 30).p_fewer:.2f}" in PAGE
    assert f"and {more_quiet_days_needed(3, 90, 0, 30)} more quiet days are needed" in PAGE
    assert f"it is {compare_rates(3, 90, 0, 90).p_fewer:.3f}, and {three - 90} more are needed" in PAGE


def test_the_page_prints_what_is_shown_to_work() -> None:
    found = compare_rates(8, 90, 1, 90)
    assert f"90 quiet days have p = {compare_rates(6, 90, 0, 90).p_fewer:.3f}: shown to work" in PAGE
    assert (
        f"p = {found.p_fewer:.3f} and a ratio between {found.ratio_low:.3f} and {found.ratio_high:.2f}"
        in PAGE
    )
