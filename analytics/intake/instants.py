"""Cells to the parts of an instant: which form a cell has, and what its numbers are.

Nothing is decided here: the order of day and month and the time zone come later, from the whole file.
"""

from __future__ import annotations

from typing import Final

import polars as pl

FIRST_YEAR: Final = 1969
LAST_YEAR: Final = 2099
_DAY_US: Final = 86_400_000_000
_DAYS_TO_1900: Final = 25_569  # from 30 December 1899, Excel's day 0, to 1 January 1970
_DAYS_TO_1904: Final = 24_107  # from 1 January 1904 to 1 January 1970

# What tools write where there is no instant: nothing, "?", Excel's day 0, Unix's second 0.
MISSING: Final = (
    r"^(?i)(?:|\?|-|--|n/a|null|none|nat|nan|\(empty\)|0+(?:[.,]0+)?"
    r"|0{1,2}[/.-]0?1[/.-](?:19)?00(?: .*)?|0?1[/.-]0{1,2}[/.-](?:19)?00(?: .*)?|1900-01-00(?:[t ].*)?"
    r"|0{4}-00-00(?:[t ].*)?|00/00/0{4}(?: .*)?"
    r"|1970-01-01[t ]00:00(?::00(?:\.0+)?)?(?:z|[+-]00:?00)?|0?1[/.-]0?1[/.-]1970 0?0:00(?::00)?)$"
)
_OFFSET: Final = r"(?: ?(?P<offset>Z|z|UTC|GMT|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?))?"
_TIME: Final = (
    r"(?P<rest>(?:[Tt]|,? )(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?" + _OFFSET + r")?$"
)
_FORMS: Final = (
    ("iso", r"^(?P<year>[0-9]{4})[-/.](?P<b>[0-9]{1,2})[-/.](?P<a>[0-9]{1,2})" + _TIME),
    (
        "iso",
        r"^(?P<year>[0-9]{4})-(?P<b>[0-9]{2})-(?P<a>[0-9]{2})(?P<rest>[Tt](?P<hour>[0-9]{2})"
        + _OFFSET
        + ")$",
    ),
    (
        "iso",
        r"^(?P<year>[0-9]{4})(?P<b>[0-9]{2})(?P<a>[0-9]{2})(?P<rest>[Tt](?P<hour>[0-9]{2})(?P<minute>[0-9]{2})"
        r"(?:(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?" + _OFFSET + ")$",
    ),
    ("numeric", r"^(?P<a>[0-9]{1,2})[-/.](?P<b>[0-9]{1,2})[-/.](?P<year>[0-9]{4}|[0-9]{2})" + _TIME),
    ("named", r"^(?P<a>[0-9]{1,2})[-/. ](?P<b>[A-Za-z]{3,9})\.?[-/. ](?P<year>[0-9]{4}|[0-9]{2})" + _TIME),
    ("named", r"^(?P<b>[A-Za-z]{3,9})\.? (?P<a>[0-9]{1,2}),? (?P<year>[0-9]{4})" + _TIME),
    ("serial", r"^(?P<number>[0-9]{1,7}(?:[.,][0-9]+)?)$"),
    ("seconds", r"^(?P<number>[0-9]{9,10})(?:\.0+)?$"),
    ("milliseconds", r"^(?P<number>[0-9]{12,13})(?:\.0+)?$"),
)
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_NUMBERS: Final = {
    **{name: i for i, name in enumerate(_MONTHS, 1)},
    **{name[:3]: i for i, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
_GROUPS: Final = (
    "year",
    "a",
    "b",
    "rest",
    "hour",
    "minute",
    "second",
    "fraction",
    "half",
    "offset",
    "number",
)


def dissect(cells: pl.Series, *, is_1904: bool = False) -> pl.DataFrame:
    """Take distinct cells apart.

    Args:
        cells: Distinct texts, trimmed, without null.
        is_1904: Whether day numbers count from 1904.

    Returns:
        One row per cell: ``cell``; ``form`` (iso, numeric, named, serial, seconds, milliseconds, missing;
        null: no known form); ``day_first`` and ``month_first`` (Date; equal unless the form is numeric;
        null: no such day); ``time`` (Int64 microseconds of the day; null: no such time); ``has_time``;
        ``offset`` (Int64 microseconds east of UTC; null: none in the cell); ``is_short`` (a two-digit year).

    Examples:
        >>> dissect(pl.Series(["29/2/2016 01:16"])).select("form", "day_first", "month_first").row(0)
        ('numeric', datetime.date(2016, 2, 29), None)
    """
    rest = pl.DataFrame({"cell": cells.cast(pl.String)})
    is_missing = pl.col("cell").str.contains(MISSING)
    found = [rest.filter(is_missing).with_columns(form=pl.lit("missing"))]
    rest = rest.filter(~is_missing)
    for form, pattern in _FORMS:
        if rest.is_empty():
            break
        groups = rest.select("cell", pl.col("cell").str.extract_groups(pattern).alias("g")).unnest("g")
        key = "number" if "number" in groups.columns else "year"
        found.append(groups.filter(pl.col(key).is_not_null()).with_columns(form=pl.lit(form)))
        rest = groups.filter(pl.col(key).is_null()).select("cell")
    found.append(rest.with_columns(form=pl.lit(None, pl.String)))
    parts = pl.concat(found, how="diagonal")
    absent = [pl.lit(None, pl.String).alias(name) for name in _GROUPS if name not in parts.columns]
    return _finish(parts.with_columns(absent), is_1904=is_1904)


def _finish(parts: pl.DataFrame, *, is_1904: bool) -> pl.DataFrame:
    a, b, year, year_text = pl.col("a"), _month_number(), _full_year(), pl.col("year")
    number = pl.col("number").str.replace(",", ".", literal=True).cast(pl.Float64)
    shift = _DAYS_TO_1904 if is_1904 else _DAYS_TO_1900
    milliseconds = (
        pl.when(pl.col("form") == "serial")
        # Rounded to the nearest millisecond: a day's fraction in binary is never quite what was typed.
        .then((number * 86_400_000).round() - shift * 86_400_000)
        .when(pl.col("form") == "seconds")
        .then(number * 1000)
        .otherwise(number)
    )
    us = (milliseconds.cast(pl.Int64) * 1000).alias("us")
    return parts.with_columns(us).select(
        "cell",
        "form",
        pl.coalesce(_date(year, b, a), _number_date()).alias("day_first"),
        pl.when(pl.col("form") == "numeric")
        .then(_date(year, a, b))
        .otherwise(pl.coalesce(_date(year, b, a), _number_date()))
        .alias("month_first"),
        pl.coalesce(_time(), pl.col("us") % _DAY_US).alias("time"),
        (pl.col("rest").is_not_null() | pl.col("us").is_not_null()).alias("has_time"),
        pl.when(pl.col("form").is_in(["seconds", "milliseconds"]))
        .then(0)
        .otherwise(_offset())
        .alias("offset"),
        (year_text.str.len_chars() == 2).fill_null(value=False).alias("is_short"),
    )


def _full_year() -> pl.Expr:
    """Two-digit years 00 to 68 are 20xx, 69 to 99 are 19xx."""
    year = pl.col("year")
    short = pl.when(year <= "68").then(pl.lit("20") + year).otherwise(pl.lit("19") + year)
    return pl.when(year.str.len_chars() == 2).then(short).otherwise(year)


def _month_number() -> pl.Expr:
    b = pl.col("b").str.to_lowercase()
    named = b.replace_strict(_MONTH_NUMBERS, default=None, return_dtype=pl.Int64).cast(pl.String)
    return pl.when(pl.col("form") == "named").then(named).otherwise(b)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    text = pl.concat_str([year, month.str.zfill(2), day.str.zfill(2)], separator="-")
    return text.str.to_date("%Y-%m-%d", strict=False)


def _number_date() -> pl.Expr:
    return pl.from_epoch((pl.col("us") // _DAY_US).cast(pl.Int32), time_unit="d")


def _time() -> pl.Expr:
    hour, half = pl.col("hour").cast(pl.Int64), pl.col("half")
    minute = pl.col("minute").cast(pl.Int64).fill_null(0)
    second = pl.col("second").cast(pl.Int64).fill_null(0)
    fraction = pl.col("fraction").str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0)
    is_afternoon = half.str.to_lowercase() == "p"
    twelve = pl.when(hour.is_between(1, 12)).then(hour % 12 + 12 * is_afternoon.cast(pl.Int64))
    full = pl.when(half.is_not_null()).then(twelve).when(hour <= 23).then(hour)
    clock = ((full * 60 + minute) * 60 + second) * 1_000_000 + fraction
    return pl.when((minute <= 59) & (second <= 59)).then(clock)


def _offset() -> pl.Expr:
    text = pl.col("offset").str.replace(":", "", literal=True)
    size = text.str.slice(1, 2).cast(pl.Int64, strict=False) * 60 + text.str.slice(3, 2).cast(
        pl.Int64, strict=False
    ).fill_null(0)
    signed = pl.when(text.str.starts_with("-")).then(-size).otherwise(size) * 60_000_000
    is_utc = text.str.to_uppercase().is_in(["Z", "UTC", "GMT"])
    return pl.when(is_utc).then(0).otherwise(signed)
