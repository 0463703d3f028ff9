"""Reads the sample's files back with the csv module and judges every clause by the rules, one by one.

It knows nothing of the stories: only rows of the log, notices and the terms of the contract. Slow and plain.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from analytics.sample.hours import ZONE, Pause
from analytics.sample.terms import END, PAUSING, PRIORITY, REOPEN_WINDOW, Kind, Term, term

WORDS = {word: severity for severity, word in PRIORITY.items()}
OPEN = ("New", "In Progress")
KINDS: tuple[Kind, ...] = ("response", "resolution", "notification")
Row = dict[str, str]
Span = tuple[str, int, int]  # severity, entered, left


def instant(text: str) -> int:
    if text.endswith("Z"):
        return int(datetime.fromisoformat(text).timestamp())
    return int(datetime.strptime(text, "%d/%m/%Y %H:%M:%S").replace(tzinfo=ZONE).timestamp())


def read(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def usable_rows(content: bytes) -> dict[str, list[Row]]:
    """Rows by incident; exact repeats and rows without a possible date are left out."""
    incidents: dict[str, list[Row]] = defaultdict(list)
    for row in read(content):
        rows = incidents[row["number"]]
        if row not in rows and not row["sys_updated_at"].startswith("31/02/"):
            rows.append(row)
    return incidents


@dataclass
class Episode:
    start: int
    acknowledged: int | None
    resolved: int | None
    following: int | None  # when the next one starts


def states(rows: list[Row]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for row in rows:
        if not found or found[-1][1] != row["incident_state"]:
            found.append((instant(row["sys_updated_at"]), row["incident_state"]))
    return found


def pauses(rows: list[Row]) -> list[Pause]:
    steps = states(rows)
    ends: list[int | None] = [*(at for at, _ in steps[1:]), None]
    return [(at, end) for (at, state), end in zip(steps, ends, strict=True) if state in PAUSING]


def episodes(rows: list[Row]) -> list[Episode]:
    steps, opened = states(rows), instant(rows[0]["opened_at"])
    starts: list[int] = [opened]
    resolved_of: dict[int, int | None] = {0: None}
    done: int | None = None
    first_progress: dict[int, int] = {}
    first_resolved: dict[int, int] = {}
    for at, state in steps:
        if state in ("Resolved", "Closed"):
            done = at if state == "Resolved" or done is None else done
            resolved_of[len(starts) - 1] = done
            first_resolved.setdefault(len(starts) - 1, done)
        elif done is not None:
            if at - done > REOPEN_WINDOW:
                starts.append(at)
            resolved_of[len(starts) - 1] = done = None
        if state == "In Progress":
            first_progress.setdefault(len(starts) - 1, at)
    column, last = rows[-1]["resolved_at"], len(starts) - 1
    if column != "?":
        resolved_of[last] = instant(column)
    assigned = [instant(row["sys_updated_at"]) for row in rows if row["assigned_to"] != "?"]
    found = []
    for n, start in enumerate(starts):
        taken = first_progress.get(n, assigned[0] if assigned and n == 0 else None)
        known = [at for at in (taken, first_resolved.get(n)) if at is not None]
        following = starts[n + 1] if n < last else None
        found.append(Episode(start, min(known, default=None), resolved_of[n], following))
    return found


def severities(rows: list[Row]) -> list[Span]:
    steps: list[tuple[int, str]] = [(0, WORDS[rows[0]["priority"]])]
    for row in rows:
        if WORDS[row["priority"]] != steps[-1][1]:
            steps.append((instant(row["sys_updated_at"]), WORDS[row["priority"]]))
    ends = [at for at, _ in steps[1:]] + [2**60]
    return [(severity, at, end) for (at, severity), end in zip(steps, ends, strict=True)]


def judge(clause: Term, start: int, stop: int | None, waits: list[Pause]) -> str:
    if stop is None:
        return clause.unstopped(start, waits)
    return "met" if stop <= clause.last(start, waits) else "missed"


def judge_kind(
    kind: Kind, start: int, stop: int | None, spans: list[Span], waits: list[Pause]
) -> dict[str, str]:
    """The rule of severity changes: what a stopped clock keeps, and what a running one leaves behind."""
    rows: dict[str, str] = {}
    for severity, entered, left in spans:
        clause = term(severity, kind)
        if left <= start and left != 2**60:
            continue
        if entered and stop is not None and stop <= entered:
            continue
        is_left_running = left != 2**60 and (stop is None or stop > left)
        if is_left_running and clause.last(start, waits) >= left:
            continue
        rows[clause.clause_id] = judge(clause, start, stop, waits)
    return rows


def replay(log: bytes, notices: bytes) -> Iterator[tuple[str, int, str, str]]:
    """Yield incident, episode, clause and outcome at the end of the data."""
    told: dict[str, list[int]] = defaultdict(list)
    for row in read(notices):
        if row["audience"] == "buyer":
            told[row["incident_id"]].append(instant(row["at"]))
    for number, rows in usable_rows(log).items():
        spans, waits = severities(rows), pauses(rows)
        is_cancelled = rows[-1]["incident_state"] == "Cancelled"
        for n, episode in enumerate(episodes(rows), start=1):
            since = episode.start if n > 1 else 0
            notice = min((t for t in told[number] if since <= t < (episode.following or END)), default=None)
            stops = dict(zip(KINDS, (episode.acknowledged, episode.resolved, notice), strict=True))
            found: dict[str, str] = {}
            for kind in KINDS:
                found |= judge_kind(kind, episode.start, stops[kind], spans, waits)
            if rows[-1]["category"] == "Security":
                clause = term("security", "notification")
                found[clause.clause_id] = judge(clause, episode.start, notice, waits)
            for clause_id, outcome in found.items():
                yield number, n, clause_id, "excluded" if is_cancelled else outcome
