"""CSV and its relatives: text to cells, each row with the line at which it begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

import polars as pl

from analytics.intake.bounds import check_asides, check_spread
from analytics.intake.columns import Wanted
from analytics.intake.grid import (
    CODECS,
    LARGEST_GRID,
    NUL_SHOWN,
    Aside,
    Grid,
    empty_rows,
    frame_of,
    is_blank,
    refuse_size,
)
from analytics.intake.header import header_position, misfit, trim_header
from analytics.intake.quotes import refuse_quotes
from analytics.intake.square import split_square

DELIMITERS: Final = (",", ";", "\t", "|")
N_PROBED: Final = 60
_PROBED_TEXT: Final = 1_000_000
_LONGEST_CELL: Final = 10_000_000
_CHUNK: Final = 200_000  # cells
_SEP_LINE: Final = re.compile(r"sep=(.)(\r\n|\n|\r|$)", re.IGNORECASE)


class Header(NamedTuple):
    """Where the header is, its names, and what separates cells."""

    line: int
    names: tuple[str, ...]
    delimiter: str


def read_delimited(label: str, text: str, encoding: str, wanted: Wanted, header_row: int | None) -> Grid:
    """Split text into cells.

    Args:
        label: The file.
        text: All of it.
        encoding: How it was decoded.
        wanted: The columns to look for: they tell the header from title rows and the right delimiter.
        header_row: The line of the header, where the contract declares it.

    Returns:
        Its rows. A row of another number of cells than the header is set aside, never cut or filled.

    Raises:
        ExportError: A quote goes wrong, or there is no line but space.
    """
    text = text.replace("\0", NUL_SHOWN)
    line, header, delimiter = find_header(label, text, wanted, header_row)
    body = text.replace("\r\n", "\n")
    if '"' not in text and "\r" not in body:
        rows = split_square(body.encode("utf-8", "surrogatepass"), line, len(header), delimiter)
        if rows is not None:
            return Grid(header, rows, (), encoding, delimiter)
    del body
    rows, asides = _split_quoted(label, text, encoding, delimiter, line, header)
    return Grid(header, rows, tuple(asides), encoding, delimiter)


def find_header(label: str, text: str, wanted: Wanted, header_row: int | None) -> Header:
    """Find the header, and what separates cells.

    Args:
        label: The file.
        text: It, or its beginning.
        wanted: The columns to look for.
        header_row: The line of the header, where the contract declares it.

    Raises:
        ExportError: There is no line but space, or the header has too many columns.
    """
    sep = _SEP_LINE.match(text)
    delimiter = sep[1] if sep else _probe_delimiter(text, wanted, header_row)
    head = _head(text, delimiter, skip=1 if sep else 0)
    line, cells = head[header_position(label, head, wanted, header_row)]
    header = trim_header(cells)
    check_spread(label, 0, len(header), len(text))
    return Header(line, header, delimiter)


def _probe_delimiter(text: str, wanted: Wanted, header_row: int | None) -> str:
    """Take the delimiter under which a row looks most like the header, else the one that splits most."""

    def score(delimiter: str) -> tuple[tuple[int, int], int]:
        rows = _head(text, delimiter, skip=0)
        near = [cells for line, cells in rows if header_row is None or line == header_row]
        return max((wanted.score(cells) for cells in near), default=(0, 0)), sum(len(row[1]) for row in rows)

    return max(DELIMITERS, key=score)  # the first of equals


def _head(text: str, delimiter: str, skip: int) -> list[tuple[int, list[str]]]:
    """The first rows, each with its line; blank ones left out."""
    rows: list[tuple[int, list[str]]] = []
    with _long_cells():
        reader = csv.reader(_lines(text[:_PROBED_TEXT]), delimiter=delimiter)
        before = 0
        try:
            for cells in reader:
                if before >= skip and not is_blank(cells):
                    rows.append((before + 1, cells))
                before = reader.line_num
                if len(rows) >= N_PROBED:
                    break
        except csv.Error:  # the splitter says where; the rows up to here are enough to find the header
            return rows
    return rows


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")  # splits at LF, CR and CRLF, and at nothing else


@contextmanager
def _long_cells() -> Iterator[None]:
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


def _split_quoted(
    label: str, text: str, encoding: str, delimiter: str, header_line: int, header: tuple[str, ...]
) -> tuple[pl.DataFrame, list[Aside]]:
    """Split by the csv module, in chunks that bound the memory of Python's own strings."""
    width = len(header)
    parts = [empty_rows(width)]
    asides: list[Aside] = []
    lines: list[int] = []
    kept: list[list[str]] = []
    n_cells = 0
    with _long_cells():
        reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
        before = 0
        try:
            for cells in reader:
                line, before = before + 1, reader.line_num
                if line <= header_line or is_blank(cells):
                    continue
                n_cells += len(cells)
                if n_cells > LARGEST_GRID:
                    raise refuse_size(label)
                fitted, aside = misfit(line, cells, width)
                if aside:
                    asides.append(aside)
                    check_asides(label, len(asides), len(text))
                    continue
                lines.append(line)
                kept.append(fitted)
                if len(kept) * width >= _CHUNK:
                    parts.append(frame_of(lines, list(zip(*kept, strict=True)), width))
                    lines, kept = [], []
        except csv.Error:
            start = _offset_of_line(text, before)
            codec = CODECS.get(encoding, "utf-8")
            raise refuse_quotes(label, text, codec, start, before + 1, delimiter, header) from None
    if kept:
        parts.append(frame_of(lines, list(zip(*kept, strict=True)), width))
    return pl.concat(parts), asides


def _offset_of_line(text: str, n_before: int) -> int:
    lines = _lines(text)
    return sum(len(lines.readline()) for _ in range(n_before))
