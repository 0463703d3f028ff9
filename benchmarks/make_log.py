"""Write a large audit log with the contract that reads it: five clauses, with pauses.

    python benchmarks/make_log.py --rows 150000 OUT

OUT then holds contract.toml and exports/ with incident_event_log.csv, notifications.csv and truth.csv (the
truth of the typical contract, of which the five clauses are a choice). Same arguments, same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analytics.sample import SEED, make_sample

CONTRACT = """\
# Five clauses for a large log. The typical contract has the others, and the words for a reader.

[contract]
id       = "large-log"
title    = "A large log"
buyer    = "Department for Examples"
supplier = "Example Digital Ltd"
timezone = "Europe/London"
starts   = 2024-11-01
ends     = 2026-11-01

[calendars.working]
division = "england-and-wales"
hours    = { mon-fri = ["08:00-18:00"] }

[severity]
P1 = ["1 - Critical"]
P2 = ["2 - High"]
P3 = ["3 - Moderate"]
P4 = ["4 - Low"]

[[exports]]
source         = "servicenow-audit"
path           = "exports/incident_event_log.csv"
timezone       = "Europe/London"
dates          = "day-first"
complete_until = 2026-11-01

[[exports]]
source         = "notifications"
path           = "exports/notifications.csv"
timezone       = "Europe/London"
dates          = "day-first"
complete_until = 2026-11-01

[[clauses]]
id        = "P3-response"
kind      = "response"
applies   = { severity = ["P3"] }
within    = "2 working hours"
calendar  = "working"
target    = "95%"
reference = "Schedule 3, 3.3"

[[clauses]]
id        = "P2-resolution"
kind      = "resolution"
applies   = { severity = ["P2"] }
within    = "8 hours"
pauses    = ["awaiting customer"]
target    = "95%"
reference = "Schedule 3, 4.2"

[[clauses]]
id        = "P3-resolution"
kind      = "resolution"
applies   = { severity = ["P3"] }
within    = "20 working hours"
calendar  = "working"
pauses    = ["awaiting customer"]
target    = "95%"
reference = "Schedule 3, 4.3"

[[clauses]]
id        = "P4-resolution"
kind      = "resolution"
applies   = { severity = ["P4"] }
within    = "5 working days"
calendar  = "working"
pauses    = ["awaiting customer"]
target    = "95%"
reference = "Schedule 3, 4.4"

[[clauses]]
id        = "P3-notification"
kind      = "notification"
audience  = "buyer"
applies   = { severity = ["P3"] }
within    = "4 working hours"
calendar  = "working"
target    = "95%"
reference = "Schedule 3, 5.3"
"""
ROWS_PER_INCIDENT = 6.0  # a little below what was measured, so that one attempt is enough


def make_log(folder: Path, n_rows: int, seed: int = SEED) -> int:
    """Write contract and exports with at least ``n_rows`` rows in the log; gives how many there are."""
    n_incidents = int(n_rows / ROWS_PER_INCIDENT)
    while (files := make_sample(seed=seed, n_incidents=n_incidents)) and rows_of(files) < n_rows:
        n_incidents = n_incidents * n_rows // rows_of(files) + 10
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    (folder / "contract.toml").write_text(CONTRACT, encoding="utf-8", newline="\n")
    for name, content in files.items():
        (exports / name).write_bytes(content)
    return rows_of(files)


def rows_of(files: dict[str, bytes]) -> int:
    """Count the rows of the log below its header."""
    return files["incident_event_log.csv"].count(b"\n") - 1


def main() -> int:
    """Read the arguments, write the folder, print one line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=150_000, help="rows of the log, at least")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("out", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    rows = make_log(arguments.out, arguments.rows, arguments.seed)
    print(f"{rows} rows in {arguments.out / 'exports' / 'incident_event_log.csv'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
