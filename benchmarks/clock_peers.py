"""The other ways to count business time that `clock.py` is measured against.

Every peer gets the same bank holidays. Those that know no zones get wall-clock times of London, converted
before the clock starts, which is more than they would have in use.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import polars as pl

from analytics.clock import WorkingTime, bank_holidays

HOLIDAYS = bank_holidays("england-and-wales")
OPENS, CLOSES = dt.time(8), dt.time(18)
HOUR = 3600
DAY_US = 86_400_000_000

DUCKDB_JOINS = {
    "ASOF join on windows": """
        select w2.before + least(t2 - w2.opens, w2.closes - w2.opens)
             - (w1.before + least(t1 - w1.opens, w1.closes - w1.opens)) as elapsed
        from (select n, epoch_us(opened_at) as t1, epoch_us(resolved_at) as t2 from rows) r
        asof left join windows w1 on t1 >= w1.opens
        asof left join windows w2 on t2 >= w2.opens
    """,
    "hash join on days of windows": """
        select d2.before + greatest(0, least(t2, d2.closes) - d2.opens)
             - (d1.before + greatest(0, least(t1, d1.closes) - d1.opens)) as elapsed
        from (select n, epoch_us(opened_at) as t1, epoch_us(resolved_at) as t2 from rows) r
        left join days d1 on t1 // 86400000000 = d1.day
        left join days d2 on t2 // 86400000000 = d2.day
    """,
}


@dataclass(frozen=True)
class Peer:
    """A peer on its own sample: seconds of business time a row."""

    n_rows: int
    target: str
    run: Callable[[], Sequence[float]]


def versions() -> str:
    names = [
        "polars",
        "duckdb",
        "numpy",
        "pm4py",
        "businesstimedelta",
        "business-duration",
        "govuk-bank-holidays",
    ]
    return (
        ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)])
        + f"; polars and DuckDB on {pl.thread_pool_size()} threads"
    )


@lru_cache(maxsize=2)
def _connect(file: Path, time: WorkingTime):
    import duckdb

    connection = duckdb.connect(config={"threads": pl.thread_pool_size()})
    connection.execute(f"create view rows as select *, key as n from read_parquet('{file}')")
    before, windows = 0, []
    for opens, closes in time.intervals:
        windows.append((opens, closes, before))
        before += closes - opens
    connection.execute("create table windows (opens bigint, closes bigint, before bigint)")
    _insert(connection, "windows", [(time.low, time.low, 0), *windows])
    by_day = {window[0] // DAY_US: window for window in windows}
    days, worked = [], 0
    for day in range(time.low // DAY_US, time.high // DAY_US):
        opens, closes, worked_before = by_day.get(day, (day * DAY_US, day * DAY_US, worked))
        days.append((day, opens, closes, worked_before))
        worked = worked_before + closes - opens
    connection.execute("create table days (day bigint, opens bigint, closes bigint, before bigint)")
    _insert(connection, "days", days)
    return connection


def _insert(connection, table: str, rows: list[tuple[int, ...]]) -> None:
    values = ", ".join(str(row) for row in rows)
    connection.execute(f"insert into {table} values {values}")


def duckdb_sum(file: Path, time: WorkingTime, name: str) -> int:
    return _connect(file, time).execute(f"select sum(elapsed) from ({DUCKDB_JOINS[name]})").fetchone()[0]


def duckdb_rows(file: Path, time: WorkingTime, name: str) -> pl.Series:
    query = DUCKDB_JOINS[name].replace("select", "select n,", 1)
    values = _connect(file, time).execute(f"select elapsed from ({query}) order by n").fetchnumpy()["elapsed"]
    frame = pl.DataFrame({"elapsed": values.filled(0), "is_null": values.mask})
    return frame.select(pl.when(~pl.col("is_null")).then(pl.col("elapsed").cast(pl.Int64))).to_series()


def paused_by_intervals(incidents: pl.DataFrame, pauses: pl.DataFrame, time: WorkingTime) -> list[int | None]:
    """Sum by hand: for each incident, the open intervals that a pause covers, each piece once."""
    from bisect import bisect_right

    openings = [opening for opening, _ in time.intervals]
    by_key: dict[int, list[tuple[int, int]]] = {}
    for key, paused, resumed in pauses.with_columns(pl.exclude("key").cast(pl.Int64)).iter_rows():
        by_key.setdefault(key, []).append((paused, resumed))
    found: list[int | None] = []
    for key, opened, resolved in incidents.with_columns(pl.exclude("key").cast(pl.Int64)).iter_rows():
        if opened is None or resolved is None:
            found.append(None)
            continue
        total, reached = 0, opened
        for paused, resumed in sorted(by_key.get(key, [])):
            begin, end = max(paused, reached), min(resumed, resolved)
            if begin < end:
                first = max(bisect_right(openings, begin) - 1, 0)
                last = bisect_right(openings, end)
                overlaps = (
                    min(closes, end) - max(opens, begin) for opens, closes in time.intervals[first:last]
                )
                total += sum(max(0, overlap) for overlap in overlaps)
                reached = end
        found.append(total)
    return found


def make_peers(known: pl.DataFrame) -> dict[str, Peer]:
    """Each peer with as many rows as it can do in about a second."""
    wall = known.select(
        pl.col("opened_at", "resolved_at").dt.convert_time_zone("Europe/London").dt.replace_time_zone(None)
    )
    return {
        "numpy busday": _numpy(wall),
        "pm4py business hours": _pm4py(wall.head(20_000).rows()),
        "businesstimedelta": _businesstimedelta(wall.head(300).rows()),
        "business-duration": _business_duration(wall.head(1_000)),
    }


def _numpy(wall: pl.DataFrame) -> Peer:
    import numpy as np

    calendar = np.busdaycalendar(holidays=[str(day) for day in HOLIDAYS])
    begin, end = (wall[name].to_numpy() for name in wall.columns)

    def into_day(instants, days):
        of_day = (instants - days).astype("timedelta64[us]").astype("int64")
        into = np.clip(of_day, 8 * HOUR * 1_000_000, 18 * HOUR * 1_000_000) - 8 * HOUR * 1_000_000
        return into * np.is_busday(days, busdaycal=calendar)

    def run():
        first, last = begin.astype("datetime64[D]"), end.astype("datetime64[D]")
        whole = np.busday_count(first, last, busdaycal=calendar) * (10 * HOUR * 1_000_000)
        return (whole + into_day(end, last) - into_day(begin, first)) / 1e6

    return Peer(len(begin), "at least 5", run)


def _pm4py(rows: list[tuple[dt.datetime, dt.datetime]]) -> Peer:
    with contextlib.redirect_stdout(io.StringIO()):
        from pm4py.util.business_hours import BusinessHours

    class Days:
        off = frozenset(HOLIDAYS)

        def is_working_day(self, day: dt.date) -> bool:
            return day not in self.off

    slots = [(day * 24 * HOUR + 8 * HOUR, day * 24 * HOUR + 18 * HOUR) for day in range(5)]
    days = Days()

    def run():
        return [
            BusinessHours(begin, end, business_hour_slots=slots, work_calendar=days).get_seconds()
            for begin, end in rows
        ]

    return Peer(len(rows), "at least 150", run)


def _businesstimedelta(rows: list[tuple[dt.datetime, dt.datetime]]) -> Peer:
    import businesstimedelta

    workday = businesstimedelta.WorkDayRule(start_time=OPENS, end_time=CLOSES, working_days=[0, 1, 2, 3, 4])
    rules = businesstimedelta.Rules([workday, businesstimedelta.HolidayRule(dict.fromkeys(HOLIDAYS, "off"))])

    def run():
        return [rules.difference(begin, end).timedelta.total_seconds() for begin, end in rows]

    return Peer(len(rows), "at least 10,000", run)


def _business_duration(wall: pl.DataFrame) -> Peer:
    import pandas as pd
    from business_duration import businessDuration

    rows = [(pd.Timestamp(begin), pd.Timestamp(end)) for begin, end in wall.rows()]
    holidays = list(HOLIDAYS)

    def run():
        return [
            businessDuration(begin, end, OPENS, CLOSES, holidaylist=holidays, unit="sec")
            for begin, end in rows
        ]

    return Peer(len(rows), "at least 1,000", run)
