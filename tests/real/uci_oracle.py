"""A short oracle of the public log: the csv module and plain dates, nothing of the library.

It knows what the contract beside it says: resolved by the column only, plain elapsed time, UTC.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path

HOURS = {"P1": 4, "P2": 8, "P3": 24, "P4": 120}
Rows = dict[str, list[dict[str, str]]]


def read_log(path: Path) -> Rows:
    """The rows of each incident in the order of their updates; `sys_mod_count` orders those of one minute."""
    incidents: Rows = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            incidents[row["number"]].append(row)
    for rows in incidents.values():
        rows.sort(key=lambda row: (instant(row["sys_updated_at"]), int(row["sys_mod_count"])))
    return dict(incidents)


def instant(cell: str) -> dt.datetime | None:
    return None if cell in ("", "?") else dt.datetime.strptime(f"{cell}+0000", "%d/%m/%Y %H:%M%z")


def severity_of(row: dict[str, str]) -> str:
    return f"P{row['priority'][0]}"


def end_of_data(incidents: Rows) -> dt.datetime:
    names = ("opened_at", "sys_updated_at", "resolved_at", "closed_at")
    cells = (instant(row[name]) for rows in incidents.values() for row in rows for name in names)
    return max(at for at in cells if at is not None) + dt.timedelta(microseconds=1)


def time_to_resolve(rows: list[dict[str, str]]) -> dt.timedelta | None:
    resolved = instant(rows[-1]["resolved_at"])
    return None if resolved is None else resolved - instant(rows[0]["opened_at"])


def resolution_outcomes(rows: list[dict[str, str]], end: dt.datetime) -> dict[str, str]:
    """Severity to outcome: that in force when the clock stopped, and each one missed before it was left."""
    opened, resolved = instant(rows[0]["opened_at"]), instant(rows[-1]["resolved_at"])
    held, found = severity_of(rows[0]), {}
    for row in rows[1:]:
        changed, severity = instant(row["sys_updated_at"]), severity_of(row)
        if severity == held or (resolved is not None and resolved < changed):
            continue
        if opened + dt.timedelta(hours=HOURS[held]) < changed:
            found[held] = "missed"
        held = severity
    due = opened + dt.timedelta(hours=HOURS[held])
    if resolved is not None:
        found[held] = "met" if resolved <= due else "missed"
    else:
        found[held] = "missed" if due < end else "pending"
    return found


def march_volume(incidents: Rows) -> dict[str, dict[str, int]]:
    """Counts of March 2016 as known at its end, by the severity known then."""
    begin, end = dt.datetime(2016, 3, 1, tzinfo=dt.UTC), dt.datetime(2016, 4, 1, tzinfo=dt.UTC)
    counts = {
        severity: dict.fromkeys(("n_opened", "n_resolved", "n_open", "n_opened_resolved"), 0)
        for severity in HOURS
    }
    for rows in incidents.values():
        opened, resolved = instant(rows[0]["opened_at"]), instant(rows[-1]["resolved_at"])
        if opened >= end:
            continue
        known = [row for row in rows if instant(row["sys_updated_at"]) < end] or rows[:1]
        is_opened = opened >= begin
        is_resolved = resolved is not None and resolved < end
        mine = counts[severity_of(known[-1])]
        mine["n_opened"] += is_opened
        mine["n_resolved"] += is_resolved and resolved >= begin
        mine["n_open"] += not is_resolved
        mine["n_opened_resolved"] += is_opened and is_resolved
    return counts
