"""Tables of what follows from a target: points, credits, rectification plans, rolling totals."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.indicators import NO_POINTS, points, promise, result
from analytics.tables.markup import Cell, Heading, make_table, number, span, text, verdict
from analytics.tables.words import (
    NONE_DUE,
    format_instant,
    format_month,
    format_month_short,
    format_pence,
    format_ratio,
    format_share,
    format_target,
    join_words,
    plural,
)

Row = dict[str, Any]


def kpi_consequences(
    kpis: pl.DataFrame, *, caption: str = "What follows from each key performance indicator"
) -> Fragment:
    """Write what follows in one period: result beside rule, band, points, and the draft of a rating.

    A KPI that the supplier missed, or that earns points, has a row; the others are counted in a sentence.
    The points of a KPI with failures are a link to them: ``#late-CLAUSE``, which `failures_by_clause` sets.

    Args:
        kpis: The rows of `verdict.conclude` of one period.
        caption: The table's caption.
    """
    if kpis.is_empty():
        return sentence("The contract in force has no clause to measure.")
    follows = (pl.col("verdict") == "missed") | (pl.col("points") > 0).fill_null(value=False)
    has_row = (pl.col("obliged") == "supplier") & follows
    rest = _rest(kpis.filter(~has_row))
    kpis = kpis.filter(has_row)
    if kpis.is_empty():
        return sentence(f"Nothing follows this month. {rest}")
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
    table = make_table("consequences", caption, headings, [rows])
    return Fragment(f"{table}\n{sentence(rest).html}" if rest else table)


def _rest(kpis: pl.DataFrame) -> str:
    """Count the KPIs from which nothing follows, by why."""
    is_owed = pl.col("obliged") == "supplier"
    n_met, n_idle, n_buyers = kpis.select(
        met=(is_owed & (pl.col("n_due") > 0)).sum(),
        idle=(is_owed & (pl.col("n_due") == 0)).sum(),
        buyers=(~is_owed).sum(),
    ).row(0)
    parts = [
        (
            n_met,
            f"{plural(n_met, 'KPI')} met {'its' if n_met == 1 else 'their'} own test (draft rating Good)",
        ),
        (n_idle, f"{plural(n_idle, 'KPI')} had nothing due (Other)"),
        (n_buyers, f"{plural(n_buyers, 'KPI')} {'is' if n_buyers == 1 else 'are'} the buyer’s own duty"),
    ]
    words = join_words([said for n, said in parts if n])
    return f"{words}." if words else ""


def _verdict(row: Row) -> Cell:
    run = row["n_consecutive"]
    notes = ["too few to be sure"] if row["is_too_few"] else []
    notes += [f"{run} months in a row"] if run > 1 else []
    notes += [f"below the minimum of {format_target(row['minimum'])}"] if row["is_below_minimum"] else []
    small = f" <small>{escape(', '.join(notes))}</small>" if notes else ""
    return Cell(verdict(row["verdict"], is_too_few=row["is_too_few"]).html + small)


def _band(row: Row) -> str:
    if row["points"] is None:
        return "no bands agreed"
    words = f"{format_target(row['band'])} or more: " if row["band"] else "the lowest: "
    return words + plural(row["band_points"], "point")


def _rating(row: Row) -> Cell:
    if row["rating"] is None:
        return text("–")
    return text(row["rating"])


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
    """Write which KPI calls for a plan, by which rules, and the months that it comes from: a row a KPI.

    Args:
        triggers: The columns of `verdict.Verdicts.triggers`.
        caption: The table's caption.
    """
    if triggers.is_empty():
        return sentence("No repeated failure calls for a rectification plan.")
    headings = [Heading(label) for label in ("KPI", "Month", "Rule", "Comes from", "Status")]
    by_kpi = triggers.partition_by("period", "clause_id", maintain_order=True)
    rows = [_trigger(each.to_dicts()) for each in by_kpi]
    return Fragment(make_table("triggers", caption, headings, [rows]))


def _trigger(rules: list[Row]) -> list[Cell]:
    """Write one KPI of one month, whichever of the two rules call for a plan."""
    first = rules[0]
    causes = {
        month: (k, n)
        for row in rules
        for month, k, n in zip(row["periods"], row["n_met"], row["n_due"], strict=True)
    }
    return [
        text(first["title"]),
        text(format_month(first["period"])),
        text("; ".join(_rule(row) for row in rules)),
        text(
            ", ".join(
                f"{format_month_short(month)} {format_ratio(*causes[month])}" for month in sorted(causes)
            )
        ),
        text("new" if all(row["is_new"] for row in rules) else "continues"),
    ]


def _rule(row: Row) -> str:
    span = "months in a row" if row["of"] is None else f"of any {row['of']} months"
    return f"below {row['level']} in {row['n_needed']} {span}"


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
