"""A variation: the tables of a contract file that somebody would like to change, laid over the contract.

It is written as the contract is: a key that it has takes the place of the contract's, what it leaves out
stays. A clause is named by its id; with a ``from`` that the contract does not have it is a new version of it.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from analytics.contract.clauses import Clause
from analytics.contract.keys import nearest
from analytics.contract.lines import Path

VARIED: Final = ("rules", "calendars", "clauses", "consequences", "ratings")
REMOVED: Final = "remove"
_NEEDED: Final = [name for name, field in Clause.model_fields.items() if field.is_required()]
_TABLES: Final = ("rules", "calendars", "consequences", "ratings")
_CHOICES: Final = ("acknowledged", "causes", "rectification")  # tables whose keys each have a default
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
    found += _misshapen(change)
    found += _misnamed(change, known)
    for name in _listed(change, REMOVED):
        if not isinstance(name, str) or name not in known:
            what = f"there is no clause {name!r} to take out"
            found.append(((REMOVED,), (what, f"one of {', '.join(sorted(known))}", _remedy(name, known))))
    return found


def _misnamed(change: Data, known: set[str]) -> list[tuple[Path, Message]]:
    """Name the entries that change a clause which is not there, and are no whole new clause either."""
    expected = f"one of {', '.join(sorted(known))}, or a new clause with {', '.join(_NEEDED)}"
    return [
        (
            ("clauses", number, "id"),
            (f"there is no clause {entry['id']!r}", expected, _remedy(entry["id"], known)),
        )
        for number, entry in enumerate(_listed(change, "clauses"))
        if isinstance(entry, dict) and _is_misnamed(entry, known)
    ]


def _is_misnamed(entry: Data, known: set[str]) -> bool:
    named = entry.get("id")
    has = {nearest(key, _NEEDED) or key for key in entry}
    return isinstance(named, str) and named not in known and not has.issuperset(_NEEDED)


def _remedy(name: object, known: set[str]) -> str:
    close = nearest(str(name), sorted(known))
    return f"did you mean {close!r}?" if close else "mend it"


def _misshapen(change: Data) -> list[tuple[Path, Message]]:
    """Name what has not the form of the contract's own: it would be passed over without a word."""
    table, tables = "a table, such as [rules]", "tables, each headed [[clauses]]"
    calendars = _table(change, "calendars")
    fits: list[tuple[Path, bool, str]] = [
        *(((name,), isinstance(change[name], dict), table) for name in _TABLES if name in change),
        *((("calendars", name), isinstance(calendars[name], dict), table) for name in calendars),
        (("clauses",), isinstance(change.get("clauses", []), list), tables),
        *(
            (("clauses", number), isinstance(entry, dict), tables)
            for number, entry in enumerate(_listed(change, "clauses"))
        ),
        ((REMOVED,), isinstance(change.get(REMOVED, []), list), 'ids in brackets, such as ["P1-response"]'),
    ]
    return [
        (path, (f"{path[0]!r} has not the form of a variation", form, "mend it"))
        for path, is_right, form in fits
        if not is_right
    ]


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
        varied[name] = _merged(contract.get(name, {}), _table(change, name))
    calendars = contract.get("calendars", {})
    new = _table(change, "calendars")
    varied["calendars"] = {
        **calendars,
        **{key: {**calendars.get(key, {}), **_table(new, key)} for key in new},
    }
    clauses, places = _clauses(contract, change)
    return {**varied, "clauses": clauses}, places


def _clauses(contract: Data, change: Data) -> tuple[list[Data], dict[Path, Path]]:
    removed = [name for name in _listed(change, REMOVED) if isinstance(name, str)]
    known = {clause["id"] for clause in contract["clauses"]}
    clauses = [dict(clause) for clause in contract["clauses"] if clause["id"] not in removed]
    starts = contract["contract"]["starts"]
    places: dict[Path, Path] = {}
    for number, entry in enumerate(_listed(change, "clauses")):
        if not isinstance(entry, dict) or _is_misnamed(entry, known):
            continue
        own = [n for n, clause in enumerate(clauses) if clause["id"] == entry.get("id")]
        since = entry.get("from")
        named = [n for n in own if since is None or clauses[n].get("from", starts) == since]
        if not named:
            clauses.append({**_version_before(since, [clauses[n] for n in own], starts), **entry})
            named = [len(clauses) - 1]
        for n in named:
            clauses[n] = {**clauses[n], **entry}
            places["clauses", n] = ("clauses", number)
    return clauses, places


def _version_before(since: Any, versions: list[Data], starts: date) -> Data:
    """Give the version that a new one takes the place of: that in force on its first day, else the first."""

    def begins(clause: Data) -> date:
        first: date = clause.get("from", starts)
        return first

    ordered = sorted(versions, key=begins)
    if not isinstance(since, date) or isinstance(since, datetime):
        return ordered[-1] if ordered else {}
    return next((each for each in reversed(ordered) if begins(each) <= since), ordered[0] if ordered else {})


def _merged(old: Data, new: Data) -> Data:
    """Lay the keys of a table over another's, and those of the tables of choices in it likewise."""
    inner = {name: {**_table(old, name), **_table(new, name)} for name in _CHOICES if _table(new, name)}
    return {**old, **new, **inner}


def _table(data: Data, name: str) -> Data:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _listed(data: Data, name: str) -> list[Any]:
    value = data.get(name)
    return value if isinstance(value, list) else []
