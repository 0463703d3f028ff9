"""Converters of single cells, column by column: a value, or the reason why there is none.

Each takes the trimmed text of a column (null: empty) and gives two expressions: the value, and the reason
(null: no fault). An empty cell is never a fault here; whether a row can do without it is asked later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import polars as pl

from analytics.schema import KINDS

UNMAPPED_SEVERITY: Final = "unmapped severity"
UNKNOWN_STATE: Final = "unknown state"
_TRUE: Final = ("true", "yes", "y", "1")
_FALSE: Final = ("false", "no", "n", "0")
_WHOLE: Final = r"^-?[0-9]{1,15}(?:\.0+)?$"
_NO_REASON: Final = pl.lit(None, pl.String)


class Converted(NamedTuple):
    """What a cell means, and why it means nothing."""

    value: pl.Expr
    reason: pl.Expr


def trim(cell: pl.Expr) -> pl.Expr:
    """Trim a cell; nothing, and the question mark that stands for it, become null."""
    text = cell.str.strip_chars()
    return pl.when(text.is_in(["", "?"])).then(None).otherwise(text)


def fold(cell: pl.Expr) -> pl.Expr:
    """Fold case as the contract's words are folded."""
    return cell.str.strip_chars().str.to_lowercase().str.replace_all("ß", "ss", literal=True)


def fold_word(word: str) -> str:
    """Fold a word of a source as its cells are folded."""
    return word.strip().casefold()


def translate(cell: pl.Expr, words: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Replace the export's words by ours; a word that is not listed stays as it is."""
    ours = {fold_word(word): name for name, listed in words.items() for word in listed}
    return fold(cell).replace_strict(ours, default=cell, return_dtype=pl.String) if ours else cell


def to_severity(cell: pl.Expr, words: Mapping[str, str]) -> Converted:
    """Map to P1 … P4; what the contract does not list, an empty cell too, is a fault."""
    value = _look_up(cell, words)
    return Converted(value, pl.when(value.is_null()).then(pl.lit(UNMAPPED_SEVERITY)))


def to_state(cell: pl.Expr, words: Mapping[str, str]) -> Converted:
    """Map to one of the six states; a word that the contract does not list is a fault."""
    value = _look_up(cell, words)
    return Converted(value, pl.when(value.is_null() & cell.is_not_null()).then(pl.lit(UNKNOWN_STATE)))


def first_known(shown: Converted, stored: Converted) -> Converted:
    """Take what is shown, else what is stored; a fault only where neither means anything."""
    value = pl.coalesce(shown.value, stored.value)
    return Converted(value, pl.when(value.is_null()).then(shown.reason))


def to_kind(cell: pl.Expr) -> Converted:
    """Let one of our kinds through; an empty cell is an incident."""
    value = fold(cell).fill_null("incident")
    is_known = value.is_in(list(KINDS))
    return Converted(pl.when(is_known).then(value), pl.when(~is_known).then(pl.lit("unmapped kind")))


def to_word(cell: pl.Expr, words: tuple[str, ...], name: str) -> Converted:
    """Let one of a few words of ours through; any other is a fault."""
    value = fold(cell)
    is_known = value.is_in(list(words))
    why = pl.lit(f"{name} is none of {', '.join(words)}")
    return Converted(pl.when(is_known).then(value), pl.when(~is_known).then(why))


def to_boolean(cell: pl.Expr) -> Converted:
    """Read yes and no; any other word is null, which withholds where it matters."""
    word = fold(cell)
    value = pl.when(word.is_in(list(_TRUE))).then(True).when(word.is_in(list(_FALSE))).then(False)
    return Converted(value, _NO_REASON)


def to_integer(cell: pl.Expr) -> Converted:
    """Read a whole number."""
    is_whole = cell.str.contains(_WHOLE)
    value = pl.when(is_whole).then(cell.str.replace(r"\.0+$", "")).cast(pl.Int64)
    return Converted(value, pl.when(~is_whole).then(pl.lit("no whole number")))


def to_text(cell: pl.Expr) -> Converted:
    """Keep text as it is."""
    return Converted(cell, _NO_REASON)


def to_security(cell: pl.Expr, words: list[str]) -> pl.Expr:
    """Say whether the rule's column makes it a security incident; null: the cell is empty."""
    return fold(cell).is_in([fold_word(word) for word in words])


def _look_up(cell: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    known = {word.casefold(): name for word, name in words.items()}
    cell = cell.fill_null("") if "" in known else cell  # the contract says what an empty cell means
    return fold(cell).replace_strict(known, default=None, return_dtype=pl.String)
