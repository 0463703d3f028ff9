"""The tables of `contract.toml`: what each key means.

Every model is frozen and refuses unknown keys. A validator that fails raises
``ValueError("what is wrong|what was expected")``; `contract.load` turns that into a `Problem` with its line.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

from analytics.contract.words import (
    DEFAULT_STATES,
    check_contract_id,
    check_day,
    check_hours,
    check_relative_path,
    check_text,
    check_timezone,
    expand_days,
)
from analytics.sources import NAMES

Severity = Literal["P1", "P2", "P3", "P4"]
ALWAYS: Final = "always"
Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(check_text)]
Day = Annotated[dt.date, AfterValidator(check_day)]
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
    starts: Day
    ends: Day | None = None  # the first day on which it no longer runs
    causes: Annotated[str, AfterValidator(check_relative_path)] | None = None  # corrections; None: the usual


class Calendar(Part):
    """``[calendars.NAME]``: when the clock of a clause runs.

    Args:
        division: The GOV.UK division whose bank holidays are closed; None: no bank holidays.
        hours: Days ("mon-fri", "sat", "mon,wed") to windows ("08:00-18:00", "22:00-06:00" over midnight).
        closed: Further days off.
    """

    division: Literal["england-and-wales", "scotland", "northern-ireland"] | None = None
    hours: Annotated[dict[str, list[str]], AfterValidator(check_hours)]
    closed: list[Day] = []

    def weekly_hours(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """Give each weekday (0 is Monday) its windows in minutes of the local day; an end may pass 1440."""
        return expand_days(self.hours)


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


def _form(value: object) -> str:
    return "pause" if isinstance(value, dict | Pause) else "states"


# The form of the value chooses, so that a mistake in one form is not told as one of the other too.
PauseOrStates = Annotated[
    Annotated[Pause, Tag("pause")] | Annotated[list[Text], Tag("states")], Discriminator(_form)
]


if TYPE_CHECKING:
    SourceName = str
else:  # pydantic names all of them where one is mistyped
    SourceName = Literal[NAMES]


class Export(Part):
    """``[[exports]]``: one file, what tool it comes from, and what cannot be read off it.

    Args:
        source: A kind of file of one tool, a ``table``, or one of the registers: one of `sources.NAMES`.
        path: Relative to the contract's folder, or to ``--exports DIR``.
        timezone: The zone of instants without an offset; None: every cell must carry its own.
        dates: The order of day and month; None: decided by the cells where only one order fits.
        complete_until: Up to when the export is complete: a day begins at midnight of the contract's zone.
        columns: The project's name of a column to the export's: ``{ incident_id = "number" }``.
        values: Per project column, the export's words to ours: ``{ kind = { request = ["Request"] } }``.
        fixed: Per project column that the file lacks, the value that all its rows have.
        units: Per project column or figure of the tool's that is written as a duration, its unit.
        party: Whose account it is; where two parties' exports tell of one incident, they are compared.
        sheet: The worksheet; None: every visible sheet.
        header_row: The line of the header; None: found.
        nil_return: Months for which an export without rows is declared to be right.
        precision: How exactly the tool writes instants; None: ``minute`` where no instant has seconds.
    """

    source: SourceName
    path: Annotated[str, AfterValidator(check_relative_path)]
    timezone: Timezone | None = None
    dates: Literal["day-first", "month-first"] | None = None
    complete_until: Annotated[dt.date | dt.datetime, AfterValidator(check_day)] | None = None
    columns: dict[str, Text] = {}
    values: dict[str, dict[str, list[str]]] = {}
    fixed: dict[str, Text] = {}
    units: dict[str, Literal["milliseconds", "seconds", "minutes", "hours"]] = {}
    party: Literal["supplier", "buyer"] | None = None
    sheet: Text | None = None
    header_row: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    nil_return: list[str] = []
    precision: Literal["minute", "second"] | None = None

    @property
    def label(self) -> str:
        """The name by which the account knows it: its path, and its worksheet where one is named."""
        return f"{self.path}: {self.sheet}" if self.sheet else self.path
