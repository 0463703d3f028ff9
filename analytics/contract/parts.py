"""The tables of `contract.toml`: what each key means.

Every model is frozen and refuses unknown keys. A validator that fails raises
``ValueError("what is wrong|what was expected")``; `contract.load` turns that into a `Problem` with its line.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from analytics.contract.window import Window, parse_target, parse_window
from analytics.contract.words import (
    DEFAULT_STATES,
    check_contract_id,
    check_hours,
    check_instants,
    check_relative_path,
    check_timezone,
    expand_days,
    parse_elapsed,
)

Severity = Literal["P1", "P2", "P3", "P4"]
ALWAYS: Final = "always"
Text = Annotated[str, Field(min_length=1, max_length=300)]
Timezone = Annotated[str, AfterValidator(check_timezone)]


class Part(BaseModel):
    """Base of every table of the contract file: frozen, no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Head(Part):
    """``[contract]``: who agreed with whom, from when, and in which zone its months and days are."""

    id: Annotated[str, AfterValidator(check_contract_id)]
    title: Text
    buyer: Text
    supplier: Text
    timezone: Timezone = "Europe/London"
    starts: dt.date
    ends: dt.date | None = None  # the first day on which it no longer runs


class Calendar(Part):
    """``[calendars.NAME]``: when the clock of a clause runs.

    Args:
        division: The GOV.UK division whose bank holidays are closed; None: no bank holidays.
        hours: Days ("mon-fri", "sat", "mon,wed") to windows ("08:00-18:00", "22:00-06:00" over midnight).
        closed: Further days off.
    """

    division: Literal["england-and-wales", "scotland", "northern-ireland"] | None = None
    hours: Annotated[dict[str, list[str]], AfterValidator(check_hours)]
    closed: list[dt.date] = []

    def weekly_hours(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """Give each weekday (0 is Monday) its windows in minutes of the local day; an end may pass 1440."""
        return expand_days(self.hours)


class Acknowledged(Part):
    """When an incident counts as acknowledged: the first of these that is known."""

    first_state: list[Text] | None = None  # the export's words; None: every state "in progress"
    or_: Literal["first assignment", "nothing"] = Field(default="first assignment", alias="or")
    at_latest: Literal["resolved_at", "nothing"] = "resolved_at"


class Rules(Part):
    """``[rules]``: who starts and stops the clocks, and how the edge cases fall.

    Args:
        clock_start: Instants in order of preference, as in ``"detected_at, else opened_at"``.
        resolved: Sources of the resolution in order; what is not listed is not used.
        aware: Instants in order of preference: when the notification clock starts.
        security: ``"none declared"``, or one column with the words that make an incident a security one.
        reopen_window: Reopened within it, the clock resumes; later, a new episode begins.
        max_excluded: The share of a file's rows excluded for a fault above which nothing is published.
    """

    clock_start: Annotated[str, AfterValidator(check_instants)] = "opened_at"
    acknowledged: Acknowledged = Acknowledged()
    resolved: Annotated[list[Literal["column", "last state", "closed"]], Field(min_length=1)] = [
        "column",
        "last state",
        "closed",
    ]
    aware: Annotated[str, AfterValidator(check_instants)] = "detected_at, else opened_at"
    security: Literal["none declared"] | dict[str, list[str]] = "none declared"
    reopen_window: str = "7 days"
    max_excluded: Annotated[float, Field(ge=0, le=1)] = 0.05

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
        parse_elapsed(value)
        return value

    @property
    def reopen_window_microseconds(self) -> int:
        """The reopen window in elapsed microseconds."""
        return parse_elapsed(self.reopen_window)

    @property
    def has_security_rule(self) -> bool:
        """Whether the contract says which incidents are security incidents."""
        return self.security != "none declared"


class States(Part):
    """``[states]``: the export's words for the six states; case and outer space do not matter."""

    new: list[Text] = DEFAULT_STATES["new"]
    in_progress: list[Text] = DEFAULT_STATES["in progress"]
    on_hold: list[Text] = DEFAULT_STATES["on hold"]
    resolved: list[Text] = DEFAULT_STATES["resolved"]
    closed: list[Text] = DEFAULT_STATES["closed"]
    cancelled: list[Text] = DEFAULT_STATES["cancelled"]


class Pause(Part):
    """``[pauses."REASON"]``: the on-hold states that mean this reason, and who holds the incident."""

    states: list[Text]
    holder: Literal["supplier", "buyer", "third party"] | None = None


class Export(Part):
    """``[[exports]]``: one file, what tool it comes from, and what cannot be read off it.

    Args:
        source: ``servicenow-audit``, ``table`` or ``notifications``.
        path: Relative to the contract's folder, or to ``--exports DIR``.
        timezone: The zone of instants without an offset; None: every cell must carry its own.
        dates: The order of day and month; None: decided by the cells where only one order fits.
        complete_until: Up to when the export is complete: a day begins at midnight of the contract's zone.
        columns: The project's name of a column to the export's: ``{ incident_id = "number" }``.
        values: Per project column, the export's words to ours: ``{ kind = { request = ["Request"] } }``.
        sheet: The worksheet; None: every visible sheet.
        header_row: The line of the header; None: found.
        nil_return: Months for which an export without rows is declared to be right.
    """

    source: Literal["servicenow-audit", "table", "notifications"]
    path: Annotated[str, AfterValidator(check_relative_path)]
    timezone: Timezone | None = None
    dates: Literal["day-first", "month-first"] | None = None
    complete_until: dt.date | dt.datetime | None = None
    columns: dict[str, Text] = {}
    values: dict[str, dict[str, list[str]]] = {}
    sheet: Text | None = None
    header_row: Annotated[int, Field(ge=1)] | None = None
    nil_return: list[str] = []


class Applies(Part):
    """Which incidents a clause concerns; a key left out does not restrict."""

    severity: Annotated[list[Severity], Field(min_length=1)] | None = None
    security: bool | None = None


class Clause(Part):
    """``[[clauses]]``: one promise of the contract.

    Args:
        id: Unique; several entries of one id are its versions and differ in ``from``.
        kind: Which clock: response (to acknowledgement), resolution, notification (to notice).
        within: The window.
        calendar: On which calendar it counts; ``always`` is built in.
        pauses: Reasons on hold that stop the clock.
        target: The share of obligations that must be met.
        reference: Where the signed contract says so.
        from: The first day on which this version is in force; None: from the contract's start.
        audience: Who must be told (notification only).
        obliged: Whose duty it is; the buyer's clock never counts against the supplier.
        kpi: Whether it stands in the table of the report's first page.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,63}$")]
    kind: Literal["response", "resolution", "notification"]
    within: str
    target: str
    reference: Text
    title: Text | None = None
    applies: Applies = Applies()
    calendar: str = ALWAYS
    pauses: list[Text] = []
    from_: dt.date | None = Field(default=None, alias="from")
    audience: Text | None = None
    obliged: Literal["supplier", "buyer"] = "supplier"
    kpi: bool = True

    @field_validator("within")
    @classmethod
    def _window(cls, value: str) -> str:
        parse_window(value)
        return value

    @field_validator("target")
    @classmethod
    def _target(cls, value: str) -> str:
        parse_target(value)
        return value

    @property
    def window(self) -> Window:
        """The window as arithmetic."""
        return parse_window(self.within)

    @property
    def share(self) -> Fraction:
        """The target as an exact fraction."""
        return parse_target(self.target)

    @property
    def severities(self) -> tuple[str, ...]:
        """The severities that it covers: all four where it names none."""
        return tuple(self.applies.severity or ("P1", "P2", "P3", "P4"))
