"""Which column of a file is which of ours."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from analytics.contract.model import Contract, Export
from analytics.errors import Problem, quote
from analytics.schema import (
    ACTIONS,
    CHANGES,
    DISPUTES,
    INCIDENTS,
    INSTANT,
    NOTIFICATIONS,
    PAUSES,
    RELIEF,
    UPDATES,
)

SECURITY_WORD: Final = "security_word"
AUDIT_ONLY: Final = ("updated_at", "update_number", "assigned_to")
_DERIVED: Final = ("source",)
INCIDENT_NAMES: Final = tuple(name for name in INCIDENTS if name not in _DERIVED)
TIDY_NAMES: Final = MappingProxyType(
    {
        "servicenow-audit": (*INCIDENT_NAMES, *AUDIT_ONLY),
        "table": INCIDENT_NAMES,
        "notifications": tuple(NOTIFICATIONS),
        "updates": tuple(UPDATES),
        "relief": tuple(RELIEF),
        "actions": tuple(ACTIONS),
        "disputes": tuple(DISPUTES),
        "changes": tuple(CHANGES),
        "pauses": tuple(PAUSES),
    }
)
REQUIRED: Final = MappingProxyType(
    {
        "servicenow-audit": ("incident_id", "updated_at", "state", "severity", "opened_at"),
        "table": ("incident_id", "opened_at", "severity"),
        "notifications": ("incident_id", "audience", "at"),
        "updates": ("incident_id", "audience", "at"),
        "relief": ("incident_id", "at", "status"),
        "actions": ("action_id", "kind"),
        "disputes": ("incident_id", "field", "at"),
        "changes": ("change_id", "causes", "raised_at"),
        "pauses": ("incident_id", "paused_at", "reason"),
    }
)
MAY_BE_EMPTY: Final = ("causes",)  # its column must be there, its cells may be empty
KEYS: Final = MappingProxyType(
    {"actions": "action_id", "changes": "change_id"}
)  # what a row cannot do without; else incident_id
AGREED: Final = ("due_at",)  # dates that were agreed: they may lie ahead, and say nothing of the data's end
INSTANTS: Final = (
    *(name for name, dtype in INCIDENTS.items() if dtype == INSTANT),
    *("updated_at", "at", "raised_at", "done_at", "made_at", "paused_at", "resumed_at", *AGREED),
)

# ServiceNow's field names and labels, as CSV and XLSX exports write them (space, case and "_" do not matter).
_AUDIT_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "incident_id": ("number", "incident number", "incident id"),
    "state": ("incident state", "state"),
    "updated_at": ("sys updated at", "sys updated on", "updated"),
    "update_number": ("sys mod count", "updates"),
    "opened_at": ("opened at", "opened"),
    "severity": ("priority",),
    "assigned_to": ("assigned to",),
    "assignment_group": ("assignment group",),
    "category": ("category",),
    "resolved_at": ("resolved at", "resolved"),
    "closed_at": ("closed at", "closed"),
    "problem_id": ("problem id", "problem"),
    "caused_by_change": ("caused by", "caused by change"),
    "cause_code": (
        *("cause code", "root cause code", "u cause code", "u root cause code"),
        *("close code", "closed code", "resolution code"),  # how it was closed, where no column says why
    ),
    "cause_text": ("cause", "probable cause", "root cause", "u cause", "u root cause", "cause notes"),
    "resolution_text": ("close notes", "resolution notes"),
    "title": ("short description",),
    "description": ("description",),
    "service": ("business service", "service"),
    "component": ("cmdb ci", "configuration item"),
    "parent_id": ("parent incident",),
    "n_reassigned": ("reassignment count",),
    "n_reopened": ("reopen count",),
}
_REGISTER_HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    "incident_id": ("incident id", "incident", "number", "incident number"),
    "at": ("at", "notified at", "sent at", "updated at"),
    "clause_id": ("clause id", "clause"),
    "action_id": ("action id", "id"),
    "due_at": ("due at", "due"),
    "done_at": ("done at", "done", "completed at", "delivered at"),
    "raised_at": ("raised at", "raised"),
    "owner_role": ("owner role", "owner"),
    "change_id": ("change id", "change", "number", "change number"),
    "title": ("title", "short description"),
    "causes": ("causes", "cause", "root causes"),
    "paused_at": ("paused at", "paused", "on hold at"),
    "resumed_at": ("resumed at", "resumed"),
    "made_at": ("made at", "made", "implemented at", "implemented"),
}


@dataclass(frozen=True)
class Wanted:
    """The columns that one export should have.

    Args:
        headers: Our name of a column to the headers that may carry it, folded, best first.
        declared: Our names that the contract maps itself: their headers must be there.
        required: Our names without which no row can be used.
    """

    headers: Mapping[str, tuple[str, ...]]
    declared: frozenset[str]
    required: tuple[str, ...]

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
    """Fold what does not matter in a header: case, space and underscores.

    Examples:
        >>> fold_header(" Sys_Updated  at")
        'sys updated at'
    """
    return " ".join(text.replace("_", " ").split()).casefold()


def wanted_columns(export: Export, contract: Contract) -> Wanted:
    """Gather the columns that an export should have.

    What the contract maps goes before the source's own headers. A `table` has no headers of its own:
    unless the contract maps any, our names are looked for.
    """
    own = _own_headers(export.source)
    if export.source == "table" and export.columns:
        own = {name: own[name] for name in REQUIRED["table"]}
    names = TIDY_NAMES[export.source]
    mapped = {name: (fold_header(header),) for name, header in export.columns.items() if name in names}
    headers = {name: mapped.get(name) or own[name] for name in names if name in mapped or name in own}
    security = contract.rules.security
    if isinstance(security, dict) and export.source in ("servicenow-audit", "table"):
        column = next(iter(security))
        headers[SECURITY_WORD] = headers.get(column) or (fold_header(column),)
    return Wanted(headers, frozenset(mapped), REQUIRED[export.source])


def _own_headers(source: str) -> Mapping[str, tuple[str, ...]]:
    """The headers that a source's own files carry, by our name of the column."""
    if source == "servicenow-audit":
        return _AUDIT_HEADERS
    known = {} if source == "table" else _REGISTER_HEADERS
    return {name: known.get(name, (fold_header(name),)) for name in TIDY_NAMES[source]}


def check_names(export: Export) -> list[Problem]:
    """Name every key of ``columns`` and ``values`` that is none of our column names."""
    known = TIDY_NAMES[export.source]
    problems = []
    for table, keys in (("columns", export.columns), ("values", export.values)):
        for name in keys:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                remedy = f"did you mean {near[0]!r}?" if near else "rename it or take it out"
                what = f"{table}.{name} is no column of the source {export.source}"
                problems.append(Problem(export.path, what, "one of " + ", ".join(known), remedy))
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
            what = f"the header {hit!r} stands {folded.count(hit)} times, so {name} could be any of them"
            problems.append(
                Problem(label, what, "one column of that name", "rename the others in the export")
            )
        else:
            positions[name] = folded.index(hit)
    return positions, [*_missing(label, header, missing, wanted), *problems]


def _missing(label: str, header: Sequence[str], names: Sequence[str], wanted: Wanted) -> list[Problem]:
    if not names:
        return []
    shown = ", ".join(quote(cell) for cell in header[:60] if cell) or "none"
    looked = "; ".join(f"{name} as " + " or ".join(map(repr, wanted.headers[name])) for name in names)
    what = f"there is no column for {', '.join(names)}; the columns found are {shown}"
    remedy = f'map them in the contract, as in columns = {{ {names[0]} = "the header" }}'
    return [Problem(label, what, f"headers that name {looked}", remedy)]
