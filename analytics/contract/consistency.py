"""What no single value can show: keys of the contract file that contradict each other.

Works on the plain data rather than on the model, so that one mistyped value does not hide the rest.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from analytics.contract.window import parse_window
from analytics.contract.words import DEFAULT_PAUSES, MINUTES_OF_DAY, expand_days
from analytics.schema import INCIDENTS, NOTIFICATIONS

Path = tuple[str | int, ...]
Found = tuple[Path, tuple[str, str, str]]
_INCIDENT: Final = tuple(name for name in INCIDENTS if name != "source")
COLUMNS: Final = {
    "servicenow-audit": (*_INCIDENT, "updated_at", "update_number", "assigned_to"),
    "table": _INCIDENT,
    "notifications": tuple(NOTIFICATIONS),
}
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def find_contradictions(data: dict[str, Any]) -> Iterator[Found]:
    """Yield the path and message of every contradiction.

    Args:
        data: The file as tomllib reads it.

    Yields:
        A path, and what is wrong, what was expected and what to do.
    """
    for check in (_dates, _words_mapped_twice, _exports, _clauses, _versions):
        yield from check(data)


def _dates(data: dict[str, Any]) -> Iterator[Found]:
    head = _table(data, "contract")
    starts, ends = head.get("starts"), head.get("ends")
    if isinstance(starts, dt.date) and isinstance(ends, dt.date) and ends <= starts:
        yield (
            ("contract", "ends"),
            (f"it ends on {ends}, not after its start", f"a day after {starts}", "mend it"),
        )


def _words_mapped_twice(data: dict[str, Any]) -> Iterator[Found]:
    pauses = _table(data, "pauses")
    reasons = {
        name: value.get("states") if isinstance(value, dict) else value for name, value in pauses.items()
    }
    for table, entries in (
        ("severity", _table(data, "severity")),
        ("states", _table(data, "states")),
        ("pauses", reasons),
    ):
        owners: dict[str, str] = {}
        for name, words in entries.items():
            for word in words if isinstance(words, list) else []:
                folded = str(word).strip().casefold()
                if owners.setdefault(folded, name) != name:
                    what = f"the export's word {word!r} is mapped to {owners[folded]} and to {name}"
                    yield (
                        (table, name),
                        (what, "each word once (case does not matter)", "keep it in one place"),
                    )


def _exports(data: dict[str, Any]) -> Iterator[Found]:
    seen: set[str] = set()
    exports = _list(data, "exports")
    for i, export in enumerate(exports):
        path = str(export.get("path"))
        if path in seen:
            yield ("exports", i, "path"), (f"{path!r} is listed twice", "each file once", "take one out")
        seen.add(path)
        for month in export.get("nil_return", []) if isinstance(export.get("nil_return"), list) else []:
            if not isinstance(month, str) or not _MONTH.fullmatch(month):
                yield (
                    ("exports", i, "nil_return"),
                    (f"{month!r} is no month", "months such as '2026-10'", "mend it"),
                )
        yield from _columns(export, ("exports", i, "columns"))
    sources = {export.get("source") for export in exports}
    if exports and sources <= {"notifications"}:
        yield (
            ("exports",),
            ("no export holds incidents", "a source such as servicenow-audit or table", "add one"),
        )


def _columns(export: dict[str, Any], here: Path) -> Iterator[Found]:
    """A column of ours that no table has."""
    known = COLUMNS.get(str(export.get("source")))
    for name in _table(export, "columns") if known else ():
        if known and name not in known:
            close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            remedy = f"did you mean {close[0]!r}?" if close else "rename it or take it out"
            yield (*here, name), (f"{name!r} is no column of ours", f"one of {', '.join(known)}", remedy)


def _clauses(data: dict[str, Any]) -> Iterator[Found]:
    calendars = _table(data, "calendars")
    reasons = set(_table(data, "pauses") or DEFAULT_PAUSES)
    has_security = isinstance(_table(data, "rules").get("security"), dict)
    for i, clause in enumerate(_list(data, "clauses")):
        here: Path = ("clauses", i)
        yield from _calendar_of(clause, here, calendars)
        for reason in clause.get("pauses", []) if isinstance(clause.get("pauses"), list) else []:
            if reason not in reasons:
                known = ", ".join(sorted(reasons))
                yield (
                    (*here, "pauses"),
                    (f"{reason!r} is no reason to pause", f"one of {known}", "name it in [pauses]"),
                )
        if clause.get("kind") == "notification" and not clause.get("audience"):
            yield here, ("a notification clause names no audience", 'audience = "buyer", say', "add it")
        if clause.get("kind") in ("response", "resolution") and clause.get("audience"):
            yield (
                (*here, "audience"),
                ("only a notification has an audience", "no such key here", "take it out"),
            )
        if _table(clause, "applies").get("security") is not None and not has_security:
            remedy = 'say in [rules] which incidents are, as in security = { category = ["Security"] }'
            yield (*here, "applies"), ("it concerns security incidents, but no rule tells them", "", remedy)


def _calendar_of(clause: dict[str, Any], here: Path, calendars: dict[str, Any]) -> Iterator[Found]:
    name = clause.get("calendar", "always")
    if name != "always" and name not in calendars:
        known = ", ".join(["always", *calendars])
        yield (*here, "calendar"), (f"there is no calendar {name!r}", f"one of {known}", "add or rename it")
        return
    try:
        window = parse_window(str(clause.get("within")))
    except ValueError:
        return
    closes = name != "always" and _closes(calendars[name])
    if window.unit == "working days" and not closes:
        what = f"{window.text!r} needs a calendar that closes, and {name!r} never does"
        yield (
            (*here, "within"),
            (what, "a calendar with working hours", "name one, or write the window in hours"),
        )
    elif window.unit == "elapsed" and window.says_days and closes:
        what = f"{window.text!r} on the calendar {name!r} could mean elapsed or working days"
        remedy = f'write "{window.text.replace("day", "working day")}", or take the calendar "always"'
        yield (*here, "within"), (what, "the unit to be declared", remedy)
    elif window.unit == "elapsed" and window.says_working and not closes:
        what = f"{window.text!r} is in working time, and the calendar {name!r} never closes"
        yield (*here, "within"), (what, "a calendar with working hours", "name one, or write plain hours")


def _closes(calendar: object) -> bool:
    if not isinstance(calendar, dict) or calendar.get("division") or calendar.get("closed"):
        return True
    try:
        week = expand_days(calendar.get("hours", {}))
    except (ValueError, AttributeError, TypeError):
        return True
    spans = sorted((day * MINUTES_OF_DAY + a, day * MINUTES_OF_DAY + b) for day in week for a, b in week[day])
    if not spans:
        return True
    reach = spans[-1][1] - 7 * MINUTES_OF_DAY  # a night that runs over from Sunday
    for begin, end in spans:
        if begin > max(reach, 0):
            return True
        reach = max(reach, end)
    return reach < 7 * MINUTES_OF_DAY


def _versions(data: dict[str, Any]) -> Iterator[Found]:
    starts = _table(data, "contract").get("starts")
    seen: dict[tuple[str, Any], int] = {}
    kinds: dict[str, set[tuple[Any, Any, Any]]] = defaultdict(set)
    for i, clause in enumerate(_list(data, "clauses")):
        key = (str(clause.get("id")), clause.get("from", starts))
        if key in seen:
            what = f"the id {key[0]!r} is used twice from the same day ({key[1]})"
            yield (
                ("clauses", i, "id"),
                (what, "one clause an id and day", "rename it, or give its version a later 'from'"),
            )
        seen[key] = i
        kinds[key[0]].add((clause.get("kind"), clause.get("audience"), clause.get("obliged", "supplier")))
        if len(kinds[key[0]]) > 1:
            what = f"the versions of {key[0]!r} differ in kind, audience or obliged party"
            yield ("clauses", i), (what, "versions of one promise", "give it an id of its own")
            kinds[key[0]].pop()


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _list(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = data.get(name)
    return [entry if isinstance(entry, dict) else {} for entry in value] if isinstance(value, list) else []
