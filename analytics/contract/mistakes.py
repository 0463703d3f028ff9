"""What pydantic finds wrong with the contract file, in words for the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from analytics.contract.keys import keys_at, nearest
from analytics.contract.lines import Path
from analytics.contract.model import Document
from analytics.errors import quote

Message = tuple[str, str, str]
_ALIASES: Final = {"from_": "from", "or_": "or", "any_": "any"}
_UNKNOWN_KEY: Final = "extra_forbidden"
_FORMS: Final = {  # pydantic's kind of error to what was expected
    "string_type": 'text in quotes, such as "text"',
    "int_type": "a whole number, without quotes",
    "int_from_float": "a whole number",
    "float_type": "a number, without quotes",
    "bool_type": "true or false, without quotes",
    "date_type": "a date such as 2026-10-31, without quotes",
    "list_type": 'a list in brackets, such as ["one", "two"]',
    "dict_type": "a table, such as { key = … }",
    "model_type": "a table, such as { key = … }",
    "string_too_short": "at least one character",
    "string_too_long": "at most 300 characters",
    "too_short": "at least one entry",
    "string_pattern_mismatch": "letters, digits and hyphens, at most 64, beginning with a letter or digit",
}
_KEY_FORMS: Final = {  # where a key takes values of several forms: its table and its name
    ("clauses", "target"): 'a percentage such as "95%", or { at_most_late = 2, up_to = 39, then = "95%" }',
    ("rules", "security"): '"none declared", or one column with its words: { category = ["Security"] }',
    ("clauses", "bands"): "lower bounds that fall to 0, each with its points: [[99, 0], [98, 1], [0, 2]]",
    ("exports", "complete_until"): "a date such as 2026-11-01, or an instant, without quotes",
}


def find_unknown_keys(
    data: dict[str, Any], written: dict[Path, Path], model: type[BaseModel] = Document
) -> Iterator[tuple[Path, Message]]:
    """Yield the path and message of every key that the file's model does not know.

    Args:
        data: The file as tomllib reads it, its mistyped keys read as they were meant.
        written: The paths of those keys as the file has them (`keys.mend_keys` gives both).
        model: The file's model.
    """
    for path, original in written.items():
        if path[-1] != original[-1]:
            yield path, _unknown(str(original[-1]), path[:-1], model)
    for detail in _errors(data, model):
        if detail["type"] == _UNKNOWN_KEY:
            path = _clean(detail["loc"], data)
            yield path, _unknown(str(path[-1]), path[:-1], model)


def find_misfits(data: dict[str, Any], model: type[BaseModel] = Document) -> Iterator[tuple[Path, Message]]:
    """Yield the path and message of every missing key and every value that cannot be.

    Args:
        data: As `find_unknown_keys` takes it.
        model: The file's model.
    """
    seen = set()
    for detail in _errors(data, model):
        path = _clean(detail["loc"], data)
        if detail["type"] != _UNKNOWN_KEY and path not in seen:
            seen.add(path)
            yield path, _explain(detail, path)


def _errors(data: dict[str, Any], model: type[BaseModel]) -> list[ErrorDetails]:
    try:
        model.model_validate(data)
    except ValidationError as error:
        return error.errors(include_url=False, include_context=True)
    return []


def _clean(loc: Path, data: object) -> Path:
    """Keep the steps that exist in the file, and the last one: unions add steps of their own."""
    path: list[str | int] = []
    named: Any
    for step in loc:
        named = _ALIASES.get(step, step) if isinstance(step, str) else step
        if (isinstance(data, dict) and named in data) or (
            isinstance(data, list) and isinstance(named, int) and named < len(data)
        ):
            data = data[named]
        elif not isinstance(data, dict) or step is not loc[-1]:
            continue
        path.append(named)
    return tuple(path)


def _unknown(key: str, table: Path, model: type[BaseModel]) -> Message:
    known = sorted(keys_at(table, model))
    close = nearest(key, known)
    remedy = f"did you mean {quote(close)}?" if close else "take it out"
    return f"there is no key {quote(key)} here", f"one of {', '.join(known)}", remedy


def _explain(detail: ErrorDetails, path: Path) -> Message:
    kind, value = detail["type"], detail["input"]
    if kind == "missing":
        return missing(str(path[-1]))
    if kind == "value_error":
        what, _, expected = detail["msg"].removeprefix("Value error, ").partition("|")
        return what, expected, "mend it"
    words = detail["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    expected = _KEY_FORMS.get((str(path[0]), name)) or _FORMS.get(kind, words)
    if kind == "too_short" and detail["ctx"]["min_length"] > 1:
        expected = f"at least {detail['ctx']['min_length']} entries"
    if kind == "literal_error":
        return f"{quote(value)} is not one of the words", expected, _close_word(value, expected)
    return f"{quote(value)} does not fit", expected, "mend it"


def missing(key: str, expected: str = "") -> Message:
    """Say that a key is missing."""
    return f"the key {quote(key)} is missing", expected, "add it"


def _close_word(value: object, expected: str) -> str:
    words = re.sub("['\"]", "", expected).replace(" or ", ", ").split(", ")
    close = nearest(str(value), words, likeness=0.4)
    return f"did you mean {quote(close)}?" if close else "use one of these words"
