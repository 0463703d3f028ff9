"""The table of failures: where each clause's points lead, one group of rows a clause."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Group, Heading, instant, make_grouped_table, span, text
from analytics.tables.performance import clause_and_duty
from analytics.tables.words import join_words, plural

Row = dict[str, Any]
HEADINGS: Final = (
    *(Heading(label) for label in ("Incident", "Severity", "Clock started", "Due", "Stopped")),
    Heading("Net time", True),
    Heading("Outcome"),
)


def failures_by_clause(
    failures: pl.DataFrame, timezone: str, *, caption: str = "Missed or not evidenced, by clause"
) -> Fragment:
    """Write the failures behind each KPI as one table; a clause's group is where its points link to.

    Ids and instants only, no words of the incident. What is withheld has one line in its group: how many,
    of which severity and outcome. Status updates that are lacking one after the other share a line.

    Args:
        failures: incident_id, episode, slot, clause_id, kind, obliged, severity, starts_at (null: withheld),
            due_at (null: a pause was open), stopped_at (null: not stopped), net (Duration), outcome; rows of
            one clause together.
        timezone: The contract's zone, in which instants are written.
        caption: The table's caption.
    """
    if failures.is_empty():
        return sentence("No obligation that fell due was missed or left without evidence.")
    groups = [_group(rows, timezone) for rows in failures.partition_by("clause_id", maintain_order=True)]
    return Fragment(make_grouped_table("late", caption, HEADINGS, groups))


def _group(rows: pl.DataFrame, timezone: str) -> Group:
    clause, obliged = rows.select("clause_id", "obliged").row(0)
    label = f"{clause_and_duty(clause, obliged)}: {plural(rows.height, 'failure')}"
    is_shown = pl.col("starts_at").is_not_null()
    shown = [_row(row, timezone) for row in _in_a_row(rows.filter(is_shown)).iter_rows(named=True)]
    hidden = rows.filter(~is_shown)
    note = "" if hidden.is_empty() else escape(_withheld(hidden))
    return Group(f"late-{escape(clause)}", escape(label), shown, note)


def _in_a_row(rows: pl.DataFrame) -> pl.DataFrame:
    """Put slots of an incident that nobody filled, each next to the other, into one row with their number."""
    keys = ["incident_id", "episode", "severity", "outcome"]
    is_lacking = (pl.col("kind") == "update") & pl.col("stopped_at").is_null()
    ordered = rows.with_row_index("place").sort("incident_id", "episode", "slot", maintain_order=True)
    goes_on = pl.all_horizontal(
        *(pl.col(key) == pl.col(key).shift(1) for key in keys),
        pl.col("slot") == pl.col("slot").shift(1) + 1,
        is_lacking & is_lacking.shift(1),
    ).fill_null(value=False)
    runs = ordered.with_columns(run=(~goes_on).cum_sum()).group_by("run", maintain_order=True)
    return runs.agg(pl.exclude("due_at").first(), pl.col("due_at").last(), n=pl.len()).sort("place")


def _row(row: Row, timezone: str) -> list[Cell]:
    is_lacking = row["kind"] == "update" and row["stopped_at"] is None  # its clock would run for ever
    several = "" if row["n"] == 1 else f" <small>{row['n']:,} updates in a row</small>"
    return [
        Cell(text(row["incident_id"]).html + several),
        text(row["severity"]),
        *(instant(row[name], timezone) for name in ("starts_at", "due_at")),
        instant(row["stopped_at"], timezone, "none came" if is_lacking else "not stopped"),
        span(None if is_lacking else row["net"], "–"),
        text(row["outcome"]),
    ]


def _withheld(hidden: pl.DataFrame) -> str:
    """Count what is withheld: ``3 withheld (security): 2 P1 missed and 1 P3 not evidenced``."""
    counts = hidden.group_by("severity", "outcome").len().sort("severity", "outcome")
    parts = [f"{n} {severity} {outcome}" for severity, outcome, n in counts.iter_rows()]
    return f"{hidden.height} {hidden['incident_id'].item(0)}: {join_words(parts)}"
