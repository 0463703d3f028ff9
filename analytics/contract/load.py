"""Read `contract.toml`: every problem at once, each with its line and the nearest valid key."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from analytics.contract.consistency import find_contradictions
from analytics.contract.lines import line_of, scan_lines
from analytics.contract.model import Contract, Document
from analytics.errors import ContractError, Problem, StorageError, quote

FILE_NAME: Final = "contract.toml"
LARGEST_FILE: Final = 1_000_000
_ALIASES: Final = {"from_": "from", "or_": "or"}


def load_contract(path: Path | str) -> Contract:
    """Read and check a contract.

    Args:
        path: The file, or the folder that holds `contract.toml`.

    Returns:
        The contract, frozen.

    Raises:
        ContractError: Everything that is wrong with it, each with file, line, key and remedy.
        StorageError: It cannot be read.
    """
    file = find_contract(path)
    raw = _read(file)
    document = _parse(raw, file)
    return Contract(
        document=document, path=file, sha256=hashlib.sha256(raw).hexdigest(), versions=_versions(document)
    )


def find_contract(path: Path | str) -> Path:
    """Give the contract file of a file or folder."""
    given = Path(path)
    file = given / FILE_NAME if given.is_dir() else given
    if not file.is_file():
        remedy = f"name the file or its folder, or make one with 'incident-analytics new {given}'"
        raise ContractError.at(str(file), "there is no such file", "a contract file", remedy)
    return file


def parse_contract(text: str, file: Path) -> Document:
    """Check the text of a contract file; see `load_contract`."""
    return _parse(text.encode(), file)


def _read(file: Path) -> bytes:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise StorageError.at(str(file), f"it cannot be read ({error.strerror})") from None
    if len(raw) > LARGEST_FILE:
        raise ContractError.at(str(file), f"it has {len(raw)} bytes", f"at most {LARGEST_FILE}")
    return raw


def _parse(raw: bytes, file: Path) -> Document:
    try:
        text = raw.decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ContractError.at(
            str(file), f"byte {error.start} is not UTF-8", "", "save it as UTF-8"
        ) from None
    except tomllib.TOMLDecodeError as error:
        remedy = "mend this first: nothing after it could be read"
        raise ContractError.at(str(file), f"it is no TOML: {error}", "", remedy) from None
    lines = scan_lines(text)
    problems = [
        _problem(file, lines, path, *message)
        for path, message in [*_model_problems(data), *find_contradictions(data)]
    ]
    if problems:
        raise ContractError(sorted(set(problems), key=_line_first))
    return Document.model_validate(data)


def _model_problems(data: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], tuple[str, str, str]]]:
    try:
        Document.model_validate(data)
    except ValidationError as error:
        seen = set()
        for detail in error.errors(include_url=False, include_context=True):
            path = _clean(detail["loc"], data)
            if path not in seen:
                seen.add(path)
                yield path, _explain(detail, path)


def _clean(loc: tuple[str | int, ...], data: object) -> tuple[str | int, ...]:
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


def _explain(detail: ErrorDetails, path: tuple[str | int, ...]) -> tuple[str, str, str]:
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        return f"there is no key {quote(path[-1])} here", *_nearest(str(path[-1]), path[:-1])
    if kind == "missing":
        return f"the key {quote(path[-1])} is missing", "", "add it"
    if kind == "value_error":
        what, _, expected = detail["msg"].removeprefix("Value error, ").partition("|")
        return what, expected, "mend it"
    expected = detail["msg"].removeprefix("Input should be ").removeprefix("a valid ")
    if kind == "literal_error":
        return f"{quote(value)} is not one of the words", expected, _close_word(value, expected)
    return f"{quote(value)} does not fit", expected, "mend it"


def _close_word(value: object, expected: str) -> str:
    words = expected.replace("'", "").replace(" or ", ", ").split(", ")
    close = difflib.get_close_matches(str(value), words, n=1, cutoff=0.4)
    return f"did you mean {quote(close[0])}?" if close else "use one of these words"


def _nearest(key: str, path: tuple[str | int, ...]) -> tuple[str, str]:
    keys = sorted(_keys_at(path))
    close = difflib.get_close_matches(key, keys, n=1, cutoff=0.5)
    return f"one of {', '.join(keys)}", f"did you mean {quote(close[0])}?" if close else "take it out"


def _keys_at(path: tuple[str | int, ...]) -> list[str]:
    """Give the keys that the model knows at a path."""
    node: Any = Document
    for step in path:
        node = _child(node, step)
    models = [node, *typing.get_args(node)]
    return [
        field.alias or name
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    ]


def _child(node: Any, step: str | int) -> Any:
    if isinstance(node, type) and issubclass(node, BaseModel):
        fields = {field.alias or name: field.annotation for name, field in node.model_fields.items()}
        return fields.get(str(step))
    args = [arg for arg in typing.get_args(node) if arg is not types.NoneType]
    if typing.get_origin(node) in (list, dict):
        return args[-1]
    return next((child for arg in args if (child := _child(arg, step)) is not None), None)


def _problem(
    file: Path,
    lines: dict[tuple[str | int, ...], int],
    path: tuple[str | int, ...],
    what: str,
    expected: str,
    remedy: str,
) -> Problem:
    line = line_of(lines, path)
    name = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    where = ", ".join(part for part in (file.name, f"line {line}" if line else "", name) if part)
    return Problem(where, what.replace("\n", " "), expected, remedy)


def _line_first(problem: Problem) -> tuple[int, str]:
    parts = problem.where.split(", line ")
    return (int(parts[1].split(",")[0]) if len(parts) > 1 else 0, str(problem))


def _versions(document: Document) -> tuple[int, ...]:
    starts = document.contract.starts
    dates = {
        clause.id: sorted((other.from_ or starts) for other in document.clauses if other.id == clause.id)
        for clause in document.clauses
    }
    return tuple(dates[clause.id].index(clause.from_ or starts) + 1 for clause in document.clauses)
