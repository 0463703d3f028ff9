"""Attainment under each reading of relief: what a claim would change, agreed or not."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.schema import RELIEF_STATUSES
from analytics.summary.attainment import describe
from analytics.summary.due import in_month, is_due
from analytics.summary.targets import TERMS, begun_versions, verdict

READINGS: Final[dict[str, tuple[str, ...]]] = {  # which states of a claim exclude an obligation
    "none counted": (),
    "agreed": ("agreed",),
    "agreed and claimed": ("agreed", "claimed"),
    "agreed, claimed and disputed": ("agreed", "claimed", "disputed"),
}


def relief_readings(
    obligations: pl.DataFrame, contract: Contract, as_of: datetime, period: str | None = None
) -> pl.DataFrame:
    """Judge each clause as if more and more claims for relief excluded their obligations.

    A claim that was withdrawn excludes nothing under any reading.

    Reads:
        clause_id, outcome_before_relief, relief (null: none claimed) and the month of the obligations.

    Args:
        obligations: What `measure` returned for the same ``as_of``.
        contract: Gives the rows: every clause; and the reading that it goes by (``relief_excludes``).
        as_of: Decides which version of a clause gives the target.
        period: The month of the contract's basis; None for all.

    Returns:
        One row per clause and reading, in the contract's order and that of `READINGS`, with the contract's
        own last where it is none of these:

        - clause_id, title, obliged, reading: String
        - is_agreed: whether it is the reading that the contract goes by: Boolean
        - n_due, n_met, n_relieved (due before relief, excluded by this reading): Int64
        - attainment: Float64, null where n_due is 0; verdict: met, missed or not_measurable

    Source:
        DOMAIN, section 5: relief is claimed, agreed or disputed; only agreed relief excludes.
    """
    due = in_month(contract, period) & is_due("outcome_before_relief")
    readings = _readings_of(contract)
    counted = pl.concat([_count(obligations, due, *reading) for reading in readings.items()])
    rows = _rows(contract, as_of, readings).join(
        counted, on=["clause_id", "reading"], how="left", maintain_order="left"
    )
    rows = rows.with_columns(pl.col("n_due", "n_met", "n_relieved").fill_null(0).cast(pl.Int64))
    n, k = pl.col("n_due"), pl.col("n_met")
    return rows.select(
        "clause_id", "title", "obliged", "reading", "is_agreed", "n_due", "n_met", "n_relieved",
        attainment=pl.when(n > 0).then(k / n),
        verdict=verdict(),
    )  # fmt: skip


def _readings_of(contract: Contract) -> dict[str, tuple[str, ...]]:
    """Give the readings, and with them that of the contract."""
    own = tuple(state for state in RELIEF_STATUSES if state in contract.rules.relief_excludes)
    is_among = set(own) in [set(states) for states in READINGS.values()]
    return READINGS if is_among else {**READINGS, f"only {' and '.join(own)}": own}


def _count(obligations: pl.DataFrame, due: pl.Expr, reading: str, states: tuple[str, ...]) -> pl.DataFrame:
    is_relieved = pl.col("relief").is_in(states).fill_null(value=False)
    counted = due & ~is_relieved
    return obligations.group_by("clause_id").agg(
        pl.lit(reading).alias("reading"),
        n_due=counted.sum(),
        n_met=(counted & (pl.col("outcome_before_relief") == "met")).sum(),
        n_relieved=(due & is_relieved).sum(),
    )


def _rows(contract: Contract, as_of: datetime, readings: dict[str, tuple[str, ...]]) -> pl.DataFrame:
    agreed = set(contract.rules.relief_excludes)
    kept = ("clause_id", "title", "obliged", *TERMS)
    rows = []
    for begun in begun_versions(contract, as_of).values():
        named = describe(begun[-1][1])
        for reading, states in readings.items():
            row = {name: named[name] for name in kept}
            rows.append({**row, "reading": reading, "is_agreed": set(states) == agreed})
    text = dict.fromkeys(("clause_id", "title", "obliged"), pl.String)
    return pl.DataFrame(rows, schema={**text, **TERMS, "reading": pl.String, "is_agreed": pl.Boolean})
