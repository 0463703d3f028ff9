"""A variation: the tables of a contract file that somebody would like to change, laid over the contract.

It is written as the contract is: a key that it has takes the place of the contract's, what it leaves out
stays. A clause is named by its id; with a ``from`` that the contract does not have it is a new version of it.
"""

from __future__ import annotations

from typing import Any, Final

from analytics.contract.lines import Path

VARIED: Final = ("rules", "calendars", "clauses", "consequences", "ratings")
REMOVED: Final = "remove"
Data = dict[str, Any]
Message = tuple[str, str, str]


def find_misplaced(change: Data, contract: Data) -> list[tuple[Path, Message]]:
    """Name what a variation cannot say: tables that it may not vary, and clauses that are not there."""
    known = {clause["id"] for clause in contract["clauses"]}
    allowed = ", ".join((*VARIED, REMOVED))
    found: list[tuple[Path, Message]] = [
        ((name,), (f"a variation cannot change {name!r}", f"one of {allowed}", "take it out"))
        for name in change
        if name not in (*VARIED, REMOVED)
    ]
    for name in _listed(change, REMOVED):
        if name not in known:
            what = f"there is no clause {name!r} to take out"
            found.append(((REMOVED,), (what, f"one of {', '.join(sorted(known))}", "mend it")))
    return found


def lay_over(contract: Data, change: Data) -> tuple[Data, dict[Path, Path]]:
    """Lay a variation over a contract.

    Args:
        contract: The contract file as plain data.
        change: The variation as plain data.

    Returns:
        The varied contract, and the path of each of its clauses that the variation touches to the path
        that it has in the variation, for messages.
    """
    varied = dict(contract)
    for name in ("rules", "consequences", "ratings"):
        varied[name] = {**contract.get(name, {}), **_table(change, name)}
    if causes := _table(varied["rules"], "causes"):  # a table of its own, so its keys are laid over too
        varied["rules"]["causes"] = {**_table(_table(contract, "rules"), "causes"), **causes}
    calendars = contract.get("calendars", {})
    new = _table(change, "calendars")
    varied["calendars"] = {
        **calendars,
        **{key: {**calendars.get(key, {}), **_table(new, key)} for key in new},
    }
    clauses, places = _clauses(contract, change)
    return {**varied, "clauses": clauses}, places


def _clauses(contract: Data, change: Data) -> tuple[list[Data], dict[Path, Path]]:
    removed = set(_listed(change, REMOVED))
    clauses = [dict(clause) for clause in contract["clauses"] if clause["id"] not in removed]
    starts = contract["contract"]["starts"]
    places: dict[Path, Path] = {}
    for number, entry in enumerate(_listed(change, "clauses")):
        if not isinstance(entry, dict):
            continue
        own = [n for n, clause in enumerate(clauses) if clause["id"] == entry.get("id")]
        since = entry.get("from")
        named = [n for n in own if since is None or clauses[n].get("from", starts) == since]
        if not named:
            base = clauses[own[-1]] if own else {}
            clauses.append({**base, **entry})
            named = [len(clauses) - 1]
        for n in named:
            clauses[n] = {**clauses[n], **entry}
            places["clauses", n] = ("clauses", number)
    return clauses, places


def _table(data: Data, name: str) -> Data:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _listed(data: Data, name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []
