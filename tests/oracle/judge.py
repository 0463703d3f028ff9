"""A slow oracle of obligations: one incident, one clause, one row at a time, from the domain's words.

Takes the tidy facts as plain dicts and the contract as `tomllib` reads it. It shares no code with the
library. Only defaults are covered: severity judged from the original start, reopening within seven days
continues the clock and the gap counts.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.oracle.contract_clock import (
    FOREVER,
    Span,
    day_windows,
    length,
    micros,
    open_spans,
    reach,
    subtract,
)

UNITS = {"minute": 60, "hour": 3600, "day": 86400}
DONE = ("resolved", "closed")
WEEK = 7 * 86400 * 10**6


def judge(facts: dict, contract: dict, as_of: dt.datetime) -> dict[tuple, dict]:
    """Give each obligation by (incident_id, episode, clause_id): outcome, due_at, last, net, period_due."""
    zone, now = ZoneInfo(contract["contract"]["timezone"]), micros(as_of)
    found: dict[tuple, dict] = {}
    for incident in facts["incidents"]:
        if micros(incident["opened_at"]) >= now:
            continue
        mine = {
            name: [row for row in facts[name] if row["incident_id"] == incident["incident_id"]]
            for name in ("transitions", "pauses", "notifications")
        }
        for number, episode in enumerate(episodes(incident, mine["transitions"], contract, now), start=1):
            for clause in contract["clauses"]:
                row = one(incident, episode, clause, mine, contract, zone, now)
                if row is not None:
                    found[incident["incident_id"], number, clause["id"]] = row
    return found


def before(instant: dt.datetime | None, now: int) -> int | None:
    return micros(instant) if instant is not None and micros(instant) < now else None


def known(rows: list[dict], field: str, now: int) -> list[tuple[int, str | None, str]]:
    return [
        (micros(r["at"]), r["before"], r["after"])
        for r in rows
        if r["field"] == field and micros(r["at"]) < now
    ]


def episodes(incident: dict, rows: list[dict], contract: dict, now: int) -> list[dict]:
    """Split the log at reopenings, resolve each run, and join runs less than the window apart."""
    runs: list[dict] = [{"reopened": None, "states": []}]
    previous = None
    for at, _, after in known(rows, "state", now):
        if previous in DONE and after in ("new", "in progress", "on hold"):
            runs.append({"reopened": at, "states": []})
        runs[-1]["states"].append((at, after))
        previous = after
    for i, run in enumerate(runs):
        run["resolved"] = resolution(incident, run, contract, now, is_last=i == len(runs) - 1)
    joined = [[runs[0]]]
    for run in runs[1:]:
        gap = run["reopened"] - joined[-1][-1]["resolved"]
        if gap > WEEK:
            joined.append([run])
        else:
            joined[-1].append(run)
    made = [episode(incident, group, rows, now) for group in joined]
    for one_, following in pairwise(made):
        one_["next"] = following["start"]
    return made


def resolution(incident: dict, run: dict, contract: dict, now: int, *, is_last: bool) -> int | None:
    entered = {name: [at for at, after in run["states"] if after == name] for name in DONE}
    if not is_last:
        return (entered["resolved"] or entered["closed"])[-1]
    last = run["states"][-1][1] if run["states"] else None
    since = run["reopened"] if run["reopened"] is not None else -FOREVER
    for source in contract["rules"].get("resolved", ["column", "last state", "closed"]):
        if source == "last state":
            value = entered["resolved"][-1] if last in DONE and entered["resolved"] else None
        else:
            value = before(incident["resolved_at" if source == "column" else "closed_at"], now)
            value = value if value is not None and value >= since else None
            if source == "closed" and value is None and last == "closed":
                value = entered["closed"][-1]
        if value is not None:
            return value
    return None


def episode(incident: dict, runs: list[dict], rows: list[dict], now: int) -> dict:
    first = runs[0]["reopened"] is None
    states = [state for run in runs for state in run["states"]]
    start = micros(incident["opened_at"]) if first else runs[0]["reopened"]
    progress = [at for at, after in states if after == "in progress"]
    assigned = [at for at, _, _ in known(rows, "assignment", now)] if first else []
    stamps = [before(incident["acknowledged_at"], now)] if first else []
    candidates = [at for at in [*stamps, *progress[:1], *assigned[:1]] if at is not None]
    acknowledged = candidates[0] if candidates else None
    resolved = runs[0]["resolved"]
    if resolved is not None and resolved >= start:
        acknowledged = resolved if acknowledged is None else min(acknowledged, resolved)
    aware = (before(incident["detected_at"], now) if first else None) or start
    return {
        "start": start,
        "aware": aware,
        "acknowledged": acknowledged,
        "resolved": runs[-1]["resolved"],
        "cancelled": bool(states) and states[-1][1] == "cancelled",
        "first": first,
        "next": FOREVER,
    }


def severities(incident: dict, rows: list[dict], now: int) -> list[tuple[int, int, str]]:
    every = [r for r in rows if r["field"] == "severity"]
    value = (every[0]["before"] or every[0]["after"]) if every else incident["severity"]
    spans, begin = [], -FOREVER
    for at, was, after in known(rows, "severity", now):
        if was is not None:
            spans.append((begin, at, value))
            begin, value = at, after
    return [*spans, (begin, FOREVER, value)]


def one(
    incident: dict, episode_: dict, clause: dict, mine: dict, contract: dict, zone: ZoneInfo, now: int
) -> dict | None:
    applies = clause.get("applies", {})
    if "security" in applies and applies["security"] != bool(incident["is_security"]):
        return None
    start, stop = clock_of(episode_, clause, mine, now)
    if not in_force(clause, contract, zone, start):
        return None
    end = None if stop is None else max(stop, start)
    facts = measure(clause, contract, zone, mine["pauses"], start, end, now)
    row = None
    for entered, left, severity in severities(incident, mine["transitions"], now):
        if severity not in applies.get("severity", ["P1", "P2", "P3", "P4"]):
            continue
        if left <= start or entered >= episode_["next"] or (end is not None and end < entered):
            continue
        stays = left >= episode_["next"] or (end is not None and end < left)
        if stays or (facts["last"] is not None and facts["last"] < left):
            row = {**facts, "severity": severity}
    if row is None:
        return None
    row["outcome"] = outcome(incident, episode_, clause, row, start, stop, now)
    return row


def in_force(clause: dict, contract: dict, zone: ZoneInfo, start: int) -> bool:
    day = clause.get("from", contract["contract"]["starts"])
    ends = contract["contract"].get("ends")
    midnight = micros(dt.datetime(day.year, day.month, day.day, tzinfo=zone))
    over = micros(dt.datetime(ends.year, ends.month, ends.day, tzinfo=zone)) if ends else FOREVER
    return midnight <= start < over


def clock_of(episode_: dict, clause: dict, mine: dict, now: int) -> tuple[int, int | None]:
    if clause["kind"] == "response":
        return episode_["start"], episode_["acknowledged"]
    if clause["kind"] == "resolution":
        return episode_["start"], episode_["resolved"]
    notices = sorted(
        micros(row["at"])
        for row in mine["notifications"]
        if row["audience"] == clause["audience"]
        and micros(row["at"]) < min(now, episode_["next"])
        and (episode_["first"] or micros(row["at"]) >= episode_["start"])
    )
    return episode_["aware"], notices[0] if notices else None


def measure(
    clause: dict, contract: dict, zone: ZoneInfo, pauses: list[dict], start: int, end: int | None, now: int
) -> dict:
    calendar = (
        None if clause.get("calendar", "always") == "always" else contract["calendars"][clause["calendar"]]
    )
    spans = open_spans(calendar, zone, start)
    cuts: list[Span] = []
    for pause in pauses:
        begin, resumed = micros(pause["paused_at"]), before(pause["resumed_at"], now)
        stop = FOREVER if end is None else end
        if pause["reason"] in clause.get("pauses", []) and begin < min(now, stop):
            cuts.append((begin, min(FOREVER if resumed is None else resumed, stop)))
    ran = subtract(spans, cuts)
    window, is_day = window_of(clause["within"], calendar, zone, spans, start)
    due, last = reach(ran, start, window)
    still_on_hold = any(cut[1] == FOREVER for cut in cuts)
    if due is not None and not is_day and last is None:
        due = None if still_on_hold else due
    until = now if end is None else end
    return {
        "due": due,
        "last": due if is_day else last,
        "window": window,
        "is_day": is_day,
        "gross": length(spans, start, max(until, start)),
        "net": length(ran, start, max(until, start)),
    }


def window_of(
    text: str, calendar: dict | None, zone: ZoneInfo, spans: list[Span], start: int
) -> tuple[int, bool]:
    match = re.fullmatch(r"(\d+) (working )?(minute|hour|day)s?", text)
    if text == "next working day" or (match and match[2] and match[3] == "day"):
        n = 1 if match is None else int(match[1])
        day = dt.datetime.fromtimestamp(start // 10**6, dt.UTC).astimezone(zone).date()
        while n:
            day += dt.timedelta(days=1)
            n -= bool(day_windows(calendar, zone, day))
        return length(spans, start, max(end for _, end in day_windows(calendar, zone, day))), True
    return int(match[1]) * UNITS[match[3]] * 10**6, False


def outcome(
    incident: dict, episode_: dict, clause: dict, row: dict, start: int, stop: int | None, now: int
) -> str:
    if incident["kind"] != "incident" or episode_["cancelled"]:
        return "excluded"
    if stop is not None and stop < start:
        return "met" if clause["kind"] == "notification" else "excluded"
    if stop is not None:
        in_time = stop <= row["due"] if row["is_day"] else row["net"] <= row["window"]
        return "met" if in_time else "missed"
    if row["last"] is None or row["last"] >= now:
        return "pending"
    return "not evidenced" if clause["kind"] == "notification" else "missed"
