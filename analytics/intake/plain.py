"""The plainest CSV, UTF-8 without quotes, split from the bytes of the file themselves.

A large export then needs less than three times its size. Whatever is not so plain is read by `delimited`.
"""

from __future__ import annotations

from typing import Final

from analytics.intake.columns import Wanted
from analytics.intake.delimited import find_header
from analytics.intake.grid import Grid
from analytics.intake.square import split_square

_MARK: Final = b"\xef\xbb\xbf"
_PROBED: Final = 1_000_000  # bytes in which the header is looked for
_SMALL: Final = 4_000_000  # bytes: below it a copy costs nothing, and one way to read is enough


def read_plain(label: str, data: bytes, wanted: Wanted, header_row: int | None) -> Grid | None:
    """Split the bytes of a large file into cells.

    Args:
        label: The file.
        data: Its bytes.
        wanted: The columns to look for.
        header_row: The line of the header, where the contract declares it.

    Returns:
        Its rows; None: it is small, or not so plain.

    Raises:
        ExportError: There is no line but space.
    """
    if len(data) < _SMALL or any(sign in data for sign in (b'"', b"\0", b"\r")) or not _is_utf8(data):
        return None
    is_marked = data.startswith(_MARK)
    head = data[len(_MARK) if is_marked else 0 : _PROBED].decode("utf-8", "ignore")
    line, header, delimiter = find_header(label, head, wanted, header_row)
    rows = split_square(data, line, len(header), delimiter)
    encoding = "UTF-8 with BOM" if is_marked else "UTF-8"
    return None if rows is None else Grid(header, rows, (), encoding, delimiter)


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False
