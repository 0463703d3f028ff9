"""From the parts of an instant to UTC: day order, time zone, and why a cell gives no instant."""

from __future__ import annotations

from typing import Final, Literal

import polars as pl

from analytics.errors import Problem, quote
from analytics.intake.grid import said_line
from analytics.intake.instants import FIRST_YEAR, LAST_YEAR
from analytics.schema import INSTANT

Order = Literal["day-first", "month-first"]
N_EXAMPLES: Final = 3
_MONTHS: Final = 12


def decide_order(
    label: str, places: pl.DataFrame, parts: pl.DataFrame, declared: Order | None
) -> tuple[Order | None, str | None, list[Problem]]:
    """Decide in which order one file writes day and month.

    It is the declared order, else the only one that fits every cell. A cell that fits only the other
    order speaks against the whole file, since then its other dates cannot be trusted either.

    Args:
        label: The file.
        places: ``line``, ``column`` and ``cell`` of every date cell, in the order of the file.
        parts: What `instants.dissect` made of the cells.
        declared: The order that the contract declares.

    Returns:
        The order (None: no cell depends on it), a note that says how it was found, and problems.
    """
    day, month = pl.col("day_first"), pl.col("month_first")
    numeric = parts.filter((pl.col("form") == "numeric") & (day.is_not_null() | month.is_not_null()))
    kinds = numeric.select(
        "cell",
        kind=pl.when(month.is_null())
        .then(pl.lit("day-first"))
        .when(day.is_null())
        .then(pl.lit("month-first"))
        .when(day != month)
        .then(pl.lit("either"))
        .otherwise(pl.lit("same")),
    )
    firsts = places.join(kinds, on="cell", how="inner", maintain_order="left")
    only = {
        kind: firsts.filter(pl.col("kind") == kind).head(N_EXAMPLES) for kind in ("day-first", "month-first")
    }
    need_day, need_month = only["day-first"], only["month-first"]
    if need_day.height and need_month.height:
        return None, None, [_mixed(label, need_day, need_month)]
    fits: Order | None = "day-first" if need_day.height else "month-first" if need_month.height else None
    if declared and fits and fits != declared:
        return None, None, [_contradicted(label, only[fits], declared, fits)]
    either = firsts.filter(pl.col("kind") == "either").head(N_EXAMPLES)
    if declared:
        return (declared if firsts.height else None), None, []  # what is declared needs no note
    if fits:
        line, column, cell = only[fits].select("line", "column", "cell").row(0)
        place = f"{quote(cell)} ({column}, line {said_line(line)})"
        return fits, f"{label}: dates are read {fits}; {place} fits no other order", []
    if either.height:
        what = f"every date fits day-first and month-first: {_examples(either)}"
        remedy = 'declare it in the contract: dates = "day-first" or "month-first"'
        return None, None, [Problem(label, what, "the order of day and month", remedy)]
    return None, None, []


def _mixed(label: str, day: pl.DataFrame, month: pl.DataFrame) -> Problem:
    first, other = day.row(0, named=True), month.row(0, named=True)
    what = (
        f"{first['column']} line {said_line(first['line'])} needs day-first ({quote(first['cell'])}), "
        f"{other['column']} line {said_line(other['line'])} needs month-first ({quote(other['cell'])})"
    )
    return Problem(
        label, what, "one order of day and month in the whole file", "export it again in one format"
    )


def _contradicted(label: str, cells: pl.DataFrame, declared: str, fits: str) -> Problem:
    what = f"{declared} is declared, and {_examples(cells)} can only be {fits}"
    return Problem(label, what, f"{declared} dates", "mend the declaration, or export the file again")


def _examples(cells: pl.DataFrame) -> str:
    return ", ".join(
        f"{quote(row['cell'])} ({row['column']}, line {said_line(row['line'])})"
        for row in cells.iter_rows(named=True)
    )


def note_short_years(label: str, parts: pl.DataFrame) -> list[str]:
    """Say how two-digit years were read, where there are any."""
    if not parts["is_short"].any():
        return []
    return [f"{label}: two-digit years 00 to 68 are read as 20xx, 69 to 99 as 19xx"]


def note_swapped(label: str, header: str, at: pl.Series, cells: pl.Series, parts: pl.DataFrame) -> list[str]:
    """Say where a spreadsheet may have swapped day and month.

    One that opens day-first text in a month-first locale makes true dates of those that fit, with day and
    month swapped, and leaves the others as text. In such a column no true date has a day after the twelfth,
    and no text fits both orders.

    Args:
        label: The file, a workbook: its true dates are read as ISO 8601.
        header: The column.
        at: Its instants that were read at once, in the zone of the file.
        cells: Its other cells.
        parts: What `instants.dissect` made of these.
    """
    day, month = pl.col("day_first"), pl.col("month_first")
    known = parts.select("cell", "form", "day_first", is_sure=day.is_null() != month.is_null())
    found = cells.alias("cell").to_frame().join(known, on="cell", how="inner")
    texts = found.filter(pl.col("form") == "numeric")["is_sure"]
    days = pl.concat([at.dt.day(), found.filter(pl.col("form") == "iso")["day_first"].dt.day()])
    if days.is_empty() or texts.is_empty() or not texts.all() or not (days <= _MONTHS).all():
        return []
    return [
        f"{label}: {quote(header)} holds {len(days):,} true dates, none with a day after the 12th, beside "
        f"{len(texts):,} dates as text: a spreadsheet may have swapped day and month of the true ones. "
        "Compare them with the tool, or export again and do not open the file in between"
    ]


def check_zone(label: str, places: pl.DataFrame, parts: pl.DataFrame, zone: str | None) -> list[Problem]:
    """Refuse a file whose instants carry no offset where no zone is declared."""
    if zone is not None:
        return []
    # A clock time: epoch seconds are UTC by definition, and a cell of no known form is judged as a row.
    bare = parts.filter(pl.col("time").is_not_null() & pl.col("offset").is_null()).select("cell")
    cells = places.join(bare, on="cell", how="semi", maintain_order="left").head(N_EXAMPLES)
    if cells.is_empty():
        return []
    what = f"no time zone is declared, and {_examples(cells)} carries none"
    remedy = 'add timezone = "Europe/London", say; raw values of an interface are mostly in "UTC"'
    return [Problem(label, what, "a declared zone, or an offset in every cell", remedy)]


def convert(parts: pl.DataFrame, order: Order | None, zone: str | None) -> pl.DataFrame:
    """Turn dissected cells into instants.

    Args:
        parts: What `instants.dissect` gives.
        order: The order of day and month; None: no cell depends on it.
        zone: The zone of cells without an offset; None: there are none.

    Returns:
        ``cell``, ``at`` (UTC microseconds; null: missing or at fault) and ``reason`` (null: no fault).
    """
    zone = zone or "UTC"
    day = pl.col("month_first" if order == "month-first" else "day_first")
    naive = day.cast(pl.Datetime("us")) + pl.duration(microseconds=pl.col("time"))
    is_local = pl.col("offset").is_null()
    fixed = (pl.col("naive") - pl.duration(microseconds=pl.col("offset"))).dt.replace_time_zone("UTC")
    in_zone = (
        pl.when(is_local)
        .then(pl.col("naive"))
        .dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
        .dt.convert_time_zone("UTC")
    )
    earliest = pl.col("naive").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    form, year = pl.col("form"), day.dt.year()
    reason = (
        pl.when(form == "missing")
        .then(None)
        .when(form.is_null())
        .then(pl.lit("no instant that can be read"))
        .when(day.is_null())
        .then(pl.lit("no such day"))
        .when(~year.is_between(FIRST_YEAR, LAST_YEAR))
        .then(pl.lit(f"a year outside {FIRST_YEAR} to {LAST_YEAR}"))
        .when(~pl.col("has_time"))
        .then(pl.lit("a date without a time of day"))
        .when(pl.col("time").is_null())
        .then(pl.lit("no such time of day"))
        .when(pl.col("at").is_not_null())
        .then(None)
        .when(pl.col("earliest").is_null())
        .then(pl.lit(f"a local time that does not exist in {zone}: the clocks go forward over it"))
        .otherwise(pl.lit(f"a local time that occurs twice in {zone}: the clocks go back over it"))
    )
    at = pl.when(is_local).then(in_zone).otherwise(fixed).cast(INSTANT).alias("at")
    known = parts.with_columns(naive=naive).with_columns(at, earliest=earliest).with_columns(reason=reason)
    return known.select(
        "cell", pl.when(pl.col("reason").is_null() & (form != "missing")).then("at").alias("at"), "reason"
    )
