"""Key performance indicators: per clause, all its severities together, held against its own target."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from analytics.contract.model import Clause, Contract
from analytics.summary.attainment import COUNTS, DESCRIBED, JUDGED, NAMES, describe
from analytics.summary.targets import begun_versions, hold_against_target, target_text

_TERMS = {
    **DESCRIBED,
    "clause_version": pl.Int64,
    "target_text": pl.String,
    "minimum_numerator": pl.Int64,
    "minimum_denominator": pl.Int64,
}


def indicators(attainment: pl.DataFrame, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Add up the severities of each clause, and hold the sum against the clause's own target.

    Args:
        attainment: What `attainment` returned for the same contract and ``as_of``, of one period.
        contract: Gives the rows: every clause.
        as_of: Decides which version of a clause gives the terms: the latest in force before it.

    Returns:
        One row per clause, in the contract's order:

        - period, clause_id, title, reference, within, kind, audience, obliged, is_kpi
        - clause_version: the version that gave the terms: Int64
        - the counts, shares, range and verdict of `attainment`, over all severities; n_late = n_due - n_met
        - target_text: the test in words, ``"at most 2 late up to 39, above 95 %"``
        - minimum: Float64; is_below_minimum: Boolean, null where none is agreed or nothing fell due. A KPI
          that passes its own test is never below the minimum: a count by volume stands before any share
    """
    sums = attainment.group_by("clause_id").agg(pl.col(COUNTS).sum())
    rows = pl.DataFrame(
        [_row(begun[-1]) for begun in begun_versions(contract, as_of).values()], schema=_TERMS
    )
    judged = hold_against_target(rows.join(sums, on="clause_id", how="left", maintain_order="left"))
    met, due = pl.col("n_met"), pl.col("n_due")
    below = met * pl.col("minimum_denominator") < pl.col("minimum_numerator") * due
    return judged.select(
        pl.lit(attainment["period"].item(0)).alias("period"),
        *NAMES,
        "clause_version",
        "is_kpi",
        *COUNTS,
        (due - met).alias("n_late"),
        *JUDGED,
        "target_text",
        minimum=pl.col("minimum_numerator") / pl.col("minimum_denominator"),
        is_below_minimum=pl.when(due > 0).then(below & (pl.col("verdict") == "missed")),
    )


def _row(entry: tuple[int, Clause]) -> dict[str, Any]:
    version, clause = entry
    minimum = clause.minimum_share
    return {
        **describe(clause),
        "clause_version": version,
        "target_text": target_text(clause),
        "minimum_numerator": minimum.numerator if minimum is not None else None,
        "minimum_denominator": minimum.denominator if minimum is not None else None,
    }
