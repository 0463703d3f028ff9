"""Which obligations a month counts, and which of them were late: the same rows behind every figure."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.contract.model import Contract

DUE: Final = ("met", "missed", "not evidenced")
LATE: Final = ("missed", "not evidenced")
MONTH_COLUMNS: Final = {"due": "period_due", "opened": "period_opened"}
GROSS_COLUMNS: Final = {**MONTH_COLUMNS, "due": "period_due_gross"}


def in_month(contract: Contract, period: str | None, *, is_gross: bool = False) -> pl.Expr:
    """Say whether an obligation belongs to a month, by the basis that the contract names (``rules.month``).

    Reads:
        period_due (null: no month yet, because a pause is open), period_due_gross or period_opened.

    Args:
        contract: Names the basis.
        period: ``"2026-10"``; None for every obligation whatever its month.
        is_gross: Whether the month is that of a clock that no pause stops.

    Returns:
        Boolean, never null.
    """
    if period is None:
        return pl.lit(value=True)
    column = (GROSS_COLUMNS if is_gross else MONTH_COLUMNS)[contract.rules.month]
    return (pl.col(column) == period).fill_null(value=False)


def is_due(outcome: str = "outcome") -> pl.Expr:
    """Say whether an obligation fell due: it is met, missed or not evidenced; null where the column is."""
    return pl.col(outcome).is_in(DUE)


def is_late(outcome: str = "outcome") -> pl.Expr:
    """Say whether an obligation counts as missed: it is missed or not evidenced."""
    return pl.col(outcome).is_in(LATE)
