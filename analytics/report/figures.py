"""`figures.json` and its long CSV: the same numbers as the page, for machines."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

import polars as pl

from analytics.report.causes_data import causes_figures
from analytics.report.findings import Findings, History, conclusions
from analytics.verdict.conclude import ADDED
from analytics.visible import escape_json, reveal

ATTAINMENT: Final = (
    "clause", "kind", "audience", "severity", "n_due", "n_met", "n_missed", "n_not_evidenced", "n_pending",
    "n_excluded", "n_due_governing", "n_late_governing", "attainment", "interval_low", "interval_high",
    "target", "verdict", "is_too_few",
)  # fmt: skip
KPI: Final = (
    "clause", "kind", "audience", "obliged", "target_text", "n_due", "n_met", "n_late", "n_missed",
    "n_not_evidenced", "n_pending", "n_excluded", "n_due_gross", "n_met_gross", "n_met_low", "n_met_high",
    "attainment", "attainment_gross", "attainment_evidenced", "interval_low", "interval_high", "target",
    "n_allowed_late", "verdict", "is_too_few", "minimum", "is_below_minimum", "band", "band_points",
    "points", "is_doubled", "n_consecutive", "rating", "chance_of_missing_at_target",
)  # fmt: skip
DURATIONS: Final = ("mean", "median", "p90", "max")
COUNTS: Final = ("n_opened", "n_resolved", "n_open", "n_opened_resolved")
_KEYS: Final = {  # what tells the rows of a group apart in the long table
    "credits": (),
    "triggers": ("clause_id", "rule"),
    "rolling": ("clause_id", "n_window"),
    "bridge": ("clause_id", "step"),
    "causes": ("cause_id",),
    "changes": ("cause_id", "change_id"),
}
Figures = dict[str, Any]


def make_figures(contract_id: str, findings: Iterable[Findings]) -> Figures:
    """Give the figures of some periods as plain data, in a fixed order of keys.

    Returns:
        contract, and periods: period, as_of (ISO 8601, UTC), is_provisional (the data ends before it),
        basis, incidents (totals, and by severity as known at ``as_of``), attainment (one object per clause
        and severity; target and verdict are null where the clause covers several), kpis (one object per
        clause, with its verdict, and is_reported: whether any export tells of it; without consequences where
        the period is no month), durations (seconds,
        to the microsecond; null where nothing stopped), and of a month: credits, triggers, rolling, bridge,
        causes and changes (see `causes_figures`).
    """
    known = list(findings)
    history = History(known[0].dataset) if known else None
    return {"contract": contract_id, "periods": [period_figures(each, history) for each in known]}


def period_figures(findings: Findings, history: History | None = None) -> Figures:
    """Give the figures of one period; see `make_figures`.

    Args:
        findings: The period.
        history: The months before it, which points and plans look back on; None: they are read anew.
    """
    figures, unreported = _figures_alone(findings), findings.dataset.unreported
    if findings.period is None:  # consequences belong to a month
        unknown = (pl.lit(None, dtype=dtype).alias(name) for name, dtype in ADDED.items())
        return figures | {"kpis": _kpis(findings.indicators.with_columns(*unknown), unreported)}
    history = history or History(findings.dataset)
    history.keep(findings)
    verdicts = conclusions(findings, history)
    of_month = pl.col("period") == findings.name
    return figures | {
        "kpis": _kpis(verdicts.kpis.filter(of_month), unreported),
        "credits": verdicts.credits.filter(of_month).drop("period").to_dicts(),
        "triggers": verdicts.triggers.filter(of_month).drop("period", "title").to_dicts(),
        "rolling": verdicts.rolling.filter(of_month).drop("period").to_dicts(),
        "bridge": findings.bridge.drop("incidents").to_dicts(),
        **causes_figures(findings.dataset.causes_at(findings.as_of), findings.security),
    }


def _figures_alone(findings: Findings) -> Figures:
    """What a period says without looking back."""
    return {
        "period": findings.name,
        "as_of": findings.as_of.astimezone(dt.UTC).isoformat(),
        "is_provisional": findings.is_provisional,
        "basis": {
            "attainment": findings.dataset.contract.rules.month,
            "volume": "opened",
            "durations": "own stop",
        },
        "incidents": _incidents(findings.volume),
        "attainment": _attainment(findings.attainment),
        "durations": _durations(findings.durations),
    }


def _incidents(volume: pl.DataFrame) -> Figures:
    rows = {row["severity"]: {name: row[name] for name in COUNTS} for row in volume.iter_rows(named=True)}
    return {**rows.pop("all"), "by_severity": rows}


def _attainment(attainment: pl.DataFrame) -> list[Figures]:
    return attainment.rename({"clause_id": "clause"}).select(ATTAINMENT).to_dicts()


def _kpis(kpis: pl.DataFrame, unreported: Collection[str]) -> list[Figures]:
    rows = kpis.rename({"clause_id": "clause"}).select(KPI).to_dicts()
    return [row | {"is_reported": row["clause"] not in unreported} for row in rows]


def _durations(durations: pl.DataFrame) -> list[Figures]:
    """Divide one by one: polars divides a column by its reciprocal, which is off in the last digit."""
    rows = durations.with_columns(pl.col(name).cast(pl.Int64) for name in DURATIONS).to_dicts()
    kept = ("measure", "clock", "severity", "n", "n_open")
    return [
        {name: row[name] for name in kept} | {f"{name}_seconds": _seconds(row[name]) for name in DURATIONS}
        for row in rows
    ]


def _seconds(microseconds: int | None) -> float | None:
    return None if microseconds is None else microseconds / 1_000_000


def to_json(figures: Figures) -> str:
    """Write figures as JSON, indented, with a newline at the end; the same figures give the same bytes."""
    return escape_json(json.dumps(figures, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def to_csv(figures: Figures) -> str:
    """Write figures as one long table: period, group, key, measure, value.

    Null is an empty value, a list its entries with a space between; hidden characters are shown.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["period", "group", "key", "measure", "value"])
    writer.writerows(_long(figures))
    return out.getvalue()


def _long(figures: Figures) -> Iterator[tuple[str, str, str, str, str]]:
    for period in figures["periods"]:
        name = period["period"]
        for group, key, entry in _entries(period):
            for measure, value in entry.items():
                yield name, group, reveal(key), measure, reveal(_cell(value))


def _entries(period: Figures) -> Iterator[tuple[str, str, Figures]]:
    incidents = dict(period["incidents"])
    by_severity = incidents.pop("by_severity")
    yield "incidents", "all", incidents
    for severity, counts in by_severity.items():
        yield "incidents", severity, counts
    for row in period["attainment"]:
        rest = {name: value for name, value in row.items() if name not in ("clause", "severity")}
        yield "attainment", f"{row['clause']}/{row['severity']}", rest
    for row in period.get("kpis", ()):
        yield "kpis", row["clause"], {name: value for name, value in row.items() if name != "clause"}
    for group, names in _KEYS.items():
        for row in period.get(group, ()):
            rest = {name: value for name, value in row.items() if name not in names}
            yield group, "/".join(str(row[name]) for name in names) or "all", rest
    for row in period["durations"]:
        rest = {name: value for name, value in row.items() if name not in ("measure", "clock", "severity")}
        yield "durations", f"{row['measure']}/{row['clock']}/{row['severity']}", rest


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
