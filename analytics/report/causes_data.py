"""Repeat root causes as plain data: for `figures.json`, and for the command `causes`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from analytics.clock import month_of
from analytics.errors import ContractError
from analytics.report.dataset import Dataset
from analytics.report.selection import LAST_MONTH, default_instant, instant_of, select_periods
from analytics.report.withholding import hide_causes
from analytics.visible import escape_json

if TYPE_CHECKING:
    from analytics.causes.find import Causes
    from analytics.causes.fit import Fit

Figures = dict[str, Any]
CAUSE: Final = (
    *("cause_id", "name", "kind", "certainty", "likeness", "is_signal", "state", "trend", "p", "q"),
    *("n_incidents", "n_p1", "n_p2", "n_p3", "n_p4", "n_episodes", "n_earlier", "earlier", "downtime"),
    *("is_still_down", "services", "components", "first_seen_at", "last_seen_at", "change_ids"),
)
CHANGE: Final = (
    *(
        "cause_id",
        "name",
        "change_id",
        "made_at",
        "verdict",
        "n_before",
        "before",
        "n_after",
        "after",
        "p_fewer",
    ),
    *("p_more", "ratio_low", "ratio_high", "n_quiet_days_needed"),
)
LIKENESS_DIGITS: Final = 4


def causes_figures(causes: Causes, security: pl.DataFrame | None = None) -> Figures:
    """Give the causes of the window and what became of the changes against them.

    Args:
        causes: As known at an instant.
        security: incident_id, is_security by all that we hold, where it is for publication; None: for the
            analyst's own eyes.

    Returns:
        causes: an object each, with downtime and exposure in seconds; changes: an object per cause and change
        made, with its verdict, also where the cause is quiet now. A cause is a group of incidents, of which
        none is named but the founder.
    """
    table, effects = causes.table, causes.effects
    if security is not None:
        has_rule = causes.contract.rules.has_security_rule
        table, effects = (
            hide_causes(frame, causes.members, security, has_rule=has_rule) for frame in (table, effects)
        )
    plain = table.with_columns(pl.col("likeness").round(LIKENESS_DIGITS)).select(CAUSE)
    return {"causes": _rows(plain), "changes": _rows(effects.select(CHANGE))}


def _rows(table: pl.DataFrame) -> list[Figures]:
    """Rows as plain data: instants in ISO 8601 and UTC, spans in seconds."""
    return [dict(_plain(name, value) for name, value in row.items()) for row in table.iter_rows(named=True)]


def _plain(name: str, value: object) -> tuple[str, object]:
    if name in ("downtime", "earlier", "before", "after"):
        return f"{name}_seconds", value.total_seconds() if isinstance(value, dt.timedelta) else None
    return name, value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value


def select_causes(dataset: Dataset, period: str | None, as_of: str | None) -> Causes:
    """Give the causes that ``--period`` and ``--as-of`` name.

    Args:
        dataset: The contract and its exports.
        period: ``"2026-10"`` or ``"last-month"``; None: up to where the data is declared to be complete.
        as_of: An instant in words; None for the period's end.

    Raises:
        ContractError: The period is no month, or the instant is not after its start.
    """
    if period is None:
        return dataset.causes_at(default_instant(dataset, as_of))
    periods = select_periods(dataset, period)
    if len(periods) != 1:
        remedy = f"name one, as in 2026-10 or {LAST_MONTH}"
        raise ContractError.at(
            "--period", f"causes are those of one window, not of {period!r}", "a month", remedy
        )
    return dataset.causes_at(instant_of(dataset, periods[0], periods, as_of))


def describe_window(causes: Causes) -> Figures:
    """Give all that the command prints of a window: the causes, lineage of the last month, notes."""
    known = causes.known
    window = dt.timedelta(microseconds=causes.contract.rules.causes.window_microseconds)
    just_before = causes.as_of - dt.timedelta(microseconds=1)
    since = month_of(just_before, causes.contract.timezone).starts_at
    return {
        **_heading(causes),
        "window_from": (causes.as_of - window).astimezone(dt.UTC).isoformat(),
        "weights": {"origin": known.weights.origin, "base": known.weights.base, "evidence": _weights(causes)},
        **causes_figures(causes),
        "lineage": _rows(causes.lineage.filter(pl.col("at") > since)),
        "notes": list(causes.notes),
    }


def _heading(causes: Causes) -> Figures:
    at = causes.as_of.astimezone(dt.UTC).isoformat()
    return {"contract": causes.contract.id, "as_of": at, "timezone": causes.contract.timezone}


def _weights(causes: Causes) -> dict[str, float]:
    from analytics.causes.evidence import EVIDENCE

    return dict(zip(EVIDENCE, causes.known.weights.of, strict=True))


def describe_membership(causes: Causes, incident_id: str) -> Figures:
    """Give why an incident is in its group, as plain data; see `explain_membership`."""
    from analytics.causes.why import explain_membership

    found = explain_membership(causes, incident_id)
    plain = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
    fits = {name: _fit(plain[name]) for name in ("group", "nearest")}
    return {**_heading(causes), **plain, **fits, "missing": list(found.missing)}


def _fit(fit: Fit | None) -> Figures | None:
    if fit is None:
        return None
    rest = {
        field.name: getattr(fit, field.name) for field in dataclasses.fields(fit) if field.name != "about"
    }
    tables = {name: value.to_dicts() for name, value in rest.items() if isinstance(value, pl.DataFrame)}
    return dataclasses.asdict(fit.about) | rest | tables


def describe_alike(causes: Causes, incident_id: str) -> Figures:
    """Give the incidents most alike, as plain data; see `find_alike`."""
    from analytics.causes.why import find_alike

    return {**_heading(causes), "incident_id": incident_id, "alike": _rows(find_alike(causes, incident_id))}


def describe_review(causes: Causes) -> Figures:
    """Give the pairs most worth a look, as plain data; see `pairs_to_review`."""
    from analytics.causes.review import pairs_to_review

    return {**_heading(causes), "pairs": _rows(pairs_to_review(causes))}


def to_json(figures: Figures) -> str:
    """Write them as JSON, indented, with a newline at the end; the same figures give the same bytes."""
    return escape_json(json.dumps(figures, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"
