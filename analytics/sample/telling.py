"""One incident being told: what happens to it, when, and which outcomes that gives it.

A story calls these verbs in the order of events and states each outcome itself; nothing here judges.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """

    name: str
    title: str
    component: str
    service: str
    category: str = "Application"
    recorded: str = ""
    problem_id: str = ""
    rfc: str = ""


@dataclass(frozen=True)
class Move:
    """One update of the log: a field takes a value at an instant."""

    at: int
    field: Field
    value: str


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
    outcomes: list[tuple[int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.recorded = self.recorded or self.opened

    @property
    def is_security(self) -> bool:
        """Whether the security clause concerns it."""
        return self.cause.category == "Security"

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

    def judge(self, clause: Term | str, outcome: str, episode: int = 1) -> None:
        """State the outcome of a clause."""
        name = clause if isinstance(clause, str) else clause.clause_id
        self.outcomes.append((episode, name, outcome))

    def judge_all(self, severity: str, outcome: str | dict[Kind, str], episode: int = 1) -> None:
        """State the outcomes of the three clauses of a severity: one word, or one a kind."""
        kinds: tuple[Kind, ...] = ("response", "resolution", "notification")
        for kind in kinds:
            self.judge(term(severity, kind), outcome if isinstance(outcome, str) else outcome[kind], episode)
