"""Measure the clock against reading its own data, against DuckDB, and against other business-time libraries.

    python benchmarks/clock.py [--rows 10000000] [--rounds 7] [--folder DIR]

Needs the `benchmarks` extra. Every ratio comes from one run: rounds are interleaved, each round runs every
task once, and a ratio is taken within a round, so that a noise that slows a whole round cancels out. Printed
are the median and the spread (least to greatest) over the rounds. Answers are compared row by row first.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "2")

import polars as pl

from analytics.clock import compile_calendar, merge_pauses, paused_time
from analytics.contract.model import Calendar

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

CALENDAR = Calendar(division="england-and-wales", hours={"mon-fri": ["08:00-18:00"]})
TIME = compile_calendar(CALENDAR, "Europe/London")
FIRST = int(dt.datetime(2015, 1, 1, tzinfo=dt.UTC).timestamp())
YEARS = 12
DAY = 86_400
ENGINES = ("streaming", "in-memory")
INSTANTS = ("opened_at", "resolved_at")
Task = Callable[[], object]


def make_incidents(n: int) -> pl.DataFrame:
    """Incidents in the order in which they were opened, to the second, as a log has them; 2 % nulls each."""
    rows = pl.int_range(n, eager=True)
    opened = (_noise(rows, 1, YEARS * 365 * DAY) + FIRST).sort()
    # Heavy-tailed as in the public incident log that the tests read: median 21 h, mean about 160 h.
    normal = sum((_noise(rows, seed, 1_000_000) / 1e6 for seed in (2, 3, 4, 10)), -2.0) * 3**0.5
    taken = (21 * 3600 * (2 * normal).exp()).clip(60, 400 * DAY).cast(pl.Int64)
    frame = pl.DataFrame({"key": rows.cast(pl.UInt32), "opened_at": opened, "resolved_at": opened + taken})
    return frame.with_columns(
        pl.when(_noise(rows, 5 + i, 50) != 0).then((pl.col(name) * 1_000_000).cast(pl.Datetime("us", "UTC")))
        .alias(name)
        for i, name in enumerate(INSTANTS)
    )  # fmt: skip


def make_pauses(incidents: pl.DataFrame) -> pl.DataFrame:
    """One pause for every second incident, by incident as intake makes them; a third overlaps another."""
    rows = pl.int_range(len(incidents) // 2, eager=True)
    key = _noise(rows, 7, len(incidents)).cast(pl.UInt32).sort()
    known = incidents["opened_at"].fill_null(strategy="forward").fill_null(strategy="backward")
    paused = known.gather(key) + (_noise(rows, 8, 2 * DAY) * 1_000_000).cast(pl.Duration("us"))
    resumed = paused + ((_noise(rows, 9, DAY) + 1) * 1_000_000).cast(pl.Duration("us"))
    return pl.DataFrame({"key": key, "paused_at": paused, "resumed_at": resumed})


def _noise(rows: pl.Series, seed: int, below: int) -> pl.Series:
    return (rows.hash(seed=seed) % below).cast(pl.Int64)


def elapsed(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Business time from opened to resolved, microseconds."""
    worked = TIME.with_worked(frame, {"begin": "opened_at", "end": "resolved_at"})
    return worked.select((pl.col("end") - pl.col("begin")).alias("elapsed"))


def net_of_pauses(incidents: pl.LazyFrame, pauses: pl.LazyFrame, engine: str) -> pl.DataFrame:
    """Paused business time of each incident, overlaps counted once."""
    clocks = TIME.with_worked(incidents, {"begin": "opened_at", "end": "resolved_at"})
    spans = TIME.with_worked(pauses, {"begin": "paused_at", "end": "resumed_at"})
    columns = ("key", "begin", "end")
    merged = merge_pauses(spans.select(columns).collect(engine=engine))
    return paused_time(clocks.select(columns).collect(engine=engine), merged)


def run_rounds(tasks: dict[str, Task], rounds: int) -> dict[str, list[float]]:
    """Run every task once a round, in turn; a first round warms the caches and is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for n in range(rounds + 1):
        for name, task in tasks.items():
            gc.collect()
            begin = time.perf_counter()
            result = task()
            took = time.perf_counter() - begin
            del result
            if n:
                seconds[name].append(took)
    return seconds


def show_times(seconds: dict[str, list[float]]) -> None:
    for name, runs in seconds.items():
        low, middle, high = (value * 1000 for value in (min(runs), statistics.median(runs), max(runs)))
        print(f"  {name:<58} {middle:9.1f} ms  ({low:.1f} to {high:.1f})")


def show_ratio(what: str, above: list[float], below: list[float], target: str) -> None:
    """Print one ratio, round by round; a target that begins with "at least" is met from above."""
    ratios = [a / b for a, b in zip(above, below, strict=True)]
    middle, limit = statistics.median(ratios), float(target.rsplit(maxsplit=1)[-1].replace(",", ""))
    is_met = middle >= limit if target.startswith("at least") else middle <= limit
    spread = f"({min(ratios):,.2f} to {max(ratios):,.2f})"
    print(f"  {what:<58} {middle:10,.2f}  {spread:<26} {target:<18} {'met' if is_met else 'NOT MET'}")


def compare_answers(incidents: pl.DataFrame, incidents_file: Path) -> None:
    """Stop unless every way gives the same microseconds in every row."""
    import clock_peers

    reference = elapsed(incidents.lazy()).collect(engine="in-memory")
    assert elapsed(incidents.lazy()).collect(engine="streaming").equals(reference)
    assert elapsed(pl.scan_parquet(incidents_file)).collect(engine="streaming").equals(reference)
    for name in clock_peers.DUCKDB_JOINS:
        theirs = clock_peers.duckdb_rows(incidents_file, TIME, name)
        assert theirs.equals(reference["elapsed"]), name
    n_null = reference["elapsed"].null_count()
    print(f"  elapsed: {len(reference):,} rows equal in both engines and both DuckDB joins, {n_null:,} null")


def compare_pauses(incidents: pl.DataFrame, pauses: pl.DataFrame) -> None:
    import clock_peers

    found = net_of_pauses(incidents.lazy(), pauses.lazy(), "streaming")
    assert found.equals(net_of_pauses(incidents.lazy(), pauses.lazy(), "in-memory"))
    some = incidents.head(20_000)
    expected = clock_peers.paused_by_intervals(some, pauses.filter(pl.col("key") < 20_000), TIME)
    assert found.head(20_000)["paused"].to_list() == expected
    print(
        f"  pauses: {len(found):,} rows equal in both engines, 20,000 of them to a sum of intervals in Python"
    )


def measure_main(incidents: pl.DataFrame, folder: Path, rounds: int) -> None:
    """The ratios on all rows."""
    import clock_peers

    incidents_file, pauses_file = folder / "incidents.parquet", folder / "pauses.parquet"
    tasks: dict[str, Task] = {}
    for e in ENGINES:
        scan, pauses = pl.scan_parquet(incidents_file), pl.scan_parquet(pauses_file)
        tasks |= {
            f"scan the two columns, {e}": lambda e=e, s=scan: s.select(INSTANTS).collect(engine=e),
            f"elapsed in memory, {e}": lambda e=e: elapsed(incidents.lazy()).collect(engine=e),
            f"Parquet to elapsed to sum, {e}": lambda e=e, s=scan: elapsed(s).sum().collect(engine=e),
            f"read both tables, {e}": lambda e=e, s=scan, p=pauses: (
                s.collect(engine=e),
                p.collect(engine=e),
            ),
            f"pauses, {e}": lambda e=e, s=scan, p=pauses: net_of_pauses(s, p, e),
        }
    for name in clock_peers.DUCKDB_JOINS:
        tasks[f"DuckDB, {name}"] = lambda name=name: clock_peers.duckdb_sum(incidents_file, TIME, name)
    seconds = run_rounds(tasks, rounds)
    print(f"\ntimes, median of {rounds} rounds (spread)")
    show_times(seconds)
    print(f"\nratios, median of {rounds} rounds (spread), and the limit")
    for e in ENGINES:
        scan_runs = seconds[f"scan the two columns, {e}"]
        show_ratio(
            f"elapsed in memory / scan, {e}", seconds[f"elapsed in memory, {e}"], scan_runs, "at most 0.6"
        )
        show_ratio(
            f"Parquet to sum / scan, {e}",
            seconds[f"Parquet to elapsed to sum, {e}"],
            scan_runs,
            "at most 1.8",
        )
        show_ratio(
            f"pauses / read both, {e}",
            seconds[f"pauses, {e}"],
            seconds[f"read both tables, {e}"],
            "at most 5",
        )
    for name in clock_peers.DUCKDB_JOINS:
        ours = seconds["Parquet to elapsed to sum, streaming"]
        show_ratio(
            f"DuckDB, {name} / Parquet to sum, streaming", seconds[f"DuckDB, {name}"], ours, "at least 1.8"
        )


def measure_peers(incidents: pl.DataFrame, rounds: int) -> None:
    """The ratios on samples, by cost a row: the slow peers cannot be given as many rows as we are."""
    import clock_peers

    known = incidents.drop_nulls().sample(min(1_000_000, incidents.height // 2), seed=1)
    exact = elapsed(known.lazy()).collect()["elapsed"]
    peers = clock_peers.make_peers(known)
    tasks: dict[str, Task] = {"this clock": lambda: elapsed(known.lazy()).collect(engine="streaming")}
    tasks |= {name: peer.run for name, peer in peers.items()}
    seconds = run_rounds(tasks, rounds)
    print(f"\npeers, cost a row against this clock on {known.height:,} rows, random order, no nulls")
    ours = [run / known.height for run in seconds["this clock"]]
    for name, peer in peers.items():
        show_ratio(
            f"{name}, {peer.n_rows:,} rows", [run / peer.n_rows for run in seconds[name]], ours, peer.target
        )
    for name, peer in peers.items():
        answers = peer.run()
        pairs = zip(answers, exact.head(peer.n_rows), strict=True)
        n_wrong = sum(not abs(float(theirs) - right / 1e6) < 1 for theirs, right in pairs)
        print(f"  {name}: {n_wrong:,} of {peer.n_rows:,} answers wrong by a second or more")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--folder", type=Path, help="where the Parquet files go; a temporary folder by default"
    )
    chosen = parser.parse_args()
    import clock_peers

    print(clock_peers.versions())
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        incidents = make_incidents(chosen.rows)
        pauses = make_pauses(incidents)
        incidents.write_parquet(folder / "incidents.parquet")
        pauses.write_parquet(folder / "pauses.parquet")
        print(f"{len(incidents):,} incidents over {YEARS} years, {len(pauses):,} pauses\n\nanswers")
        compare_answers(incidents, folder / "incidents.parquet")
        compare_pauses(incidents, pauses)
        measure_main(incidents, folder, chosen.rounds)
        measure_peers(incidents, chosen.rounds)


if __name__ == "__main__":
    main()
