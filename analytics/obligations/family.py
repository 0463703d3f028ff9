"""Duplicates and children: which incidents are counted under another one (DOMAIN, section 5)."""

from __future__ import annotations

import polars as pl

from analytics.contract.model import Contract


def find_families(incidents: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Find the incident under which each duplicate or child is counted.

    A chain leads to its root. A chain that runs in a circle leads nowhere, and a parent that is not in the
    data cannot stand for its children: these incidents are judged on their own.

    Args:
        incidents: What `known_incidents` gave: incident_id, duplicate_of, parent_id.
        contract: Its rule ``duplicates``.

    Returns:
        incident_id, counted_under, relation ("duplicate" or "child"); only those that are not roots.
    """
    if contract.rules.duplicates == "on their own":
        return _none()
    ids = incidents.select("incident_id")
    links = incidents.select(
        "incident_id",
        parent=pl.coalesce("duplicate_of", "parent_id"),
        relation=pl.when(pl.col("duplicate_of").is_not_null())
        .then(pl.lit("duplicate"))
        .otherwise(pl.lit("child")),
    ).filter(pl.col("parent").is_not_null() & (pl.col("parent") != pl.col("incident_id")))
    links = links.join(ids, left_on="parent", right_on="incident_id", how="semi")
    if links.is_empty():
        return _none()
    return _follow(links).select("incident_id", "counted_under", "relation").sort("incident_id")


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema={"incident_id": pl.String, "counted_under": pl.String, "relation": pl.String})


def _follow(links: pl.DataFrame) -> pl.DataFrame:
    """Follow each chain to its end, twice as far at each step; what is still on the way is a circle."""
    jump = links.select("incident_id", counted_under="parent")
    for _ in range(links.height.bit_length() + 1):
        onward = jump.join(
            jump.rename({"incident_id": "counted_under", "counted_under": "further"}),
            on="counted_under",
            how="left",
        )
        if onward["further"].null_count() == onward.height:
            break
        jump = onward.select("incident_id", pl.coalesce("further", "counted_under").alias("counted_under"))
    roots = jump.join(links, left_on="counted_under", right_on="incident_id", how="anti")
    return roots.join(links.select("incident_id", "relation"), on="incident_id")


def lend_earliest_start(episodes: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give the root of each family the earliest start and awareness of its own and its members'.

    Only its first episode starts earlier; a member that the contract excludes by type lends nothing.

    Args:
        episodes: incident_id, episode, counted_under, is_excluded_kind, is_cancelled, starts_at, aware_at.
        contract: Whether it excludes what was cancelled.

    Returns:
        The episodes with starts_at and aware_at of roots moved, and n_members (Int64: counted under it).
    """
    first = pl.col("episode") == 1
    members = episodes.filter(first & pl.col("counted_under").is_not_null())
    judges_cancelled = "cancelled" not in contract.rules.excludes
    lends = ~pl.col("is_excluded_kind") & (~pl.col("is_cancelled") | pl.lit(judges_cancelled))
    lent = members.group_by("counted_under").agg(
        lent_start=pl.col("starts_at").filter(lends).min(),
        lent_aware=pl.col("aware_at").filter(lends).min(),
        n_members=pl.len().cast(pl.Int64),
    )
    joined = episodes.join(lent, left_on="incident_id", right_on="counted_under", how="left")
    return joined.with_columns(
        pl.when(first)
        .then(pl.min_horizontal("starts_at", "lent_start"))
        .otherwise("starts_at")
        .alias("starts_at"),
        pl.when(first)
        .then(pl.min_horizontal("aware_at", "lent_aware"))
        .otherwise("aware_at")
        .alias("aware_at"),
        pl.col("n_members").fill_null(0),
    ).drop("lent_start", "lent_aware")
