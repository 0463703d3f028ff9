"""What a small file may not grow to: every bound is told by the file's own size.

A cell that is written takes a byte at the least, so a file that makes more cells than it has bytes makes
empty ones; a row that is set aside costs as much as a row that is used, however short it is.
"""

from __future__ import annotations

from typing import Final

from analytics.errors import ExportError, Problem, quote
from analytics.intake.grid import LARGEST_GRID, refuse_size

WIDEST: Final = 10_000  # columns; the widest tool writes some hundreds
LONGEST_NAME: Final = 1_000  # of a column: keys within keys add up
_SPARSE: Final = 1_000_000  # cells; so many empty ones cost nothing that matters
_ASIDES: Final = 100_000  # rows; so many cost nothing that matters
_BYTES_ASIDE: Final = 20  # a row; a file of shorter ones that do not fit is no export under its header
_REPEATED: Final = 16_000_000  # characters
_TIMES_REPEATED: Final = 8


def check_cells(label: str, n_cells: int, n_bytes: int) -> None:
    """Refuse a file whose cells are nearly all empty, and one of too many.

    Args:
        label: The file.
        n_cells: How many there are up to here, empty ones too.
        n_bytes: Its size, unpacked.
    """
    if n_cells > LARGEST_GRID:
        raise refuse_size(label)
    if n_cells > max(_SPARSE, n_bytes):
        what = f"its {n_bytes} bytes make more than {n_cells - 1} cells, nearly all of them empty"
        raise ExportError.at(label, what, "rows of much the same columns", "export fewer columns")


def check_spread(label: str, n_rows: int, n_columns: int, n_bytes: int) -> None:
    """Refuse a file of too many columns, or whose rows have too few of them."""
    if n_columns > WIDEST:
        what = f"it has {n_columns} columns"
        raise ExportError.at(label, what, f"at most {WIDEST}", "export fewer columns")
    check_cells(label, n_rows * n_columns, n_bytes)


def check_asides(label: str, n_asides: int, n_bytes: int) -> None:
    """Refuse a file of very many rows that do not fit its header and hold nearly nothing."""
    if n_asides > max(_ASIDES, n_bytes // _BYTES_ASIDE):
        what = f"more than {n_asides - 1} of its rows do not fit its header"
        raise ExportError.at(label, what, "rows under their header", "export it again")


def check_repeated(label: str, n_signs: int, n_bytes: int) -> None:
    """Refuse a log that says little often: what is said once would stand on each of very many rows."""
    if n_signs > max(_REPEATED, _TIMES_REPEATED * n_bytes):
        what = f"what its traces say of themselves makes {n_signs} characters when each event has it"
        raise ExportError.at(label, what, "traces of some events", "export fewer attributes of the trace")


def check_name(where: str, name: str) -> None:
    """Refuse the name of a column that is no name.

    Args:
        where: The file, and the line where known.
        name: The keys within each other, with dots between.
    """
    if len(name) > LONGEST_NAME:
        what = f"the key {quote(name[:LONGEST_NAME])} has {len(name)} characters with those around it"
        raise ExportError([Problem(where, what, f"at most {LONGEST_NAME}", "export it again")])
