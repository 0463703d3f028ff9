"""Judges the clauses on major incidents from the rows alone: updates, papers, notices, relief, children.

Like `replay`, it knows nothing of the stories.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from analytics.sample.hours import HOUR, at, closing_after
from analytics.sample.terms import END
from tests.unit.sample.replay import Row, Span, episodes, instant, read, severities, usable_rows

Judged = tuple[str, int, str, int, str]  # incident, episode, clause, slot, outcome


def by_incident(content: bytes) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in read(content):
        found[row["incident_id"]].append(row)
    return found


def is_urgent(spans: list[Span], at_instant: int) -> bool:
    return any(entered <= at_instant < left for severity, entered, left in spans if severity in ("P1", "P2"))


def replay_majors(files: dict[str, bytes]) -> Iterator[Judged]:
    """Yield what the clauses beyond response, resolution and the buyer's notice come to."""
    notices, updates, actions = (
        by_incident(files[name]) for name in ("notifications.csv", "updates.csv", "actions.csv")
    )
    for number, rows in usable_rows(files["incident_event_log.csv"]).items():
        spans, (life, *_) = severities(rows), episodes(rows)
        told = {row["audience"]: instant(row["at"]) for row in reversed(notices[number])}
        if rows[-1]["u_personal_data"] == "true" and "buyer" in told:
            yield number, 1, "ICO-notification", 0, by_the(told["buyer"] + 72 * HOUR, told.get("ICO"))
        if "P1" not in {severity for severity, *_ in spans} and rows[-1]["category"] != "Security":
            continue
        if {"P1", "P2"} & {severity for severity, *_ in spans}:
            outcome = by_the(life.start + HOUR, told.get("senior managers"))
            yield number, 1, "management-notification", 0, outcome
            sent = sorted(instant(row["at"]) for row in updates[number])
            for slot, outcome in hours(life.start, life.resolved, spans, sent):
                yield number, 1, "major-update", slot, outcome
        for clause, slot, outcome in papers(life.resolved, actions[number]):
            yield number, 1, clause, slot, outcome


def by_the(due: int, done: int | None, never: str = "not evidenced") -> str:
    if done is None:
        return never if due < END else "pending"
    return "met" if done <= due else "missed"


def hours(start: int, resolved: int | None, spans: list[Span], sent: list[int]) -> Iterator[tuple[int, str]]:
    """Each hour from the start to the resolution whose end lies in P1 or P2."""
    for slot in range(1, ((resolved or END) - start) // HOUR + 1):
        due = start + slot * HOUR
        if is_urgent(spans, due):
            yield slot, by_the(due, next((t for t in sent if t > due - HOUR), None))


def papers(resolved: int | None, rows: list[Row]) -> Iterator[tuple[str, int, str]]:
    done = {row["action_id"]: instant(row["done_at"]) if row["done_at"] else None for row in rows}
    for kind, days in (("report", 5), ("review", 10)):
        delivered = [done[row["action_id"]] for row in rows if row["kind"] == kind]
        if resolved is not None:
            yield f"major-{kind}", 0, by_the(closing_after(resolved, days), delivered[0], never="missed")
    for slot, row in enumerate((row for row in rows if row["kind"] == "action"), start=1):
        day = datetime.strptime(row["due_at"], "%d/%m/%Y").date() + timedelta(days=1)
        yield "major-action", slot, by_the(at(f"{day} 00:00") - 1, done[row["action_id"]], never="missed")


def excluded_by_the_parties(files: dict[str, bytes]) -> set[tuple[str, str]]:
    """Incident and clause ("" for all) of agreed relief, and incidents that are children of others."""
    last = {(row["incident_id"], row["clause_id"]): row["status"] for row in read(files["relief.csv"])}
    agreed = {key for key, status in last.items() if status == "agreed"}
    log = read(files["incident_event_log.csv"])
    return agreed | {(row["number"], "") for row in log if row["parent_incident"] != "?"}
