"""What contradicts itself within one clause: its kind, its window and calendar, its target."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, get_args

from analytics.contract.clauses import AGREED_DATE, BUYER, MESSAGES, MOST_DECIMALS, Kind, check_bands
from analytics.contract.keys import nearest
from analytics.contract.lines import Path
from analytics.contract.mistakes import missing
from analytics.contract.parts import ALWAYS
from analytics.contract.plain import Found, attempt, listed, number, table
from analytics.contract.window import WINDOW_FORMS, Window, parse_target, parse_window, round_half_up
from analytics.contract.words import DEFAULT_PAUSES, MINUTES_OF_DAY, expand_days, instants_in_order

_KINDS: Final = get_args(Kind)
_TOO_LATE: Final = {  # by kind: instants at which its clock has stopped, or never runs
    "response": ("acknowledged_at", "resolved_at"),
    "resolution": ("resolved_at",),
    "update": ("resolved_at",),
}


def find_in_clause(clause: dict[str, Any], here: Path, data: dict[str, Any]) -> Iterator[Found]:
    """Yield every contradiction within a clause.

    Args:
        clause: Its table.
        here: Its path.
        data: The whole file, for its calendars, reasons and rules.
    """
    kind = nearest(str(clause.get("kind")), _KINDS)
    if kind is not None:
        yield from _keys_of_kind(clause, here, kind)
    yield from _calendar_of(clause, here, table(data, "calendars"))
    yield from _pauses_of(clause, here, set(table(data, "pauses") or DEFAULT_PAUSES))
    yield from _target_of(clause, here)
    rule = table(data, "rules").get("security", "none declared")
    if table(clause, "applies").get("security") is not None and rule == "none declared":
        remedy = 'say in [rules] which incidents are, as in security = { category = ["Security"] }'
        yield (*here, "applies"), ("it concerns security incidents, but no rule tells them", "", remedy)


def _keys_of_kind(clause: dict[str, Any], here: Path, kind: str) -> Iterator[Found]:
    yield from _windows_of_kind(clause, here, kind)
    yield from _start_of_kind(clause, here, kind)
    if kind in MESSAGES and "audience" not in clause:
        what = f"a clause of kind {kind!r} names no audience"
        yield here, (what, 'who must be told, as in audience = "buyer"', "add it")
    if kind not in MESSAGES and "audience" in clause:
        what = f"only a notification or update has an audience, and the kind is {kind!r}"
        yield (*here, "audience"), (what, "no such key here", "take it out")
    if kind != "notification" and "awareness" in clause:
        what = f"only a notification starts with somebody's awareness, and the kind is {kind!r}"
        yield (*here, "awareness"), (what, "no such key here", "take it out")
    elif clause.get("awareness") == "buyer":
        yield from _buyers_awareness(clause, here)


def _start_of_kind(clause: dict[str, Any], here: Path, kind: str) -> Iterator[Found]:
    """An instant at which a clock cannot start: that which stops it, or one that its kind does not have."""
    never = (*_TOO_LATE.get(kind, ()), *(["raised_at"] if kind != "action" else []))
    named = attempt(instants_in_order, clause.get("starts")) or ()
    for name in named:
        if name in never:
            what = f"the clock of a clause of kind {kind!r} cannot start at {name!r}"
            expected = "an instant before that which stops it"
            yield (*here, "starts"), (what, expected, "name another, or take it out")


def _buyers_awareness(clause: dict[str, Any], here: Path) -> Iterator[Found]:
    """The buyer is aware once it was told: that cannot start the clock of telling it."""
    if str(clause.get("audience")).strip().lower() == BUYER:
        what = "the notice to the buyer would start its own clock, so that none could be late"
        expected = "the supplier's awareness, where the buyer is the audience"
        yield (*here, "awareness"), (what, expected, "take it out, or name another audience")
    if "starts" in clause:
        what = "'awareness' and 'starts' both say what starts the clock"
        yield (*here, "starts"), (what, "one of the two", "take one out")


def _windows_of_kind(clause: dict[str, Any], here: Path, kind: str) -> Iterator[Found]:
    wanted, unwanted = ("every", ["within"]) if kind == "update" else ("within", ["every", "cadence"])
    if wanted not in clause and not any(name in clause for name in unwanted[:1]):
        expected = 'an interval such as "1 hour"' if kind == "update" else WINDOW_FORMS
        yield (*here, wanted), missing(wanted, expected)
    for name in unwanted:
        if name in clause:
            remedy = f"take it out, or write {wanted!r}" if name != "cadence" else "take it out"
            yield (*here, name), (f"{name!r} has no meaning in a clause of kind {kind!r}", wanted, remedy)
    if kind != "action" and clause.get("within") == AGREED_DATE:
        yield (
            (*here, "within"),
            (f"only actions have an agreed date, and the kind is {kind!r}", WINDOW_FORMS, "name a window"),
        )
    interval = clause.get("every")
    window = attempt(parse_window, interval)
    if kind == "update" and (interval == AGREED_DATE or (window and window.unit == "working days")):
        what = f"{interval!r} is no interval of updates"
        yield (*here, "every"), (what, 'a length of time such as "1 hour"', "write it in hours")


def _calendar_of(clause: dict[str, Any], here: Path, calendars: dict[str, Any]) -> Iterator[Found]:
    name = clause.get("calendar", ALWAYS)
    if not isinstance(name, str):
        return
    if name != ALWAYS and name not in calendars:
        known = ", ".join([ALWAYS, *calendars])
        yield (*here, "calendar"), (f"there is no calendar {name!r}", f"one of {known}", "add or rename it")
        return
    closes = name != ALWAYS and _closes(calendars[name])
    key = "every" if "every" in clause else "within"
    window = attempt(parse_window, clause.get(key))
    problem = _unit_of(window, name, closes=closes, is_interval=key == "every") if window else None
    if problem:
        yield (*here, key), problem


def _unit_of(window: Window, name: str, *, closes: bool, is_interval: bool) -> tuple[str, str, str] | None:
    """The unit of a window against its calendar."""
    expected = "a calendar with working hours"
    if window.unit == "working days" and not closes and not is_interval:
        what = f"{window.text!r} needs a calendar that closes, and {name!r} never does"
        return what, expected, "name one, or write the window in hours"
    if window.unit == "elapsed" and window.says_days and closes:
        what = f"{window.text!r} on the calendar {name!r} could mean elapsed or working days"
        instead = "24 working hours" if is_interval else window.text.replace("day", "working day")
        return what, "the unit to be declared", f'write "{instead}", or take the calendar "always"'
    if window.unit == "elapsed" and window.says_working and not closes:
        what = f"{window.text!r} is in working time, and the calendar {name!r} never closes"
        return what, expected, "name one, or write plain hours"
    return None


def _closes(calendar: object) -> bool:
    if not isinstance(calendar, dict) or calendar.get("division") or calendar.get("closed"):
        return True
    week = attempt(expand_days, calendar.get("hours", {}))
    spans = sorted(
        (day * MINUTES_OF_DAY + a, day * MINUTES_OF_DAY + b)
        for day in week or ()
        for a, b in (week or {})[day]
    )
    if not spans:
        return True
    reach = spans[-1][1] - 7 * MINUTES_OF_DAY  # a night that runs over from Sunday
    for begin, end in spans:
        if begin > max(reach, 0):
            return True
        reach = max(reach, end)
    return reach < 7 * MINUTES_OF_DAY


def _pauses_of(clause: dict[str, Any], here: Path, reasons: set[str]) -> Iterator[Found]:
    if listed(clause, "pauses") and (clause.get("kind") == "update" or clause.get("within") == AGREED_DATE):
        thing = "an update is owed" if clause.get("kind") == "update" else "a date is agreed"
        what = f"{thing} whatever the incident waits for, so nothing pauses it"
        yield (*here, "pauses"), (what, "no reasons here", "take it out")
    for reason in listed(clause, "pauses"):
        if isinstance(reason, str) and reason not in reasons:
            known = ", ".join(sorted(reasons))
            what = f"{reason!r} is no reason to pause"
            yield (*here, "pauses"), (what, f"one of {known}", "name it in [pauses]")


def _target_of(clause: dict[str, Any], here: Path) -> Iterator[Found]:
    by_count = table(clause, "target")
    late, volume = number(by_count.get("at_most_late")), number(by_count.get("up_to"))
    if late is not None and volume is not None and 1 <= volume <= late:
        what = f"{late} of at most {volume} may be late, so it could never be missed there"
        yield (*here, "target"), (what, "'at_most_late' below 'up_to'", "mend one of the two")
    share = attempt(parse_target, by_count.get("then") if by_count else clause.get("target"))
    if share is None:
        return
    minimum = attempt(parse_target, clause.get("minimum"))
    if minimum is not None and minimum > share:
        what = f"the minimum {clause['minimum']!r} is above the target {_percent(share)}"
        yield (*here, "minimum"), (what, f"at most {_percent(share)}", "mend one of the two")
    bands = attempt(check_bands, clause.get("bands")) or []
    reached = share * 100
    if (decimals := number(clause.get("band_decimals"))) is not None and 0 <= decimals <= MOST_DECIMALS:
        reached = round_half_up(reached, decimals)
    held = next((band for band in bands if Fraction(str(band[0])) <= reached), None)
    if held and held[1] > 0:
        what = f"the target itself, {_percent(share)}, falls into a band of {held[1]:g} points"
        yield (*here, "bands"), (what, f"a band of 0 points that holds {_percent(share)}", "mend the bands")


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g} %"
