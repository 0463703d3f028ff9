"""One incident being told: what happens to it, when, and which outcomes that gives it.

A story calls these verbs in the order of events and states each outcome itself; nothing here judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from analytics.sample.dice import Dice
from analytics.sample.hours import MINUTE, Pause
from analytics.sample.terms import END, HOLDING, PAUSING, Kind, Term, term

Field = Literal["state", "severity", "assigned", "note"]


@dataclass(frozen=True)
class Cause:
    """Why an incident happened, and what the log shows of it.

    Args:
        name: The cause as the truth knows it.
        title: The short description that people typed.
        component: The configuration item.
        service: The business service.
        category: The tool's category; "Security" makes it a security incident.
        recorded: What stands in the column of causes; empty: nothing was recorded.
        problem_id: The problem record; empty: none.
        rfc: The change request; empty: none.
        code: The code of the cause, where it was recorded; empty: none.
    """

    name: str
    title: str
    component: str
    service: str
    category: str = "Application"
    recorded: str = ""
    problem_id: str = ""
    rfc: str = ""
    code: str = ""


@dataclass(frozen=True)
class Move:
    """One update of the log: a field takes a value at an instant."""

    at: int
    field: Field
    value: str


@dataclass(frozen=True)
class Paper:
    """A report, a review or an action of the register; ``due`` is the day agreed for an action."""

    kind: Literal["report", "review", "action"]
    title: str
    raised: int
    done: int | None
    due: date | None = None
    owner: str = ""
    criterion: str = ""


@dataclass(frozen=True)
class Claim:
    """One step of a claim for relief; without a clause it is for the whole incident."""

    at: int
    clause_id: str
    status: Literal["claimed", "agreed", "disputed", "withdrawn"]
    reason: str
    approver: str = ""


@dataclass(frozen=True)
class Dispute:
    """An instant of the record that a party gives differently."""

    field: str
    at: int
    party: Literal["supplier", "buyer"]
    reason: str


@dataclass
class Incident:
    """An incident of the story.

    Args:
        opened: Seconds since 1970.
        severity: The one recorded first.
        dice: Its own chances.
        cause: Why it happened.
        event: The planted element that it carries; empty: an ordinary one.
        recorded: When the first row was written; a few seconds after opening unless logged late.
    """

    opened: int
    severity: str
    dice: Dice
    cause: Cause
    event: str = ""
    recorded: int = 0
    is_column_blank: bool = False  # the export lacks resolved_at although the incident was resolved
    blemish: str = ""  # "repeated": a row exported twice; "no such date": a work note that cannot be dated
    moves: list[Move] = field(default_factory=list)
    notices: list[tuple[int, str]] = field(default_factory=list)
    outcomes: list[tuple[int, str, int, str]] = field(default_factory=list)  # episode, clause, slot, outcome
    number: str = ""  # given when the whole story is told
    parent: Incident | None = None
    has_personal_data: bool = False
    updates: list[int] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    excluded: set[str] = field(default_factory=set)  # clauses; "": all of them

    def __post_init__(self) -> None:
        self.recorded = self.recorded or self.opened

    @property
    def is_security(self) -> bool:
        """Whether the security clause concerns it."""
        return self.cause.category == "Security"

    @property
    def is_major(self) -> bool:
        """Whether the contract's rule makes it a major incident: P1 at some time, or security."""
        return self.is_security or "P1" in {severity for _, severity in self.severities()}

    def severities(self) -> list[tuple[int, str]]:
        """Each severity with the instant at which it was given."""
        changes = sorted((m for m in self.moves if m.field == "severity"), key=lambda m: m.at)
        return [(self.opened, self.severity), *((m.at, m.value) for m in changes)]

    def resolved(self) -> int | None:
        """The last resolution, else the closing that stands for it; None: open where the data end."""
        resolved: int | None = None
        for step in sorted((m for m in self.moves if m.field == "state"), key=lambda m: m.at):
            if step.value == "Resolved" or (step.value == "Closed" and resolved is None):
                resolved = step.at
            elif step.value != "Closed":
                resolved = None
        return resolved

    def move(self, at: int, what: Field, value: str) -> None:
        """Record an update; what would happen after the end of the data never did."""
        if at < END:
            self.moves.append(Move(at, what, value))

    def start_work(self, at: int) -> None:
        """Somebody takes it: assigned and in progress in one update."""
        self.move(at, "assigned", "yes")
        self.move(at, "state", "In Progress")

    def hold(self, at: int, until: int | None, word: str, then: str = "In Progress") -> None:
        """Put it on hold, and take it up again."""
        assert word in HOLDING, word
        self.move(at, "state", word)
        if until is not None:
            self.move(until, "state", then)

    def resolve(self, at: int, *, close_after: int | None = 5 * 24 * 60 * MINUTE) -> None:
        """Resolve it, and close it some days later."""
        self.move(at, "state", "Resolved")
        if close_after is not None:
            self.move(at + close_after, "state", "Closed")

    def reopen(self, at: int, state: str = "In Progress") -> None:
        """Open it again."""
        self.move(at, "state", state)

    def notify(self, at: int, audience: str = "buyer") -> None:
        """Send a notice."""
        if at < END:
            self.notices.append((at, audience))

    def pauses(self) -> list[Pause]:
        """The spans in which the clauses' clocks stood still, from the states told so far."""
        spans: list[Pause] = []
        begun: int | None = None
        for step in sorted((m for m in self.moves if m.field == "state"), key=lambda m: m.at):
            waits = step.value in PAUSING
            if waits and begun is None:
                begun = step.at
            elif not waits and begun is not None:
                spans.append((begun, step.at))
                begun = None
        return [*spans, (begun, None)] if begun is not None else spans

    def judge(self, clause: Term | str, outcome: str, episode: int = 1, slot: int = 0) -> None:
        """State the outcome of a clause; updates and actions have one for each slot."""
        name = clause if isinstance(clause, str) else clause.clause_id
        self.outcomes.append((episode, name, slot, outcome))

    def exclude(self, clause_id: str = "") -> None:
        """A clause, or all of them, is excluded by the parties; the tool knows nothing of it."""
        self.excluded.add(clause_id)

    def judge_all(self, severity: str, outcome: str | dict[Kind, str], episode: int = 1) -> None:
        """State the outcomes of the three clauses of a severity: one word, or one a kind."""
        kinds: tuple[Kind, ...] = ("response", "resolution", "notification")
        for kind in kinds:
            self.judge(term(severity, kind), outcome if isinstance(outcome, str) else outcome[kind], episode)
