"""The figures as plain text tables, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from analytics.tables.words import (
    NOT_APPLICABLE,
    format_count,
    format_instant,
    format_interval,
    format_pence,
    format_share,
    format_span,
    format_target,
    plural,
)
from analytics.visible import reveal_all

Rows = list[list[str]]
SHOWN_FLIPS = 5
_DURATION_HEADS = ["measure", "clock", "severity", "n", "open", "mean", "median", "P90", "longest"]
_COUNTS = ("n_met", "n_due", "n_missed", "n_not_evidenced", "n_pending", "n_excluded")
_COUNT_HEADS = ["met", "due", "missed", "not evidenced", "pending", "excluded", "share", "range"]


def figures_table(figures: dict[str, Any], timezone: str, note: str | None = None) -> str:
    """Lay out what `report.figures.make_figures` returned.

    Per period: incidents; each clause with its verdict and points; beneath, the severities of clauses that
    cover several; the credit; and durations.

    Args:
        figures: What `make_figures` returned.
        timezone: The contract's zone, in which instants are written.
        note: A sentence on what no figure holds; None: there is nothing to say.
    """
    lines = [line for period in figures["periods"] for line in _period(period, timezone)]
    return "\n".join([*lines, *([note] if note else [])]) + "\n"


def simulation_table(simulation: dict[str, Any]) -> str:
    """Lay out what `report.simulate` gave: the KPIs that the variation moves, and by which incidents."""
    simulation = reveal_all(simulation)
    moved = [
        (period["period"], kpi)
        for period in simulation["periods"]
        for kpi in period["kpis"]
        if kpi["before"] != kpi["after"] or kpi["n_flipped"]
    ]
    n = sum(len(period["kpis"]) for period in simulation["periods"])
    lines = [
        f"{simulation['contract']} under {simulation['variation']}: {len(moved)} of {n} figures move",
        "",
    ]
    if moved:
        heads = [
            "month",
            "KPI",
            "before",
            "points",
            "after",
            "points",
            "flip",
            "incidents, and what else moves it",
        ]
        rows = [[month, kpi["clause"], *_moved(kpi)] for month, kpi in moved]
        lines += [*lay_out(heads, rows, 2), ""]
    n_flipped = simulation["n_flipped"]
    lines.append(f"{n_flipped} incident{'' if n_flipped == 1 else 's'} flip{'s' if n_flipped == 1 else ''}.")
    return "\n".join(lines) + "\n"


def _moved(kpi: dict[str, Any]) -> list[str]:
    cells = []
    for side in (kpi["before"], kpi["after"]):
        if side is None:
            cells += ["-", "-"]
            continue
        cells.append(f"{side['n_met']}/{side['n_due']} {side['verdict'].replace('_', ' ')}")
        cells.append("-" if side["points"] is None else format_count(side["points"]))
    shown = ", ".join(kpi["flipped"][:SHOWN_FLIPS])
    more = len(kpi["flipped"]) - SHOWN_FLIPS
    incidents = shown + (f" and {more} more" if more > 0 else "")
    return [*cells, format_count(kpi["n_flipped"]), "; ".join(filter(None, (incidents, kpi["note"])))]


def _period(period: dict[str, Any], timezone: str) -> Iterator[str]:
    provisional = " (PROVISIONAL: the data ends earlier)" if period["is_provisional"] else ""
    as_of = format_instant(datetime.fromisoformat(period["as_of"]), timezone)
    yield f"{period['period']}, as known at {as_of}{provisional}"
    yield ""
    yield from lay_out(["incidents", "opened", "resolved", "open"], _incidents(period["incidents"]), 1, 0)
    yield ""
    heads = ["clause", *_COUNT_HEADS, "points", "verdict", "target"]
    yield from lay_out(heads, [_kpi(row) for row in period["kpis"]], 1, 2)
    yield ""
    parts = [_part(row) for row in period["attainment"] if row["verdict"] is None]
    if parts:
        yield from lay_out(["of these", "severity", *_COUNT_HEADS], parts, 2, 0)
        yield ""
    for row in period.get("credits", ()):
        yield f"service credit: {_credit(row)}"
        yield ""
    yield from lay_out(_DURATION_HEADS, [_duration(row) for row in period["durations"]], 3, 0)
    yield ""


def _incidents(incidents: dict[str, Any]) -> Rows:
    entries = {**incidents["by_severity"], "all": incidents}
    return [
        [name, *(format_count(row[f"n_{part}"]) for part in ("opened", "resolved", "open"))]
        for name, row in entries.items()
    ]


def _kpi(row: dict[str, Any]) -> list[str]:
    points = "-" if row["points"] is None else format_count(row["points"])
    points += " doubled" if row["is_doubled"] else ""
    return [row["clause"], *_counted(row), points, _verdict(row), row["target_text"]]


def _part(row: dict[str, Any]) -> list[str]:
    return [row["clause"], row["severity"], *_counted(row)]


def _counted(row: dict[str, Any]) -> list[str]:
    return [
        *(format_count(row[name]) for name in _COUNTS),
        format_share(row["n_met"], row["n_due"], row["target"]),
        format_interval(row["interval_low"], row["interval_high"]),
    ]


def _credit(row: dict[str, Any]) -> str:
    """Write what the points of a month are worth: ``6 points, 1.25 % of the charge (capped), £1,250.01``."""
    share = f"{format_target(row['share'])} of the charge" + (" (capped)" if row["is_capped"] else "")
    amount = [] if row["amount_pence"] is None else [format_pence(row["amount_pence"])]
    return ", ".join([plural(row["points"], "point"), share, *amount])


def _verdict(row: dict[str, Any]) -> str:
    if not row["is_reported"]:
        return "not reported"
    low, high = row["n_met_low"], row["n_met_high"]
    doubts = ["too few to tell"] if row["is_too_few"] else []
    doubts += [f"{low} to {high} met, in doubt"] if low != high else []
    return str(row["verdict"]).replace("_", " ") + (f" ({'; '.join(doubts)})" if doubts else "")


def _duration(row: dict[str, Any]) -> list[str]:
    spans = [_span(row[f"{name}_seconds"]) for name in ("mean", "median", "p90", "max")]
    words = [row["measure"].replace("_", " "), row["clock"], row["severity"]]
    return [*words, format_count(row["n"]), format_count(row["n_open"]), *spans]


def _span(seconds: float | None) -> str:
    return NOT_APPLICABLE if seconds is None else format_span(timedelta(seconds=seconds))


def lay_out(heads: Sequence[str], rows: Rows, n_labels: int, n_words: int = 1) -> Iterator[str]:
    """Align labels and the words at the end to the left, and the figures between them to the right."""
    widths = [max(len(row[i]) for row in [list(heads), *rows]) for i in range(len(heads))]
    for row in [list(heads), *rows]:
        cells = [
            cell.ljust(width) if i < n_labels or i >= len(heads) - n_words else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
