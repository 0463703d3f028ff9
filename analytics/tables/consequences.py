"""Tables of what follows from a target: points, credits, rectification plans, rolling totals."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.indicators import NO_POINTS, points, promise, result
from analytics.tables.markup import Cell, Heading, make_table, number, span, text, verdict
from analytics.tables.performance import LATE_HEADINGS, clause_and_duty, late_rows
from analytics.tables.words import (
    NONE_DUE,
    format_instant,
    format_month,
    format_month_short,
    format_pence,
    format_ratio,
    format_share,
    format_target,
    plural,
)

Row = dict[str, Any]
_CLAUSE = [heading.label for heading in LATE_HEADINGS].index("Clause")


def kpi_consequences(
    kpis: pl.DataFrame, *, caption: str = "What follows from each key performance indicator"
) -> Fragment:
    """Write one period's consequences: result beside rule, band, points, and the draft of a rating.

    The points of a KPI with failures are a link to them: ``#late-CLAUSE``, which `failures_by_clause` sets.

    Args:
        kpis: The rows of `verdict.conclude` of one period.
        caption: The table's caption.
    """
    if kpis.is_empty():
        return sentence("The contract in force has no clause to measure.")
    headings = [
        Heading("KPI"),
        Heading("Met of due", True),
        Heading("Its own test"),
        Heading("Verdict"),
        Heading("Band reached"),
        Heading("Points", True),
        Heading("Draft rating"),
    ]
    rows = [
        [
            Cell(promise(row)),
            result(row),
            text(row["target_text"]),
            _verdict(row),
            text(_band(row)),
            points(row),
            _rating(row),
        ]
        for row in kpis.iter_rows(named=True)
    ]
    return Fragment(make_table("consequences", caption, headings, [rows]))


def _verdict(row: Row) -> Cell:
    run = row["n_consecutive"]
    notes = ["too few to be sure"] if row["is_too_few"] else []
    notes += [f"{run} months in a row"] if run > 1 else []
    notes += [f"below the minimum of {format_target(row['minimum'])}"] if row["is_below_minimum"] else []
    small = f" <small>{escape(', '.join(notes))}</small>" if notes else ""
    return Cell(verdict(row["verdict"], is_too_few=row["is_too_few"]).html + small)


def _band(row: Row) -> str:
    if row["obliged"] != "supplier":
        return "none: the buyer's duty"
    if row["points"] is None:
        return "no bands agreed"
    if row["band"] is None:
        return "nothing fell due"
    words = f"{format_target(row['band'])} or more: " if row["band"] else "the lowest: "
    if row["up_to"] is not None and row["n_due"] <= row["up_to"] and row["verdict"] == "met":
        return "none: it passes by count"
    return words + plural(row["band_points"], "point")


def _rating(row: Row) -> Cell:
    if row["rating"] is None:
        return text("–")
    return text(row["rating"])


def rating_bands(kpis: pl.DataFrame) -> Fragment:
    """Write what the words of the ratings mean, once for the KPIs that share a target.

    Args:
        kpis: The rows of `verdict.conclude` of one period.
    """
    shared = kpis.drop_nulls("rating_bands").group_by("rating_bands", maintain_order=True)
    rows = shared.agg(pl.col("clause_id")).iter_rows()
    items = "".join(f"<li>{escape(bands)} ({escape(', '.join(names))})</li>" for bands, names in rows)
    if not items:
        return sentence("No rating is drafted: the contract in force owes the buyer nothing.")
    return Fragment(f"<p>The bands of the draft ratings:</p>\n<ul>{items}</ul>")


def credits(credits: pl.DataFrame, *, caption: str = "Service credits, by month") -> Fragment:
    """Write what the points of each period are worth.

    Args:
        credits: The columns of `verdict.Verdicts.credits`.
        caption: The table's caption.
    """
    if credits.is_empty():
        return sentence("The contract declares no service credits.")
    headings = [
        *(Heading("Month"), Heading("Points", True), Heading("From")),
        *(Heading(label, True) for label in ("Per point", "Before the cap", "Cap", "Share of the charge")),
        Heading("Amount", True),
    ]
    rows = [
        [
            text(format_month(row["period"])),
            number(row["points"]),
            text(_sources(row)),
            *(_share(row[name]) for name in ("credit_per_point", "share_before_cap")),
            _share(row["cap"], "none"),
            Cell(_share(row["share"]).html + (" <small>capped</small>" if row["is_capped"] else ""), True),
            Cell(format_pence(row["amount_pence"]), True),
        ]
        for row in credits.iter_rows(named=True)
    ]
    return Fragment(make_table("credits", caption, headings, [rows]))


def _sources(row: Row) -> str:
    pairs = zip(row["clause_ids"], row["clause_points"], strict=True)
    return ", ".join(f"{clause} {points}" for clause, points in pairs) or "none"


def _share(value: float | None, absent: str = "n/a") -> Cell:
    return Cell(absent if value is None else f'<data value="{value!r}">{format_target(value)}</data>', True)


def triggers(
    triggers: pl.DataFrame, *, caption: str = "Failures that call for a rectification plan"
) -> Fragment:
    """Write which KPI calls for a plan, by which rule, and the months that it comes from.

    Args:
        triggers: The columns of `verdict.Verdicts.triggers`.
        caption: The table's caption.
    """
    if triggers.is_empty():
        return sentence("No repeated failure calls for a rectification plan.")
    headings = [Heading(label) for label in ("KPI", "Month", "Rule", "Comes from", "Status")]
    rows = [
        [
            text(row["title"]),
            text(format_month(row["period"])),
            text(_rule(row)),
            text(_causes(row)),
            text("new" if row["is_new"] else "continues"),
        ]
        for row in triggers.iter_rows(named=True)
    ]
    return Fragment(make_table("triggers", caption, headings, [rows]))


def _rule(row: Row) -> str:
    span = "months in a row" if row["of"] is None else f"of any {row['of']} months"
    return f"below {row['level']} in {row['n_needed']} {span}"


def _causes(row: Row) -> str:
    each = zip(row["periods"], row["n_met"], row["n_due"], strict=True)
    return ", ".join(f"{format_month_short(month)} {format_ratio(k, n)}" for month, k, n in each)


def rolling_totals(
    rolling: pl.DataFrame, *, caption: str = "Rolling totals of three and six months"
) -> Fragment:
    """Write the last three and six months of each KPI as totals.

    Args:
        rolling: The columns of `verdict.Verdicts.rolling` of one period, and `title` where it is known.
        caption: The table's caption.
    """
    if rolling.is_empty():
        return sentence("There is no month to add up.")
    by_clause = [list(rows) for _, rows in groupby(rolling.to_dicts(), key=lambda row: row["clause_id"])]
    headings = [Heading("KPI")]
    for row in by_clause[0]:
        headings += [
            Heading(f"{row['n_window']} months, met of due", True),
            Heading(f"{row['n_window']} months, points", True),
        ]
    rows = [[text(rows[0].get("title") or rows[0]["clause_id"]), *_totals(rows)] for rows in by_clause]
    return Fragment(make_table("rolling", caption, headings, [rows]))


def _totals(rows: list[Row]) -> list[Cell]:
    cells = []
    for row in rows:
        k, n, months = row["n_met"], row["n_due"], row["n_periods"]
        fewer = f" <small>of {plural(months, 'month')}</small>" if months < row["n_window"] else ""
        words = NONE_DUE if n == 0 else f"{format_ratio(k, n)} <small>{format_share(k, n)}</small>"
        cells += [
            Cell(words + fewer, True),
            NO_POINTS if row["points"] is None else number(row["points"]),
        ]
    return cells


def failures_by_clause(failures: pl.DataFrame, timezone: str) -> Fragment:
    """Write the failures behind each KPI, one table a clause: where its points link to.

    Args:
        failures: The columns that `late_obligations` needs, rows of one clause together.
        timezone: The contract's zone, in which instants are written.
    """
    if failures.is_empty():
        return sentence("No obligation that fell due was missed or left without evidence.")
    headings = [heading for n, heading in enumerate(LATE_HEADINGS) if n != _CLAUSE]  # the caption names it
    parts = []
    for rows in failures.partition_by("clause_id", maintain_order=True):
        clause = rows["clause_id"].item(0)
        caption = f"{clause_and_duty(clause, rows['obliged'].item(0))}: {plural(rows.height, 'failure')}"
        cells = [[cell for n, cell in enumerate(row) if n != _CLAUSE] for row in late_rows(rows, timezone)]
        table = make_table(f"late-{escape(clause)}", caption, headings, [cells])
        parts.append(f'<div id="late-{escape(clause)}">\n{table}\n</div>')
    return Fragment("\n".join(parts))


def statutory(
    rows: pl.DataFrame, timezone: str, *, caption: str = "The buyer's own time when it was told"
) -> Fragment:
    """Write how much of the statutory time was left when the buyer was told.

    Args:
        rows: The columns of `summary.statutory_time_left`; aware_at null: withheld. Where the buyer was not
            told, the time left is what an instant notice would have left.
        timezone: The contract's zone, in which instants are written.
        caption: The table's caption.
    """
    if rows.is_empty():
        return sentence("No notice that the buyer owes a regulator fell due this month.")
    headings = [
        *(Heading(label) for label in ("Incident", "Clause", "Supplier aware", "Buyer told")),
        Heading("Statutory time left", True),
    ]
    cells = [
        [text(row["incident_id"]), text(row["clause_id"]), *_time_left(row, timezone)]
        for row in rows.iter_rows(named=True)
    ]
    return Fragment(make_table("statutory", caption, headings, [cells]))


def _time_left(row: Row, timezone: str) -> list[Cell]:
    if row["aware_at"] is None:
        return [text("withheld"), text("withheld"), Cell("withheld", True)]
    aware = text(format_instant(row["aware_at"], timezone))
    told = text("not told" if row["told_at"] is None else format_instant(row["told_at"], timezone))
    if row["left"] is not None and row["left"] < timedelta(0):
        return [aware, told, Cell(f"over since {span(-row['left']).html}", True)]
    return [aware, told, span(row["left"])]
