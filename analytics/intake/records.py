"""JSON and NDJSON: one object per row, every value kept as the text that was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NoReturn

from analytics.errors import ExportError, quote
from analytics.intake.answers import refuse_answer
from analytics.intake.bounds import check_name
from analytics.intake.gather import Gatherer, Row
from analytics.intake.grid import CODECS, NUL_SHOWN, Grid
from analytics.intake.jsonfaults import find_json_faults, find_too_deep
from analytics.sources.model import WHOLE, Source

_SPACE: Final = re.compile(r"[ \t\r\n]*")
Found = list[tuple[int, Any]]  # the line of each record, and the record


class _DoubledError(ValueError):
    """A key within another has the name of a third: ``a.b`` beside ``b`` within ``a``."""


class _NotJsonError(ValueError):
    """A constant or a double key: the fault finder says where."""


def read_records(
    label: str, text: str, encoding: str, source: Source | None = None, n_before: int = 0
) -> Grid:
    """Read a list of objects, an object that holds one, or one object per line.

    A value that is itself an object gives a column per key, ``assignee.name``; ServiceNow's pair
    of ``display_value`` and ``value`` also gives the column itself, as displayed.

    Args:
        label: The file.
        text: All of it.
        encoding: How it was decoded.
        source: Where the list lies, what says that a page is missing, and what rows a record makes.
        n_before: Bytes before the text, which its offsets count: a byte-order mark.

    Raises:
        ExportError: It is no JSON, with every such place; or no list of objects.
    """
    codec = CODECS.get(encoding, "utf-8")
    try:
        return _read(label, text, encoding, source)
    except _NotJsonError:
        raise ExportError(find_json_faults(label, text, codec, None, n_before)) from None
    except json.JSONDecodeError as error:
        raise ExportError(find_json_faults(label, text, codec, error, n_before)) from None
    except RecursionError:
        raise ExportError([find_too_deep(label, text, codec, n_before)]) from None


def _read(label: str, text: str, encoding: str, source: Source | None) -> Grid:
    keys = source.records if source else ()
    found, root = _records(text, keys)
    refuse_answer(label, _answer(found, root), (*keys, "result"))
    if source is None:
        return _grid(label, found, encoding, len(text))
    kinds = _unfold(found, source)
    grids = {part: _grid(label, rows, encoding, len(text)) for part, rows in kinds.items()}
    zone = root.get(source.zone_key) if source.zone_key else None
    return replace(
        grids.pop(""),
        parts=grids,
        zone=zone if isinstance(zone, str) and zone else None,
        notes=(
            *_page_note(label, [root, *(record for _, record in found)], source),
            *_beside_note(label, root, [record for _, record in found], source.records),
        ),
    )


def _answer(found: Found, root: dict[str, Any]) -> dict[str, Any]:
    """The object that the tool answered with: the one around the records, or the only one."""
    if len(found) == 1 and not root and isinstance(found[0][1], dict):
        return found[0][1]
    return {} if len(found) > 1 and found[-1][1] is root else root  # not the last of several lines


def _unfold(found: Found, source: Source) -> dict[str, Found]:
    """The rows of each kind that the records make; what is no object stays one row, to be set aside."""
    kinds: dict[str, Found] = {part: [] for part, _ in source.every_rows()}
    for line, record in found:
        if source.unfold is None or not isinstance(record, dict):
            kinds[""].append((line, record))
            continue
        for part, row in source.unfold(record):
            kinds[part].append((line, row))
    return kinds


def _page_note(label: str, pages: list[Any], source: Source) -> tuple[str, ...]:
    """Warn where the object around the records, or a record that is itself a page, says that more follow."""
    each = {id(page): page for page in pages}.values()  # the root of a file of lines is its last record
    notes = []
    for key, value in source.more.items():
        said = [_within(page, key) for page in each]
        cut = [text for text in said if text is not None and value in (None, text)]
        if cut:
            where = "it says" if len(cut) == 1 else f"{len(cut)} times it says"
            what = f"{where} {key} = {value}" if value else f"{where} where the next page is ({key})"
            notes.append(f"{label}: {what}: more pages follow, so rows are missing")
    return tuple(notes)


def _within(page: Any, key: str) -> str | None:
    """The text of a key of a page, or of one within another."""
    for name in key.split("."):
        page = page.get(name) if isinstance(page, dict) else None
    return _text(page)


def _grid(label: str, found: Found, encoding: str, n_bytes: int) -> Grid:
    gatherer = Gatherer(label, n_bytes)
    for line, record in found:
        if not isinstance(record, dict) or not record:
            reason = "an object without keys" if record == {} else "no JSON object"
            gatherer.set_aside(line, None, reason)
            continue
        row: Row = {}
        try:
            _flatten(f"{label}, line {line}", record, row)
        except _DoubledError as error:
            gatherer.set_aside(line, str(error), f"the key {quote(error)} is there twice")
            continue
        gatherer.add(line, row)
    return gatherer.grid(encoding)


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_constant=_constant, parse_int=str, parse_float=str
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _NotJsonError
    return found


def _constant(_: str) -> NoReturn:
    raise _NotJsonError


def _records(text: str, keys: tuple[str, ...]) -> tuple[Found, dict[str, Any]]:
    """The records with their lines, and the object around their list, where there is one."""
    decoder = _decoder()
    start = _skip(text, 0)
    if text.startswith("[", start):
        found, end = _elements(text, start, decoder)
        _refuse_rest(text, end)
        return found, {}
    root, end = decoder.raw_decode(text, start)
    if not isinstance(root, dict):
        _refuse_rest(text, end)
        return [(_line(text, start), root)], {}
    if _skip(text, end) < len(text):
        pages = list(_lines(text, decoder))
        last = pages[-1][1]
        found = [each for line, page in pages for each in _of_page(line, page, keys)]
        return found, last if isinstance(last, dict) else {}
    for key in keys:
        if isinstance(root.get(key), dict):
            return [(_line(text, start), root[key])], root
    own = _list_of(root, keys)
    return (_listed(text, own, root[own], decoder), root) if own else ([(_line(text, start), root)], {})


def _list_of(root: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    """The key of the root under which the records lie."""
    wanted = (*keys, "result", *(root if WHOLE not in keys else ()))
    return next((key for key in wanted if isinstance(root.get(key), list)), None)


def _beside_note(
    label: str, root: dict[str, Any], records: list[Any], keys: tuple[str, ...]
) -> tuple[str, ...]:
    """Tell of other lists of objects beside the one that is read."""
    own = _list_of(root, keys)
    if own is None or any(record is root for record in records):
        return ()
    others = {key: value for key, value in root.items() if key != own and isinstance(value, list)}
    held = [
        (key, len(value)) for key, value in others.items() if any(isinstance(each, dict) for each in value)
    ]
    return tuple(
        f"{label}: beside its list {quote(own)} it holds {n:,} in {quote(key)}, which are not read"
        for key, n in held
    )


def _of_page(line: int, page: Any, keys: tuple[str, ...]) -> Found:
    """The records of a line that is itself a page of them; else the line's own object."""
    for key in keys:
        if isinstance(page, dict) and isinstance(page.get(key), list):
            return [(line, record) for record in page[key]]
    return [(line, page)]


def _elements(text: str, start: int, decoder: json.JSONDecoder) -> tuple[Found, int]:
    """The elements of the array that opens at ``start``, and where it ends."""
    found: Found = []
    at, line, counted = _skip(text, start + 1), 1, 0
    while not text.startswith("]", at):
        line += text.count("\n", counted, at)
        counted = at
        element, at = decoder.raw_decode(text, at)
        found.append((line, element))
        at = _skip(text, at)
        if text.startswith(",", at):
            comma, at = at, _skip(text, at + 1)
            if text.startswith("]", at):
                raise json.JSONDecodeError("Illegal trailing comma", text, comma)
        elif not text.startswith("]", at):
            raise json.JSONDecodeError("Expecting ',' delimiter", text, at)
    return found, at + 1


def _listed(text: str, key: str, elements: list[Any], decoder: json.JSONDecoder) -> Found:
    """The elements of a list under a key, with their lines; counted from 1 where they cannot be told."""
    opening = re.search(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:\s*\[", text)
    if opening:
        found, _ = _elements(text, opening.end() - 1, decoder)
        if [element for _, element in found] == elements:
            return found
    return list(enumerate(elements, 1))


def _lines(text: str, decoder: json.JSONDecoder) -> Iterator[tuple[int, Any]]:
    """The values of NDJSON: one after another, each on a line of its own."""
    at, line, counted = _skip(text, 0), 1, 0
    while at < len(text):
        line += text.count("\n", counted, at)
        counted = at
        value, end = decoder.raw_decode(text, at)
        yield line, value
        at = _skip(text, end)
        if at < len(text) and "\n" not in text[end:at] and "\r" not in text[end:at]:
            raise json.JSONDecodeError("Extra data", text, at)


def _refuse_rest(text: str, end: int) -> None:
    at = _skip(text, end)
    if at < len(text):
        raise json.JSONDecodeError("Extra data", text, at)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _flatten(where: str, record: dict[str, Any], flat: Row, prefix: str = "") -> None:
    for key, value in record.items():
        name = f"{prefix}{key}"
        if name in flat:
            raise _DoubledError(name)
        if prefix:
            check_name(where, name)
        if isinstance(value, dict):
            if {"display_value", "value"} <= value.keys():
                flat[name] = _text(value["display_value"] or value["value"])
            _flatten(where, value, flat, f"{name}.")
        else:
            flat[name] = _text(value)


def _text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Half a surrogate pair is no character and cannot be stored: it is shown as the replacement sign.
    return text.replace("\0", NUL_SHOWN).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
