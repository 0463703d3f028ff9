"""The register of pauses: when an incident of a table was on hold, why, and who held it."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.contract.words import fold
from analytics.intake import cells
from analytics.schema import PAUSES

TOLD_BY_THE_LOG: Final = "the audit log of another export tells when this incident was on hold"
PAUSE_KEY: Final = ("incident_id", "paused_at", "reason")


def pause_fault(logged: pl.Series) -> pl.Expr:
    """Say why a row of the register cannot be used though each of its cells can.

    Args:
        logged: The incidents of audit logs, which tell their own pauses.
    """
    return (
        pl.when(pl.col("incident_id").is_in(logged.implode()))
        .then(pl.lit(TOLD_BY_THE_LOG))
        .when(pl.col("resumed_at") < pl.col("paused_at"))
        .then(pl.lit("resumed before it was paused"))
    )


def name_reasons(pauses: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give each pause the contract's word for its reason, and the holder that goes with it.

    A reason is the contract's own word or one of its on-hold states; any other keeps its own name, and no
    clause lists it, so it pauses nothing. A holder that the register names goes before the contract's.

    Args:
        pauses: incident_id, paused_at, resumed_at (null: still paused), reason, holder (null: not named).
        contract: Declares the reasons, their on-hold states and who holds the incident then.

    Returns:
        `schema.PAUSES`, by incident, then paused_at.
    """
    declared = contract.pause_words()
    words = {fold(reason): reason for reason in declared}
    words |= {fold(word): reason for reason, (_, states) in declared.items() for word in states}
    holders = {reason: holder for reason, (holder, _) in declared.items()}
    said = cells.fold(pl.col("reason"))
    named = pauses.with_columns(
        reason=said.replace_strict(words, default=pl.col("reason"), return_dtype=pl.String)
    )
    known = pl.col("reason").replace_strict(holders, default=None, return_dtype=pl.String)
    return (
        named.with_columns(holder=pl.coalesce("holder", known))
        .select(pl.col(name).cast(dtype) for name, dtype in PAUSES.items())
        .sort("incident_id", "paused_at", "reason", maintain_order=True)
    )
