"""Measure three clocks with their monthly figures against reading their columns, and against DuckDB.

    python benchmarks/obligations.py [--rows 10000000] [--rounds 7] [--most 50000000] [--folder DIR]
    python benchmarks/obligations.py --clauses 12 [--rows 1000000]

Needs the `benchmarks` extra. The method is that of `clock.py`: answers compared first, rounds interleaved, a
ratio taken within a round, median and spread printed. The second form measures the product's own `measure`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import clock
import obligations_data as data
import polars as pl

from analytics.clock import WorkingTime, place_in
from analytics.statistics import median_of, nearest_rank

RUNNING, LATE, STOPPED = 0, 1, 2  # what a clock does at ``AS_OF``; late: it runs, and is over its window
PER_MONTH = 4 * len(data.SEVERITIES)


def figures(incidents: pl.LazyFrame) -> pl.DataFrame:
    """Judge the three clauses and count them by clause, severity and month of the last instant on time.

    Returns:
        clause, severity, month, n_due, n_met, n_missed, n_pending, n_at_closing; total, median, p90 and max
        of the net time of clocks that stopped (Int64 microseconds; null without any).
    """
    # Two steps: to branch a stream into three groupings costs more than to keep what they read.
    judged = judge(incidents).collect(engine="streaming").lazy()
    return pl.concat(
        summarise(count(judged, clause).collect(engine="streaming"), clause) for clause in data.CLAUSES
    )


def judge(incidents: pl.LazyFrame) -> pl.LazyFrame:
    """Add for each clause: group (month, severity and state in one number), net, is_at_closing."""
    frame = incidents.filter(pl.col("kind") == "incident").with_columns(
        pl.coalesce("aware_at", "opened_at").alias("aware_at")
    )
    for working in (True, False):
        mine = [clause for clause in data.CLAUSES if clause.is_working is working]
        names = sorted({name for clause in mine for name in (clause.start, clause.stop)})
        frame = mine[0].time.with_worked(frame, {f"{name}, worked": name for name in names})
    frame = frame.with_columns(d for clause in data.CLAUSES for d in _deadlines(clause, clause.time))
    frame = frame.with_columns(_net(clause) for clause in data.CLAUSES)
    return frame.select(
        column
        for clause in data.CLAUSES
        for column in (_group(clause), f"{clause.name}, net", _is_at_closing(clause))
    )


def _deadlines(clause: data.Clause, time: WorkingTime) -> tuple[pl.Expr, pl.Expr]:
    worked = pl.col(f"{clause.start}, worked") + clause.window
    return (
        time.first_instant(worked).alias(f"{clause.name}, due_at"),
        time.last_instant(worked).alias(f"{clause.name}, last_on_time_at"),
    )


def _net(clause: data.Clause) -> pl.Expr:
    """The time to the stop, where that is known at ``AS_OF``."""
    net = pl.col(f"{clause.stop}, worked") - pl.col(f"{clause.start}, worked")
    return pl.when(pl.col(clause.stop) < data.AS_OF).then(net).alias(f"{clause.name}, net")


def _group(clause: data.Clause) -> pl.Expr:
    last = pl.col(f"{clause.name}, last_on_time_at")
    state = (
        pl.when(pl.col(f"{clause.name}, net").is_not_null())
        .then(pl.lit(STOPPED, pl.UInt32))
        .otherwise((last < data.AS_OF).cast(pl.UInt32))
    )
    month = place_in(data.MONTHS, last).cast(pl.UInt32)
    return (month * PER_MONTH + _severity() + state).alias(f"{clause.name}, group")


def _is_at_closing(clause: data.Clause) -> pl.Expr:
    """The window ends at a closing: what stops before the next opening is on time as well."""
    due, last = (pl.col(f"{clause.name}, {name}") for name in ("due_at", "last_on_time_at"))
    return (due < last).alias(f"{clause.name}, is_at_closing")


def _severity() -> pl.Expr:
    first, *others = (
        pl.when(pl.col("severity") == name).then(pl.lit(4 * place, pl.UInt32))
        for place, name in enumerate(data.SEVERITIES)
    )
    return pl.coalesce(first, *others)


def count(judged: pl.LazyFrame, clause: data.Clause) -> pl.LazyFrame:
    """Gather the net times of each group, and count the windows that end at a closing."""
    return judged.group_by(pl.col(f"{clause.name}, group").alias("group")).agg(
        pl.col(f"{clause.name}, net").alias("net"),
        pl.col(f"{clause.name}, is_at_closing").sum().alias("n_at_closing"),
    )


def summarise(counted: pl.DataFrame, clause: data.Clause) -> pl.DataFrame:
    """Turn the groups of one clause into its figures."""
    net = pl.col("net")
    groups = counted.select(
        pl.col("group") // 4,
        "n_at_closing",
        state=pl.col("group") % 4,
        n=net.list.len().cast(pl.Int64),
        n_met=net.list.agg((pl.element() <= clause.window).sum()).cast(pl.Int64),
        total=net.list.sum(),
        median=net.list.agg(median_of(pl.element())),
        p90=net.list.agg(nearest_rank(pl.element(), 90)),
        max=net.list.max(),
    )
    n, is_running, is_stopped = pl.col("n"), pl.col("state") == RUNNING, pl.col("state") == STOPPED
    rows = groups.group_by("group").agg(
        n.filter(~is_running).sum().alias("n_due"),
        pl.col("n_met").sum(),
        n.filter(is_running).sum().alias("n_pending"),
        pl.col("n_at_closing").sum().cast(pl.Int64),
        *(pl.col(name).filter(is_stopped).max() for name in ("total", "median", "p90", "max")),
    )
    severities = pl.lit(pl.Series(data.SEVERITIES))
    return rows.sort("group").select(
        pl.lit(clause.name).alias("clause"),
        severities.gather(pl.col("group") % len(data.SEVERITIES)).alias("severity"),
        (pl.col("group") // len(data.SEVERITIES)).cast(pl.Int64).alias("month"),
        "n_due",
        "n_met",
        (pl.col("n_due") - pl.col("n_met")).alias("n_missed"),
        pl.exclude("group", "n_due", "n_met"),
    )


def compare_answers(file: Path, connection) -> None:
    """Stop unless DuckDB gives the same figures."""
    import obligations_duckdb

    found = figures(pl.scan_parquet(file))
    theirs = obligations_duckdb.as_figures(obligations_duckdb.fetch(connection, file))
    assert found.equals(theirs)
    n_judged = found["n_due"].sum() + found["n_pending"].sum()
    print(f"  {len(found):,} rows of {found.width} columns on {n_judged:,} obligations equal to DuckDB's")


def measure_main(file: Path, connection, rounds: int) -> None:
    """The task against the scan and against DuckDB."""
    import obligations_duckdb

    scan = pl.scan_parquet(file)
    tasks: dict[str, clock.Task] = {
        "scan the seven columns": lambda: scan.select(data.COLUMNS).collect(engine="streaming"),
        "clocks, deadlines, flags and figures": lambda: figures(scan),
        "DuckDB": lambda: obligations_duckdb.fetch(connection, file),
    }
    seconds = clock.run_rounds(tasks, rounds)
    print(f"\ntimes, median of {rounds} rounds (spread)")
    clock.show_times(seconds)
    scanned, ours, theirs = seconds.values()
    print(f"\nratios, median of {rounds} rounds (spread), and the limit")
    clock.show_ratio("figures / scan", ours, scanned, "at most 6")
    clock.show_ratio("DuckDB / figures", theirs, ours, "at least 1.3")


def measure_growth(folder: Path, n_few: int, n_many: int, rounds: int) -> None:
    """The time a row on many incidents against that on few, in turn, so that both begin with fresh memory."""
    files = {n: folder / str(n) for n in (n_few, n_many)}
    for n, file in files.items():
        data.write_incidents(n, file)
    tasks: dict[str, clock.Task] = {
        f"figures of {n:,} incidents": lambda file=file: figures(pl.scan_parquet(file))
        for n, file in files.items()
    }
    seconds = clock.run_rounds(tasks, rounds)
    print(f"\ngrowth, median of {rounds} rounds (spread)")
    clock.show_times(seconds)
    few, many = seconds.values()
    share = n_many / n_few
    clock.show_ratio(
        f"time for {share:g} times the rows / {share:g}", [m / share for m in many], few, "at most 1"
    )


def measure_memory(file: Path) -> None:
    """The most memory of a process that does nothing but the task."""
    command = [sys.executable, __file__, "--only", str(file)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    before, peak = (int(kilobytes) * 1024 / 1e9 for kilobytes in answer)
    print("\nmemory")
    print(f"  most in a process of its own {peak:.2f} GB, {before:.2f} of them before the task; at most 1.5")


def run_only(file: Path) -> None:
    """Do the task once and print the most memory before and after it, in kilobytes."""
    before = peak_memory()
    figures(pl.scan_parquet(file))
    print(before, peak_memory())


def peak_memory() -> int:
    """Kilobytes; from the kernel's table, since ru_maxrss begins with what the parent process had."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def measure_all(folder: Path, n: int, rounds: int, n_most: int) -> None:
    import clock_peers
    import obligations_duckdb

    print(clock_peers.versions())
    file = folder / "incidents"
    data.write_incidents(n, file)
    print(f"{n:,} incidents over {clock.YEARS} years, {len(data.CLAUSES)} clauses\n\nanswers")
    connection = obligations_duckdb.connect()
    compare_answers(file, connection)
    measure_main(file, connection, rounds)
    measure_memory(file)
    if n_most:
        measure_growth(folder, n_most // 50, n_most, min(rounds, 3))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--most", type=int, default=50_000_000, help="rows of the growth; 0 leaves it out")
    parser.add_argument("--folder", type=Path, help="where the Parquet files go; by default a temporary one")
    parser.add_argument("--clauses", type=int, help="measure so many clauses through the product instead")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        run_only(chosen.only)
    elif chosen.clauses:
        import obligations_measure

        obligations_measure.main(chosen.clauses, chosen.rows or 1_000_000)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            folder = chosen.folder or Path(temporary)
            measure_all(folder, chosen.rows or 10_000_000, chosen.rounds, chosen.most)


if __name__ == "__main__":
    main()
