"""Obligations: one incident meets one clause of the contract and makes one clock with an outcome.

Every figure is an aggregate of the table that `measure` returns, and of nothing else.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import period_of
from analytics.contract.model import Contract
from analytics.obligations.candidates import clause_table, make_candidates
from analytics.obligations.deadlines import add_deadlines, calendar_of
from analytics.obligations.episodes import make_episodes
from analytics.obligations.judge import add_governing, add_outcomes
from analytics.schema import ELAPSED, OBLIGATIONS, Tables

__all__ = ["calendar_of", "clause_table", "make_episodes", "measure"]


def measure(tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Apply every clause of the contract to every incident known at ``as_of``.

    Reads:
        All tidy tables of `analytics.schema`.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        as_of: The instant of judgement, with an offset; a fact at or after it is not known.

    Returns:
        One row per obligation with the columns of `schema.OBLIGATIONS`, by incident, episode and the order
        of the contract file.

    Raises:
        ContractError: An instant lies outside the years whose bank holidays are known.

    Source:
        DOMAIN, section 3 (obligations and outcomes) and section 5 (edge cases).
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of has no offset: an instant was expected")
    episodes = make_episodes(tables, contract, as_of)
    candidates = make_candidates(tables, contract, episodes, as_of)
    clocks = add_deadlines(candidates, tables, contract, as_of)
    judged = add_governing(add_outcomes(clocks, as_of))
    return _arrange(judged, contract)


def _arrange(judged: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    names = {"kind": "clause_kind"}
    zone = contract.timezone
    return (
        judged.sort("incident_id", "episode", "clause")
        .with_columns(
            pl.lit(0, dtype=pl.Int64).alias("slot"),
            pl.col("outcome").alias("outcome_before_relief"),
            pl.lit(None, dtype=pl.String).alias("outcome_disputed"),
            pl.lit(value=False).alias("is_in_band"),
            pl.lit(None, dtype=pl.String).alias("approver"),
            pl.lit(None, dtype=pl.String).alias("relief"),
            *(pl.col(name).cast(ELAPSED) for name in ("gross", "paused", "net")),
            period_of(pl.col("opened_at"), zone).alias("period_opened"),
            period_of(pl.col("last_on_time_at"), zone).alias("period_due"),
            period_of(pl.col("stopped_at"), zone).alias("period_stopped"),
        )
        .select(pl.col(names.get(name, name)).alias(name).cast(dtype) for name, dtype in OBLIGATIONS.items())
    )
