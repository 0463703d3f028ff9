"""Service levels: each clause once, with its verdict, and beneath it what its severities bring to it."""

from __future__ import annotations

from typing import Final

import polars as pl

WHOLE: Final = "all"  # the severity of a row that is a clause with all of its severities


def service_levels(attainment: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Set the row of the whole clause above its severities, where it covers several.

    The verdict is on the clause: a row has one where it is a whole clause, and no other row has any.

    Args:
        attainment: What `summary.attainment` returned.
        indicators: What `summary.indicators` made of it.

    Returns:
        The columns of `attainment`, in the order of the contract; severity is "all" where the row is a clause
        with several severities, and those follow it with a null verdict.
    """
    several = attainment.filter(pl.col("verdict").is_null())["clause_id"].unique()
    together = indicators.filter(pl.col("clause_id").is_in(several.implode()))
    whole = together.with_columns(severity=pl.lit(WHOLE)).select(attainment.columns)
    places = indicators.select("clause_id").with_row_index("_place")
    rows = pl.concat([whole, attainment]).join(places, on="clause_id", maintain_order="left")
    return rows.sort("_place", maintain_order=True).drop("_place")


def whole_clauses(levels: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that have a verdict: each clause once.

    Args:
        levels: What `service_levels` returned.

    Examples:
        >>> rows = {"clause_id": ["a", "a", "a"], "severity": ["all", "P2", "P3"]}
        >>> levels = pl.DataFrame(rows | {"verdict": ["met", None, None]})
        >>> whole_clauses(levels)["severity"].to_list()
        ['all']
    """
    return levels.filter(pl.col("verdict").is_not_null())
