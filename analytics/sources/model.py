"""What a tool's export holds, as data: one source a tool and kind of file.

A source says what its rows are, which of its headers carries which of our columns, and what no row of it can
ever tell. It knows nothing of files, cells or contracts: the intake does the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from analytics.schema import (
    ACTIONS,
    CHANGES,
    DISPUTES,
    INCIDENTS,
    NOTIFICATIONS,
    PAUSES,
    RELIEF,
    UPDATES,
    VERDICTS,
)

Shape = Literal[
    "incident",  # one row an incident
    "update",  # one row an update of an incident, with its facts as they then were
    "event",  # one row a recorded change of one field, for incidents that another export lists
    "verdict",  # one row a clock of the tool's own service levels: compared, never trusted
    "notifications",
    "updates",
    "relief",
    "actions",
    "disputes",
    "changes",
    "pauses",
]
Unit = Literal["milliseconds", "seconds", "minutes", "hours"]
Headers = Mapping[str, tuple[str, ...]]
Words = Mapping[str, Mapping[str, tuple[str, ...]]]
Record = Mapping[str, Any]

WHOLE: Final = ""  # among the keys of records
NATIVE_ID: Final = "native_id"  # the key by which the tool's other tables know an incident
_INCIDENT: Final = (*(name for name in INCIDENTS if name != "source"), NATIVE_ID, "updated_at")
COLUMNS: Final[Mapping[Shape, tuple[str, ...]]] = MappingProxyType(
    {
        "incident": _INCIDENT,
        "update": (*_INCIDENT, "update_number", "assigned_to", "performed_by"),
        "event": ("incident_id", "at", "ended_at", "field", "before", "after"),
        "verdict": (*(name for name in VERDICTS if name != "source"), "stage"),
        "notifications": tuple(NOTIFICATIONS),
        "updates": tuple(UPDATES),
        "relief": tuple(RELIEF),
        "actions": tuple(ACTIONS),
        "disputes": tuple(DISPUTES),
        "changes": tuple(CHANGES),
        "pauses": tuple(PAUSES),
    }
)
REQUIRED: Final[Mapping[Shape, tuple[str, ...]]] = MappingProxyType(
    {
        "incident": ("incident_id", "opened_at", "severity"),
        "update": ("incident_id", "updated_at", "state", "severity", "opened_at"),
        "event": ("incident_id", "at", "field"),
        "verdict": ("incident_id", "name"),
        "notifications": ("incident_id", "audience", "at"),
        "updates": ("incident_id", "audience", "at"),
        "relief": ("incident_id", "at", "status"),
        "actions": ("action_id", "kind"),
        "disputes": ("incident_id", "field", "at"),
        "changes": ("change_id", "causes", "raised_at"),
        "pauses": ("incident_id", "paused_at", "reason"),
    }
)
INCIDENT_SHAPES: Final = frozenset(("incident", "update"))
# Headers, folded, of a column that says whether a row is an incident, a request, or something else.
TYPE_HEADERS: Final = ("type", "issue type", "ticket type", "work type", "record type", "call type")


@dataclass(frozen=True)
class Figure:
    """A figure of the tool's own about an incident: shown beside ours, never used for it.

    Args:
        headers: What may carry it, folded, best first.
        measures: Which of our clocks it speaks of: ``response`` or ``resolution``.
        unit: Of a bare number; None: it is no duration but a verdict, yes or no.
        clock: ``calendar``: elapsed time; ``working``: time on a calendar that the tool knows and the
            file does not hold; ``verdict``: whether the tool's own target was kept; ``remaining``: the time
            that was left of it, negative where it was missed, which is a verdict and no time.
        is_breach: Of a verdict: a yes means that the target was missed.
        words: Of a verdict: the tool's words for yes and no.
    """

    headers: tuple[str, ...]
    measures: Literal["response", "resolution"]
    unit: Unit | None = None
    clock: Literal["calendar", "working", "verdict", "remaining"] = "calendar"
    is_breach: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class After:
    """An instant that a tool writes as the time since another of the row.

    Args:
        base: The column that it counts from.
        headers: What may carry the duration, folded, best first.
        unit: Of a bare number; None: it is disputed, so it is declared or proved by the row's instants.
        until: The column that the instant cannot be later than, which proves the unit.
    """

    base: str
    headers: tuple[str, ...]
    unit: Unit | None = "seconds"
    until: str | None = None


@dataclass(frozen=True)
class Rows:
    """One kind of row that a file holds.

    Args:
        shape: What a row is.
        headers: Our name of a column to the headers that may carry it, folded (`columns.fold_header`),
            best first. In JSON a value inside another is named with dots: ``service.summary``.
        required: Our names without which no row can be used; None: those of the shape.
        words: Words that the tool itself fixes, by our column and our word. The contract's go before them.
        fixed: Our column to the value that every row has.
        figures: The tool's own figures, by the name that the report gives them.
        after: Our column to the duration from which it is made.
    """

    shape: Shape
    headers: Headers
    required: tuple[str, ...] | None = None
    words: Words = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    after: Mapping[str, After] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Our names of the columns that a row of this shape may have."""
        return COLUMNS[self.shape]

    @property
    def needs(self) -> tuple[str, ...]:
        """Our names of the columns that a row cannot do without."""
        return REQUIRED[self.shape] if self.required is None else self.required


@dataclass(frozen=True)
class Source:
    """One kind of file of one tool.

    Args:
        name: What the contract writes: ``source = "jira-csv"``.
        title: What a reader calls it.
        formats: How the tool exports it.
        rows: What its rows are.
        parts: Rows inside its rows, such as the updates of an incident, by a name for the account.
        unfold: Turns one record of JSON into rows: the name of a part (``""``: the rows themselves) and
            the record; None: each record is a row.
        records: Keys of the root under which the list of records lies; empty: the first list; with
            `WHOLE`: without any of them, the root is itself the record.
        more: Keys of the root, and the value by which each says that another page follows; None: any, such
            as the address of that page. Those of a key within another follow a dot.
        zone_key: A key of the root that names the zone of its instants without an offset.
        pages: Public pages that give field names, formats and units; empty: unverified.
        carries: Facts that a row tells in another way than by a column.
        newest: How many incidents the tool gives at most, the newest; None: all.
        remarks: What a reader of the table of sources should know.
    """

    name: str
    title: str
    formats: tuple[str, ...]
    rows: Rows
    parts: Mapping[str, Rows] = field(default_factory=dict)
    unfold: Callable[[Record], Iterator[tuple[str, Record]]] | None = None
    records: tuple[str, ...] = ()
    more: Mapping[str, str | None] = field(default_factory=dict)
    zone_key: str | None = None
    pages: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()
    newest: int | None = None
    remarks: str = ""

    @property
    def shapes(self) -> frozenset[Shape]:
        """What a file of this source tells of."""
        return frozenset((self.rows.shape, *(part.shape for part in self.parts.values())))

    @property
    def is_verified(self) -> bool:
        """Whether a public page says what its fields mean."""
        return bool(self.pages)

    def every_rows(self) -> Iterator[tuple[str, Rows]]:
        """Yield each kind of row with the name of its part, the file's own rows first."""
        yield "", self.rows
        yield from self.parts.items()

    def columns(self) -> tuple[str, ...]:
        """Our names of every column that a contract may map of this source."""
        return tuple(dict.fromkeys(name for _, rows in self.every_rows() for name in rows.columns))
