"""The figures as plain text tables, for a terminal or a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from analytics.tables.words import (
    NOT_APPLICABLE,
    format_count,
    format_interval,
    format_share,
    format_span,
    format_target,
)

Rows = list[list[str]]
SHOWN_FLIPS = 5
_DURATION_HEADS = ["measure", "clock", "severity", "n", "open", "mean", "median", "P90", "longest"]
_ATTAINMENT_HEADS = [
    "clause", "severity", "met", "due", "missed", "not evidenced", "pending", "excluded",
    "share", "range", "target", "verdict",
]  # fmt: skip


def figures_table(figures: dict[str, Any]) -> str:
    """Lay out what `report.figures.make_figures` returned: per period, three tables."""
    return "\n".join(line for period in figures["periods"] for line in _period(period)) + "\n"


def simulation_table(simulation: dict[str, Any]) -> str:
    """Lay out what `report.simulate` gave: the KPIs that the variation moves, and by which incidents."""
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
        lines += [*_layout(heads, rows, 2), ""]
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


def _period(period: dict[str, Any]) -> Iterator[str]:
    provisional = " (PROVISIONAL: the data ends earlier)" if period["is_provisional"] else ""
    yield f"{period['period']}, as known at {period['as_of']}{provisional}"
    yield ""
    yield from _layout(["incidents", "opened", "resolved", "open"], _incidents(period["incidents"]), 1)
    yield ""
    yield from _layout(_ATTAINMENT_HEADS, [_attainment(row) for row in period["attainment"]], 2)
    yield ""
    yield from _layout(_DURATION_HEADS, [_duration(row) for row in period["durations"]], 3)
    yield ""


def _incidents(incidents: dict[str, Any]) -> Rows:
    entries = {**incidents["by_severity"], "all": incidents}
    return [
        [name, *(format_count(row[f"n_{part}"]) for part in ("opened", "resolved", "open"))]
        for name, row in entries.items()
    ]


def _attainment(row: dict[str, Any]) -> list[str]:
    counts = ("n_met", "n_due", "n_missed", "n_not_evidenced", "n_pending", "n_excluded")
    return [
        row["clause"],
        row["severity"],
        *(format_count(row[name]) for name in counts),
        format_share(row["n_met"], row["n_due"], row["target"]),
        format_interval(row["interval_low"], row["interval_high"]),
        *(("-", "-") if row["verdict"] is None else (format_target(row["target"]), _verdict(row))),
    ]


def _verdict(row: dict[str, Any]) -> str:
    return str(row["verdict"]).replace("_", " ") + (" (too few to tell)" if row["is_too_few"] else "")


def _duration(row: dict[str, Any]) -> list[str]:
    spans = [_span(row[f"{name}_seconds"]) for name in ("mean", "median", "p90", "max")]
    words = [row["measure"].replace("_", " "), row["clock"], row["severity"]]
    return [*words, format_count(row["n"]), format_count(row["n_open"]), *spans]


def _span(seconds: float | None) -> str:
    return NOT_APPLICABLE if seconds is None else format_span(timedelta(seconds=seconds))


def _layout(heads: Sequence[str], rows: Rows, n_labels: int) -> Iterator[str]:
    """Align labels to the left and figures to the right."""
    widths = [max(len(row[i]) for row in [list(heads), *rows]) for i in range(len(heads))]
    for row in [list(heads), *rows]:
        cells = [
            cell.ljust(width) if i < n_labels or i == len(heads) - 1 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
