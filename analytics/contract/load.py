"""Read `contract.toml` and the file of corrections beside it: every problem of both at once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Final

from analytics.contract.consistency import find_contradictions
from analytics.contract.corrections import FILE_NAME as CORRECTIONS
from analytics.contract.corrections import Correction, Corrections, find_disagreements
from analytics.contract.keys import mend_keys
from analytics.contract.lines import Path as Steps
from analytics.contract.lines import line_of, scan_lines
from analytics.contract.mistakes import find_misfits, find_unknown_keys
from analytics.contract.model import Contract, Document
from analytics.contract.parse import Said, as_written, decode, validate
from analytics.contract.plain import attempt, table
from analytics.contract.variation import find_misplaced, lay_over
from analytics.contract.words import check_relative_path
from analytics.errors import ContractError, Problem, StorageError

FILE_NAME: Final = "contract.toml"
LARGEST_FILE: Final = 1_000_000


def load_contract(path: Path | str) -> Contract:
    """Read and check a contract, and the corrections of causes that it names.

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
    problems: list[Problem] = []
    corrections, digest = _load_corrections(*decode(raw, file), file, problems)
    try:
        document = _parse(raw, file)
    except ContractError as error:
        raise ContractError([*error.problems, *problems]) from None
    if problems:
        raise ContractError(problems)
    return Contract(
        document=document,
        path=file,
        sha256=hashlib.sha256(raw).hexdigest(),
        versions=_versions(document),
        corrections=corrections,
        corrections_sha256=digest,
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
    text, change = decode(raw, file)
    base = contract.document.model_dump(by_alias=True, exclude_unset=True)
    varied, places = lay_over(base, change)
    mended, written = mend_keys(varied)
    found = [*find_misplaced(change, base), *_find_all(mended, written)]
    document = validate(Document, file, text, varied, found, {**places, **_joined(written, places)})
    digest = hashlib.sha256(contract.sha256.encode() + raw).hexdigest()
    update = {"document": document, "sha256": digest, "versions": _versions(document)}
    return contract.model_copy(update=update)


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


def parse_corrections(raw: bytes, file: Path) -> tuple[Correction, ...]:
    """Check the bytes of a file of corrections.

    Raises:
        ContractError: Everything that is wrong with it.
    """
    text, data = decode(raw, file)
    mended, written = mend_keys(data, Corrections)
    found = [
        *find_unknown_keys(mended, written, Corrections),
        *find_misfits(mended, Corrections),
        *find_disagreements(mended),
    ]
    return validate(Corrections, file, text, data, found, written).in_order()


def _load_corrections(
    text: str, data: dict[str, Any], contract: Path, problems: list[Problem]
) -> tuple[tuple[Correction, ...], str | None]:
    """Read the file that the contract names, or the usual one; what is wrong with it joins the problems."""
    named = table(data, "contract").get("causes")
    path = attempt(check_relative_path, CORRECTIONS if named is None else named)
    if path is None:  # told with the contract
        return (), None
    file = contract.parent / path
    if not file.is_file():
        if named is not None:
            line = line_of(scan_lines(text), ("contract", "causes"))
            where, what = f"{contract.name}, line {line}, contract.causes", f"there is no file {named!r}"
            problems.append(Problem(where, what, "a file of corrections", "make it, or take the key out"))
        return (), None
    raw = _read(file)
    try:
        return parse_corrections(raw, file), hashlib.sha256(raw).hexdigest()
    except ContractError as error:
        problems.extend(error.problems)
        return (), None


def _read(file: Path) -> bytes:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise StorageError.at(str(file), f"it cannot be read ({error.strerror})") from None
    if len(raw) > LARGEST_FILE:
        raise ContractError.at(str(file), f"it has {len(raw)} bytes", f"at most {LARGEST_FILE}")
    return raw


def _parse(raw: bytes, file: Path) -> Document:
    text, data = decode(raw, file)
    mended, written = mend_keys(data)
    return validate(Document, file, text, data, _find_all(mended, written), written)


def _find_all(data: dict[str, Any], written: dict[Steps, Steps]) -> list[Said]:
    return [*find_unknown_keys(data, written), *find_misfits(data), *find_contradictions(data)]


def _joined(written: dict[Steps, Steps], places: dict[Steps, Steps]) -> dict[Steps, Steps]:
    """Give mistyped keys of a varied contract by where they stand in the variation."""
    return {path: as_written(original, places) for path, original in written.items()}


def _versions(document: Document) -> tuple[int, ...]:
    starts = document.contract.starts
    dates = {
        clause.id: sorted((other.from_ or starts) for other in document.clauses if other.id == clause.id)
        for clause in document.clauses
    }
    return tuple(dates[clause.id].index(clause.from_ or starts) + 1 for clause in document.clauses)
