"""What the oracle is given: the facts by incident, the contract as `tomllib` reads it, and the instant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from tests.oracle.contract_clock import FOREVER, Span, day_windows, micros, open_spans

COLUMNS = (
    *("service", "kind", "severity", "state", "parent_id", "duplicate_of"),
    *("is_security", "has_personal_data", "is_major"),
    *("onset_at", "detected_at", "opened_at", "recorded_at", "acknowledged_at", "resolved_at", "closed_at"),
    *("aware_at", "security_aware_at"),
)


@dataclass
class World:
    """One reading of the data at one instant; a table that nobody declared is None."""

    contract: dict
    facts: dict
    now: int
    zone: ZoneInfo = field(init=False)
    rules: dict = field(init=False)
    incidents: dict[str, dict] = field(init=False)  # those opened before now
    _days: dict = field(default_factory=dict)
    _spans: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.zone = ZoneInfo(self.contract["contract"].get("timezone", "Europe/London"))
        self.rules = self.contract.get("rules", {})
        self.incidents = {
            row["incident_id"]: dict.fromkeys(COLUMNS) | row
            for row in self.facts["incidents"]
            if before(row["opened_at"], self.now) is not None
        }

    def rows(self, table: str, name: str) -> list[dict] | None:
        """The rows of one incident."""
        found = self.facts.get(table)
        return None if found is None else [row for row in found if row["incident_id"] == name]

    def rule(self, name: str, otherwise: object) -> object:
        return self.rules.get(name, otherwise)

    def calendar(self, clause: dict) -> dict | None:
        name = clause.get("calendar", "always")
        return None if name == "always" else self.contract["calendars"][name]

    def spans(self, clause: dict) -> list[Span]:
        """All that is open on a clause's calendar, from a month before the first fact to months after."""
        name = clause.get("calendar", "always")
        if name not in self._spans:
            first = min((micros(row["opened_at"]) for row in self.incidents.values()), default=self.now)
            begin = first - 30 * 86400 * 10**6
            n_days = (self.now - begin) // (86400 * 10**6) + 120
            self._spans[name] = open_spans(self.calendar(clause), self.zone, begin, n_days)
        return self._spans[name]

    def windows_of(self, clause: dict, day: dt.date) -> list[Span]:
        """What opens on one local day."""
        key = clause["calendar"], day
        if key not in self._days:
            self._days[key] = day_windows(self.calendar(clause), self.zone, day)
        return self._days[key]

    def midnight(self, day: dt.date) -> int:
        return micros(dt.datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def in_force(self, clause: dict, start: int) -> bool:
        """From its first day until its own end, its next version or the contract's end."""
        head = self.contract["contract"]
        first = clause.get("from", head["starts"])
        later = [
            other.get("from", head["starts"])
            for other in self.contract["clauses"]
            if other["id"] == clause["id"] and other.get("from", head["starts"]) > first
        ]
        ends = [day for day in (*later, clause.get("until"), head.get("ends")) if day is not None]
        over = min((self.midnight(day) for day in ends), default=FOREVER)
        return self.midnight(first) <= start < over


def before(instant: dt.datetime | None, now: int) -> int | None:
    """An instant at or after now is not known."""
    return micros(instant) if instant is not None and micros(instant) < now else None
