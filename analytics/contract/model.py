"""The contract as data: the whole file, and the checked contract that every other room is given."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from analytics.contract.causes import Causes
from analytics.contract.clauses import Applies, Clause, CountTarget
from analytics.contract.consequences import Consequences, Ratings, Rectification
from analytics.contract.corrections import FILE_NAME, Correction
from analytics.contract.parts import (
    ALWAYS,
    Calendar,
    Export,
    Head,
    Part,
    Pause,
    PauseOrStates,
    Severity,
    States,
    Text,
)
from analytics.contract.rules import Acknowledged, Rules
from analytics.contract.words import DEFAULT_PAUSES, fold

__all__ = [
    "ALWAYS",
    "Acknowledged",
    "Applies",
    "Calendar",
    "Causes",
    "Clause",
    "Consequences",
    "Contract",
    "Correction",
    "CountTarget",
    "Document",
    "Export",
    "Head",
    "Pause",
    "Ratings",
    "Rectification",
    "Rules",
    "States",
]


class Document(Part):
    """The whole of `contract.toml`, table by table."""

    contract: Head
    calendars: dict[str, Calendar] = {}
    rules: Rules = Rules()
    severity: dict[Severity, list[Text | Literal[""]]]
    states: States = States()
    pauses: dict[str, PauseOrStates] = {}
    exports: Annotated[list[Export], Field(min_length=1)]
    clauses: Annotated[list[Clause], Field(min_length=1)]
    consequences: Consequences = Consequences()
    ratings: Ratings = Ratings()


class Contract(Part):
    """A contract that was read and checked: what every other room is given.

    Args:
        document: What the file says.
        path: The file.
        sha256: The hash of its bytes.
        versions: The version of each clause, in the order of ``document.clauses``: 1 for the earliest.
        corrections: What people decided about the grouping of causes, by the day of the decision.
        corrections_sha256: The hash of the bytes of that file; None: there is none.
    """

    document: Document
    path: Path
    sha256: str
    versions: tuple[int, ...]
    corrections: tuple[Correction, ...] = ()
    corrections_sha256: str | None = None

    @property
    def head(self) -> Head:
        """``[contract]``."""
        return self.document.contract

    @property
    def id(self) -> str:
        """The id of the contract: part of addresses, never shown as a name."""
        return self.head.id

    @property
    def timezone(self) -> str:
        """The zone of its months and days."""
        return self.head.timezone

    @property
    def rules(self) -> Rules:
        """``[rules]``."""
        return self.document.rules

    @property
    def exports(self) -> tuple[Export, ...]:
        """``[[exports]]``."""
        return tuple(self.document.exports)

    @property
    def calendars(self) -> dict[str, Calendar]:
        """``[calendars]``, without the built-in ``always``."""
        return self.document.calendars

    @property
    def clauses(self) -> tuple[tuple[int, Clause], ...]:
        """Each clause with its version, in the order of the file."""
        return tuple(zip(self.versions, self.document.clauses, strict=True))

    @property
    def folder(self) -> Path:
        """The folder of the contract file."""
        return self.path.parent

    @property
    def corrections_path(self) -> Path:
        """The file of corrections, whether there is one or not."""
        return self.folder / (self.head.causes or FILE_NAME)

    def severity_words(self) -> dict[str, str]:
        """The export's words, trimmed and case-folded, to P1 … P4."""
        return {fold(word): severity for severity, words in self.document.severity.items() for word in words}

    @property
    def declares_states(self) -> bool:
        """Whether its words of states are its own, rather than those that hold where it says nothing."""
        return "states" in self.document.model_fields_set or self.rules.acknowledged.first_state is not None

    def state_words(self) -> dict[str, str]:
        """The export's words, trimmed and case-folded, to one of `schema.STATE_CLASSES`.

        A state that the contract calls in progress but that the acknowledgement rule does not name
        counts as "new": open and not yet acknowledged.
        """
        states = self.document.states
        words = {
            fold(word): name.replace("_", " ")
            for name in States.model_fields
            for word in getattr(states, name)
        }
        words |= {fold(word): "on hold" for pause in self.pause_words().values() for word in pause[1]}
        first = self.rules.acknowledged.first_state
        if first is not None:
            words = {word: "new" if state == "in progress" else state for word, state in words.items()}
            words |= {fold(word): "in progress" for word in first}
        return words

    def pause_words(self) -> dict[str, tuple[str | None, tuple[str, ...]]]:
        """Each reason with its holder and the export's on-hold states that mean it."""
        declared: dict[str, tuple[str | None, tuple[str, ...]]] = {
            reason: (pause.holder, tuple(pause.states)) if isinstance(pause, Pause) else (None, tuple(pause))
            for reason, pause in self.document.pauses.items()
        }
        return declared or dict(DEFAULT_PAUSES)
