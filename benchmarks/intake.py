"""How long a million-row CSV takes to be read, against polars' own `read_csv`, and how much memory.

    python benchmarks/intake.py [--rows 1000000] [--rounds 5] [--quoted] [--folder DIR]

Each figure is measured in a process of its own, in turn, round by round; a ratio is taken within a round, and
its median and spread are printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

TASKS = ("read_csv", "read_csv and parse", "cells", "tables")
CONTRACT = """\
[contract]
id = "large"
title = "A large list"
buyer = "Buyer"
supplier = "Supplier"
starts = 2026-01-01

[severity]
P1 = ["1 - Critical"]
P2 = ["2 - High"]
P3 = ["3 - Moderate"]
P4 = ["4 - Low"]

[[exports]]
source = "servicenow-incident"
path = "incidents.csv"
timezone = "UTC"

[[clauses]]
id = "P1-resolution"
kind = "resolution"
within = "4 hours"
target = "95%"
reference = "1"
"""


def write_list(folder: Path, n_rows: int, *, is_quoted: bool) -> None:
    """A list export: the same rows each time."""
    i = pl.int_range(n_rows)
    start = pl.lit(dt.datetime(2026, 1, 1))
    opened = start + pl.duration(seconds=(i * 7919) % 25_000_000)
    resolved = opened + pl.duration(seconds=60 + (i * 104_729) % 500_000)
    words = ["1 - Critical", "2 - High", "3 - Moderate", "4 - Low"]
    titles = ["Slow, very slow" if is_quoted else "Slow", "Cannot log in", "Printer jam", "VPN out"]
    frame = pl.select(
        number=pl.format("INC{}", i.cast(pl.String).str.zfill(7)),
        opened_at=opened,
        resolved_at=resolved,
        closed_at=resolved + pl.duration(days=1),
        priority=(i % 4).replace_strict(dict(enumerate(words)), return_dtype=pl.String),
        state=pl.lit("Closed"),
        assignment_group=pl.lit("Network"),
        short_description=(i % 4).replace_strict(dict(enumerate(titles)), return_dtype=pl.String),
    )
    frame.write_csv(folder / "incidents.csv", datetime_format="%Y-%m-%d %H:%M:%S")
    (folder / "contract.toml").write_text(CONTRACT)


def run_task(task: str, folder: Path) -> None:
    """Run one task in this process and print its seconds and the growth of its memory, in bytes."""
    from analytics.contract.load import load_contract
    from analytics.intake import read_exports
    from analytics.intake.columns import wanted_columns
    from analytics.intake.files import read_blob
    from analytics.intake.formats import read_grid

    contract, path = load_contract(folder), folder / "incidents.csv"
    export = contract.exports[0]
    pl.read_csv(b"a,b\n1,2\n")  # what the library does at its first use is not the file's
    before, begun = _memory("VmRSS"), time.perf_counter()
    if task == "read_csv":
        kept: object = pl.read_csv(path)
    elif task == "read_csv and parse":
        kept = pl.read_csv(path, try_parse_dates=True)
    elif task == "cells":
        kept = read_grid(read_blob(folder, export.path), export, wanted_columns(export, contract))
    else:
        kept = read_exports(contract)
    seconds = time.perf_counter() - begun
    print(seconds, _memory("VmHWM") - before)
    del kept


def _memory(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def measure(task: str, folder: Path) -> tuple[float, int]:
    command = [sys.executable, __file__, "--task", task, "--folder", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, grown = done.stdout.split()
    return float(seconds), int(grown)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quoted", action="store_true")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "intake-benchmark")
    parser.add_argument("--task", choices=TASKS)
    chosen = parser.parse_args()
    if chosen.task:
        run_task(chosen.task, chosen.folder)
        return
    chosen.folder.mkdir(parents=True, exist_ok=True)
    write_list(chosen.folder, chosen.rows, is_quoted=chosen.quoted)
    size = (chosen.folder / "incidents.csv").stat().st_size
    print(f"polars {pl.__version__}, {chosen.rows:,} rows, {size / 1e6:.0f} MB, quoted: {chosen.quoted}")
    rounds = [{task: measure(task, chosen.folder) for task in TASKS} for _ in range(chosen.rounds)]
    for task in TASKS:
        seconds = [each[task][0] for each in rounds]
        ratios = [each[task][0] / each["read_csv"][0] for each in rounds]
        grown = max(each[task][1] for each in rounds)
        print(
            f"{task:20} {statistics.median(seconds):6.2f} s, {statistics.median(ratios):5.2f} times read_csv "
            f"({min(ratios):.2f} to {max(ratios):.2f}), memory {grown / size:.2f} times the file"
        )


if __name__ == "__main__":
    main()
