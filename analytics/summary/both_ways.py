"""Shown both ways: what the other value of a rule would make of the same month."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.contract.vary import with_rules
from analytics.obligations import measure
from analytics.obligations.doubt import settled
from analytics.schema import Tables
from analytics.summary.bridge import count_by_incident, moved_incidents
from analytics.summary.due import in_month

OTHER: Final = {  # rule: its two values, the default first
    "severity_raised": ("from the original start", "from the change"),
    "reopen_gap": ("counts", "does not count"),
    "security_awareness": ("when recorded", "the incident's own"),
}
_CHANGED: Final = {"severity_raised": "severity", "reopen_gap": "state", "security_awareness": "security"}
_KEPT: Final = ("clause_id", "n_due", "n_met", "n_due_other", "n_met_other", "incidents")


def both_ways(
    tables: Tables, contract: Contract, as_of: datetime, period: str | None, reported: pl.DataFrame
) -> pl.DataFrame:
    """Judge the month again under the other value of each rule that DOMAIN wants shown both ways.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        as_of: The instant of judgement.
        period: The month of the contract's basis; None for all.
        reported: What `measure` returned for the same three.

    Returns:
        One row per rule and clause that moves: rule, agreed, other (the values), clause_id, n_due, n_met,
        n_due_other, n_met_other (Int64), incidents (List(String), sorted).

    Source:
        DOMAIN, section 5: severity raised, reopened within the window, reclassified as security later.
    """
    in_period = in_month(contract, period)
    tables = settled(tables, contract)
    before = count_by_incident(reported, in_period)
    found = []
    for rule, values in OTHER.items():
        agreed = getattr(contract.rules, rule)
        other = values[1] if agreed == values[0] else values[0]
        if not _could_move(rule, tables):
            continue
        varied = measure(tables, with_rules(contract, **{rule: other}), as_of)
        rows = _compare(before, count_by_incident(varied, in_period))
        named = {"rule": rule.replace("_", " "), "agreed": agreed, "other": other}
        found.append(rows.select(*(pl.lit(value).alias(name) for name, value in named.items()), *_KEPT))
    return pl.concat(found).sort("rule", "clause_id") if found else _none()


def _could_move(rule: str, tables: Tables) -> bool:
    """Whether the data holds anything that the rule concerns, whichever of its values is agreed."""
    changes = tables.transitions.filter(pl.col("field") == _CHANGED[rule], pl.col("before").is_not_null())
    if rule == "reopen_gap":
        is_open = pl.col("after").is_in(["new", "in progress", "on hold"])
        changes = changes.filter(pl.col("before").is_in(["resolved", "closed"]) & is_open)
    if rule == "security_awareness":
        known = tables.incidents["security_aware_at"]
        return not changes.is_empty() or known.null_count() < known.len()
    return not changes.is_empty()


def _compare(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Give the clauses that any incident moves, with the totals of both."""
    totals = [each.group_by("clause_id").agg(pl.col("n_due", "n_met").sum()) for each in (before, after)]
    both = totals[0].join(totals[1], on="clause_id", how="full", suffix="_other", coalesce=True)
    counts = both.with_columns(pl.exclude("clause_id").fill_null(0))
    return moved_incidents(before, after).join(counts, on="clause_id")


def _none() -> pl.DataFrame:
    text = dict.fromkeys(("rule", "agreed", "other", "clause_id"), pl.String)
    counts = dict.fromkeys(("n_due", "n_met", "n_due_other", "n_met_other"), pl.Int64)
    return pl.DataFrame(schema={**text, **counts, "incidents": pl.List(pl.String)})
