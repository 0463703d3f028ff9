"""The incidents and the three clauses of `obligations.py`, the months and the instant of judgement."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import clock
import polars as pl

from analytics.clock import always, months

HOUR: Final = 3_600_000_000
AS_OF: Final = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
SEVERITIES: Final = ("P1", "P2", "P3", "P4")
MONTHS: Final = months("2014-12", "2028-12", "Europe/London")
PART: Final = 5_000_000  # incidents a file
COLUMNS: Final = (
    "severity",
    "kind",
    "opened_at",
    "acknowledged_at",
    "resolved_at",
    "aware_at",
    "notified_at",
)


@dataclass(frozen=True)
class Clause:
    """A clock and its window: microseconds of working time, or of any time."""

    name: str
    start: str
    stop: str
    window: int
    is_working: bool

    @property
    def time(self):
        return clock.TIME if self.is_working else always()


CLAUSES: Final = (
    Clause("response", "opened_at", "acknowledged_at", 2 * HOUR, is_working=True),
    Clause("resolution", "opened_at", "resolved_at", 20 * HOUR, is_working=True),
    Clause("notification", "aware_at", "notified_at", 72 * HOUR, is_working=False),
)

# name: seed, median in seconds, spread of the logarithm, least and most seconds
_TAKEN: Final = {
    "acknowledged_at": (20, 30 * 60, 1.5, 10, 30 * clock.DAY),
    "resolved_at": (30, 21 * 3600, 2.0, 60, 400 * clock.DAY),
    "aware_at": (40, 20 * 60, 1.5, 0, 10 * clock.DAY),
    "notified_at": (60, 30 * 3600, 1.2, 60, 100 * clock.DAY),
}
_MISSING: Final = {"acknowledged_at": 50, "resolved_at": 50, "aware_at": 10, "notified_at": 20}


def make_incidents(n: int) -> pl.DataFrame:
    """Give incidents in the order in which they were opened, to the second, as a log has them.

    Times are heavy-tailed; one instant in 50, 10 or 20 is missing; 6 % are no incidents by kind.
    """
    return _part(_opened(n), 0)


def write_incidents(n: int, folder: Path) -> None:
    """Write the same incidents as Parquet files of as many rows as memory takes lightly."""
    folder.mkdir()
    opened = _opened(n)
    for begin in range(0, n, PART):
        part = _part(opened.slice(begin, PART), begin)
        part.write_parquet(folder / f"{begin // PART:04}.parquet")


def _opened(n: int) -> pl.Series:
    rows = pl.int_range(n, eager=True)
    return (clock._noise(rows, 1, clock.YEARS * 365 * clock.DAY) + clock.FIRST).sort()


def _part(opened: pl.Series, begin: int) -> pl.DataFrame:
    rows = pl.int_range(begin, begin + len(opened), eager=True)
    seconds = {"opened_at": opened}
    seconds["acknowledged_at"] = opened + _taken(rows, "acknowledged_at")
    seconds["resolved_at"] = opened + _taken(rows, "resolved_at")
    seconds["aware_at"] = opened - _taken(rows, "aware_at")
    seconds["notified_at"] = seconds["aware_at"] + _taken(rows, "notified_at")
    instants = [
        (value * 1_000_000).cast(pl.Datetime("us", "UTC")).alias(name) for name, value in seconds.items()
    ]
    severity, kind = (clock._noise(rows, seed, 100) for seed in (50, 51))
    words = {
        "severity": _words(severity, {"P1": 5, "P2": 20, "P3": 60, "P4": 100}),
        "kind": _words(kind, {"incident": 94, "request": 98, "maintenance": 99, "drill": 100}),
    }
    frame = pl.DataFrame(instants).with_columns(**words)
    return frame.with_columns(
        pl.when(clock._noise(rows, 70 + i, one_in) != 0).then(pl.col(name)).alias(name)
        for i, (name, one_in) in enumerate(_MISSING.items())
    ).select(COLUMNS)


def _taken(rows: pl.Series, name: str) -> pl.Series:
    seed, median, spread, least, most = _TAKEN[name]
    normal = sum((clock._noise(rows, seed + i, 1_000_000) / 1e6 for i in range(4)), -2.0) * 3**0.5
    return (median * (spread * normal).exp()).clip(least, most).cast(pl.Int64)


def _words(percent: pl.Series, below: dict[str, int]) -> pl.Series:
    chosen = pl.coalesce([pl.when(percent < limit).then(pl.lit(word)) for word, limit in below.items()])
    return pl.select(chosen).to_series()
