"""The bridge between month bases: how opened, due and stopped in one month join."""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from analytics.summary.due import is_due

PARTS: Final = {  # each count of a basis, and the parts that sum to it exactly
    "n_opened": (
        "n_opened_due_this",
        "n_opened_due_later",
        "n_opened_due_earlier",
        "n_opened_pending",
    ),
    "n_due": ("n_due_opened_this", "n_due_opened_earlier", "n_due_opened_later"),
    "n_stopped": (
        "n_stopped_due_this",
        "n_stopped_due_earlier",
        "n_stopped_due_later",
    ),
}


def month_bridge(
    obligations: pl.DataFrame, period: str, by: Literal["kind", "clause_id"] = "clause_id"
) -> pl.DataFrame:
    """Count a month's obligations by each basis, and each basis by the others.

    Excluded obligations are in no count. An obligation is opened later than it fell due where its clock
    started before its record was opened, as with an incident logged late.

    Reads:
        outcome, period_opened, period_due (null: a pause is open), period_stopped (null: still running).

    Args:
        obligations: What `measure` returned.
        period: ``"2026-10"``.
        by: The rows: one per clause or one per kind.

    Returns:
        One row per value of ``by`` that has a case, in alphabetical order; Int64 counts:

        - n_opened: opened in the month = those due this month, later, earlier, and pending
        - n_due: fell due in the month = those opened this month, earlier, later
        - n_stopped: stopped in the month = those due this month, earlier, later

        The parts of each are in `PARTS` and sum to it exactly; n_opened_due_this is n_due_opened_this.

    Source:
        DOMAIN, section 5, "which month".

    Examples:
        >>> one = {"clause_id": ["a"], "outcome": ["met"], "period_opened": ["2026-09"]}
        >>> rows = pl.DataFrame({**one, "period_due": ["2026-10"], "period_stopped": ["2026-09"]})
        >>> month_bridge(rows, "2026-10").select("n_opened", "n_due", "n_due_opened_earlier").row(0)
        (0, 1, 1)
    """
    opened, due, stopped = (pl.col(f"period_{basis}") for basis in ("opened", "due", "stopped"))
    judged = is_due() & due.is_not_null()
    in_opened, in_due, in_stopped = opened == period, judged & (due == period), stopped == period
    counts = {
        "n_opened": in_opened,
        "n_opened_due_this": in_opened & judged & (due == period),
        "n_opened_due_later": in_opened & judged & (due > period),
        "n_opened_due_earlier": in_opened & judged & (due < period),
        "n_opened_pending": in_opened & ~judged,
        "n_due": in_due,
        "n_due_opened_this": in_due & (opened == period),
        "n_due_opened_earlier": in_due & (opened < period),
        "n_due_opened_later": in_due & (opened > period),
        "n_stopped": in_stopped,
        "n_stopped_due_this": in_stopped & (due == period),
        "n_stopped_due_earlier": in_stopped & (due < period),
        "n_stopped_due_later": in_stopped & (due.is_null() | (due > period)),
    }
    return (
        obligations.filter(pl.col("outcome") != "excluded")
        .group_by(by)
        .agg(holds.fill_null(value=False).sum().cast(pl.Int64).alias(name) for name, holds in counts.items())
        .sort(by)
    )
