"""Our columns of a grid, piece by piece: trimmed, totals rows and repeats told, plain instants read.

The cells of a piece go when it is done, so that a large file never lies in memory twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from analytics.intake import cells
from analytics.intake.columns import AGREED, INSTANTS
from analytics.intake.grid import LINE, Grid, cell_name, pieces
from analytics.intake.header import FOOTER_WORDS, MARKER
from analytics.intake.parallel import take_each
from analytics.intake.quick import read_quickly
from analytics.intake.repeats import may_repeat

ASIDE: Final = "set aside"  # why a row is not used; "reason" is a column of the registers
VALUE: Final = "value at fault"
READ: Final = "read "  # before the name of an instant: what was read at once; its cell is then null
KEY_NAMES: Final = {"incident_id": "incident number", "change_id": "change id"}  # what tells rows apart
_FOOTER: Final = f"(?i){FOOTER_WORDS.pattern}"
_BARE_DATE: Final = r"^[0-9]+[-/. ]\w+[-/. ][0-9]+$"
_LIKE_AN_INSTANT: Final = r"[0-9].*[-/.:, ].*[0-9]|[0-9]{5}"  # a count or a word under a date is none
_REPEAT: Final = "is_repeat"


def take_pieces(grid: Grid, position: int) -> tuple[list[pl.DataFrame], Grid]:
    """Take the cells out of a grid, with ``is_repeat`` where a row is an exact repeat of an earlier one.

    Args:
        grid: Its cells.
        position: Of the column that tells rows apart.

    Returns:
        The pieces of its rows, and the grid without them.
    """
    is_repeat = pl.lit(value=False)
    if may_repeat(grid.rows[cell_name(position)]):
        is_repeat = ~pl.struct(pl.exclude(LINE)).is_first_distinct()
    found = pieces(grid.rows.with_columns(is_repeat.alias(_REPEAT)))
    return found, replace(grid, rows=grid.rows.clear())


def tidy_pieces(
    parts: list[pl.DataFrame],
    positions: Mapping[str, int],
    given: Mapping[str, str],
    key: tuple[str, str],
    zone: str | None,
) -> pl.DataFrame:
    """Make our columns of the pieces of a grid, which are taken out of the list.

    Args:
        parts: As `take_pieces` gives them.
        positions: Our names to the positions of their columns.
        given: Our names to what every row has.
        key: Our name of the column that tells rows apart, and the file's.
        zone: The zone of instants without an offset; None: there is none.

    Returns:
        ``line``, our columns as text, ``read NAME`` of instants, and ``set aside``, ``column``,
        ``value at fault``, ``is_fault`` and ``also`` of totals rows and repeats.
    """
    return pl.concat(take_each(lambda part: _flag(_pick(part, positions, given, zone), *key), parts))


def _pick(
    part: pl.DataFrame, positions: Mapping[str, int], given: Mapping[str, str], zone: str | None
) -> pl.DataFrame:
    """Pick our columns: instants are read where that is plain, and other cells are trimmed."""
    source = {name: cell_name(i) for name, i in positions.items()}
    read = read_quickly(part.select(pl.col(c).alias(n) for n, c in source.items() if n in INSTANTS), zone)
    whole = {n for n in read.columns if read[n].null_count() == part[source[n]].null_count()}
    untidy = _untidy(part.select({c for n, c in source.items() if n not in whole}))
    picked = {
        n: _cell(n, c, untidy) if n not in whole else pl.lit(None, pl.String) for n, c in source.items()
    }
    picked |= {name: pl.lit(value) for name, value in given.items()}
    rows = part.select(LINE, _REPEAT, **picked).with_columns(read.select(pl.all().name.prefix(READ)))
    partly = [name for name in read.columns if name not in whole]
    return rows.with_columns(pl.when(pl.col(READ + name).is_null()).then(name).alias(name) for name in partly)


def _cell(name: str, column: str, untidy: frozenset[str]) -> pl.Expr:
    """Trim a cell; an agreed date without a time of day gets its midnight, which stands for the whole day."""
    cell = pl.col(column)
    if column in untidy:
        cell = cells.trim(cell)
    return cell.str.replace(_BARE_DATE, "${0} 00:00") if name in AGREED else cell


def _untidy(columns: pl.DataFrame) -> frozenset[str]:
    """Name the columns to trim: most need not be made anew."""
    cell = pl.all()
    is_so = (cell.str.len_bytes() != cell.str.strip_chars().str.len_bytes()) | cell.is_in(["", "?"])
    found = columns.select(is_so.any()).row(0, named=True)
    return frozenset(name for name, is_untidy in found.items() if is_untidy)


def _flag(rows: pl.DataFrame, key_name: str, header: str) -> pl.DataFrame:
    """Give the reason of totals rows, of the header again, the mark of a cut export and exact repeats."""
    no_cell = pl.lit(None, pl.String)
    nothing = {"column": no_cell, VALUE: no_cell, "is_fault": pl.lit(value=False), "also": no_cell}
    key, names = pl.col(key_name), [name for name in rows.columns if name.removeprefix(READ) in INSTANTS]
    dated = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
    quick = [name for name in names if name.startswith(READ)]
    is_plain = pl.any_horizontal(pl.col(name).is_not_null() for name in quick) if quick else dated
    is_short = key.str.len_bytes().fill_null(0) < len(MARKER)
    plain = key.str.strip_chars('\ufeff"')  # exports joined to one file keep their byte-order marks
    is_header = (plain == header).fill_null(value=False)
    if rows.select((is_plain & is_short & ~is_header & ~pl.col(_REPEAT)).all()).item():  # nearly always
        return rows.with_columns(pl.lit(None, pl.String).alias(ASIDE), **nothing).drop(_REPEAT)
    like_an_instant = (
        pl.col(name).is_not_null() if name in quick else pl.col(name).str.contains(_LIKE_AN_INSTANT)
        for name in names
    )
    is_dated = pl.any_horizontal(each.fill_null(value=False) for each in like_an_instant)
    is_footer = (key.is_null() & ~dated) | (key.str.contains(_FOOTER) & ~is_dated)
    reason = (
        pl.when(key.str.to_lowercase().str.contains(MARKER, literal=True))
        .then(pl.lit("the mark of an export that was cut short"))
        .when(is_header)
        .then(pl.lit("the header again"))
        .when(is_footer)
        .then(pl.lit(f"no {KEY_NAMES.get(key_name, key_name)}: totals row"))
        .when(pl.col(_REPEAT))
        .then(pl.lit("exact repeat of an earlier row"))
    )
    return rows.with_columns(reason.alias(ASIDE), **nothing).drop(_REPEAT)
