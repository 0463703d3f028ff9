"""The bytes of a TOML file to its checked model: every problem at once, each with its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from analytics.contract.lines import Path as Steps
from analytics.contract.lines import line_of, scan_lines
from analytics.errors import ContractError, Problem

Said = tuple[Steps, tuple[str, str, str]]
Model = TypeVar("Model", bound=BaseModel)


def decode(raw: bytes, file: Path) -> tuple[str, dict[str, Any]]:
    """Give the text of a file and its plain data.

    Raises:
        ContractError: It is not UTF-8, or no TOML.
    """
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


def validate(
    model: type[Model],
    file: Path,
    text: str,
    data: dict[str, Any],
    found: Iterable[Said],
    written: dict[Steps, Steps],
) -> Model:
    """Give the model of plain data in which nothing wrong was found, else raise all that was.

    Args:
        model: The file's model.
        file: The file, for the messages.
        text: Its text, for the lines.
        data: Its plain data.
        found: What is wrong, each at its path.
        written: Paths to those that the text has (`keys.mend_keys`).

    Raises:
        ContractError: Everything found.
    """
    lines = scan_lines(text)
    problems = [_problem(file, lines, as_written(path, written), *message) for path, message in found]
    if problems:
        raise ContractError(sorted(set(problems), key=_line_first))
    return model.model_validate(data)


def as_written(path: Steps, written: dict[Steps, Steps]) -> Steps:
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
