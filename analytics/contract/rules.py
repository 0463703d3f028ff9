"""``[rules]``: who starts and stops the clocks, and how the edge cases fall.

Each choice that DOMAIN leaves to the parties is a key here, with the default that holds where the contract
says nothing; ``site/methods/edge-cases.md`` lists them beside what is fixed.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, field_validator

from analytics.contract.causes import Causes
from analytics.contract.parts import Part, Text
from analytics.contract.window import parse_target
from analytics.contract.words import check_instants, check_percentage, parse_elapsed

NO_WINDOW = "none"


class Acknowledged(Part):
    """When an incident counts as acknowledged: the first of these that is known."""

    first_state: list[Text] | None = None  # the export's words; None: every state "in progress"
    or_: Literal["first assignment", "nothing"] = Field(default="first assignment", alias="or")
    at_latest: Literal["resolved_at", "nothing"] = "resolved_at"


def _form(value: object) -> str:
    return "column" if isinstance(value, dict) else "none"


# The form of the value chooses, so that a mistake in one form is not told as one of the other too.
SecurityRule = Annotated[
    Annotated[Literal["none declared"], Tag("none")] | Annotated[dict[str, list[str]], Tag("column")],
    Discriminator(_form),
]


class Rules(Part):
    """``[rules]``.

    Args:
        clock_start: Instants in order of preference, as in ``"detected_at, else opened_at"``.
        resolved: Sources of the resolution in order; what is not listed is not used.
        aware: Instants in order of preference: when the notification clock starts.
        security: ``"none declared"``, or one column with the words that make an incident a security one.
        security_awareness: Whether a notification clause on security incidents starts when the security
            nature was recorded, or with the incident's own awareness.
        major: What makes an incident a major one: severities, the mapped column is_major, security.
        severity_raised: Whether the new clause runs from the original start or from the change.
        severity_lowered: Whether the higher clause is judged up to the change only, or kept for good.
        near_breach: A lowering with no more than this share of the window left is flagged.
        reopen_window: Reopened within it, the clock resumes; later, a new episode begins; ``none``: always
            a new episode.
        reopen_gap: Whether the time between resolution and reopening counts as elapsed.
        duplicates: Whether duplicates and children count under their parent or on their own.
        excludes: Types of record that the contract does not judge.
        relief_excludes: The states of a relief claim that exclude an obligation.
        disputed: Which value of a disputed instant the figures go by.
        month: The month in which an obligation is counted: that in which it fell due, or was opened.
        max_excluded: The share of a file's rows excluded for a fault above which nothing is published.
        causes: Which causes repeat, and when that is a matter for change control.
    """

    clock_start: Annotated[str, AfterValidator(check_instants)] = "opened_at"
    acknowledged: Acknowledged = Acknowledged()
    resolved: Annotated[list[Literal["column", "last state", "closed"]], Field(min_length=1)] = [
        "column",
        "last state",
        "closed",
    ]
    aware: Annotated[str, AfterValidator(check_instants)] = "detected_at, else opened_at"
    security: SecurityRule = "none declared"
    security_awareness: Literal["when recorded", "the incident's own"] = "when recorded"
    major: list[Literal["P1", "P2", "P3", "P4", "flagged", "security"]] = ["P1", "flagged", "security"]
    severity_raised: Literal["from the original start", "from the change"] = "from the original start"
    severity_lowered: Literal["judged up to the change", "keeps the higher clause"] = (
        "judged up to the change"
    )
    near_breach: Annotated[str, AfterValidator(check_percentage)] = "10%"
    reopen_window: str = "7 days"
    reopen_gap: Literal["counts", "does not count"] = "counts"
    duplicates: Literal["under the parent", "on their own"] = "under the parent"
    excludes: list[Literal["request", "maintenance", "drill", "cancelled"]] = [
        "request",
        "maintenance",
        "drill",
        "cancelled",
    ]
    relief_excludes: list[Literal["claimed", "agreed", "disputed"]] = ["agreed"]
    disputed: Literal["as recorded", "as disputed"] = "as recorded"
    month: Literal["due", "opened"] = "due"
    max_excluded: Annotated[float, Field(ge=0, le=1)] = 0.05
    causes: Causes = Causes()

    @field_validator("max_excluded", mode="before")
    @classmethod
    def _whole_numbers_too(cls, value: object) -> object:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("security")
    @classmethod
    def _one_column(cls, value: object) -> object:
        if isinstance(value, dict) and (len(value) != 1 or not all(value.values())):
            raise ValueError('security names not one column|{ category = ["Security"] } or "none declared"')
        return value

    @field_validator("reopen_window")
    @classmethod
    def _elapsed(cls, value: str) -> str:
        if value != NO_WINDOW:
            parse_elapsed(value)
        return value

    @property
    def reopen_window_microseconds(self) -> int:
        """The reopen window in elapsed microseconds; below 0: every reopening begins a new episode."""
        return -1 if self.reopen_window == NO_WINDOW else parse_elapsed(self.reopen_window)

    @property
    def near_breach_share(self) -> Fraction:
        """The share of a window below which a lowering is flagged."""
        return parse_target(self.near_breach)

    @property
    def has_security_rule(self) -> bool:
        """Whether the contract says which incidents are security incidents."""
        return self.security != "none declared"
