"""The register of changes: what is to end a cause, when it was made, and what shows that it worked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from analytics.errors import quote
from analytics.intake.built import ORIGIN, ROW, no_rows, reject
from analytics.intake.grid import said_line
from analytics.schema import CHANGES, empty

REFERENCES: Final = ("incident_id", "problem_id", "cause_code")  # what a change may name as its cause
SEPARATOR: Final = ";"
_SHOWN: Final = 5


def build_changes(
    parts: Sequence[pl.DataFrame], incidents: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Make changes of the rows of their registers.

    A change is about causes, not about one incident, so a row is used whatever it names: most changes of a
    register end no cause at all. What it names and no incident has is noted, since a slip of the pen there
    would leave a cause without its change. Rows of one change that disagree are twins, none of which is used.

    Args:
        parts: The typed rows of each file (`rows.understand`), with ``file_number`` and ``row``.
        incidents: `schema.INCIDENTS`: the incidents, problem records and cause codes that exist.

    Returns:
        `schema.CHANGES` by ``change_id``; the rows not used, as `built.reject` gives them; and notes.
    """
    if not parts:
        return empty(CHANGES), no_rows(), ()
    rows = pl.concat(parts, how="diagonal").sort(ROW)
    facts = [name for name in rows.columns if name not in ORIGIN]
    is_first = pl.struct(facts).is_first_distinct()
    distinct = rows.filter(is_first)
    is_twin = pl.col("change_id").is_duplicated()
    rejected = pl.concat(
        [
            reject(rows.filter(~is_first), "repeat of an earlier row", is_fault=False),
            reject(
                distinct.filter(is_twin),
                "conflicting twins: several rows of one change disagree",
                is_fault=True,
            ),
        ]
    )
    used = distinct.filter(~is_twin).with_columns(causes=split_references(pl.col("causes")))
    return _fill(used).sort("change_id"), rejected, _note_unknown(used, incidents)


def split_references(cell: pl.Expr) -> pl.Expr:
    """Split a cell into the causes that it names, each once; null: it names none.

    Examples:
        >>> table = pl.DataFrame({"causes": ["PRB1; INC7;PRB1", " ; ", None]})
        >>> table.select(split_references(pl.col("causes"))).to_series().to_list()
        [['PRB1', 'INC7'], None, None]
    """
    named = cell.str.split(SEPARATOR).list.eval(pl.element().str.strip_chars())
    named = named.list.eval(pl.element().filter(pl.element() != "")).list.unique(maintain_order=True)
    return pl.when(named.list.len() > 0).then(named)


def _fill(used: pl.DataFrame) -> pl.DataFrame:
    return used.select(
        (pl.col(name) if name in used.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in CHANGES.items()
    )


def _note_unknown(used: pl.DataFrame, incidents: pl.DataFrame) -> tuple[str, ...]:
    """Name what a change names and no incident, problem record or cause code is."""
    known = pl.concat([incidents[name].alias("causes") for name in REFERENCES]).unique()
    named = used.select("file", "line", "change_id", "causes").explode("causes", empty_as_null=True)
    unknown = named.filter(pl.col("causes").is_not_null() & ~pl.col("causes").is_in(known.implode()))
    notes = [
        f"{row['file']}, line {said_line(row['line'])}: change {quote(row['change_id'])} names "
        f"{quote(row['causes'])}, which is no incident, problem record or cause code of the exports"
        for row in unknown.head(_SHOWN).iter_rows(named=True)
    ]
    more = unknown.height - _SHOWN
    return (*notes, *([f"and {more} more such names in the registers of changes"] if more > 0 else ()))
