"""When an incident was on hold, as its states tell."""

from __future__ import annotations

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.typed import STATE_WORD
from analytics.schema import PAUSES


def intervals_on_hold(used: pl.DataFrame, at: str, contract: Contract) -> pl.DataFrame:
    """Make the intervals on hold: from an on-hold word to the next change of the state's word.

    Args:
        used: incident_id, state, ``state_word`` and the instant of each change, in their order.
        at: The column of that instant.
        contract: The reasons, their on-hold states and who holds the incident then.

    Returns:
        `schema.PAUSES`; resumed_at is null where the incident is still on hold at the last change.
    """
    same = pl.col("incident_id").shift(1) == pl.col("incident_id")
    is_new = ~(same & (pl.col(STATE_WORD) == pl.col(STATE_WORD).shift(1))).fill_null(value=False)
    runs = used.filter(is_new).select(
        "incident_id",
        "state",
        STATE_WORD,
        pl.col(at).alias("paused_at"),
        pl.when(pl.col("incident_id").shift(-1) == pl.col("incident_id"))
        .then(pl.col(at).shift(-1))
        .alias("resumed_at"),
    )
    declared = contract.pause_words().items()
    reasons = {word.strip().casefold(): reason for reason, (_, words) in declared for word in words}
    holders = {reason: holder for reason, (holder, _) in declared if holder}
    word = pl.col(STATE_WORD)
    # An on-hold word without a declared reason keeps its own name: no clause lists it, so nothing pauses.
    reason = word.replace_strict(reasons, default=word, return_dtype=pl.String) if reasons else word
    holder = (
        pl.col("reason").replace_strict(holders, default=None, return_dtype=pl.String)
        if holders
        else pl.lit(None)
    )
    return (
        runs.filter(pl.col("state") == "on hold")
        .with_columns(reason.alias("reason"))
        .with_columns(holder.alias("holder"))
        .select(pl.col(name).cast(dtype) for name, dtype in PAUSES.items())
        .sort("incident_id", "paused_at", maintain_order=True)
    )
