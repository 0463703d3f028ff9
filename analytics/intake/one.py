"""One export: its bytes to rows of each kind that it holds, counted whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from analytics.contract.model import Contract, Export
from analytics.errors import ExportError, Problem
from analytics.intake.account import Counted
from analytics.intake.columns import check_names, find_columns, wanted_columns
from analytics.intake.coverage import refuse_other_time
from analytics.intake.files import read_blob
from analytics.intake.formats import read_grid
from analytics.intake.grid import Grid
from analytics.intake.rows import Reading, understand
from analytics.sources import SOURCES
from analytics.sources.model import INCIDENT_SHAPES, Rows

Add = Callable[[Counted, Reading | None], None]


def read_one(export: Export, contract: Contract, folder: Path, add: Add, problems: list[Problem]) -> None:
    """Read one export.

    Args:
        export: What the contract declares of it.
        contract: Its words.
        folder: The folder to which its path is relative.
        add: Takes each kind of row of it: how it was counted, and its rows; None: it was refused.
        problems: What is wrong is added to it.
    """
    source = SOURCES[export.source]
    file = Counted(export, export.label, source.rows)
    try:
        blob = read_blob(folder, export.path)
        blob.label = export.label
        file = replace(file, sha256=blob.sha256, n_bytes=len(blob.data))
        wanted = wanted_columns(export, contract)
        grid = read_grid(blob, export, wanted, is_whole=False)
        file = replace(file, n_read=grid.n_read)
        wrong = check_names(export)
        if wrong:
            file = replace(file, lines=grid.lines)
            raise ExportError([*find_columns(export.label, grid.header, wanted)[1], *wrong])
    except ExportError as error:
        problems += error.problems
        add(file, None)
        return
    grids = {"": grid, **grid.parts}
    del grid
    for part, rows in source.every_rows():
        if part in grids:
            _add_part(file, part, rows, grids, contract, add, problems)


def _add_part(
    file: Counted,
    part: str,
    rows: Rows,
    grids: dict[str, Grid],
    contract: Contract,
    add: Add,
    problems: list[Problem],
) -> None:
    """Understand one kind of its rows, taken out of ``grids``: cells of a large file go as they are used."""
    grid = grids[part]
    label = f"{file.export.label}: {part}" if part else file.export.label
    file = replace(
        file,
        label=label,
        rows=rows,
        n_read=grid.n_read,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        sheets=grid.sheets,
        zone=file.export.timezone or grid.zone,
    )
    lines = grid.lines
    del grid
    if part and file.n_read == 0:
        add(file, Reading.nothing())
        return
    try:
        wanted = wanted_columns(file.export, contract, rows)
        reading = understand(grids.pop(part), file.export, contract, wanted, label)
        if reading.refusal is None and rows.shape in INCIDENT_SHAPES:
            refuse_other_time(label, reading.rows, contract)
    except ExportError as error:
        problems += error.problems
        add(replace(file, lines=lines), None)
        return
    problems += [reading.refusal] if reading.refusal else []
    is_refused = reading.refusal is not None
    add(replace(file, day_order=reading.day_order, ignored=reading.ignored, is_refused=is_refused), reading)
