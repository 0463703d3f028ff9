"""SLA attainment: per clause and severity, of the obligations that fell due, how many were met."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.contract.model import Clause, Contract
from analytics.obligations import clause_table
from analytics.schema import SEVERITIES
from analytics.statistics import wilson_interval

KEY = ["clause_id", "severity"]


def attainment(
    obligations: pl.DataFrame, contract: Contract, as_of: datetime, period: str | None = None
) -> pl.DataFrame:
    """Count outcomes per clause and severity, and hold them against the clause's own target.

    Reads:
        clause_id, severity, outcome, is_governing, period_due of the obligations.

    Args:
        obligations: What `measure` returned for the same ``as_of``.
        contract: Gives the rows: every clause and severity that it covers, also those without any case.
        as_of: Decides which version of a clause gives the target: the latest in force before it.
        period: The month in which they fell due, ``"2026-10"``; None for every obligation whatever its month.

    Returns:
        One row per clause and severity, in the contract's order:

        - period, clause_id, title, reference, within, kind, audience, obliged, severity: String
        - is_kpi: whether the contract wants it on the first page: Boolean
        - n_due = n_met + n_missed + n_not_evidenced, in the month of ``last_on_time_at``: Int64
        - n_pending: all that are pending at ``as_of``, whenever due: Int64
        - n_excluded: Int64
        - n_due_governing, n_late_governing: of n_due, those that govern and of these the late: Int64
        - attainment = n_met / n_due, interval_low, interval_high (Wilson): Float64, null where n_due is 0
        - target: Float64; verdict: met, missed or not_measurable by the clause's own test, in integers
        - is_too_few: the interval holds the target; null where nothing fell due

    Source:
        DOMAIN, section 3.
    """
    counts = _count(obligations, period)
    rows = _rows(contract, as_of).join(counts, on=KEY, how="left", maintain_order="left")
    counted = [name for name in counts.columns if name.startswith("n_")]
    rows = rows.with_columns(pl.col(counted).fill_null(0).cast(pl.Int64), period=pl.lit(period or "all"))
    return _judge(rows).select(
        "period", "clause_id", "title", "reference", "within", "kind", "audience", "obliged", "severity",
        "is_kpi", "n_due", "n_met", "n_missed", "n_not_evidenced", "n_pending", "n_excluded",
        "n_due_governing", "n_late_governing",
        "attainment", "interval_low", "interval_high", "target", "verdict", "is_too_few",
    )  # fmt: skip


def _count(obligations: pl.DataFrame, period: str | None) -> pl.DataFrame:
    outcome, governs = pl.col("outcome"), pl.col("is_governing")
    in_period = (
        pl.lit(value=True) if period is None else (pl.col("period_due") == period).fill_null(value=False)
    )
    is_late = outcome.is_in(["missed", "not evidenced"])
    is_due = in_period & (is_late | (outcome == "met"))
    return obligations.group_by(KEY).agg(
        n_due=is_due.sum(),
        n_met=(in_period & (outcome == "met")).sum(),
        n_missed=(in_period & (outcome == "missed")).sum(),
        n_not_evidenced=(in_period & (outcome == "not evidenced")).sum(),
        n_pending=(outcome == "pending").sum(),
        n_excluded=(in_period & (outcome == "excluded")).sum(),
        n_due_governing=(is_due & governs).sum(),
        n_late_governing=(in_period & is_late & governs).sum(),
    )


def _rows(contract: Contract, as_of: datetime) -> pl.DataFrame:
    """One row per clause id and severity that any version begun so far covers, by the latest of these."""
    return pl.DataFrame(
        [
            _row(begun[-1], severity)
            for begun in _begun(contract, as_of).values()
            for severity in SEVERITIES
            if any(severity in clause.severities for clause in begun)
        ],
        schema=_ROW,
        orient="row",
    )


def _begun(contract: Contract, as_of: datetime) -> dict[str, list[Clause]]:
    """The versions of each clause that were in force before ``as_of``, by version; else the first to come."""
    starts = clause_table(contract)["from_at"].to_list()
    versions: dict[str, list[tuple[int, bool, Clause]]] = {}
    for (version, clause), begin in zip(contract.clauses, starts, strict=True):
        versions.setdefault(clause.id, []).append((version, begin < as_of, clause))
    found = {}
    for name, each in versions.items():
        each.sort(key=lambda entry: entry[0])
        found[name] = [clause for _, is_begun, clause in each if is_begun] or [each[0][2]]
    return found


_ROW = {
    "clause_id": pl.String,
    "title": pl.String,
    "reference": pl.String,
    "within": pl.String,
    "kind": pl.String,
    "audience": pl.String,
    "obliged": pl.String,
    "is_kpi": pl.Boolean,
    "severity": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
}


def _row(clause: Clause, severity: str) -> tuple[str | int | None, ...]:
    share = clause.share
    title = clause.title or clause.id
    terms = (
        clause.id,
        title,
        clause.reference,
        clause.window_text,
        clause.kind,
        clause.audience,
        clause.obliged,
        clause.kpi,
    )
    return (*terms, severity, share.numerator, share.denominator)


def _judge(rows: pl.DataFrame) -> pl.DataFrame:
    met, due = pl.col("n_met"), pl.col("n_due")
    low, high = wilson_interval(met, due)
    target = pl.col("numerator") / pl.col("denominator")
    passes = met * pl.col("denominator") >= pl.col("numerator") * due
    verdict = (
        pl.when(due == 0)
        .then(pl.lit("not_measurable"))
        .when(passes)
        .then(pl.lit("met"))
        .otherwise(pl.lit("missed"))
    )
    return rows.with_columns(
        attainment=pl.when(due > 0).then(met / due),
        interval_low=low,
        interval_high=high,
        target=target,
        verdict=verdict,
        is_too_few=(low <= target) & (target <= high),
    )
