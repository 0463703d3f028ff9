"""Tables of what moves a figure: rules one at a time, the other reading of a rule, relief, month bases."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, make_table, number, share, text, verdict
from analytics.tables.performance import KIND_WORDS
from analytics.tables.words import NONE_DUE, format_ratio, format_share, plural

Row = dict[str, Any]
STEP_WORDS: Final = {
    "gross": "Gross: every clock as it ran, nothing left out",
    "pauses": "Pauses that the clause allows",
    "exclusions": "Exclusions by type of record",
    "relief": "Relief",
    "downgrades": "Severity lowered",
    "reopenings": "Reopened within the window, taken as one",
    "duplicates": "Duplicates and children, under their parent",
    "reported": "Reported",
}
MOST_NAMED: Final = 12
BASES: Final = (  # each basis, with the parts that sum to it
    {
        "n_due": "Due this month",
        "n_due_opened_this": "– opened this month",
        "n_due_opened_earlier": "– opened earlier",
        "n_due_opened_later": "– opened later",
    },
    {
        "n_opened": "Opened this month",
        "n_opened_due_this": "– due this month",
        "n_opened_due_later": "– due later",
        "n_opened_due_earlier": "– due earlier",
        "n_opened_pending": "– pending",
    },
    {
        "n_stopped": "Stopped this month",
        "n_stopped_due_this": "– due this month",
        "n_stopped_due_earlier": "– due earlier",
        "n_stopped_due_later": "– due later",
    },
)


def bridge(
    steps: pl.DataFrame, *, caption: str = "From gross to reported attainment, one kind of rule at a time"
) -> Fragment:
    """Write how each kind of rule moved each KPI that any of them moved.

    Args:
        steps: The columns of `summary.bridge`, the incidents of a withheld row already replaced.
        caption: The table's caption.
    """
    groups = [rows for rows in _by_clause(steps) if any(row["incidents"] for row in rows)]
    if not groups:
        return sentence("No rule of the contract moved a figure of this month: gross is what is reported.")
    headings = [
        *(Heading("KPI"), Heading("Step")),
        *(Heading(label, True) for label in ("Due", "Met", "Met of due")),
        Heading("Incidents"),
    ]
    return Fragment(make_table("bridge", caption, headings, [_bridge_rows(rows) for rows in groups]))


def _bridge_rows(rows: list[Row]) -> list[list[Cell]]:
    moved = [row for row in rows if row["step"] == "gross" or row["incidents"]]
    last = {**rows[-1], "step": "reported", "change_due": None, "change_met": None, "incidents": None}
    return [
        [
            text(row["clause_id"]),
            text(STEP_WORDS[row["step"]]),
            _change(row["change_due"], row["n_due"]),
            _change(row["change_met"], row["n_met"]),
            _ratio(row["n_met"], row["n_due"]),
            _incidents(row["incidents"]),
        ]
        for row in [*moved, last]
    ]


def _change(change: int | None, total: int) -> Cell:
    if change is None:
        return number(total)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return Cell(f'<data value="{change}">{sign}{abs(change):,}</data>', True)


def _ratio(met: int, due: int) -> Cell:
    if due == 0:
        return Cell(NONE_DUE, True)
    return Cell(f"{format_ratio(met, due)} <small>{format_share(met, due)}</small>", True)


def _incidents(names: list[str] | None) -> Cell:
    if not names:
        return Cell("–")
    more = len(names) - MOST_NAMED
    shown = ", ".join(escape(name) for name in names[:MOST_NAMED])
    return Cell(shown + (f" and {more:,} more" if more > 0 else ""))


def both_ways(
    rows: pl.DataFrame, *, caption: str = "The same month under the other reading of a rule"
) -> Fragment:
    """Write what the other value of a rule would make of the month's KPIs.

    Args:
        rows: The columns of `summary.both_ways`.
        caption: The table's caption.
    """
    if rows.is_empty():
        return sentence("No figure of this month hangs on a choice between two readings of a rule.")
    headings = [
        *(Heading(label) for label in ("Rule", "As agreed", "The other way", "KPI")),
        *(Heading(label, True) for label in ("As agreed, met of due", "The other way, met of due")),
        Heading("Incidents"),
    ]
    cells = [
        [
            *(text(row[name]) for name in ("rule", "agreed", "other", "clause_id")),
            _ratio(row["n_met"], row["n_due"]),
            _ratio(row["n_met_other"], row["n_due_other"]),
            _incidents(row["incidents"]),
        ]
        for row in rows.iter_rows(named=True)
    ]
    return Fragment(make_table("both-ways", caption, headings, [cells]))


def relief(readings: pl.DataFrame, *, caption: str = "Attainment under each reading of relief") -> Fragment:
    """Write each KPI that any claim concerns under each reading.

    Args:
        readings: The columns of `summary.relief_readings`.
        caption: The table's caption.
    """
    groups = [rows for rows in _by_clause(readings) if any(row["n_relieved"] for row in rows)]
    if not groups:
        return sentence("No claim for relief concerns an obligation that fell due this month.")
    headings = [
        *(Heading("KPI"), Heading("Claims that exclude")),
        *(Heading(label, True) for label in ("Excluded", "Due", "Met", "Attainment")),
        Heading("Verdict"),
    ]
    return Fragment(make_table("relief", caption, headings, [_relief_rows(rows) for rows in groups]))


def _relief_rows(rows: list[Row]) -> list[list[Cell]]:
    return [
        [
            text(row["clause_id"]),
            Cell(escape(row["reading"]) + (" <small>as agreed</small>" if row["is_agreed"] else "")),
            *(number(row[name]) for name in ("n_relieved", "n_due", "n_met")),
            share(row["n_met"], row["n_due"]),
            verdict(row["verdict"], is_too_few=False),
        ]
        for row in rows
    ]


def bases(
    rows: pl.DataFrame, *, caption: str = "Obligations by the month opened, due and stopped"
) -> Fragment:
    """Write how the bases of a month join: the parts of each count sum to it.

    Args:
        rows: The columns of `summary.month_bridge` by kind.
        caption: The table's caption.
    """
    if rows.is_empty():
        return sentence("No obligation was opened, due or stopped this month.")
    places = {kind: place for place, kind in enumerate(KIND_WORDS)}
    rows = rows.sort(pl.col("kind").replace_strict(places, default=len(places), return_dtype=pl.Int64))
    kinds = rows["kind"].to_list()
    headings = [Heading("Obligations"), *(Heading(KIND_WORDS.get(kind, kind), True) for kind in kinds)]
    groups = [
        [[text(label), *(number(count) for count in rows[name])] for name, label in part.items()]
        for part in BASES
    ]
    return Fragment(make_table("bases", caption, headings, groups))


def exclusions(
    rows: pl.DataFrame, *, caption: str = "Obligations excluded, with reason and approver"
) -> Fragment:
    """Write why obligations of the month are excluded and who agreed it.

    Args:
        rows: reason, approver (null: by a rule of the contract), n (obligations), n_incidents.
        caption: The table's caption.
    """
    if rows.is_empty():
        return sentence("No obligation that fell due this month is excluded.")
    headings = [
        *(Heading("Reason"), Heading("Approved by")),
        *(Heading(label, True) for label in ("Obligations", "Incidents")),
    ]
    cells = [
        [
            text(row["reason"]),
            text(row["approver"], "a rule of the contract"),
            number(row["n"]),
            number(row["n_incidents"]),
        ]
        for row in rows.iter_rows(named=True)
    ]
    return Fragment(make_table("exclusions", caption, headings, [cells]))


def chances(rows: list[tuple[str, str]]) -> Fragment:
    """Write for each KPI how often a supplier exactly at target would miss this month.

    Args:
        rows: The KPI, and what `chance_sentence` says.
    """
    if not rows:
        return sentence("Nothing fell due, so there is nothing to miss by chance.")
    items = "".join(f"<li><strong>{escape(name)}</strong>: {escape(words)}</li>" for name, words in rows)
    n = plural(len(rows), "indicator")
    return Fragment(f'<details class="long"><summary>{n}, one by one</summary>\n<ul>{items}</ul>\n</details>')


def _by_clause(frame: pl.DataFrame) -> list[list[Row]]:
    return [list(rows) for _, rows in groupby(frame.to_dicts(), key=lambda row: row["clause_id"])]
