"""Whether exports cover the contract's time: other times, months without an incident, round counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from analytics.contract.model import Contract
from analytics.errors import ExportError, Problem
from analytics.intake.account import LIMITS
from analytics.intake.columns import AGREED, INSTANTS
from analytics.schema import INSTANT

_ROUND: Final = 500  # pages and limits of tools are multiples of it
_SHOWN: Final = 6
_FEW: Final = 10_000
_DAY: Final = 86_400_000_000  # microseconds
_YEAR: Final = 366  # days
_YEARS: Final = 5
_KNOWN: Final = ("opened_at", "onset_at", "detected_at", "acknowledged_at", "resolved_at", "closed_at")
_QUARTER: Final = 900_000_000  # microseconds; no zone begins a month within a quarter of an hour


def refuse_other_time(label: str, rows: pl.DataFrame, contract: Contract) -> None:
    """Refuse a file of incidents of which none falls into the contract's time.

    Nothing would be judged of it, and months would be published as if nothing had happened.

    Args:
        label: The file.
        rows: Its typed rows.
        contract: Its start, end and zone.

    Raises:
        ExportError: Every row ended before the contract began, or began after it ended.
    """
    if rows.is_empty():
        return
    starts, ends = _span(contract)
    none = f"none of its {rows.height:,} rows is of this contract's time"
    first, last = span_of(rows)
    if last is not None and last < starts:
        what = f"{none}: the last instant is {_said(last)}"
        expected = f"incidents from {contract.head.starts} on"
    elif ends is not None and first is not None and first >= ends:
        what = f"{none}: the first instant is {_said(first)}"
        expected = f"incidents before {contract.head.ends}"
    else:
        return
    remedy = "check that it is this contract's export and month, or mend 'starts' and 'ends' in the contract"
    raise ExportError([Problem(label, what, expected, remedy)])


def span_of(rows: pl.DataFrame) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Give the earliest and the latest instant of typed rows, but for dates that were agreed.

    Args:
        rows: Typed rows; may be none.
    """
    at = [pl.col(name) for name in rows.columns if name in INSTANTS and name not in AGREED]
    if not at:
        return None, None
    first = pl.min_horizontal(each.min() for each in at)
    last = pl.max_horizontal(each.max() for each in at)
    found = rows.select(first=first.cast(INSTANT), last=last.cast(INSTANT)).row(0)
    return found[0], found[1]


def _said(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(" ", "minutes").replace("+00:00", " UTC")


def _span(contract: Contract) -> tuple[dt.datetime, dt.datetime | None]:
    zone, ends = ZoneInfo(contract.timezone), contract.head.ends
    midnight = dt.time(0)
    return (
        dt.datetime.combine(contract.head.starts, midnight, zone),
        dt.datetime.combine(ends, midnight, zone) if ends else None,
    )


def note_coverage(
    files: pl.DataFrame, incidents: pl.DataFrame, contract: Contract, until: dt.datetime | None
) -> Iterable[str]:
    """Say what looks incomplete though every row is right.

    Args:
        files: `schema.FILES`.
        incidents: `schema.INCIDENTS`.
        contract: Its start and zone.
        until: Up to when the data reaches; None: nothing is known.

    Yields:
        Sentences for the account.
    """
    plain = files.filter(~pl.col("n_read").is_in(LIMITS))  # those are told as what they are
    counts = plain.filter(pl.col("n_read") >= 2 * _ROUND, pl.col("n_read") % _ROUND == 0)
    for label, n in counts.select("file", "n_read").iter_rows():
        yield f"{label}: it holds exactly {n:,} rows: was it cut at a page or at a limit of the tool?"
    yield from _empty_months(incidents, contract, until)
    yield from _denied(incidents, contract)
    yield from _far_ahead(incidents)
    yield from _far_behind(incidents, contract)


def _denied(incidents: pl.DataFrame, contract: Contract) -> Iterable[str]:
    """Months that an export declares to be without incidents, and for which it has some."""
    for export in contract.exports:
        if not export.nil_return:
            continue
        opened = incidents.filter(pl.col("source") == export.label)["opened_at"]
        months = opened.dt.convert_time_zone(contract.timezone).dt.strftime("%Y-%m")
        for month in export.nil_return:
            if n := int((months == month).sum()):
                yield (
                    f"{export.label}: {month} is declared a nil return, and {n:,} of its incidents were "
                    "opened in it: take the month out of nil_return, or look what is wrong with the export."
                )


def _far_behind(incidents: pl.DataFrame, contract: Contract) -> Iterable[str]:
    """Incidents opened years before the contract began: a wrong century makes an old one of a new one."""
    starts = _span(contract)[0]
    limit = (starts - dt.timedelta(days=_YEARS * _YEAR)).astimezone(dt.UTC)
    old = incidents.filter(pl.col("opened_at") < limit).sort("opened_at", "incident_id")
    for name, at in old.head(_SHOWN).select("incident_id", "opened_at").iter_rows():
        yield (
            f"{name}: it was opened {_said(at)}, more than {_YEARS} years before the contract began. Mend it "
            "if the year is wrong."
        )
    if old.height > _SHOWN:
        yield f"and {old.height - _SHOWN:,} more incidents were opened as long before the contract began."


def _far_ahead(incidents: pl.DataFrame) -> Iterable[str]:
    """Instants that lie more than a year after all others: the data would be taken to reach to them."""
    latest = incidents.select(pl.max_horizontal(pl.col(*_KNOWN).max())).item()
    is_near = [pl.col(name) > latest - dt.timedelta(days=_YEAR) for name in _KNOWN if latest is not None]
    if not is_near or incidents.select(pl.any_horizontal(is_near).sum()).item() * 2 > incidents.height:
        return  # nearly always, and much quicker than what follows
    days = pl.concat((incidents[name].drop_nulls().cast(pl.Int64) // _DAY).unique() for name in _KNOWN)
    ordered = days.unique().sort()
    for first in ordered.filter((ordered.diff() > _YEAR).fill_null(value=False)):
        is_far = {name: pl.col(name).cast(pl.Int64) >= first * _DAY for name in _KNOWN}
        far = incidents.filter(pl.any_horizontal(is_far.values()).fill_null(value=False))
        if far.height * 2 > incidents.height:  # what lies before it is the odd one out
            continue
        for row in far.sort("incident_id").head(_SHOWN).iter_rows(named=True):
            name, at = max(((n, row[n]) for n in _KNOWN if row[n] is not None), key=lambda pair: pair[1])
            yield (
                f"{row['incident_id']}: its {name} is {_said(at)}, more than a year after all others. "
                "Mend it if the year is wrong: without complete_until the data is taken to reach to it."
            )
        return


def _empty_months(incidents: pl.DataFrame, contract: Contract, until: dt.datetime | None) -> Iterable[str]:
    """Whole months of the contract, up to the data's end, in which no export has an incident opened."""
    if until is None or incidents.is_empty():
        return
    declared = {month for export in contract.exports for month in export.nil_return}
    end = until.astimezone(ZoneInfo(contract.timezone))
    opened = incidents["opened_at"]
    left = [name for name in _months(contract.head.starts, end.date()) if name not in declared]
    # Of many incidents a few tell of nearly every month; only what they leave open is asked of all.
    for some in (opened.gather_every(max(1, len(opened) // _FEW)), opened):
        left = left and sorted(set(left) - _months_of(some, contract.timezone))
    if left:
        more = f" and {len(left) - _SHOWN} more" if len(left) > _SHOWN else ""
        yield (
            f"No export has an incident opened in {', '.join(left[:_SHOWN])}{more}: declare a nil return, "
            "or look for the missing export."
        )


def _months_of(at: pl.Series, timezone: str) -> set[str]:
    starts = (at.cast(pl.Int64) // _QUARTER * _QUARTER).unique()
    return set(starts.cast(INSTANT).dt.convert_time_zone(timezone).dt.strftime("%Y-%m"))


def _months(start: dt.date, end: dt.date) -> Iterable[str]:
    """Months that lie wholly between two days."""
    year, month = (start.year, start.month) if start.day == 1 else _next(start.year, start.month)
    while dt.date(*_next(year, month), 1) <= end:
        yield f"{year}-{month:02}"
        year, month = _next(year, month)


def _next(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)
