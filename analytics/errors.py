"""The error tree.

    IncidentAnalyticsError          exit 1   our own fault
    ├── ContractError               exit 2   the contract file, or the way it was called
    ├── ExportError                 exit 3   an export was refused
    ├── StorageError                exit 74  a file could not be read or written
    ├── BusyError                   exit 75  another run holds the lock
    └── NotebookError               exit 1   a cell of the report's notebook raised

A message reads ``<where>: <what is wrong, with the value>. <what was expected>. <what to do next>.``
One error carries every problem of its kind that a run found, so that a user mends them in one go.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

LONGEST_VALUE = 60


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where it is, and what mends it.

    Args:
        where: File, and line and column where known: ``contract.toml, line 12, clauses[2].within``.
        what: What is wrong, with the offending value cut short.
        expected: What was expected. May be empty.
        remedy: What to do next. May be empty.

    Examples:
        >>> print(Problem("a.csv, line 4, opened_at", "'31/13/26' is no date", "day-first", "mend the cell"))
        a.csv, line 4, opened_at: '31/13/26' is no date. Expected day-first. To do: mend the cell.
    """

    where: str
    what: str
    expected: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}."]
        if self.expected:
            parts.append(f"Expected {self.expected}.")
        if self.remedy:
            parts.append(f"To do: {self.remedy}" + ("" if self.remedy.endswith("?") else "."))
        return " ".join(parts)


def quote(value: object) -> str:
    """Show an offending cell: made visible, in quotes, cut short.

    Examples:
        >>> quote("5 dayz")
        "'5 dayz'"
    """
    text = repr(str(value))
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 2] + "…'"


def find_near(value: str, known: Sequence[str]) -> list[str]:
    """Find what a user may have meant: what differs in case alone, else what looks alike.

    Examples:
        >>> find_near("inc7", ["INC7", "INC8"]), find_near("INC9", ["INC90", "CHG1"])
        (['INC7'], ['INC90'])
    """
    folded = value.strip().casefold()
    same = [each for each in known if each.casefold() == folded]
    return same or difflib.get_close_matches(value, known, n=3)


class IncidentAnalyticsError(Exception):
    """Base of every error that this package raises on purpose."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, where: str, what: str, expected: str = "", remedy: str = "") -> Self:
        """Make an error of one problem."""
        return cls([Problem(where, what, expected, remedy)])


class ContractError(IncidentAnalyticsError):
    """The contract file, or an argument, says something that cannot hold."""

    exit_code = 2


class ExportError(IncidentAnalyticsError):
    """An export was refused; nothing was published from it."""

    exit_code = 3


class StorageError(IncidentAnalyticsError):
    """A file could not be read or written."""

    exit_code = 74


class BusyError(IncidentAnalyticsError):
    """Another run holds the lock of the output folder."""

    exit_code = 75


class NotebookError(IncidentAnalyticsError):
    """A cell of a report notebook raised."""
