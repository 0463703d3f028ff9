"""What a source makes of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

from analytics.schema import (
    DIFFERENCES,
    DISPUTES,
    INCIDENTS,
    PAUSES,
    REJECTED,
    TRANSITIONS,
    VERDICTS,
    empty,
)

ROW: Final = "row"  # the number of a typed row among all of a run
_KEYS: Final = ("action_id", "change_id", "incident_id")  # what a row is about, the most particular first
ORIGIN: Final = ("file", "part", "file_number", "line", ROW)  # where a row is from, rather than what it says


@dataclass(frozen=True)
class Built:
    """The tidy tables of one source, and the rows that it could not use after all.

    Args:
        incidents: `schema.INCIDENTS`.
        transitions: `schema.TRANSITIONS`.
        pauses: `schema.PAUSES`.
        rejected: `schema.REJECTED` and ``row``, the number of the typed row.
        notes: Sentences for the account.
        verdicts: `schema.VERDICTS`.
        disputes: `schema.DISPUTES`: instants that another party's export gives differently.
        differences: `schema.DIFFERENCES`.
    """

    incidents: pl.DataFrame
    transitions: pl.DataFrame
    pauses: pl.DataFrame
    rejected: pl.DataFrame
    notes: tuple[str, ...] = ()
    verdicts: pl.DataFrame = field(default_factory=lambda: empty(VERDICTS))
    disputes: pl.DataFrame = field(default_factory=lambda: empty(DISPUTES))
    differences: pl.DataFrame = field(default_factory=lambda: empty(DIFFERENCES))


def nothing() -> Built:
    """Make what a source without rows gives."""
    return Built(empty(INCIDENTS), empty(TRANSITIONS), empty(PAUSES), no_rows())


def no_rows() -> pl.DataFrame:
    """Make an empty list of rejected typed rows."""
    return empty(REJECTED).with_columns(pl.lit(None, pl.Int64).alias(ROW))


def reject(
    rows: pl.DataFrame,
    reason: pl.Expr | str,
    *,
    is_fault: bool,
    column: pl.Expr | None = None,
    value: pl.Expr | None = None,
) -> pl.DataFrame:
    """Turn typed rows into entries of the list of rejected rows.

    Args:
        rows: With ``part``, ``line`` and ``row``.
        reason: A text, or an expression over the rows.
        is_fault: Whether they count towards the share of faulty rows.
        column: Of each row, where the fault lies.
        value: Of each row, what stands there.
    """
    why = pl.lit(reason) if isinstance(reason, str) else reason
    key = next((name for name in _KEYS if name in rows.columns), None)
    return rows.select(
        pl.col("part").alias("file"),
        pl.lit(None, pl.String).alias("sheet"),
        "line",
        (pl.lit(None, pl.String) if key is None else pl.col(key)).alias("id"),
        (pl.lit(None, pl.String) if column is None else column).alias("column"),
        (pl.lit(None, pl.String) if value is None else value).alias("value"),
        why.alias("reason"),
        pl.lit(is_fault).alias("is_fault"),
        pl.lit(None, pl.String).alias("also"),
        ROW,
    )


def fill_incidents(rows: pl.DataFrame) -> pl.DataFrame:
    """Bring rows to the columns of `schema.INCIDENTS`; a column that no export has is null."""
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in INCIDENTS.items()
    ).with_columns(pl.col("kind").fill_null("incident"))


def sort_ids(incidents: pl.DataFrame) -> pl.DataFrame:
    """Sort by ``incident_id``; what is sorted already is not copied."""
    is_sorted = incidents["incident_id"].is_sorted()
    return incidents if is_sorted else incidents.sort("incident_id")


def named(ids: pl.Series, at_most: int = 3) -> str:
    """Name some incidents, the first in order.

    Examples:
        >>> named(pl.Series(["B", "A", "D", "C"]))
        'A, B, C and 1 more'
    """
    shown = ids.unique().sort()
    more = len(shown) - at_most
    visible = (repr(name)[1:-1] for name in shown.head(at_most))  # an id may hold control characters
    return ", ".join(visible) + (f" and {more} more" if more > 0 else "")
