"""Page one's table: each key performance indicator in one row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.icons import assurance_icon, variation_icon
from analytics.tables.markup import Cell, Heading, make_table, number, verdict
from analytics.tables.words import (
    NONE_DUE,
    format_interval,
    format_month,
    format_month_short,
    format_ratio,
    format_share,
    plural,
)

Row = dict[str, Any]
NO_POINTS: Final = Cell("–", True)
_PREVIOUS: Final = 3
# Of a KPI: variation, direction, assurance, as a control chart reads them.
Signals = Mapping[str, tuple[str, str | None, str | None]]


def kpi(
    kpis: pl.DataFrame,
    previous: Sequence[pl.DataFrame] = (),
    signals: Signals | None = None,
    *,
    unreported: Collection[str] = (),
    caption: str = "Key performance indicators",
) -> Fragment:
    """Write page one's table: promise, this month, verdict, points, target, three months before, interval.

    Args:
        kpis: The rows of `verdict.conclude` of one period.
        previous: Those of earlier months, newest first; at most three are shown.
        signals: Per clause_id what its control chart says; a KPI without one has a dash. None: no column.
        unreported: Ids of clauses of which no export tells anything.
        caption: The table's caption.

    Returns:
        The table, or a sentence where the contract has no clause.
    """
    if kpis.is_empty():
        return sentence("The contract in force has no clause to measure.")
    earlier = [frame for frame in previous[:_PREVIOUS] if not frame.is_empty()]
    before = [{row["clause_id"]: row for row in frame.iter_rows(named=True)} for frame in earlier]
    months = [str(frame["period"][0]) for frame in (kpis, *earlier)]
    headings = [
        Heading("Promise"),
        Heading(format_month(months[0]), True),
        Heading("Verdict"),
        Heading("Points", True),
        Heading("Target"),
        *(Heading(format_month_short(month), True) for month in months[1:]),
        Heading("95 % interval", True),
        *([] if signals is None else [Heading("Signal")]),
    ]
    groups = [
        [_row(row, [known.get(row["clause_id"]) for known in before], signals, unreported) for row in rows]
        for rows in _by_kind(kpis)
    ]
    return Fragment(make_table("kpi", caption, headings, groups))


def _row(
    row: Row, before: list[Row | None], signals: Signals | None, unreported: Collection[str]
) -> list[Cell]:
    return [
        Cell(promise(row)),
        result(row),
        _verdict(row, is_reported=row["clause_id"] not in unreported),
        points(row),
        Cell(f"{escape(row['target_text'])} <small>{escape(row.get('within') or '')}</small>"),
        *(result(other) for other in before),
        Cell(format_interval(row["interval_low"], row["interval_high"]), True),
        *([] if signals is None else [_signal(signals.get(row["clause_id"]))]),
    ]


def promise(row: Row) -> str:
    """Name a clause, with a link to its words, and where the signed contract says so."""
    clause, title = row["clause_id"], row.get("title")
    known = escape(clause)
    link = f'<a href="../contract.html#clause-{known}">{known}</a>'
    reference = escape(row.get("reference") or "")
    if title in (None, clause):
        return f"{link} <small>{reference}</small>"
    return f"{escape(title)} <small>{', '.join(part for part in (link, reference) if part)}</small>"


def result(row: Row | None) -> Cell:
    """Write met of due with the share, and the range that disputed or imprecise instants leave."""
    if row is None:
        return Cell("–", True)
    met, due = row["n_met"], row["n_due"]
    if due == 0:
        return Cell(NONE_DUE, True)
    shown = f'<data value="{met / due!r}">{format_share(met, due, row["target"])}</data>'
    low, high = row["n_met_low"], row["n_met_high"]
    spread = "" if low == high else f" <small>{low} to {high} in doubt</small>"
    return Cell(f"{format_ratio(met, due)} <small>{shown}</small>{spread}", True)


def points(row: Row) -> Cell:
    """Write service points as a link to the failures that they come from: ``#late-CLAUSE``."""
    if row["points"] is None:
        return NO_POINTS
    shown = number(row["points"]).html
    if row["n_late"]:
        clause = escape(row["clause_id"])
        told = f"{plural(row['points'], 'point')}: {plural(row['n_late'], 'failure')} of {row['clause_id']}"
        shown = f'<a href="#late-{clause}" aria-label="{escape(told)}">{shown}</a>'
    return Cell(shown + (" <small>doubled</small>" if row["is_doubled"] else ""), True)


def _verdict(row: Row, *, is_reported: bool) -> Cell:
    note = " <small>too few to be sure</small>" if row["is_too_few"] else ""
    return Cell(verdict(row["verdict"], is_too_few=row["is_too_few"], is_reported=is_reported).html + note)


def _signal(signal: tuple[str, str | None, str | None] | None) -> Cell:
    if signal is None:
        return Cell("–")
    variation, direction, assurance = signal
    return Cell(variation_icon(variation, direction) + (assurance_icon(assurance) if assurance else ""))


def _by_kind(frame: pl.DataFrame) -> Iterable[list[Row]]:
    for _, rows in groupby(frame.iter_rows(named=True), key=lambda row: row["kind"]):
        yield list(rows)
