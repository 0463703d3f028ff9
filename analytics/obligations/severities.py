"""The spans of each incident's severity, as known at ``as_of`` and as the contract counts lowerings."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.obligations.known import known_transitions
from analytics.schema import SEVERITIES, Tables

RANKS: Final = {severity: rank for rank, severity in enumerate(SEVERITIES)}


def known_severities(tables: Tables, incidents: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Give the spans of each incident's severity.

    Args:
        tables: Their transitions.
        incidents: What `known_incidents` gave: incident_id, severity.
        as_of: The instant of judgement.

    Returns:
        incident_id, severity, entered_at (null: from the beginning), left_at (null: still), level
        (0 for the first span), is_raise, is_lowering (entered from a lower or higher severity). An
        incident whose first row of the log is written at or after ``as_of`` has the severity of that row:
        no other was ever recorded. A log-less incident has its column's.
    """
    first = tables.transitions.filter(pl.col("field") == "severity").sort(
        "incident_id", "at", maintain_order=True
    )
    first = first.group_by("incident_id", maintain_order=True).agg(
        first=pl.coalesce(pl.col("before").first(), pl.col("after").first())
    )
    changes = known_transitions(tables, as_of, "severity").filter(pl.col("before").is_not_null())
    begin = (
        incidents.select("incident_id", "severity")
        .join(first, on="incident_id", how="left")
        .select(
            "incident_id",
            pl.coalesce("first", "severity").alias("severity"),
            pl.lit(None, dtype=changes.schema["at"]).alias("entered_at"),
        )
    )
    entered = changes.select(
        "incident_id", pl.col("after").alias("severity"), pl.col("at").alias("entered_at")
    )
    spans = pl.concat([begin, entered.join(begin, on="incident_id", how="semi")])
    return _number(spans.sort("incident_id", "entered_at", nulls_last=False, maintain_order=True))


def judged_severities(spans: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give the spans under which clauses are judged: all, or without the lowerings where these are kept out.

    Args:
        spans: What `known_severities` returned.
        contract: Its rule ``severity_lowered``.
    """
    if contract.rules.severity_lowered != "keeps the higher clause":
        return spans
    highest = _rank().cum_min().over("incident_id")
    kept = spans.with_columns(severity=highest.replace_strict(dict(enumerate(SEVERITIES))))
    same = pl.col("incident_id") == pl.col("incident_id").shift(1)
    is_same = same & (pl.col("severity") == pl.col("severity").shift(1))
    return _number(
        kept.filter(~is_same.fill_null(value=False)).select("incident_id", "severity", "entered_at")
    )


def severities_now(spans: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give each incident the severity known at ``as_of``.

    Returns:
        incident_id, severity, was_major (it ever had a severity that the contract calls major).
    """
    was_major = pl.col("severity").is_in(contract.rules.major).any()
    ever = spans.group_by("incident_id").agg(was_major=was_major)
    return (
        spans.filter(pl.col("left_at").is_null())
        .select("incident_id", "severity")
        .join(ever, on="incident_id")
    )


def _number(spans: pl.DataFrame) -> pl.DataFrame:
    """Add left_at, level, is_raise and is_lowering to spans in their order."""
    after = pl.col("incident_id") == pl.col("incident_id").shift(-1)
    before = (pl.col("incident_id") == pl.col("incident_id").shift(1)).fill_null(value=False)
    place = pl.int_range(pl.len())
    rank = _rank()
    return spans.with_columns(
        pl.when(after).then(pl.col("entered_at").shift(-1)).alias("left_at"),
        (place - pl.when(~before).then(place).forward_fill()).alias("level"),
        (before & (rank < rank.shift(1))).fill_null(value=False).alias("is_raise"),
        (before & (rank > rank.shift(1))).fill_null(value=False).alias("is_lowering"),
    )


def _rank() -> pl.Expr:
    return pl.col("severity").replace_strict(RANKS, return_dtype=pl.Int8)
