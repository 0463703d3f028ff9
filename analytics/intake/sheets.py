"""Whether the sheets of one workbook are one table: rows of a sheet that lacks a column would look empty."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.errors import ExportError, Problem
from analytics.intake.columns import KEYS, Wanted, find_columns
from analytics.intake.grid import Grid

_REMEDY = "export the sheets alike, or name the one to read with 'sheet' in the contract"


def fit_sheets(label: str, grids: Mapping[str, Grid], wanted: Wanted) -> tuple[dict[str, Grid], list[str]]:
    """Keep the sheets that are one table, and say what is not.

    Args:
        label: The file.
        grids: By name, each sheet with a header that is known.
        wanted: The columns to look for.

    Returns:
        The sheets to read, and notes: a sheet without the column that tells rows apart, where another has
        it, is another table; and a column that only some have is empty in the rows of the others.

    Raises:
        ExportError: A sheet lacks a column that is needed and that another has.
    """
    found = {name: frozenset(find_columns(label, grid.header, wanted)[0]) for name, grid in grids.items()}
    key = KEYS.get(wanted.rows.shape, "incident_id")
    others = [name for name in grids if key not in found[name]]
    if len(others) == len(grids) or len(grids) == 1:
        return dict(grids), []
    notes = [
        f"{label}: the sheet {name!r} has no column for {key}, and its {grid.n_read:,} rows are not read"
        for name, grid in grids.items()
        if name in others
    ]
    kept = {name: grid for name, grid in grids.items() if name not in others}
    problems = []
    for name, grid in kept.items():
        for column in sorted(frozenset().union(*(found[each] for each in kept)) - found[name]):
            other = next(each for each in kept if column in found[each])
            what = f"the sheet {name!r} has no column for {column}, which {other!r} has"
            if column in wanted.required or column in wanted.declared:
                problems.append(Problem(label, what, "sheets with the same columns", _REMEDY))
            else:
                notes.append(f"{label}: {what}: it is empty in {grid.n_read:,} rows")
    if problems:
        raise ExportError(problems)
    return kept, notes
