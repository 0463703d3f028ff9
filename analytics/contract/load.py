"""Read `contract.toml`: every problem at once, each with its line and the nearest valid key."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from analytics.contract.consistency import find_contradictions
from analytics.contract.keys import mend_keys
from analytics.contract.lines import Path as Steps
from analytics.contract.lines import line_of, scan_lines
from analytics.contract.mistakes import find_misfits, find_unknown_keys
from analytics.contract.model import Contract, Document
from analytics.contract.variation import find_misplaced, lay_over
from analytics.errors import ContractError, Problem, StorageError

FILE_NAME: Final = "contract.toml"
LARGEST_FILE: Final = 1_000_000


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


def load_variation(contract: Contract, path: Path | str) -> Contract:
    """Read a variation and lay it over a contract.

    Args:
        contract: What `load_contract` returned.
        path: A file with the tables that would change; see `analytics.contract.variation`.

    Returns:
        The varied contract, checked as any contract is.

    Raises:
        ContractError: Everything that is wrong with it, each with file, line, key and remedy.
        StorageError: It cannot be read.
    """
    file = Path(path)
    if not file.is_file():
        raise ContractError.at(str(file), "there is no such file", "a variation of the contract", "name it")
    raw = _read(file)
    text, change = _decode(raw, file)
    base = contract.document.model_dump(by_alias=True, exclude_unset=True)
    varied, places = lay_over(base, change)
    mended, written = mend_keys(varied)
    found = [*find_misplaced(change, base), *_find_all(mended, written)]
    document = _checked(file, text, varied, found, {**places, **_joined(written, places)})
    digest = hashlib.sha256(contract.sha256.encode() + raw).hexdigest()
    return Contract(document=document, path=contract.path, sha256=digest, versions=_versions(document))


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
    text, data = _decode(raw, file)
    mended, written = mend_keys(data)
    return _checked(file, text, data, _find_all(mended, written), written)


def _decode(raw: bytes, file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = raw.decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ContractError.at(
            str(file), f"byte {error.start} is not UTF-8", "", "save it as UTF-8"
        ) from None
    except tomllib.TOMLDecodeError as error:
        remedy = "mend this first: nothing after it could be read"
        what = f"it is no TOML: {error}"
        if "Expected newline" in str(error):
            remedy = f'{remedy}. Text stands in "quotes", a day as 2026-10-31'
        raise ContractError.at(str(file), what, "", remedy) from None


def _find_all(data: dict[str, Any], written: dict[Steps, Steps]) -> list[tuple[Steps, tuple[str, str, str]]]:
    return [*find_unknown_keys(data, written), *find_misfits(data), *find_contradictions(data)]


def _checked(
    file: Path,
    text: str,
    data: dict[str, Any],
    found: Iterable[tuple[Steps, tuple[str, str, str]]],
    written: dict[Steps, Steps],
) -> Document:
    """Give the document of plain data in which nothing wrong was found, else raise all that was."""
    lines = scan_lines(text)
    problems = [_problem(file, lines, _as_written(path, written), *message) for path, message in found]
    if problems:
        raise ContractError(sorted(set(problems), key=_line_first))
    return Document.model_validate(data)


def _joined(written: dict[Steps, Steps], places: dict[Steps, Steps]) -> dict[Steps, Steps]:
    """Give mistyped keys of a varied contract by where they stand in the variation."""
    return {path: _as_written(original, places) for path, original in written.items()}


def _as_written(path: Steps, written: dict[Steps, Steps]) -> Steps:
    """Give a path by the keys that the file has, where one was read as it was meant."""
    for length in range(len(path), 0, -1):
        if path[:length] in written:
            return (*written[path[:length]], *path[length:])
    return path


def _problem(
    file: Path,
    lines: dict[Steps, int],
    path: Steps,
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
