"""Twelve clauses on a million incidents with pauses, through the product's own `measure`.

The tables are made as intake gives them: a log of states and of severity, one incident in twenty raised by a
step, a pause for every second incident, a notice for two in three.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import clock
import obligations_data as data
import polars as pl
from obligations import peak_memory

from analytics.contract.load import load_contract
from analytics.obligations import measure
from analytics.schema import (
    FILES,
    INCIDENTS,
    NOTIFICATIONS,
    PAUSES,
    REJECTED,
    TRANSITIONS,
    Tables,
    empty,
)

HEAD: Final = """
[contract]
id       = "many-clauses"
title    = "Many clauses"
buyer    = "Department for Examples"
supplier = "Example Digital Ltd"
timezone = "Europe/London"
starts   = 2014-12-01

[calendars.working]
division = "england-and-wales"
hours    = { mon-fri = ["08:00-18:00"] }

[severity]
P1 = ["P1"]
P2 = ["P2"]
P3 = ["P3"]
P4 = ["P4"]

[pauses."awaiting customer"]
holder = "buyer"
states = ["Awaiting Customer"]

[[exports]]
source         = "servicenow-audit"
path           = "log.csv"
timezone       = "Europe/London"
dates          = "day-first"
complete_until = 2027-01-01

[[exports]]
source         = "notifications"
path           = "notices.csv"
timezone       = "Europe/London"
dates          = "day-first"
complete_until = 2027-01-01
"""
CLAUSE: Final = """
[[clauses]]
id        = "{severity}-{kind}"
kind      = "{kind}"
applies   = {{ severity = ["{severity}"] }}
within    = "{within}"
{more}
target    = "95%"
reference = "Schedule 3"
"""
WORKING: Final = 'calendar = "working"'
PAUSED: Final = 'pauses = ["awaiting customer"]'
WITHIN: Final = {
    "response": [
        ("15 minutes", ""),
        ("30 minutes", ""),
        ("2 working hours", WORKING),
        ("4 working hours", WORKING),
    ],
    "resolution": [
        ("4 hours", PAUSED),
        ("8 hours", PAUSED),
        ("20 working hours", f"{WORKING}\n{PAUSED}"),
        ("5 working days", f"{WORKING}\n{PAUSED}"),
    ],
    "notification": [
        ("1 hour", 'audience = "buyer"'),
        ("4 hours", 'audience = "buyer"'),
        ("4 working hours", f'audience = "buyer"\n{WORKING}'),
        ("2 working days", f'audience = "buyer"\n{WORKING}'),
    ],
}


def make_contract(folder: Path, n_clauses: int):
    """Load a contract of the first so many clauses: of each kind one a severity."""
    clauses = [
        CLAUSE.format(severity=severity, kind=kind, within=within, more=more)
        for kind, windows in WITHIN.items()
        for severity, (within, more) in zip(data.SEVERITIES, windows, strict=True)
    ]
    (folder / "contract.toml").write_text(HEAD + "".join(clauses[:n_clauses]), encoding="utf-8")
    return load_contract(folder)


def make_tables(n: int) -> Tables:
    """Give the tidy tables of so many incidents."""
    rows = pl.int_range(n, eager=True)
    made = data.make_incidents(n).with_columns(
        pl.format("INC{}", pl.lit(rows).cast(pl.String).str.zfill(9)).alias("incident_id")
    )
    notices = made.filter(pl.lit(clock._noise(rows, 90, 3) > 0), pl.col("notified_at").is_not_null())
    paused = clock.make_pauses(made.select(pl.col("opened_at")).with_columns(key=rows.cast(pl.UInt32)))
    pauses = paused.with_columns(
        incident_id=made["incident_id"].gather(paused["key"]),
        reason=pl.lit("awaiting customer"),
        holder=pl.lit("buyer"),
    )
    notices = notices.select("incident_id", at="notified_at", audience=pl.lit("buyer"))
    return Tables(
        incidents=_fill(made, INCIDENTS),
        transitions=_fill(_log(made, rows), TRANSITIONS),
        pauses=_fill(pauses, PAUSES),
        notifications=_fill(notices, NOTIFICATIONS),
        rejected=empty(REJECTED),
        files=empty(FILES),
    )


def _log(made: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """The states new, in progress and resolved, the severity at first and a step up for one in twenty."""
    is_raised = pl.lit(clock._noise(rows, 91, 20) == 0) & (pl.col("severity") != "P1")
    higher = pl.col("severity").replace({"P2": "P1", "P3": "P2", "P4": "P3"})
    steps = [
        ("opened_at", "state", pl.lit(None, pl.String), pl.lit("new"), True),
        ("acknowledged_at", "state", pl.lit("new"), pl.lit("in progress"), True),
        ("resolved_at", "state", pl.lit("in progress"), pl.lit("resolved"), True),
        ("opened_at", "severity", pl.lit(None, pl.String), pl.col("severity"), True),
        ("acknowledged_at", "severity", pl.col("severity"), higher, is_raised),
    ]
    log = pl.concat(
        made.filter(pl.col(at).is_not_null(), is_row).select(
            "incident_id", pl.col(at).alias("at"), field=pl.lit(field), before=before, after=after
        )
        for at, field, before, after, is_row in steps
    )
    return log.sort("incident_id", "at", maintain_order=True)


def _fill(frame: pl.DataFrame, schema) -> pl.DataFrame:
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


def run_once(folder: Path, n_clauses: int) -> None:
    """Measure from tables on disk, and print seconds, rows and kilobytes before and at most."""
    tables = Tables(
        **{name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES},
        rejected=empty(REJECTED),
        files=empty(FILES),
    )
    contract = make_contract(folder, n_clauses)
    before, begin = peak_memory(), time.perf_counter()
    found = measure(tables, contract, data.AS_OF)
    took = time.perf_counter() - begin
    outcomes = found["outcome"].value_counts().sort("outcome").rows()
    print(took, time.process_time(), len(found), before, peak_memory(), outcomes, sep="\t")


TABLES: Final = ("incidents", "transitions", "pauses", "notifications")


def main(n_clauses: int, n: int, runs: int = 3) -> None:
    """Make the tables, and measure them in processes of their own."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        tables = make_tables(n)
        for name in TABLES:
            getattr(tables, name).write_parquet(folder / f"{name}.parquet")
        del tables
        print(f"{n:,} incidents, {n_clauses} clauses; {runs} runs, each in a process of its own")
        for _ in range(runs):
            command = [sys.executable, __file__, str(folder), str(n_clauses)]
            answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\t")
            took, used, before, peak = (float(answer[place]) for place in (0, 1, 3, 4))
            print(
                f"  {took:.1f} s ({used:.1f} s of processors with reading), at most 30;"
                f" {peak * 1024 / 1e9:.2f} GB at most, {before * 1024 / 1e9:.2f} with the tables, at most 4;"
                f" {int(answer[2]):,} obligations"
            )
        print(f"  {answer[5].strip()}")


if __name__ == "__main__":
    run_once(Path(sys.argv[1]), int(sys.argv[2]))
