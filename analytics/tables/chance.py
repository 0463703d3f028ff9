"""The chance of a bad month in words, with the formula by which a reader can check it."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from analytics.tables.words import Target, exact, format_target, plural

_RAISED: Final = str.maketrans("0123456789-i", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁱ")


def chance_sentence(n: int, level: Target, n_allowed_late: int, chance: float) -> str:
    """Say how often a supplier at a level misses by chance alone, and why.

    Args:
        n: Cases due in the month, 1 or more.
        level: The supplier's true share on time, 0 to 1.
        n_allowed_late: The most late cases with which the clause is met.
        chance: What `chance_of_missing` gives for these.

    Examples:
        >>> chance_sentence(8, 0.97, 0, 0.2163)
        'With 8 cases, a supplier truly at 97 % misses in about 22 % of months: 1 − 0.97⁸ = 0.216.'
    """
    formula = chance_formula(n, level, n_allowed_late)
    return (
        f"With {plural(n, 'case')}, a supplier truly at {format_target(level)} misses in"
        f" {_percent(chance)} of months: {formula} = {chance:.3f}."
    )


def chance_formula(n: int, level: Target, n_allowed_late: int) -> str:
    """Write the chance of more late cases than are allowed, as a formula.

    Examples:
        >>> chance_formula(8, 0.97, 0)
        '1 − 0.97⁸'
        >>> chance_formula(40, 0.95, 2)
        '1 − Σ C(40, i) · 0.05ⁱ · 0.95⁴⁰⁻ⁱ over i = 0 to 2'
    """
    share = exact(0 if level is None else level)
    on_time, late = _decimal(share), _decimal(1 - share)
    if n_allowed_late == 0:
        return f"1 − {on_time}{_raise(n)}"
    term = f"C({n}, i) · {late}{_raise('i')} · {on_time}{_raise(f'{n}-i')}"
    return f"1 − Σ {term} over i = 0 to {n_allowed_late}"


def _raise(power: int | str) -> str:
    return str(power).translate(_RAISED)


def _decimal(share: Fraction) -> str:
    return f"{float(share):.6f}".rstrip("0").rstrip(".")


def _percent(chance: float) -> str:
    return "under 1 %" if chance < 0.01 else "over 99 %" if chance > 0.99 else f"about {chance * 100:.0f} %"
