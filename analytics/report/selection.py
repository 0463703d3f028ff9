"""Which periods a command is about, and the instant as of which each is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import polars as pl

from analytics.clock import Period, month_of, previous
from analytics.errors import ContractError, ExportError, Problem
from analytics.report.dataset import Dataset, parse_instant
from analytics.report.findings import Findings

ALL: Final = "all"
LAST_MONTH: Final = "last-month"
Clock = Callable[[], dt.datetime]


def ask_clock() -> dt.datetime:
    """Give the time now: only ``last-month`` on the command line may ask."""
    return dt.datetime.now(dt.UTC)


def select_periods(dataset: Dataset, period: str | None, clock: Clock = ask_clock) -> tuple[Period, ...]:
    """Give the months that a ``--period`` names.

    Args:
        dataset: The contract and its exports.
        period: ``"2026-10"``, ``"last-month"``, or ``"all"`` and None for every complete month.
        clock: Asked for ``last-month`` only.

    Raises:
        ContractError: It is no month, or no month is complete.
    """
    if period is None or period == ALL:
        return _every(dataset)
    if period == LAST_MONTH:
        return (dataset.period(previous(month_of(clock(), dataset.timezone), 1).name),)
    return (dataset.period(period),)


def select_findings(
    dataset: Dataset, period: str | None, as_of: str | None, *, with_whole: bool = False
) -> list[Findings]:
    """Give the findings that ``--period`` and ``--as-of`` name.

    Args:
        dataset: The contract and its exports.
        period: As in `select_periods`.
        as_of: An instant in words; None for the end of each period.
        with_whole: Whether ``all`` also gives every obligation whatever its month, as the last element.

    Raises:
        ContractError: ``--as-of`` without one period, or before the period begins.
    """
    periods = select_periods(dataset, period)
    _check_nil_returns(dataset, periods)
    found = [Findings(dataset, each, instant_of(dataset, each, periods, as_of)) for each in periods]
    if with_whole and period == ALL:
        found.append(Findings(dataset, None, default_instant(dataset, None)))
    return found


def _check_nil_returns(dataset: Dataset, periods: tuple[Period, ...]) -> None:
    """Refuse a month for which an export without rows is not declared to be right."""
    empty = set(dataset.tables.files.filter(pl.col("n_read") == 0)["file"])
    problems = [
        Problem(
            export.label,
            f"it has no rows, and {each.name} is not among its nil returns",
            "a month listed in nil_return",
            "export it again, or declare the nil return of that month",
        )
        for export in dataset.contract.exports
        if export.label in empty
        for each in periods
        if each.name not in export.nil_return
    ]
    if problems:
        raise ExportError(problems)


def instant_of(
    dataset: Dataset, period: Period, periods: tuple[Period, ...], as_of: str | None
) -> dt.datetime:
    """Give the instant as of which a period is judged: its end unless the caller names another."""
    if as_of is None:
        return period.ends_at
    if len(periods) != 1:
        remedy = "name one month with --period"
        raise ContractError.at("--as-of", f"it was given with {len(periods)} periods", "one period", remedy)
    instant = parse_instant(as_of, dataset.timezone)
    if instant <= period.starts_at:
        what = f"{as_of!r} is not after the start of {period.name}"
        raise ContractError.at("--as-of", what, f"an instant after {period.starts_at.isoformat()}")
    return instant


def default_instant(dataset: Dataset, as_of: str | None) -> dt.datetime:
    """Give the instant of a question without a period: up to where the data is declared to be complete."""
    if as_of is not None:
        return parse_instant(as_of, dataset.timezone)
    return dataset.tables.complete_until or dataset.whole_as_of


def _every(dataset: Dataset) -> tuple[Period, ...]:
    periods = dataset.all_periods()
    if periods:
        return periods
    until = dataset.ends_at.isoformat() if dataset.ends_at else "nowhere"
    what = f"no month is complete between the contract's start and the data's end ({until})"
    remedy = (
        "declare complete_until where the export goes to the end of a month, or name a month with --period"
    )
    raise ContractError.at("--period", what, "at least one complete month", remedy)
