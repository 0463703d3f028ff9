"""Hard links: what people recorded as one cause, and the records that only look like it."""

from __future__ import annotations

from typing import Final

import polars as pl

UMBRELLA_INCIDENTS: Final = 5
UMBRELLA_COMPONENTS: Final = 4


def find_umbrellas(incidents: pl.DataFrame, record: str) -> set[str]:
    """Find the records that gather incidents of many causes, such as "all problems of this release".

    Args:
        incidents: The record's column and ``component``.
        record: ``problem_id`` or ``caused_by_change``.

    Returns:
        Records with at least five incidents on four or more components, none of which has half of them.

    Examples:
        >>> rows = pl.DataFrame({"problem_id": ["P1"] * 5 + ["P2"] * 5, "component": [*"abcde", *"aaaab"]})
        >>> find_umbrellas(rows, "problem_id")
        {'P1'}
    """
    known = incidents.filter(pl.col(record).is_not_null() & pl.col("component").is_not_null())
    each = known.group_by(record, "component").len().group_by(record)
    counted = each.agg(
        pl.col("len").sum().alias("n"), pl.len().alias("spread"), pl.col("len").max().alias("most")
    )
    wide = counted.filter(
        (pl.col("n") >= UMBRELLA_INCIDENTS)
        & (pl.col("spread") >= UMBRELLA_COMPONENTS)
        & (pl.col("most") * 2 < pl.col("n"))
    )
    return set(wide[record].to_list())
