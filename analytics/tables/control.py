"""The words of a control chart: levels in their unit, the rules broken, and its points as a table."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, make_table, text
from analytics.tables.words import MONTHS, NONE_DUE, exact, format_month, format_ratio, format_share

Row = dict[str, Any]
_RULES: Final = {
    "is_outside": "outside the limits",
    "is_run": "7 in a row on one side of the mean",
    "is_trend": "7 in a row rising or falling",
    "is_two_of_three": "2 of 3 beyond two sigma",
}
_SPANS: Final = {  # microseconds; days are elapsed ones, since rare events come at any hour
    "days": 86_400_000_000,
    "h": 3_600_000_000,
    "min": 60_000_000,
}
_SEVERAL: Final = 2  # of a unit, before it is taken


def format_level(value: float | None, unit: str) -> str:
    """Write a level of a control chart to one decimal: a mean and limits are estimates. A share is cut off.

    Args:
        value: In the unit; None is n/a.
        unit: count; share (0 to 1); time (microseconds elapsed).

    Examples:
        >>> format_level(7.0, "count"), format_level(0.956, "share"), format_level(864_000_000_000, "time")
        ('7', '95.6 %', '10 days')
    """
    if value is None:
        return "n/a"
    if unit == "share":
        return f"{_decimal(int(exact(value) * 1000) / 10)} %"
    if unit == "count" or value == 0:
        return _decimal(value)
    fitting = [(name, size) for name, size in _SPANS.items() if value >= _SEVERAL * size]
    name, size = fitting[0] if fitting else ("min", _SPANS["min"])
    return f"{_decimal(value / size)} {name}" if value >= size else "under 1 min"


def format_value(row: Row, unit: str) -> str:
    """Write what was measured at a point; of a share, also the counts.

    Examples:
        >>> format_value({"numerator": 22, "denominator": 24, "value": 22 / 24}, "share")
        '22/24, 91.6 %'
    """
    if unit != "share":
        return format_level(row["value"], unit)
    k, n = row["numerator"], row["denominator"]
    return f"{format_ratio(k, n)}, {format_share(k, n)}" if n else NONE_DUE


def _decimal(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def format_point(label: str) -> str:
    """Write the label of a point: a month in words, anything else as it stands.

    Examples:
        >>> format_point("2026-10"), format_point("INC-7")
        ('October 2026', 'INC-7')
    """
    return format_month(label) if is_month(label) else label


def is_month(label: str) -> bool:
    """Tell a month such as 2026-10 from any other label.

    Examples:
        >>> is_month("2026-10"), is_month("2026-13"), is_month("INC-7")
        (True, False, False)
    """
    year, _, month = label.partition("-")
    is_number = len(year) == 4 and len(month) == 2 and (year + month).isdecimal()
    return is_number and 1 <= int(month) <= len(MONTHS)


def rule_words(row: Row) -> list[str]:
    """Name the rules that a point broke.

    Examples:
        >>> rule_words({"is_outside": True, "is_run": False, "is_trend": False, "is_two_of_three": True})
        ['outside the limits', '2 of 3 beyond two sigma']
    """
    return [words for rule, words in _RULES.items() if row[rule]]


def control_points(points: pl.DataFrame, unit: str, *, name: str, caption: str) -> Fragment:
    """Write the points of control charts with a row a point, newest first, grouped by panel.

    Args:
        points: panel and the columns of a control chart.
        unit: As for `format_level`.
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    if points.is_empty():
        return sentence("No point was measured.")
    has_panels = points["panel"].n_unique() > 1 or points["panel"][0] != ""
    headings = [
        Heading("Point"),
        *([Heading("Panel")] if has_panels else []),
        *(Heading(words, True) for words in ("Value", "Mean", "Lower limit", "Upper limit")),
        Heading("Signal"),
    ]
    groups = [
        [_cells(row, unit, has_panels=has_panels) for row in part.reverse().iter_rows(named=True)]
        for _, part in points.group_by("panel", maintain_order=True)
    ]
    return Fragment(make_table(name, caption, headings, groups))


def _cells(row: Row, unit: str, *, has_panels: bool) -> list[Cell]:
    value = format_value(row, unit)
    levels = [format_level(row[name], unit) for name in ("centre", "low", "high")]
    trial = " (trial)" if row["is_trial"] and row["low"] is not None else ""
    return [
        text(format_point(row["label"])),
        *([text(row["panel"])] if has_panels else []),
        *(Cell(escape(words), True) for words in (value, *levels)),
        text("; ".join(rule_words(row)) + trial if row["is_special"] else "none" + trial),
    ]
