"""The task of `obligations.py` in DuckDB, as quick as we found it.

The calendar is a table of days, joined by day: quicker there than an ASOF join and than a list. Due instants
come from a table of the calendar's windows by number, with the month of each and the closing before it: one
join gives due_at, last_on_time_at and the month. That needs windows of one length, one a day, that do not
pass midnight UTC or the end of a month: a kindness of this calendar, which our clock does not use. The middle
two and the P90 come from one aggregate, which takes less time than ``median`` and ``quantile_disc``.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from pathlib import Path
from typing import Final

import clock
import clock_peers
import obligations_data as data
import polars as pl

DAY: Final = clock_peers.DAY_US
WINDOW: Final = 10 * data.HOUR
AS_OF: Final = (data.AS_OF - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)

WORKED = f"""
    with known as (
        select severity, epoch_us(opened_at) as opened_at,
               epoch_us(coalesce(aware_at, opened_at)) as aware_at, {{known}}
        from read_parquet('{{file}}/*.parquet') where kind = 'incident'
    ), worked as (
        select severity, aware_at, notified_at,
               d1.before + greatest(0, least(opened_at, d1.closes) - d1.opens) as opened_w,
               d2.before + greatest(0, least(acknowledged_at, d2.closes) - d2.opens) as acknowledged_w,
               d3.before + greatest(0, least(resolved_at, d3.closes) - d3.opens) as resolved_w
        from known
        left join days d1 on (opened_at // {DAY})::integer = d1.day
        left join days d2 on (acknowledged_at // {DAY})::integer = d2.day
        left join days d3 on (resolved_at // {DAY})::integer = d3.day
    )
"""
DUE_WORKING = f"""
    select severity, net, month, opens + due_w % {WINDOW} as last,
           case when due_w % {WINDOW} = 0 then closed else opens + due_w % {WINDOW} end as due
    from (select severity, {{stop}} - {{start}} as net, {{start}} + {{window}} as due_w from worked)
    join windows on (due_w // {WINDOW})::integer = n
"""
DUE_ALWAYS = f"""
    select severity, net, month + (last >= turns)::integer as month, last, last as due
    from (select severity, {{stop}} - {{start}} as net, {{start}} + {{window}} as last from worked)
    join months on (last // {DAY})::integer = day
"""
FIGURES = f"""
    select '{{name}}' as clause, severity, month,
           count(*) filter (net is not null or last < {AS_OF}) as n_due,
           count(*) filter (net <= {{window}}) as n_met,
           count(*) filter (net > {{window}} or (net is null and last < {AS_OF})) as n_missed,
           count(*) filter (net is null and last >= {AS_OF}) as n_pending,
           count(*) filter (due < last) as n_at_closing,
           sum(net)::bigint as total, max(net) as max, quantile_disc(net, [0.5, 0.5000001, 0.9]) as ranks
    from ({{due}}) group by severity, month
"""
NAMES: Final = {
    "opened_at": "opened_w",
    "acknowledged_at": "acknowledged_w",
    "resolved_at": "resolved_w",
}


def connect():
    """Open DuckDB on as many threads as polars, with the tables of the calendar and of the months."""
    import duckdb

    connection = duckdb.connect(config={"threads": pl.thread_pool_size()})
    rows, ends = [], [opening_closing[1] for opening_closing in clock.TIME.intervals]
    assert all(closes - opens == WINDOW for opens, closes in clock.TIME.intervals)
    starts = [_microseconds(period.starts_at) for period in data.MONTHS]
    by_day = {opens // DAY: (opens, closes) for opens, closes in clock.TIME.intervals}
    worked = 0
    for day in range(clock.TIME.low // DAY, clock.TIME.high // DAY):
        opens, closes = by_day.get(day, (day * DAY, day * DAY))
        rows.append((day, opens, closes, worked))
        worked += closes - opens
    _table(connection, "days (day integer, opens bigint, closes bigint, before bigint)", rows)
    rows = [
        (n, opens, ends[n - 1] if n else opens, bisect_right(starts, opens) - 1)
        for n, (opens, _) in enumerate(clock.TIME.intervals)
    ]
    _table(connection, "windows (n integer, opens bigint, closed bigint, month integer)", rows)
    rows = []
    for day in range(starts[0] // DAY, starts[-1] // DAY):
        place = bisect_right(starts, day * DAY) - 1
        rows.append((day, place, starts[place + 1]))
    _table(connection, "months (day integer, month integer, turns bigint)", rows)
    return connection


def _table(connection, columns: str, rows: list[tuple[int, ...]]) -> None:
    connection.execute(f"create table {columns}")
    clock_peers._insert(connection, columns.split(maxsplit=1)[0], rows)


def _microseconds(instant: dt.datetime) -> int:
    return (instant - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def make_query(file: Path) -> str:
    stops = ("acknowledged_at", "resolved_at", "notified_at")
    known = ", ".join(
        f"case when {stop} < make_timestamptz({AS_OF}) then epoch_us({stop}) end as {stop}" for stop in stops
    )
    parts = []
    for clause in data.CLAUSES:
        due = (DUE_WORKING if clause.is_working else DUE_ALWAYS).format(
            start=NAMES.get(clause.start, clause.start),
            stop=NAMES.get(clause.stop, clause.stop),
            window=clause.window,
        )
        parts.append(FIGURES.format(name=clause.name, window=clause.window, due=due))
    return WORKED.format(known=known, file=file) + " union all ".join(parts)


def fetch(connection, file: Path) -> list[tuple]:
    """Run the task: the figures, in no order, with the ranks as a list."""
    return connection.execute(make_query(file)).fetchall()


def as_figures(rows: list[tuple]) -> pl.DataFrame:
    """Arrange what `fetch` gave as `obligations.figures` gives it."""
    names = [
        "n_due",
        "n_met",
        "n_missed",
        "n_pending",
        "n_at_closing",
        "total",
        "max",
        "lower",
        "upper",
        "p90",
    ]
    flat = [(*row[:10], *(row[10] or (None, None, None))) for row in rows]
    schema = {"clause": pl.String, "severity": pl.String, **dict.fromkeys(["month", *names], pl.Int64)}
    order = {clause.name: place for place, clause in enumerate(data.CLAUSES)}
    frame = pl.DataFrame(flat, schema=schema, orient="row")
    return frame.sort(pl.col("clause").replace_strict(order), "month", "severity").select(
        "clause",
        "severity",
        "month",
        *names[:6],
        ((pl.col("lower") + pl.col("upper")) // 2).alias("median"),
        "p90",
        "max",
    )
