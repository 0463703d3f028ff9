"""Which instants start and stop the clock of each kind of obligation."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.contract.words import instants_in_order
from analytics.obligations.messages import first_notices, fold_audience
from analytics.obligations.reported import keep_reported
from analytics.schema import INSTANT, Tables

BUYER: Final = "buyer"
# A reopening takes the place of what began the first episode, and of nothing that ends one.
_OPENINGS: Final = ("opened_at", "onset_at", "detected_at", "recorded_at", "aware_at")
_KEY: Final = ["incident_id", "episode"]


def add_clocks(paired: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Add begin (the clock's start), stopped_at and end (never before the start) to pairs of each kind.

    A kind whose evidence no export declares makes no obligation: "not reported". A clock that has not
    started makes none either: a report is not owed before the resolution that it follows.

    Adds:
        slot (1 and up for actions, else 0), begin, stopped_at (null: still running), end, agreed_at (the
        due date that an action brings; null: the clause's own window).
    """
    paired = keep_reported(paired, tables)
    paired = _add_notices(paired, tables, as_of)
    paired = _add_papers(paired, tables, as_of)
    paired = _add_actions(paired, tables, contract, as_of)
    paired = paired.with_columns(begin=_begin(contract), stopped_at=_stop())
    paired = paired.filter(pl.col("begin").is_not_null() & (pl.col("begin") < as_of))
    stop = pl.col("stopped_at")
    return paired.with_columns(end=pl.when(stop.is_not_null()).then(pl.max_horizontal(stop, "begin")))


def _add_notices(paired: pl.DataFrame, tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Add notified_at (the first message to the clause's audience) and buyer_told_at."""
    if tables.notifications is None:
        return paired.with_columns(
            pl.lit(None, dtype=INSTANT).alias(name) for name in ("notified_at", "buyer_told_at")
        )
    notices = first_notices(tables.notifications.filter(pl.col("at") < as_of), paired)
    told = notices.filter(pl.col("told") == BUYER).select(*_KEY, buyer_told_at="notified_at")
    return (
        paired.with_columns(told=fold_audience())
        .join(notices, on=[*_KEY, "told"], how="left")
        .join(told, on=_KEY, how="left")
        .drop("told")
    )


def _add_papers(paired: pl.DataFrame, tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Add delivered_at: the first report or review of the clause's kind done since the episode began.

    It may come after a later episode has begun: it is owed long after the resolution.
    """
    wanted = ("report", "review")
    if tables.actions is None or not paired["clause_kind"].is_in(wanted).any():
        return paired.with_columns(delivered_at=pl.lit(None, dtype=INSTANT))
    papers = tables.actions.filter(pl.col("kind").is_in(wanted) & (pl.col("done_at") < as_of))
    spans = paired.select(*_KEY, "opens_at").unique(_KEY, keep="any")
    done = pl.col("done_at")
    first = (
        papers.select("incident_id", "done_at", clause_kind="kind")
        .join(spans, on="incident_id")
        .filter(done >= pl.col("opens_at"))
        .group_by(*_KEY, "clause_kind")
        .agg(delivered_at=done.min())
    )
    return paired.join(first, on=[*_KEY, "clause_kind"], how="left")


def _add_actions(paired: pl.DataFrame, tables: Tables, contract: Contract, as_of: datetime) -> pl.DataFrame:
    """Give a clause on actions a row for each action raised in the episode."""
    is_action = pl.col("clause_kind") == "action"
    rest = paired.filter(~is_action).with_columns(
        pl.lit(0, dtype=pl.Int64).alias("slot"),
        *(pl.lit(None, dtype=INSTANT).alias(name) for name in ("raised_at", "done_at", "agreed_at")),
    )
    if tables.actions is None or rest.height == paired.height:
        return rest
    actions = tables.actions.filter((pl.col("kind") == "action") & (pl.col("raised_at") < as_of)).sort(
        "incident_id", "raised_at", "action_id", maintain_order=True
    )
    actions = actions.select(
        "incident_id",
        "raised_at",
        slot=1 + pl.int_range(pl.len()).over("incident_id"),
        done_at=pl.when(pl.col("done_at") < as_of).then("done_at"),
        agreed_at="due_at",
    )
    at, after = pl.col("raised_at"), pl.col("next_starts_at")
    of_episode = ((pl.col("episode") == 1) | (at >= pl.col("opens_at"))) & (after.is_null() | (at < after))
    agreed = [place for place, (_, clause) in enumerate(contract.clauses) if clause.has_agreed_date]
    by_date = pl.col("clause").is_in(agreed)
    owed = (
        paired.filter(is_action)
        .join(actions, on="incident_id")
        .filter(of_episode)
        .with_columns(agreed_at=pl.when(by_date).then("agreed_at"))
        .filter(~by_date | pl.col("agreed_at").is_not_null())
    )
    return pl.concat([rest, owed.select(rest.columns)])


def _begin(contract: Contract) -> pl.Expr:
    """The start of each clock: as its clause says, else as the rules say of its kind."""
    own = [
        pl.when(pl.col("clause") == place).then(pl.coalesce(_named(name) for name in names))
        for place, (_, clause) in enumerate(contract.clauses)
        if clause.starts is not None
        for names in [instants_in_order(clause.starts)]
    ]
    kind = pl.col("clause_kind")
    has_own = pl.col("clause").is_in(
        [place for place, (_, clause) in enumerate(contract.clauses) if clause.starts is not None]
    )
    usual = (
        pl.when(kind == "notification")
        .then(_awareness(contract))
        .when(kind.is_in(["report", "review"]))
        .then("resolved_at")
        .when(kind == "action")
        .then("raised_at")
        .otherwise("starts_at")
    )
    start = pl.when(has_own).then(pl.coalesce(own)).otherwise(usual) if own else usual
    if contract.rules.severity_raised == "from the change":
        raised = pl.col("raised_at_severity")
        return pl.when(start.is_not_null()).then(pl.max_horizontal(start, raised))
    return start


def _named(name: str) -> pl.Expr:
    if name in _OPENINGS:
        own = "aware_column" if name == "aware_at" else name
        return pl.when(pl.col("episode") == 1).then(own).otherwise("opens_at")
    return pl.col(name)


def _awareness(contract: Contract) -> pl.Expr:
    aware = pl.col("aware_at")
    if contract.rules.security_awareness == "when recorded":
        is_security_clause = pl.col("needs_security").fill_null(value=False)
        aware = (
            pl.when(is_security_clause).then(pl.max_horizontal("aware_at", "security_at")).otherwise(aware)
        )
    return pl.when("is_buyers_awareness").then("buyer_told_at").otherwise(aware)


def _stop() -> pl.Expr:
    kind = pl.col("clause_kind")
    by_kind = {
        "response": "acknowledged_at",
        "resolution": "resolved_at",
        "notification": "notified_at",
        "report": "delivered_at",
        "review": "delivered_at",
        "action": "done_at",
    }
    return pl.coalesce([pl.when(kind == name).then(stop) for name, stop in by_kind.items()])
