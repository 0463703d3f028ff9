"""Incident × clause: which clauses concern an episode, under which severity, and which clock they run.

A severity change leaves some clauses behind and enters others. A clock that has already stopped keeps its
clause; of those still running the clause entered always has a row, and the clause left behind keeps one
only if it was missed before the change (DOMAIN, section 5). Whether it was, `judge` decides: here the
instant of leaving is carried as ``left_at``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.obligations.clauses import clause_table
from analytics.obligations.clocks import add_clocks
from analytics.schema import Tables

# What deadlines, outcomes and remarks read; a million incidents are three million rows of each.
_KEPT: Final = (
    *("incident_id", "episode", "slot", "clause", "clause_id", "clause_version", "clause_kind", "audience"),
    *("obliged", "is_security_clause", "severity", "level", "is_lowering", "entered_at", "left_at"),
    *("starts_at", "stopped_at", "agreed_at", "opens_at", "next_starts_at", "opened_at", "resolved_at"),
    *("resolved_by", "is_late_resolved", "gap", "known_aware_at", "source", "kind", "is_excluded_kind"),
    *("is_cancelled", "counted_under", "relation", "n_members"),
)


def make_candidates(
    tables: Tables, contract: Contract, episodes: pl.DataFrame, spans: pl.DataFrame, as_of: datetime
) -> pl.DataFrame:
    """Pair each episode with every clause that concerns it.

    Args:
        tables: What `read_exports` returned.
        contract: What `load_contract` returned.
        episodes: What `make_episodes` returned.
        spans: What `judged_severities` returned.
        as_of: The instant of judgement.

    Returns:
        incident_id, episode, slot, clause (its place in the contract file), severity, starts_at, stopped_at
        (null: still running), ends_at (of updates, null: none), entered_at, left_at (null: not left),
        agreed_at, and the episode's facts.
    """
    clauses = clause_table(contract)
    by_severity = spans.join(clauses.explode("severities"), left_on="severity", right_on="severities")
    if contract.rules.severity_raised == "from the change":
        by_severity = _add_raised_at(by_severity)
    paired = by_severity.join(episodes.drop("severity"), on="incident_id").filter(_concerns())
    paired = add_clocks(paired, tables, contract, as_of)
    return (
        paired.filter(_is_in_force(), _runs_in_span())
        .with_columns(
            left_at=_left_running(),
            starts_at="begin",
            known_aware_at="aware_at",
            is_security_clause=pl.col("needs_security").fill_null(value=False),
        )
        .select(_KEPT)
        .sort("incident_id", "episode", "clause", "level", "slot")
    )


def _add_raised_at(by_severity: pl.DataFrame) -> pl.DataFrame:
    """Add raised_at_severity: when a raise entered the clause; null: it was not entered by one.

    A clause that goes on covering the incident from one severity to the next is entered once.
    """
    ordered = by_severity.sort("incident_id", "clause", "level")
    goes_on = pl.all_horizontal(
        *(pl.col(name) == pl.col(name).shift(1) for name in ("incident_id", "clause")),
        pl.col("level") == pl.col("level").shift(1) + 1,
    ).fill_null(value=False)
    entered = pl.when("is_raise").then("entered_at")
    run = (~goes_on).cum_sum()
    return ordered.with_columns(raised_at_severity=entered.first().over(run))


def _is_in_force() -> pl.Expr:
    """The version in force at clock start applies."""
    start = pl.col("begin")
    return (start >= pl.col("from_at")) & (pl.col("until_at").is_null() | (start < pl.col("until_at")))


def _concerns() -> pl.Expr:
    """A clause on incidents of a nature concerns those known to have it; one on others, all the rest."""
    natures = {
        "needs_security": "is_security",
        "needs_personal_data": "has_personal_data",
        "needs_major": "is_major",
    }
    each = [
        pl.col(needs).is_null() | (pl.col(needs) == pl.col(fact).fill_null(value=False))
        for needs, fact in natures.items()
    ]
    service = pl.col("service").str.strip_chars().str.to_lowercase()
    of_service = pl.col("services").is_null() | pl.col("services").list.contains(service)
    return pl.all_horizontal(*each, of_service.fill_null(value=False))


def _left_running() -> pl.Expr:
    """The instant at which the severity was left, where the clock still ran and the episode went on.

    A change in the very instant at which the clock stops comes too late for it.
    """
    end, left, following = pl.col("end"), pl.col("left_at"), pl.col("next_starts_at")
    still_runs = end.is_null() | (end > left)
    return pl.when(still_runs & (following.is_null() | (left < following))).then(left)


def _runs_in_span() -> pl.Expr:
    """The clock runs at some time while the incident has this severity, inside this episode."""
    entered, left, begin = pl.col("entered_at"), pl.col("left_at"), pl.col("begin")
    is_instant = (pl.col("end") == begin).fill_null(value=False)  # it stopped as it started
    begins_before_leaving = left.is_null() | (left > begin) | (is_instant & (left == begin))
    stops_after_entering = entered.is_null() | pl.col("end").is_null() | (pl.col("end") > entered)
    in_episode = entered.is_null() | pl.col("next_starts_at").is_null() | (entered < pl.col("next_starts_at"))
    return begins_before_leaving & stops_after_entering & in_episode
