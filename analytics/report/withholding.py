"""What a page does not say of security incidents (DOMAIN, section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

WITHHELD: Final = "withheld (security)"
_HIDDEN: Final = ("starts_at", "due_at", "stopped_at", "net")
# What of a cause could tell the day, the length or the place of one of its incidents.
TELLING: Final = ("downtime", "is_still_down", "services", "components", "first_seen_at", "last_seen_at")


def withhold(late: pl.DataFrame, *, has_rule: bool) -> pl.DataFrame:
    """Take out of a list of obligations what would identify a security incident.

    Where the contract declares a security rule, a row whose flag is set, or empty, keeps its clause,
    severity and outcome only; where it declares none, no row is withheld. Within a clause they come last.

    Args:
        late: incident_id, clause_id, is_security, and the instants of the clock.
        has_rule: Whether the contract says which incidents are security incidents.
    """
    is_shown = (~pl.col("is_security")).fill_null(value=False) | pl.lit(not has_rule)
    places = late.select("clause_id").unique(maintain_order=True).with_row_index("_clause")
    ordered = late.join(places, on="clause_id", maintain_order="left").with_columns(_hidden=~is_shown)
    hidden = ordered.with_columns(
        pl.when("_hidden").then(pl.lit(WITHHELD)).otherwise("incident_id").alias("incident_id"),
        *(pl.when(~pl.col("_hidden")).then(name).alias(name) for name in _HIDDEN),
    )
    order = ("_clause", "_hidden", "due_at", "incident_id", "clause_id")
    return hidden.sort(order, maintain_order=True).drop("_clause", "_hidden")


def hide_ids(frame: pl.DataFrame, security: pl.DataFrame, *, has_rule: bool) -> pl.DataFrame:
    """Replace the ids of security incidents in lists of ids by their number.

    Args:
        frame: incidents (List(String), null: no list).
        security: incident_id, is_security (null: the flag is empty).
        has_rule: Whether the contract says which incidents are security incidents.
    """
    if not has_rule:
        return frame
    known = security.filter(~pl.col("is_security").fill_null(value=True))["incident_id"]
    names = pl.col("incidents")
    shown = names.list.eval(pl.element().filter(pl.element().is_in(known.implode())))
    n_hidden = names.list.len() - shown.list.len()
    words = pl.format("{} " + WITHHELD, n_hidden)
    return frame.with_columns(
        incidents=pl.when(n_hidden > 0).then(shown.list.concat(pl.concat_list(words))).otherwise(shown)
    )


def hide_rows(frame: pl.DataFrame, security: pl.DataFrame, *, has_rule: bool) -> pl.DataFrame:
    """Take ids and instants out of the rows of security incidents: they keep their clause only.

    Args:
        frame: incident_id, clause_id, and whatever would identify an incident.
        security: incident_id, is_security (null: the flag is empty).
        has_rule: Whether the contract says which incidents are security incidents.
    """
    flagged = frame.join(security, on="incident_id", how="left", maintain_order="left")
    is_shown = (~pl.col("is_security")).fill_null(value=False) | pl.lit(not has_rule)
    others = [name for name in frame.columns if name not in ("incident_id", "clause_id")]
    hidden = flagged.with_columns(
        pl.when(is_shown).then("incident_id").otherwise(pl.lit(WITHHELD)).alias("incident_id"),
        *(pl.when(is_shown).then(name).alias(name) for name in others),
    )
    return hidden.sort("clause_id", is_shown.not_(), maintain_order=True).select(frame.columns)


def hide_reasons(obligations: pl.DataFrame, security: pl.DataFrame, *, has_rule: bool) -> pl.DataFrame:
    """Take out why relief was agreed, and by whom, where it concerns a security incident: people wrote both.

    Args:
        obligations: incident_id, reason, approver and relief; see `schema.OBLIGATIONS`.
        security: incident_id, is_security (null: the flag is empty).
        has_rule: Whether the contract says which incidents are security incidents.
    """
    names = _shown(security, has_rule=has_rule)["incident_id"]
    is_hidden = pl.col("reason").str.starts_with("relief ") & ~pl.col("incident_id").is_in(names.implode())
    words = pl.format("relief {}: " + WITHHELD, "relief")
    return obligations.with_columns(
        reason=pl.when(is_hidden).then(words).otherwise("reason"),
        approver=pl.when(is_hidden).then(pl.lit(WITHHELD)).otherwise("approver"),
    )


def hidden_ids(security: pl.DataFrame, *, has_rule: bool) -> pl.Series:
    """Give the ids that no page may name.

    Args:
        security: incident_id, is_security (null: the flag is empty).
        has_rule: Whether the contract says which incidents are security incidents.
    """
    shown = _shown(security, has_rule=has_rule)
    return security.join(shown, on="incident_id", how="anti")["incident_id"]


def leave_out(episodes: pl.DataFrame, security: pl.DataFrame, *, has_rule: bool) -> pl.DataFrame:
    """Leave out the rows of security incidents, where to show one would tell its day.

    Args:
        episodes: incident_id.
        security: incident_id, is_security (null: the flag is empty).
        has_rule: Whether the contract says which incidents are security incidents.
    """
    names = _shown(security, has_rule=has_rule)["incident_id"]
    return episodes.filter(pl.col("incident_id").is_in(names.implode()))


def hide_causes(
    table: pl.DataFrame, members: pl.DataFrame, security: pl.DataFrame, *, has_rule: bool
) -> pl.DataFrame:
    """Take out of a table of causes the names and ids that security incidents gave them.

    Groups are made of what was known then. Where an incident turned out later to be a security incident, its
    cause keeps its counts. What would tell its day, its length or its place is null, and a name could be its
    words: so a group that holds one, or has its id, has no name.

    Args:
        table: cause_id, name, whatever is counted, and what of `TELLING` it has.
        members: cause_id, incident_id of every cause; its hidden founders are numbered.
        security: incident_id, is_security (null: the flag is empty).
        has_rule: Whether the contract says which incidents are security incidents.
    """
    shown = _shown(security, has_rule=has_rule)["incident_id"].implode()
    hidden = causes_holding(members, hidden_ids(security, has_rule=has_rule))
    founders = members["cause_id"].unique().sort()
    numbers = {name: n for n, name in enumerate(founders.filter(~founders.is_in(shown)), start=1)}
    number = pl.col("cause_id").replace_strict(numbers, default=None, return_dtype=pl.Int64)
    is_hidden = pl.col("cause_id").is_in(hidden.implode()) | number.is_not_null()
    return table.with_columns(
        *keep_telling(~is_hidden, [name for name in TELLING if name in table.columns]),
        name=pl.when(is_hidden).then(pl.lit(WITHHELD)).otherwise("name"),
        cause_id=pl.coalesce(pl.format(WITHHELD + " {}", number), "cause_id"),
    )


def causes_holding(members: pl.DataFrame, hidden: pl.Series) -> pl.Series:
    """Give the causes that have one of the hidden incidents among their members.

    Args:
        members: cause_id, incident_id.
        hidden: What `hidden_ids` gave.
    """
    return members.filter(pl.col("incident_id").is_in(hidden.implode()))["cause_id"].unique()


def keep_telling(is_shown: pl.Expr, names: Sequence[str] = TELLING) -> list[pl.Expr]:
    """Give each telling column of a table of causes, null where the cause holds a hidden incident."""
    return [pl.when(is_shown).then(name).alias(name) for name in names]


def _shown(security: pl.DataFrame, *, has_rule: bool) -> pl.DataFrame:
    return security.filter((~pl.col("is_security")).fill_null(value=False) | pl.lit(not has_rule))
