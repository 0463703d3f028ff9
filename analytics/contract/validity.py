"""When the versions of a clause are in force: no day twice, none outside the contract."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from analytics.contract.lines import Path
from analytics.contract.plain import Found, day, table, tables

Version = tuple[dt.date, int, dict[str, Any]]  # its first day, its place in the file, the clause


def find_in_versions(data: dict[str, Any]) -> Iterator[Found]:
    """Yield every day on which a clause cannot be in force, or would be twice.

    Args:
        data: The file as tomllib reads it.
    """
    head = table(data, "contract")
    starts, ends = day(head.get("starts")), day(head.get("ends"))
    if starts and ends and ends <= starts:
        ends = None  # told elsewhere
    versions: dict[str, list[Version]] = defaultdict(list)
    for i, clause in enumerate(tables(data, "clauses")):
        yield from _bounds(clause, ("clauses", i), starts, ends)
        first = day(clause.get("from", starts))
        if isinstance(clause.get("id"), str) and first:
            versions[clause["id"]].append((first, i, clause))
    for name, found in versions.items():
        yield from _promises(name, found)
        yield from _overlaps(name, sorted(found, key=lambda version: version[:2]))


def _bounds(
    clause: dict[str, Any], here: Path, starts: dt.date | None, ends: dt.date | None
) -> Iterator[Found]:
    first, until = day(clause.get("from")), day(clause.get("until"))
    if first and starts and first < starts:
        what = f"it is in force from {first}, before the contract starts on {starts}"
        yield (*here, "from"), (what, f"{starts} or later", "mend it, or leave it out")
    if first and ends and first >= ends:
        what = f"it is in force from {first}, when the contract has ended on {ends}"
        yield (*here, "from"), (what, f"a day before {ends}", "mend it, or take the clause out")
    begins = first or starts
    if begins and until and until <= begins:
        what = f"it is in force until {until}, not after its first day, {begins}"
        yield (*here, "until"), (what, f"a day after {begins}", "mend one of the two")


def _promises(name: str, versions: list[Version]) -> Iterator[Found]:
    """The versions of one promise have its kind, its audience and its obliged party in common."""
    of_first = _nature(versions[0][2])
    for _, i, clause in versions[1:]:
        if _nature(clause) != of_first:
            what = f"the versions of {name!r} differ in kind, audience or obliged party"
            yield ("clauses", i), (what, "versions of one promise", "give it an id of its own")


def _nature(clause: dict[str, Any]) -> tuple[Any, Any, Any]:
    return str(clause.get("kind")), str(clause.get("audience")), str(clause.get("obliged", "supplier"))


def _overlaps(name: str, ordered: list[Version]) -> Iterator[Found]:
    for (first, _, clause), (following, i, _) in pairwise(ordered):
        until = day(clause.get("until"))
        if first == following:
            what = f"the id {name!r} is used twice from the same day ({first})"
            remedy = "rename it, or give its version a later 'from'"
            yield ("clauses", i, "id"), (what, "one clause an id and day", remedy)
        elif until and until > following:
            what = f"two versions of {name!r} are in force from {following} to {until}"
            expected = f"'until' of the earlier no later than {following}"
            yield ("clauses", i, "from"), (what, expected, "mend 'until', or leave it out")
