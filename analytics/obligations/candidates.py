"""Incident × clause: which clauses concern an episode, under which severity, and which clock they run.

A severity change leaves some clauses behind and enters others. A clock that has already stopped keeps its
clause; of those still running the clause entered always has a row, and the clause left behind keeps one
only if it was missed before the change (DOMAIN, section 5). Whether it was, `judge` decides: here the
instant of leaving is carried as ``left_at``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from analytics.contract.model import Contract
from analytics.obligations.known import known_severities
from analytics.schema import INSTANT, Tables

CLOCKS = {
    "response": ("starts_at", "acknowledged_at"),
    "resolution": ("starts_at", "resolved_at"),
    "notification": ("aware_at", "notified_at"),
}


def make_candidates(
    tables: Tables, contract: Contract, episodes: pl.DataFrame, as_of: datetime
) -> pl.DataFrame:
    """Pair each episode with every clause that concerns it.

    Returns:
        incident_id, episode, clause (its place in the contract file), severity, starts_at, stopped_at
        (null: still running), entered_at, left_at (null: not left), and the episode's facts.
    """
    clauses = clause_table(contract)
    spans = known_severities(tables, as_of).join(
        clauses.explode("severities"), left_on="severity", right_on="severities"
    )
    paired = spans.join(episodes.drop("severity"), on="incident_id").pipe(_add_clock, tables, as_of)
    return (
        paired.filter(_is_in_force(), _concerns(), _runs_in_span())
        .with_columns(left_at=_left_running())
        .sort("incident_id", "episode", "clause", "level")
        .drop("end", "from_at", "until_at", "needs_security", "begin")
    )


def clause_table(contract: Contract) -> pl.DataFrame:
    """Give the clauses as a table, in the order of the contract file.

    Returns:
        clause, clause_id, clause_version, clause_kind, audience, obliged, severities, needs_security
        (null: any incident), from_at, until_at (null: no later version).
    """
    rows = [
        {
            "clause": place,
            "clause_id": clause.id,
            "clause_version": version,
            "clause_kind": clause.kind,
            "audience": clause.audience,
            "obliged": clause.obliged,
            "severities": list(clause.severities),
            "needs_security": clause.applies.security,
            "from_at": _midnight(clause.from_ or contract.head.starts, contract.timezone),
            "until_at": _until(contract, clause.id, version),
        }
        for place, (version, clause) in enumerate(contract.clauses)
    ]
    return pl.DataFrame(
        rows,
        schema={
            "clause": pl.Int64,
            "clause_id": pl.String,
            "clause_version": pl.Int64,
            "clause_kind": pl.String,
            "audience": pl.String,
            "obliged": pl.String,
            "severities": pl.List(pl.String),
            "needs_security": pl.Boolean,
            "from_at": INSTANT,
            "until_at": INSTANT,
        },
    )


def _until(contract: Contract, clause_id: str, version: int) -> datetime | None:
    later = [
        other.from_ for number, other in contract.clauses if other.id == clause_id and number == version + 1
    ]
    day = later[0] if later else contract.head.ends
    return _midnight(day, contract.timezone) if day else None


def _midnight(day: date, timezone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def _add_clock(paired: pl.DataFrame, tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Add begin (the clock's start), stopped_at and end (of the clock, never before its start)."""
    paired = _add_notice(paired, tables, as_of)
    kind = pl.col("clause_kind")
    begin, stop = (
        pl.coalesce([pl.when(kind == name).then(clock[place]) for name, clock in CLOCKS.items()])
        for place in (0, 1)
    )
    paired = paired.with_columns(begin=begin, stopped_at=stop)
    return paired.with_columns(
        starts_at="begin",
        end=pl.when(pl.col("stopped_at").is_not_null()).then(pl.max_horizontal("stopped_at", "begin")),
    )


def _add_notice(paired: pl.DataFrame, tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Add notified_at: the first message to the clause's audience that belongs to the episode.

    Without any declared messages no notification obligation is made: "not reported".
    """
    if tables.notifications is None:
        unreported = paired.filter(pl.col("clause_kind") != "notification")
        return unreported.with_columns(notified_at=pl.lit(None, dtype=INSTANT))
    notices = first_notices(tables.notifications.filter(pl.col("at") < as_of), paired)
    paired = paired.with_columns(told=fold_audience())
    return paired.join(notices, on=["incident_id", "episode", "told"], how="left").drop("told")


def first_notices(notifications: pl.DataFrame, episodes: pl.DataFrame) -> pl.DataFrame:
    """Give the first message to each audience that belongs to an episode.

    What was sent before the first episode belongs to it; a later one has only what came after its start.

    Args:
        notifications: incident_id, audience, at.
        episodes: incident_id, episode, starts_at, next_starts_at; rows may repeat.

    Returns:
        incident_id, episode, told (the audience, folded), notified_at; in no order.
    """
    at = pl.col("at")
    spans = episodes.select("incident_id", "episode", "starts_at", "next_starts_at").unique()
    is_of_episode = ((pl.col("episode") == 1) | (at >= pl.col("starts_at"))) & (
        pl.col("next_starts_at").is_null() | (at < pl.col("next_starts_at"))
    )
    return (
        notifications.with_columns(told=fold_audience())
        .join(spans, on="incident_id")
        .filter(is_of_episode)
        .group_by("incident_id", "episode", "told")
        .agg(notified_at=at.min())
    )


def fold_audience() -> pl.Expr:
    """Fold an audience for comparison: case and outer space do not matter."""
    return pl.col("audience").str.strip_chars().str.to_lowercase()


def _is_in_force() -> pl.Expr:
    """The version in force at clock start applies."""
    start = pl.col("begin")
    return (start >= pl.col("from_at")) & (pl.col("until_at").is_null() | (start < pl.col("until_at")))


def _concerns() -> pl.Expr:
    """A clause on security incidents concerns those known to be; one on others, all the rest."""
    needs = pl.col("needs_security")
    return needs.is_null() | (needs == pl.col("is_security").fill_null(value=False))


def _left_running() -> pl.Expr:
    """The instant at which the severity was left, where the clock still ran and the episode went on."""
    end, left, following = pl.col("end"), pl.col("left_at"), pl.col("next_starts_at")
    still_runs = end.is_null() | (end >= left)
    return pl.when(still_runs & (following.is_null() | (left < following))).then(left)


def _runs_in_span() -> pl.Expr:
    """The clock runs at some time while the incident has this severity, inside this episode."""
    entered, left = pl.col("entered_at"), pl.col("left_at")
    begins_before_leaving = left.is_null() | (left > pl.col("begin"))
    stops_after_entering = entered.is_null() | pl.col("end").is_null() | (pl.col("end") >= entered)
    in_episode = entered.is_null() | pl.col("next_starts_at").is_null() | (entered < pl.col("next_starts_at"))
    return begins_before_leaving & stops_after_entering & in_episode
