"""Changes and the causes that they address."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import polars as pl

# What a change may name of a member to address its cause.
REFERENCES: Final = ("cause_id", "incident_id", "problem_id", "cause_code")


def addressed(members: pl.DataFrame, changes: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Find which causes each change addresses.

    A change names them by the cause's id, by any of its incidents, or by a problem record or a cause code
    that one of them has. A code that several causes share addresses them all.

    Reads:
        cause_id, incident_id, opened_at, problem_id, cause_code of members; change_id, causes (list of
        references, spaces around them ignored), raised_at, made_at (null: not made) of changes.

    Args:
        members: The incidents of each cause. One opened at or after ``as_of`` is not known.
        changes: The register of changes, in any order.
        as_of: A change raised at or after it is not known, nor is one with neither instant.

    Returns:
        One row per cause and change, by both: cause_id, change_id, made_at (null: not made before ``as_of``).

    Examples:
        >>> from datetime import UTC
        >>> day = datetime(2026, 10, 1, tzinfo=UTC)
        >>> members = pl.DataFrame(
        ...     {"cause_id": ["INC1", "INC1"], "incident_id": ["INC1", "INC2"], "opened_at": [day, day]}
        ... ).with_columns(problem_id=pl.lit("PRB7"), cause_code=pl.lit(None, pl.String))
        >>> changes = pl.DataFrame(
        ...     {"change_id": ["CHG3"], "causes": [["PRB7", "INC2"]], "raised_at": [day], "made_at": [day]}
        ... )
        >>> addressed(members, changes, as_of=datetime(2026, 11, 1, tzinfo=UTC)).rows()
        [('INC1', 'CHG3', datetime.datetime(2026, 10, 1, 0, 0, tzinfo=zoneinfo.ZoneInfo(key='UTC')))]
    """
    raised = pl.min_horizontal("raised_at", "made_at")
    named = (
        changes.filter(raised < as_of)
        .select(
            "change_id",
            pl.when(pl.col("made_at") < as_of).then("made_at").alias("made_at"),
            pl.col("causes").alias("reference"),
        )
        .explode("reference")
        .with_columns(pl.col("reference").str.strip_chars())
        .filter(pl.col("reference") != "")
    )
    known = members.filter(pl.col("opened_at") < as_of)
    names = pl.concat([known.select("cause_id", reference=pl.col(name)) for name in REFERENCES])
    return (
        names.join(named, on="reference")
        .group_by("cause_id", "change_id")
        .agg(pl.col("made_at").min())
        .sort("cause_id", "change_id")
    )
