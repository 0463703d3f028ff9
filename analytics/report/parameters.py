"""Notebook files, and their parameters by papermill's convention.

The cell tagged `parameters` holds the defaults; a cell tagged `injected-parameters` with the values of one
run follows it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from analytics.errors import NotebookError, StorageError


def read_notebook(path: Path) -> Any:
    """Read a notebook of format 4.

    Raises:
        StorageError: The file cannot be read.
        NotebookError: It is no notebook.
    """
    import nbformat

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StorageError.at(str(path), error.strerror or "it cannot be read", "a notebook") from error
    except UnicodeDecodeError as error:
        raise _no_notebook(path, "it is not UTF-8") from error
    try:
        return nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    except Exception as error:  # nbformat raises many kinds, KeyError and AttributeError among them
        raise _no_notebook(path, "it cannot be read") from error


def inject_parameters(book: Any, parameters: Mapping[str, Any]) -> Any:
    """Give a copy of a notebook with no outputs and with the parameters of one run.

    The cell of an earlier run is replaced. Without a cell tagged `parameters` the values come first.

    Raises:
        TypeError: A value is of no kind that can be written as a literal.
    """
    book = copy.deepcopy(book)
    book.cells = [cell for cell in book.cells if "injected-parameters" not in _tags(cell)]
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    lines = [f"{name} = {_literal(value)}" for name, value in parameters.items()]
    tagged = [n for n, cell in enumerate(book.cells) if "parameters" in _tags(cell)]
    if lines:
        place = tagged[0] + 1 if tagged else 0
        book.cells.insert(place, code_cell("\n".join(lines), tags=["injected-parameters"]))
    return book


def author_numbers(book: Any) -> list[int]:
    """Number the cells from 1 as their author sees them; the injected one is 0."""
    own = [int("injected-parameters" not in _tags(cell)) for cell in book.cells]
    return [number if mine else 0 for number, mine in zip(accumulate(own), own, strict=True)]


def code_cell(source: str, tags: list[str] | None = None) -> Any:
    """Make a code cell with tags."""
    from nbformat.v4 import new_code_cell

    cell = new_code_cell(source)  # type: ignore[no-untyped-call]
    cell.metadata["tags"] = tags or []
    return cell


def _literal(value: object) -> str:
    if value is None or isinstance(value, (str, int, float, bool)):
        return repr(value)
    if isinstance(value, Path):
        return repr(str(value))
    if isinstance(value, (datetime, date)):
        return repr(value.isoformat())
    raise TypeError(f"a parameter of a notebook cannot be a {type(value).__name__}")


def _no_notebook(path: Path, what: str) -> NotebookError:
    return NotebookError.at(path.name, what, "a Jupyter notebook of format 4", "save it again in Jupyter")


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))
