"""The clause's own test: a share, or a count at small volumes, in whole numbers. No other place judges it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import polars as pl

from analytics.contract.model import Clause, Contract
from analytics.obligations import clause_table
from analytics.statistics import wilson_interval


class Terms(NamedTuple):
    """A target as whole numbers.

    Args:
        numerator: Of the share that must be met.
        denominator: Of the share that must be met.
        allowed_late: How many may be late at small volumes; None: the share holds at every volume.
        up_to: Up to how many due obligations ``allowed_late`` holds.
    """

    numerator: int
    denominator: int
    allowed_late: int | None = None
    up_to: int | None = None


TERMS = dict.fromkeys(Terms._fields, pl.Int64)


def terms_of(clause: Clause) -> Terms:
    """Give the target of a clause as whole numbers."""
    allowed_late, up_to = clause.allowed_late or (None, None)
    return Terms(clause.share.numerator, clause.share.denominator, allowed_late, up_to)


def n_allowed_late() -> pl.Expr:
    """Give how many of the due obligations may be late for the clause's own test to pass.

    At a volume of ``up_to`` or fewer the count holds, and the share does not; above it, and where no count
    is agreed, the share: met x denominator >= numerator x due says the same as late <= due x (denominator
    - numerator) // denominator.

    Reads:
        n_due, numerator, denominator, allowed_late, up_to (Int64; the last two null: a plain share).

    Returns:
        Int64, from 0 to n_due.

    Examples:
        >>> rows = pl.DataFrame({"n_due": [2, 39, 40]}).with_columns(
        ...     numerator=19, denominator=20, allowed_late=2, up_to=39
        ... )
        >>> rows.select(n_allowed_late()).to_series().to_list()
        [2, 2, 2]
    """
    due, denominator = pl.col("n_due"), pl.col("denominator")
    by_share = due * (denominator - pl.col("numerator")) // denominator
    by_count = pl.min_horizontal("allowed_late", "n_due")
    return pl.when(due <= pl.col("up_to")).then(by_count).otherwise(by_share).cast(pl.Int64)


def allowed_late_of(n_due: int, terms: Terms) -> int:
    """Give how many of ``n_due`` may be late; see `n_allowed_late`.

    Examples:
        >>> allowed_late_of(8, Terms(19, 20)), allowed_late_of(8, Terms(19, 20, 2, 39))
        (0, 2)
    """
    row = pl.DataFrame([(n_due, *terms)], schema={"n_due": pl.Int64, **TERMS}, orient="row")
    return int(row.select(n_allowed_late()).item())


def hold_against_target(rows: pl.DataFrame) -> pl.DataFrame:
    """Judge counts by their terms.

    Reads:
        n_due, n_met, n_not_evidenced, n_due_gross, n_met_gross, and the columns of `Terms`.

    Adds:
        - attainment = n_met / n_due, attainment_evidenced (without the not evidenced), attainment_gross:
          Float64, null where their denominator is 0
        - interval_low, interval_high: Float64, Wilson, null where n_due is 0
        - target: Float64, of a count by volume the share above it
        - n_allowed_late: Int64; verdict: met, missed or not_measurable
        - is_too_few: the interval holds the target; null where nothing fell due
    """
    met, due = pl.col("n_met"), pl.col("n_due")
    low, high = wilson_interval(met, due)
    target = pl.col("numerator") / pl.col("denominator")
    return rows.with_columns(
        attainment=_ratio(met, due),
        attainment_evidenced=_ratio(met, due - pl.col("n_not_evidenced")),
        attainment_gross=_ratio(pl.col("n_met_gross"), pl.col("n_due_gross")),
        interval_low=low,
        interval_high=high,
        target=target,
        n_allowed_late=n_allowed_late(),
        verdict=verdict(),
        is_too_few=(low <= target) & (target <= high),
    )


def verdict() -> pl.Expr:
    """Judge by the clause's own test: met, missed, or not_measurable where nothing fell due.

    Reads:
        n_due, n_met, and what `n_allowed_late` reads.
    """
    due = pl.col("n_due")
    passes = due - pl.col("n_met") <= n_allowed_late()
    judged = pl.when(passes).then(pl.lit("met")).otherwise(pl.lit("missed"))
    return pl.when(due == 0).then(pl.lit("not_measurable")).otherwise(judged)


def _ratio(k: pl.Expr, n: pl.Expr) -> pl.Expr:
    return pl.when(n > 0).then(k / n)


def begun_versions(contract: Contract, as_of: datetime) -> dict[str, list[tuple[int, Clause]]]:
    """Give the versions of each clause that were in force before ``as_of``; else the first to come.

    Returns:
        By clause id in the contract's order: version and clause, earliest first; the last gives the terms.
    """
    starts = clause_table(contract)["from_at"].to_list()
    versions: dict[str, list[tuple[int, bool, Clause]]] = {}
    for (version, clause), begin in zip(contract.clauses, starts, strict=True):
        versions.setdefault(clause.id, []).append((version, begin < as_of, clause))
    found = {}
    for name, each in versions.items():
        each.sort(key=lambda entry: entry[0])
        begun = [(version, clause) for version, is_begun, clause in each if is_begun]
        found[name] = begun or [(each[0][0], each[0][2])]
    return found


def target_text(clause: Clause) -> str:
    """Write the clause's own test as a reader says it.

    Examples:
        >>> target = {"at_most_late": 2, "up_to": 39, "then": "95%"}
        >>> target_text(
        ...     Clause.model_validate({"id": "a", "kind": "response", "reference": "r", "target": target})
        ... )
        'at most 2 late up to 39, above 95 %'
    """
    if clause.allowed_late is None:
        return percent(clause.share)
    at_most, up_to = clause.allowed_late
    return f"at most {at_most} late up to {up_to}, above {percent(clause.share)}"


def percent(share: Fraction) -> str:
    """Write a share that the contract declares, to its last decimal.

    Examples:
        >>> percent(Fraction(19, 20)), percent(Fraction(1999, 2000)), percent(Fraction(1))
        ('95 %', '99.95 %', '100 %')
    """
    hundredfold = share * 100
    digits = Decimal(hundredfold.numerator) / Decimal(hundredfold.denominator)
    return f"{digits.normalize():f} %"
