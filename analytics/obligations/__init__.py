"""Obligations: one incident meets one clause of the contract and makes one clock with an outcome.

Every figure is an aggregate of the table that `measure` returns, and of nothing else.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.clock import period_of
from analytics.contract.model import Contract
from analytics.obligations.batches import in_batches
from analytics.obligations.candidates import make_candidates
from analytics.obligations.clauses import clause_table
from analytics.obligations.deadlines import add_deadlines, calendar_of
from analytics.obligations.doubt import add_disputed, is_in_band, with_disputed_values
from analytics.obligations.episodes import episodes_of, make_episodes
from analytics.obligations.exclusions import add_relief
from analytics.obligations.judge import add_governing, add_outcomes
from analytics.obligations.known import known_incidents
from analytics.obligations.reported import unreported_clauses, untold_clocks
from analytics.obligations.severities import judged_severities, known_severities
from analytics.schema import ELAPSED, OBLIGATIONS, Tables

__all__ = [
    "calendar_of",
    "clause_table",
    "make_episodes",
    "measure",
    "unreported_clauses",
    "untold_clocks",
]


def measure(tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Apply every clause of the contract to every incident known at ``as_of``.

    Reads:
        All tidy tables of `analytics.schema`.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        as_of: The instant of judgement, with an offset; a fact at or after it is not known.

    Returns:
        One row per obligation with the columns of `schema.OBLIGATIONS`, by incident, episode, the order
        of the contract file, and slot.

    Raises:
        ContractError: An instant lies outside the years whose bank holidays are known.

    Source:
        DOMAIN, section 3 (obligations and outcomes) and section 5 (edge cases).
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of has no offset: an instant was expected")
    if tables.disputes.is_empty():
        return _measure(tables, contract, as_of)
    kept, other = tables, with_disputed_values(tables)
    if contract.rules.disputed == "as disputed":
        kept, other = other, kept
    disputed = tables.disputes["incident_id"].unique()
    return add_disputed(
        _measure(kept, contract, as_of), _measure(other, contract, as_of, disputed), tables.disputes
    ).select(list(OBLIGATIONS))


def _measure(
    tables: Tables, contract: Contract, as_of: datetime, only: pl.Series | None = None
) -> pl.DataFrame:
    """Measure all incidents, or ``only`` some: the others count for what their families lend these."""
    incidents = known_incidents(tables, as_of)
    spans = known_severities(tables, incidents, as_of)
    episodes = episodes_of(incidents, spans, tables, contract, as_of)
    spans = judged_severities(spans, contract)
    if only is not None:
        is_wanted = pl.col("incident_id").is_in(only.implode())
        episodes, spans = episodes.filter(is_wanted), spans.filter(is_wanted)
    batches = in_batches(episodes, spans, tables)
    # In pieces, since to make one of them would for a moment take the memory twice.
    return pl.concat([_judge(*batch, contract, as_of) for batch in batches], rechunk=False)


def _judge(
    episodes: pl.DataFrame, spans: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime
) -> pl.DataFrame:
    candidates = make_candidates(tables, contract, episodes, spans, as_of)
    clocks = add_relief(add_deadlines(candidates, tables, contract, as_of), tables, as_of)
    judged = add_governing(add_outcomes(clocks, contract, as_of))
    return _arrange(judged.with_columns(is_in_band=is_in_band(tables)), contract)


def _arrange(judged: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    names = {"kind": "clause_kind"}
    zone = contract.timezone
    return (
        judged.sort("incident_id", "episode", "clause", "slot")
        .with_columns(
            *(pl.col(name).cast(ELAPSED) for name in ("gross", "paused", "net")),
            period_of(pl.col("opened_at"), zone).alias("period_opened"),
            period_of(pl.col("last_on_time_at"), zone).alias("period_due"),
            period_of(pl.col("last_on_time_gross"), zone).alias("period_due_gross"),
            period_of(pl.col("stopped_at"), zone).alias("period_stopped"),
            outcome_disputed=pl.lit(None, dtype=pl.String),
        )
        .select(pl.col(names.get(name, name)).alias(name).cast(dtype) for name, dtype in OBLIGATIONS.items())
    )
