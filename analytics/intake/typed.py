"""Cells to values: words, numbers, and the first fault of each row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import polars as pl

from analytics.contract.model import Contract, Export
from analytics.intake import cells
from analytics.intake.columns import AFTER, FIGURE, INSTANTS, MAY_BE_EMPTY, RAW, SECURITY_WORD, Wanted
from analytics.intake.durations import to_duration
from analytics.intake.tidy import ASIDE, KEY_NAMES, VALUE
from analytics.intake.timed import CELL
from analytics.schema import (
    ACTION_KINDS,
    DISPUTED_FIELDS,
    HOLDERS,
    INCIDENTS,
    RELIEF_STATUSES,
    SEVERITIES,
    STATE_CLASSES,
    VERDICTS,
)
from analytics.sources.model import Rows

STATE_WORD: Final = "state_word"
_LONGEST: Final = 1000  # characters that are kept of a cell at fault
_FEW: Final = ("severity", "state", "kind", "is_major", "has_personal_data")  # words, the same on many rows
_WORDS: Final = {
    ("relief", "status"): RELIEF_STATUSES,
    ("actions", "kind"): ACTION_KINDS,
    ("disputes", "field"): DISPUTED_FIELDS,
    ("pauses", "holder"): HOLDERS,
}
_LOOSE: Final = {  # words of ours, where any other word means that nothing is declared
    ("verdict", "measures"): ("response", "resolution"),
    ("verdict", "stage"): ("cancelled",),
    ("verdict", "clock"): ("calendar", "working", "verdict"),
}


def convert_words(
    tidy: pl.DataFrame, headers: Mapping[str, str], export: Export, contract: Contract, wanted: Wanted
) -> pl.DataFrame:
    """Turn every other cell into our words, numbers and texts, and give each row its first fault.

    Args:
        tidy: ``line`` and our columns: instants as such, all else as text.
        headers: Our names to the file's.
        export: The file's words that the contract maps.
        contract: The words of severities and states, and the rule of security.
        wanted: What the file should have.
    """
    text, values = tidy, list[pl.Expr]()
    for name in headers:
        if name in INSTANTS or name.startswith((AFTER, RAW)):
            continue
        if name == SECURITY_WORD:
            rule = contract.rules.security
            words = next(iter(rule.values())) if isinstance(rule, dict) else []
            values.append(cells.to_security(pl.col(name), words).alias(name))
            continue
        cell = cells.translate(pl.col(name), export.values.get(name, {}))
        if name.startswith(FIGURE):
            values.append(_figure(name.removeprefix(FIGURE), cell, export, wanted.rows).alias(name))
            continue
        converted = _converter(name, cell, contract, wanted.rows, has_own_words=name in export.values)
        if RAW + name in headers:
            stored = cells.translate(pl.col(RAW + name), export.values.get(name, {}))
            converted = cells.first_known(
                converted,
                _converter(name, stored, contract, wanted.rows, has_own_words=name in export.values),
            )
        found = [converted.value.alias(name), converted.reason.alias(f"why {name}")]
        if name == "state" and wanted.rows.shape == "update":  # of these pauses are made
            found.append(cells.fold(pl.col(name)).alias(STATE_WORD))
        if name in _FEW:
            tidy = _by_word(tidy, [each for each in (name, RAW + name) if each in headers], found)
        else:
            values += found
    typed = _spare_severity(tidy.with_columns(values), headers)
    return _with_values(_first_fault(typed, headers, wanted.required), text, headers)


def _by_word(tidy: pl.DataFrame, names: list[str], found: list[pl.Expr]) -> pl.DataFrame:
    """Convert each word once, however many rows have it."""
    said = tidy.select(names)
    known = said.unique(maintain_order=True).with_columns(
        *(pl.col(name).alias(f"said {name}") for name in names), *found
    )
    read = said.select(pl.all().name.prefix("said ")).join(
        known, on=[f"said {name}" for name in names], how="left", nulls_equal=True, maintain_order="left"
    )
    return tidy.with_columns(read.select(pl.exclude("^said .*$")))


def _spare_severity(typed: pl.DataFrame, headers: Mapping[str, str]) -> pl.DataFrame:
    """A request, maintenance or drill is excluded by type: a word that is no severity is no fault of it."""
    if not {"kind", "severity"} <= headers.keys():
        return typed
    is_judged = pl.col("kind").is_null() | (pl.col("kind") == "incident")
    return typed.with_columns(pl.when(is_judged).then("why severity").alias("why severity"))


def _figure(name: str, cell: pl.Expr, export: Export, rows: Rows) -> pl.Expr:
    """A figure of the tool's own: what cannot be read is none, since nothing is made of it."""
    figure = rows.figures[name]
    if figure.unit is None:
        said = cells.to_boolean(cells.translate(cell, figure.words)).value
        return said if figure.is_breach else ~said
    value = to_duration(cell, export.units.get(name, figure.unit)).value
    return value < 0 if figure.clock == "remaining" else value


def _converter(
    name: str, cell: pl.Expr, contract: Contract, rows: Rows, *, has_own_words: bool
) -> cells.Converted:
    if name in ("severity", "state"):
        return _mapped(name, cell, contract, rows, has_own_words=has_own_words)
    said = cells.translate(cell, rows.words.get(name, {}))
    if (rows.shape, name) in _WORDS:
        return cells.to_word(said, _WORDS[rows.shape, name], name)
    if (rows.shape, name) in _LOOSE:
        word = cells.fold(said)
        return cells.to_text(pl.when(word.is_in(_LOOSE[rows.shape, name])).then(word))
    return cells.to_kind(said) if name == "kind" else _typed(name, said)


def _mapped(
    name: str, cell: pl.Expr, contract: Contract, rows: Rows, *, has_own_words: bool
) -> cells.Converted:
    """A severity or a state: by the tool's fixed words, those of the contract, those of its export."""
    listed = rows.words.get(name, {}).items()
    tools = {cells.fold_word(word): ours for ours, words in listed for word in words}
    if name == "severity":
        ours = {word: word for word in SEVERITIES} if has_own_words else {}
        return cells.to_severity(cell, {**tools, **contract.severity_words(), **ours})
    ours = {word: word for word in STATE_CLASSES} if has_own_words else {}
    return cells.to_state(cell, {**state_words(tools, contract), **ours})


def state_words(tools: Mapping[str, str], contract: Contract) -> dict[str, str]:
    """The words of states: the contract's own go before a tool's, and these before the usual ones."""
    words = contract.state_words()
    return {**tools, **words} if contract.declares_states else {**words, **tools}


def _typed(name: str, cell: pl.Expr) -> cells.Converted:
    dtype = {**INCIDENTS, **VERDICTS}.get(name)
    if dtype == pl.Duration:
        return to_duration(cell, "seconds")
    if dtype == pl.Int64 or name == "update_number":
        return cells.to_integer(cell)
    return cells.to_boolean(cell) if dtype == pl.Boolean else cells.to_text(cell)


def _first_fault(typed: pl.DataFrame, headers: Mapping[str, str], required: Iterable[str]) -> pl.DataFrame:
    """Give each row the first fault in the order of our columns, and drop the faults of single cells.

    What else is wrong with it is said beside: mending one fault should not bring the next to light.
    """
    whys: list[tuple[str, pl.Expr]] = []
    for name, header in headers.items():
        if f"why {name}" in typed.columns:
            whys.append((header, pl.col(f"why {name}")))
        if name in required and name not in ("severity", *MAY_BE_EMPTY):
            what = f"no {KEY_NAMES.get(name, name)}"
            whys.append((header, pl.when(pl.col(name).is_null()).then(pl.lit(what))))
    reason = pl.coalesce(why for _, why in whys)
    column = pl.coalesce(pl.when(why.is_not_null()).then(pl.lit(header)) for header, why in whys)
    drop = [name for name in typed.columns if name.startswith(("why ", AFTER, RAW, CELL))]
    told = typed.with_columns(
        reason.alias(ASIDE), column.alias("column"), reason.is_not_null().alias("is_fault")
    )
    if told[ASIDE].null_count() == told.height:  # nearly always
        return told.drop(drop).with_columns(also=pl.lit(None, pl.String))
    others = [
        pl.when(pl.col("column") != header).then(
            pl.format("{}: {}", pl.lit(header), pl.coalesce(why for name, why in whys if name == header))
        )
        for header in dict.fromkeys(name for name, _ in whys)
    ]
    also = pl.concat_str(others, separator="; ", ignore_nulls=True) if others else pl.lit("")
    return told.with_columns(also=also).with_columns(pl.col("also").replace("", None)).drop(drop)


def _with_values(typed: pl.DataFrame, text: pl.DataFrame, headers: Mapping[str, str]) -> pl.DataFrame:
    """Add the cell at fault, as the file has it, to rows with a fault."""
    if typed[ASIDE].null_count() == typed.height:  # nearly always
        return typed
    said = [
        pl.when(typed["column"] == header).then(pl.col(CELL + name if CELL + name in text.columns else name))
        for name, header in headers.items()
    ]
    return typed.with_columns(text.select(pl.coalesce(said).str.slice(0, _LONGEST).alias(VALUE)))
