"""Service credits: a period's points as a share of the charge, capped, and in pence."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from analytics.contract.model import Consequences
from analytics.contract.window import round_half_up

CREDITS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "period": pl.String,
    "points": pl.Int64,
    "clause_ids": pl.List(pl.String),
    "clause_points": pl.List(pl.Int64),
    "credit_per_point": pl.Float64,
    "share_before_cap": pl.Float64,
    "cap": pl.Float64,
    "share": pl.Float64,
    "is_capped": pl.Boolean,
    "charge": pl.Int64,
    "amount_pence": pl.Int64,
}


@dataclass(frozen=True)
class Credit:
    """What a period's points are worth.

    Args:
        share_before_cap: Points times what one is worth, as an exact share of the charge.
        share: The same, at most the cap.
        amount_pence: That share of the charge, rounded half up to whole pence; None: no charge declared.
    """

    share_before_cap: Fraction
    share: Fraction
    amount_pence: int | None


def credit_of(points: int, per_point: Fraction, consequences: Consequences) -> Credit:
    """Turn points into a share of the charge.

    Rounding comes last and once: half a penny counts as a whole one.

    Examples:
        >>> agreed = Consequences(credit_per_point="0.5%", cap="2%", charge=100_001)
        >>> credit_of(3, agreed.credit_share, agreed)
        Credit(share_before_cap=Fraction(3, 200), share=Fraction(3, 200), amount_pence=150002)
        >>> credit_of(9, agreed.credit_share, agreed).share
        Fraction(1, 50)
    """
    before = points * per_point
    cap = consequences.cap_share
    share = before if cap is None else min(before, cap)
    charge = consequences.charge
    pence = None if charge is None else int(round_half_up(share * charge * 100))
    return Credit(before, share, pence)


def credits(kpis: pl.DataFrame, consequences: Consequences) -> pl.DataFrame:
    """Add up the points of each period and give the credit that they earn.

    Args:
        kpis: period, clause_id, points (null: the clause earns none).
        consequences: What one point is worth, the cap and the charge.

    Returns:
        One row per period, in order; none where the contract declares no credits:

        - period; points: the sum: Int64
        - clause_ids, clause_points: the KPIs that the points come from
        - credit_per_point, share_before_cap, cap (null: none), share: shares of the charge, Float64
        - is_capped: the cap took something off: Boolean
        - charge (pounds) and amount_pence: Int64, null where no charge is declared
    """
    per_point = consequences.credit_share
    if per_point is None:
        return pl.DataFrame(schema=CREDITS)
    earns = pl.col("points") > 0
    sums = kpis.group_by("period", maintain_order=True).agg(
        pl.col("points").sum(),
        clause_ids=pl.col("clause_id").filter(earns),
        clause_points=pl.col("points").filter(earns),
    )
    cap = consequences.cap_share
    rows = []
    for row in sums.iter_rows(named=True):
        credit = credit_of(row["points"], per_point, consequences)
        earned = {
            "credit_per_point": float(per_point),
            "share_before_cap": float(credit.share_before_cap),
            "cap": None if cap is None else float(cap),
            "share": float(credit.share),
            "is_capped": credit.share < credit.share_before_cap,
            "charge": consequences.charge,
            "amount_pence": credit.amount_pence,
        }
        rows.append({**row, **earned})
    return pl.DataFrame(rows, schema=CREDITS)
