"""Tables of the load and of the time taken: durations and volume."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, sentence
from analytics.tables.markup import Cell, Heading, make_table, number, span, text
from analytics.tables.words import format_limit

MEASURE_WORDS: Final = {
    "time_to_acknowledge": "Time to acknowledge",
    "time_to_resolve": "Time to resolve",
    "time_to_notify": "Time to notify",
}
SMALLEST_FOR_P90: Final = 10


def durations(durations: pl.DataFrame, *, caption: str = "Time taken, by month of the stop") -> Fragment:
    """Write how long things took: n, still open, mean, median, P90 from n = 10, maximum.

    Args:
        durations: The columns of durations.
        caption: The table's caption.
    """
    if durations.is_empty() or not durations.select((pl.col("n") + pl.col("n_open")).sum()).item():
        return sentence("No clock stopped in this period, so no time taken can be given.")
    headings = [
        *(Heading(label) for label in ("Measure", "Clock", "Severity")),
        *(Heading(label, True) for label in ("n", "Still open", "Mean", "Median", "P90", "Maximum")),
    ]
    groups = [
        [_durations_row(row) for row in rows]
        for _, rows in groupby(
            durations.iter_rows(named=True), key=lambda row: (row["measure"], row["clock"])
        )
    ]
    return Fragment(make_table("durations", caption, headings, groups))


def _durations_row(row: dict[str, Any]) -> list[Cell]:
    few = 0 < row["n"] < SMALLEST_FOR_P90
    return [
        text(MEASURE_WORDS.get(row["measure"], row["measure"])),
        text(row["clock"]),
        text(severity_words(row["severity"])),
        number(row["n"]),
        number(row["n_open"]),
        span(row["mean"]),
        span(row["median"]),
        span(row["p90"], "n below 10" if few else "n/a"),
        span(row["max"]),
    ]


def medians(
    survival: pl.DataFrame,
    *,
    caption: str = "Median time with open incidents counted, opened in this month and the three before",
) -> Fragment:
    """Write Kaplan-Meier medians with the number of incidents that still wait.

    Args:
        survival: The columns of `summary.survival_medians`.
        caption: The table's caption.
    """
    if survival.is_empty():
        return sentence("No clock was started by an incident of this month or the three before.")
    headings = [
        *(Heading("Measure"), Heading("Severity")),
        *(Heading(label, True) for label in ("Incidents", "Still waiting", "Kaplan-Meier median")),
    ]
    rows = [
        [
            text(MEASURE_WORDS.get(row["measure"], row["measure"])),
            text(severity_words(row["severity"])),
            number(row["n"]),
            number(row["n_censored"]),
            span(row["median"], "not reached"),
        ]
        for row in survival.iter_rows(named=True)
    ]
    return Fragment(make_table("medians", caption, headings, [rows]))


def volume(volume: pl.DataFrame, *, caption: str = "Incidents opened, resolved and open") -> Fragment:
    """Write the load of a period by severity.

    Args:
        volume: The columns of volume, of one period.
        caption: The table's caption.
    """
    if volume.is_empty():
        return sentence("No incidents.")
    counts = {
        "n_opened": "Opened",
        "n_opened_resolved": "Of these, resolved",
        "n_resolved": "Resolved, whenever opened",
        "n_open": "Open at the end",
    }
    headings = [Heading("Severity"), *(Heading(label, True) for label in counts.values())]
    rows = [
        [text(severity_words(row["severity"])), *(number(row[name]) for name in counts)]
        for row in volume.iter_rows(named=True)
    ]
    return Fragment(make_table("volume", caption, headings, [rows]))


def severity_words(severity: str) -> str:
    """Write a severity, or that all are meant.

    Examples:
        >>> severity_words("P1"), severity_words("all")
        ('P1', 'All severities')
    """
    return "All severities" if severity == "all" else severity


def range_words(low: Any, high: Any) -> str:
    """Write a half-open class of a distribution.

    Examples:
        >>> from datetime import timedelta
        >>> range_words(timedelta(hours=1), timedelta(hours=2)), range_words(timedelta(days=30), None)
        ('1 h to under 2 h', '720 h and beyond')
    """
    if high is None:
        return f"{format_limit(low)} and beyond"
    return f"{format_limit(low)} to under {format_limit(high)}"


def distribution(distribution: pl.DataFrame, *, name: str, caption: str) -> Fragment:
    """Write a distribution: a row for each class of time, a column for each severity.

    Args:
        distribution: severity, bin, low, high (Duration; null high: beyond), n (Int64).
        name: Unique on the page; part of ids.
        caption: The table's caption.
    """
    cells = {(row["bin"], row["severity"]): row for row in distribution.iter_rows(named=True)}
    severities = sorted({key[1] for key in cells})
    classes = {row["bin"]: range_words(row["low"], row["high"]) for row in cells.values()}
    headings = [Heading("Time to resolve"), *(Heading(severity, True) for severity in severities)]
    rows = [
        [text(words), *(number(cells.get((place, severity), {}).get("n")) for severity in severities)]
        for place, words in sorted(classes.items())
    ]
    return Fragment(make_table(name, caption, headings, [rows]))
