"""SLA attainment: per clause and severity, of the obligations that fell due, how many were met.

The clause's own test is on the clause. Where it covers several severities they are judged together, by
`summary.indicators`, and the rows here are information without a verdict.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Clause, Contract
from analytics.schema import SEVERITIES
from analytics.summary.due import in_month, is_due, is_late
from analytics.summary.targets import TERMS, begun_versions, hold_against_target, terms_of

KEY = ["clause_id", "severity"]
COUNTS: Final = (
    "n_due", "n_met", "n_missed", "n_not_evidenced", "n_pending", "n_excluded", "n_due_governing",
    "n_late_governing", "n_due_gross", "n_met_gross", "n_met_low", "n_met_high",
)  # fmt: skip
JUDGED: Final = (
    "attainment", "attainment_evidenced", "attainment_gross", "interval_low", "interval_high",
    "target", *TERMS, "n_allowed_late", "verdict", "is_too_few",
)  # fmt: skip
OF_THE_CLAUSE: Final = ("target", *TERMS, "n_allowed_late", "verdict", "is_too_few")


def attainment(
    obligations: pl.DataFrame, contract: Contract, as_of: datetime, period: str | None = None
) -> pl.DataFrame:
    """Count outcomes per clause and severity; a clause of one severity is held against its target here.

    Reads:
        clause_id, severity, outcome, outcome_gross, outcome_disputed, is_in_band, is_governing and the
        month (period_due and period_due_gross, or period_opened by ``rules.month``) of the obligations.

    Args:
        obligations: What `measure` returned for the same ``as_of``.
        contract: Gives the rows: every clause, and of the severities that it covers those that the contract
            maps, also without any case.
        as_of: Decides which version of a clause gives the target: the latest in force before it.
        period: The month of the contract's basis, ``"2026-10"``; None for every obligation whatever its
            month.

    Returns:
        One row per clause and severity, in the contract's order:

        - period, clause_id, title, reference, within, kind, audience, obliged, severity: String
        - is_kpi: whether the contract wants it on the first page: Boolean
        - n_due = n_met + n_missed + n_not_evidenced, in the month: Int64
        - n_pending: all that are pending at ``as_of``, whenever due: Int64
        - n_excluded: Int64
        - n_due_governing, n_late_governing: of n_due, those that govern and of these the late: Int64
        - n_due_gross, n_met_gross: the same as if there were no pauses, also in which month: Int64
        - n_met_low, n_met_high: of n_due, how many are met by every and by any reading of disputed instants
          and of the source's precision: Int64
        - attainment = n_met / n_due; attainment_evidenced without the not evidenced, attainment_gross =
          n_met_gross / n_due_gross; interval_low, interval_high (Wilson): Float64, null where nothing is due
        - target: Float64; numerator, denominator, allowed_late, up_to (null: a plain share): its terms, and
          n_allowed_late: how many of n_due may be late: Int64
        - verdict: met, missed or not_measurable by the clause's own test, in integers
        - is_too_few: the interval holds the target; null where nothing fell due

        From target on all are null where the clause has several rows: see `indicators`.

    Source:
        DOMAIN, sections 3, 5 and 6.
    """
    months = in_month(contract, period), in_month(contract, period, is_gross=True)
    counts = _count(obligations, *months)
    rows = _rows(contract, as_of).join(counts, on=KEY, how="left", maintain_order="left")
    rows = rows.with_columns(pl.col(COUNTS).fill_null(0).cast(pl.Int64), period=pl.lit(period or "all"))
    judged = _leave_to_the_clause(hold_against_target(rows))
    return judged.select("period", *NAMES, "severity", "is_kpi", *COUNTS, *JUDGED)


def _leave_to_the_clause(rows: pl.DataFrame) -> pl.DataFrame:
    """Take target and verdict from the severities of a clause of several: its test is on their sum."""
    is_alone = pl.len().over("clause_id") == 1
    return rows.with_columns(pl.when(is_alone).then(pl.col(OF_THE_CLAUSE)))


def _count(obligations: pl.DataFrame, in_period: pl.Expr, in_gross: pl.Expr) -> pl.DataFrame:
    outcome, governs = pl.col("outcome"), pl.col("is_governing")
    due, gross = in_period & is_due(), in_gross & is_due("outcome_gross")
    low, high = _readings()
    return obligations.group_by(KEY).agg(
        n_due=due.sum(),
        n_met=(in_period & (outcome == "met")).sum(),
        n_missed=(in_period & (outcome == "missed")).sum(),
        n_not_evidenced=(in_period & (outcome == "not evidenced")).sum(),
        n_pending=(outcome == "pending").sum(),
        n_excluded=(in_period & (outcome == "excluded")).sum(),
        n_due_governing=(due & governs).sum(),
        n_late_governing=(in_period & is_late() & governs).sum(),
        n_due_gross=gross.sum(),
        n_met_gross=(gross & (pl.col("outcome_gross") == "met")).sum(),
        n_met_low=(due & low).sum(),
        n_met_high=(due & high).sum(),
    )


def _readings() -> tuple[pl.Expr, pl.Expr]:
    """Whether an obligation is met by every reading of its instants, and by any."""
    met = pl.col("outcome") == "met"
    other = (pl.col("outcome_disputed") == "met").fill_null(met)
    is_open = pl.col("is_in_band").fill_null(value=False)
    return met & other & ~is_open, met | other | is_open


def _rows(contract: Contract, as_of: datetime) -> pl.DataFrame:
    """One row per clause id and severity that any version begun so far covers, by the latest of these."""
    return pl.DataFrame(
        [
            (*describe(begun[-1][1]).values(), severity)
            for begun in begun_versions(contract, as_of).values()
            for severity in _covered([clause for _, clause in begun], contract)
        ],
        schema={**DESCRIBED, "severity": pl.String},
        orient="row",
    )


def _covered(versions: list[Clause], contract: Contract) -> list[str]:
    """Give the severities that any version covers, without those for which no export has a word."""
    named = [each for each in SEVERITIES if any(each in clause.severities for clause in versions)]
    mapped = set(contract.severity_words().values())
    return [each for each in named if each in mapped] or named


NAMES: Final = ("clause_id", "title", "reference", "within", "kind", "audience", "obliged")
DESCRIBED: Final = {**dict.fromkeys(NAMES, pl.String), "is_kpi": pl.Boolean, **TERMS}


def describe(clause: Clause) -> dict[str, str | bool | int | None]:
    """Give the names and terms of a clause as the columns that figures carry, in the order of DESCRIBED."""
    return {
        "clause_id": clause.id,
        "title": clause.title or clause.id,
        "reference": clause.reference,
        "within": clause.window_text,
        "kind": clause.kind,
        "audience": clause.audience,
        "obliged": clause.obliged,
        "is_kpi": clause.kpi,
        **terms_of(clause)._asdict(),
    }
