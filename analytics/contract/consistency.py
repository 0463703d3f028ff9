"""What no single value can show: keys of the contract file that contradict each other.

Works on the plain data rather than on the model, so that one mistyped value does not hide the rest. A value
that cannot be read at all is told elsewhere (`mistakes`) and passed over here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from analytics.contract.causes import Causes
from analytics.contract.consequences import Ratings, Rectification
from analytics.contract.keys import nearest
from analytics.contract.lines import Path
from analytics.contract.plain import Found, attempt, day, listed, number, once, table, tables
from analytics.contract.promises import find_in_clause
from analytics.contract.validity import find_in_versions
from analytics.contract.window import parse_target
from analytics.contract.words import fold
from analytics.sources import SOURCES, holds_incidents

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


def find_contradictions(data: dict[str, Any]) -> Iterator[Found]:
    """Yield the path and message of every contradiction.

    Args:
        data: The file as tomllib reads it.

    Yields:
        A path, and what is wrong, what was expected and what to do.
    """
    one_by_one = (_dates, _words_mapped_twice, _exports, _clauses, find_in_versions)
    for check in (*one_by_one, _causes, _consequences, _ratings):
        yield from check(data)


def _dates(data: dict[str, Any]) -> Iterator[Found]:
    head = table(data, "contract")
    starts, ends = day(head.get("starts")), day(head.get("ends"))
    if starts and ends and ends <= starts:
        what = f"it ends on {ends}, not after its start"
        yield ("contract", "ends"), (what, f"a day after {starts}", "mend one of the two")


def _words_mapped_twice(data: dict[str, Any]) -> Iterator[Found]:
    reasons = {
        name: value.get("states") if isinstance(value, dict) else value
        for name, value in table(data, "pauses").items()
    }
    for name, entries in (
        ("severity", table(data, "severity")),
        ("states", table(data, "states")),
        ("pauses", reasons),
    ):
        yield from _mapped_twice(name, entries)


def _mapped_twice(name: str, entries: dict[str, Any]) -> Iterator[Found]:
    owners: dict[str, str] = {}
    for owner in entries:
        for word in listed(entries, owner):
            folded = str(word).strip().casefold()
            if owners.setdefault(folded, owner) != owner:
                what = f"the export's word {word!r} is mapped to {owners[folded]} and to {owner}"
                remedy = "keep it in one place"
                yield (name, owner), (what, "each word once (case does not matter)", remedy)


def _exports(data: dict[str, Any]) -> Iterator[Found]:
    seen: dict[str, set[str | None]] = {}
    exports = tables(data, "exports")
    for i, export in enumerate(exports):
        path, sheet = export.get("path"), export.get("sheet")
        sheets = seen.setdefault(str(path), set())
        if path is not None and sheets and (sheet is None or not sheets.isdisjoint({sheet, None})):
            what = f"{str(path)!r} is listed twice"
            remedy = "take one out, or name another sheet of the workbook in each"
            yield ("exports", i, "path"), (what, "each file once", remedy)
        sheets.add(sheet)
        for month in listed(export, "nil_return"):
            if isinstance(month, str) and not _MONTH.fullmatch(month):
                what = f"{month!r} is no month"
                yield ("exports", i, "nil_return"), (what, "months such as '2026-10'", "mend it")
        yield from _columns(export, ("exports", i, "columns"))
    sources = [export.get("source") for export in exports]
    if (
        sources
        and all(source in SOURCES for source in sources)
        and not any(holds_incidents(str(source)) for source in sources)
    ):
        expected = "a source such as servicenow-audit or table"
        yield ("exports",), ("no export holds incidents", expected, "add one")


def _columns(export: dict[str, Any], here: Path) -> Iterator[Found]:
    """A column of ours that no table has."""
    source = SOURCES.get(str(export.get("source")))
    known = source.columns() if source else ()
    for name in table(export, "columns") if known else ():
        if name not in known:
            close = nearest(name, known)
            remedy = f"did you mean {close!r}?" if close else "rename it or take it out"
            yield (*here, name), (f"{name!r} is no column of ours", f"one of {', '.join(known)}", remedy)


def _clauses(data: dict[str, Any]) -> Iterator[Found]:
    found = (
        found
        for i, clause in enumerate(tables(data, "clauses"))
        for found in find_in_clause(clause, ("clauses", i), data)
    )
    yield from once(found, ("calendar", "pauses", "applies"))


def _causes(data: dict[str, Any]) -> Iterator[Found]:
    rule, default = table(table(data, "rules"), "causes"), Causes()
    n_any = number(rule.get("at_least", default.at_least))
    n_severe = number(rule.get("at_least_severe", default.at_least_severe))
    if n_any is not None and n_severe is not None and n_severe > n_any > 1:
        what = (
            f"{n_severe} severe incidents are never fewer than {n_any} of any severity: this decides nothing"
        )
        key = "at_least_severe" if "at_least_severe" in rule else "at_least"
        yield ("rules", "causes", key), (what, "'at_least_severe' no larger than 'at_least'", "mend one")
    empty = {fold(word) for word in listed(rule, "catch_all") if isinstance(word, str)}
    for code in table(rule, "labels"):
        if fold(code) in empty:
            what = f"{code!r} is named here and listed in 'catch_all' as saying nothing"
            yield ("rules", "causes", "labels", code), (what, "one of the two", "keep it in one place")


def _consequences(data: dict[str, Any]) -> Iterator[Found]:
    rule, default = table(table(data, "consequences"), "rectification"), Rectification()
    failing, of = number(rule.get("any", default.any_)), number(rule.get("of", default.of))
    if failing is not None and of is not None and failing > of:
        what = f"{failing} failing periods among {of} can never be"
        expected = "'any' no larger than 'of'"
        yield ("consequences", "rectification", "any"), (what, expected, "lower 'any' or raise 'of'")


def _ratings(data: dict[str, Any]) -> Iterator[Found]:
    rule, default = table(data, "ratings"), Ratings()
    near = attempt(parse_target, rule.get("approaching", default.approaching))
    far = attempt(parse_target, rule.get("requires_improvement", default.requires_improvement))
    if near is not None and far is not None and near > far:
        what = "'approaching' reaches further below the target than 'requires_improvement'"
        key = "approaching" if "approaching" in rule else "requires_improvement"
        yield ("ratings", key), (what, "'approaching' no larger than 'requires_improvement'", "mend one")
