"""Which column of a file is which of ours."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from analytics.contract.model import Contract, Export
from analytics.errors import Problem, quote
from analytics.schema import INCIDENTS, INSTANT
from analytics.sources import SOURCES
from analytics.sources.model import INCIDENT_SHAPES, Rows

SECURITY_WORD: Final = "security_word"
FIGURE: Final = "figure "  # before the name of a figure of the tool's own
RAW: Final = "raw "  # before our name of a word that the file holds as shown and as stored
WORDED: Final = ("severity", "state")  # the contract may map either word
AFTER: Final = "after "  # before our name of an instant that the file writes as a duration
MAY_BE_EMPTY: Final = ("causes",)  # its column must be there, its cells may be empty
KEYS: Final = MappingProxyType(
    {"actions": "action_id", "changes": "change_id"}
)  # by shape, what a row cannot do without; else incident_id
AGREED: Final = ("due_at",)  # dates that were agreed: they may lie ahead, and say nothing of the data's end
INSTANTS: Final = (
    *(name for name, dtype in INCIDENTS.items() if dtype == INSTANT),
    *("updated_at", "at", "ended_at", "raised_at", "done_at", "made_at", "paused_at", "resumed_at"),
    *("starts_at", "stopped_at", *AGREED),
)


@dataclass(frozen=True)
class Wanted:
    """The columns that one export should have.

    Args:
        headers: Our name of a column to the headers that may carry it, folded, best first.
        declared: Our names that the contract maps itself: their headers must be there.
        required: Our names without which no row can be used.
        rows: What the source says of rows of this kind.
    """

    headers: Mapping[str, tuple[str, ...]]
    declared: frozenset[str]
    required: tuple[str, ...]
    rows: Rows

    @property
    def folded(self) -> frozenset[str]:
        """Every header that is looked for."""
        return frozenset(header for names in self.headers.values() for header in names)

    def score(self, header: Sequence[str | None]) -> tuple[int, int]:
        """Say how well a row of cells would do as the header: required columns found, all found."""
        there = {fold_header(cell) for cell in header if cell}
        found = {name for name, headers in self.headers.items() if not there.isdisjoint(headers)}
        return len(found.intersection(self.required)), len(found)


def fold_header(text: str) -> str:
    """Fold what does not matter in a header: case, space, underscores, the marks of required fields.

    Examples:
        >>> fold_header(" Sys_Updated  at")
        'sys updated at'
        >>> fold_header("Incident ID*+")
        'incident id'
    """
    return " ".join(text.replace("_", " ").rstrip("*+ ").split()).casefold()


def wanted_columns(export: Export, contract: Contract, rows: Rows | None = None) -> Wanted:
    """Gather the columns that an export should have.

    What the contract maps goes before the source's own headers. A `table` has no headers of its own:
    unless the contract maps any, our names are looked for.

    Args:
        export: What the contract declares of it.
        contract: The rule of security, which may look at a column of the file's own.
        rows: Which of its kinds of row; None: its own, not those inside them.
    """
    rows = rows or SOURCES[export.source].rows
    own = rows.headers
    if export.source == "table" and export.columns:
        own = {name: own[name] for name in rows.needs}
    mapped = {name: (fold_header(header),) for name, header in export.columns.items() if name in rows.columns}
    given = {**rows.fixed, **export.fixed}
    headers = {
        name: mapped.get(name) or own[name]
        for name in rows.columns
        if name not in given and (name in mapped or name in own)
    }
    headers |= {FIGURE + name: figure.headers for name, figure in rows.figures.items()}
    headers |= {AFTER + name: after.headers for name, after in rows.after.items() if name not in headers}
    security = contract.rules.security
    if isinstance(security, dict) and rows.shape in INCIDENT_SHAPES:
        column = next(iter(security))
        headers[SECURITY_WORD] = headers.get(column) or (fold_header(column),)
    needs = tuple(name for name in rows.needs if name not in given)
    return Wanted(headers, frozenset(mapped), needs, rows)


def check_names(export: Export) -> list[Problem]:
    """Name every key of ``columns``, ``values`` and ``fixed`` that is no column of ours, or no use there."""
    known = SOURCES[export.source].columns()
    problems = []
    for table, keys in (("columns", export.columns), ("values", export.values), ("fixed", export.fixed)):
        for name in keys:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                remedy = f"did you mean {near[0]!r}?" if near else "rename it or take it out"
                what = f"{table}.{name} is no column of the source {export.source}"
                problems.append(Problem(export.label, what, "one of " + ", ".join(known), remedy))
    for name in export.fixed:
        if name in (*INSTANTS, *KEYS.values(), "incident_id"):
            what = f"fixed.{name}: rows differ in their {name}"
            problems.append(Problem(export.label, what, "a column of it", f"map the column: columns.{name}"))
    return problems


def find_columns(label: str, header: Sequence[str], wanted: Wanted) -> tuple[dict[str, int], list[Problem]]:
    """Find the position of each of our columns.

    Args:
        label: The file.
        header: Its header.
        wanted: What should be there.

    Returns:
        Our name to the position, for the columns that are there; and what is missing or double.
    """
    folded = [fold_header(name) for name in header]
    positions: dict[str, int] = {}
    missing: list[str] = []
    problems = []
    for name, headers in wanted.headers.items():
        hit = next((text for text in headers if text in folded), None)
        if hit is None:
            if name in wanted.required or name in wanted.declared:
                missing.append(name)
        elif folded.count(hit) > 1:
            if name not in wanted.required and name not in wanted.declared:
                continue  # a field of several values, which nothing here can hold: it is named as not read
            what = f"the header {hit!r} stands {folded.count(hit)} times, so {name} could be any of them"
            problems.append(
                Problem(label, what, "one column of that name", "rename the others in the export")
            )
        else:
            positions[name] = folded.index(hit)
    return positions, [*_missing(label, header, missing, wanted), *problems]


def find_raw(header: Sequence[str], positions: Mapping[str, int]) -> dict[str, int]:
    """Find the stored words beside the shown ones: ``priority.value`` beside ``priority``."""
    folded = [fold_header(name) for name in header]
    beside = {name: f"{folded[positions[name]]}.value" for name in WORDED if name in positions}
    return {RAW + name: folded.index(raw) for name, raw in beside.items() if raw in folded}


def _missing(label: str, header: Sequence[str], names: Sequence[str], wanted: Wanted) -> list[Problem]:
    if not names:
        return []
    shown = ", ".join(quote(cell) for cell in header[:60] if cell) or "none"
    looked = "; ".join(f"{name} as " + " or ".join(map(repr, wanted.headers[name])) for name in names)
    what = f"there is no column for {', '.join(names)}; the columns found are {shown}"
    remedy = f'map them in the contract, as in columns = {{ {names[0]} = "the header" }}'
    if sum(bool(cell) for cell in header) == 1:
        remedy += "; or, if that is a whole row, export it with one of , ; | or tab between the cells"
    return [Problem(label, what, f"headers that name {looked}", remedy)]
