"""CSV and its relatives: text to cells, each row with the line at which it begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import polars as pl

from analytics.intake.blocks import Block, cut, look
from analytics.intake.bounds import check_asides, check_spread
from analytics.intake.columns import Wanted, find_columns, find_raw
from analytics.intake.encodings import MARK, drop_marks
from analytics.intake.files import LARGEST_FILE, Blob
from analytics.intake.grid import (
    CODECS,
    LARGEST_GRID,
    LINE,
    NUL_SHOWN,
    WHOLE,
    Aside,
    Grid,
    cell_name,
    empty_rows,
    frame_of,
    is_blank,
    refuse_size,
)
from analytics.intake.header import header_position, misfit, trim_header
from analytics.intake.kinds import type_position
from analytics.intake.quotes import refuse_quotes
from analytics.intake.square import split_square, without_empty

DELIMITERS: Final = (",", ";", "\t", "|")
N_PROBED: Final = 60
_PROBED: Final = 1_000_000
_CHUNK: Final = 200_000  # cells
_SEP_LINE: Final = re.compile(r"sep=([^\w\s\"]|\t)(\r\n|\n|\r|$)", re.IGNORECASE)


class Header(NamedTuple):
    """Where the header is, its names, and what separates cells."""

    line: int
    names: tuple[str, ...]
    delimiter: str


def read_delimited(
    blob: Blob, encoding: str, wanted: Wanted, header_row: int | None, *, is_whole: bool = True
) -> Grid:
    """Split text into cells.

    Args:
        blob: Its bytes, UTF-8: they go as they become cells.
        encoding: How they were, for the account.
        wanted: The columns to look for: they tell the header from title rows and the right delimiter.
        header_row: The line of the header, where the contract declares it.
        is_whole: Keep the cells of columns that are not looked for.

    Returns:
        Its rows. A row of another number of cells than the header is set aside, never cut or filled.

    Raises:
        ExportError: A quote goes wrong, or there is no line but space.
    """
    label = blob.label
    if b"\0" in blob.data:
        blob.data = blob.data.replace(b"\0", NUL_SHOWN.encode())
    blob.data = drop_marks(blob.data)
    head = blob.data[:_PROBED].removeprefix(MARK).decode("utf-8", "ignore")
    line, header, delimiter = find_header(label, head, wanted, header_row)
    check_spread(label, 0, len(header), len(blob.data))
    parts, blob.data = cut(blob.data, line), b""
    blocks = look(parts, len(header), delimiter)
    below = 1 + parts[0].count(b"\n")
    split = _Split(label, encoding, delimiter, header, keep=None if is_whole else _kept(header, wanted))
    if blocks is None:
        split.text(b"".join(parts).decode().removeprefix("\ufeff"), 0, line)
    else:
        del parts
        split.blocks(blocks, below)
    return Grid(header, pl.concat(split.parts), tuple(split.asides), encoding, delimiter)


def _kept(header: tuple[str, ...], wanted: Wanted) -> list[int] | None:
    positions = find_columns("", header, wanted)[0]
    types = type_position(header, positions, wanted.rows.shape)  # read to be told of
    kept = sorted(
        {*positions.values(), *find_raw(header, positions).values(), *([] if types is None else [types])}
    )
    return kept if len(kept) < len(header) else None


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
    return Header(line, trim_header(cells), delimiter)


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
        reader = csv.reader(_lines(text), delimiter=delimiter)
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
    limit = csv.field_size_limit(LARGEST_FILE)  # a cell may be as long as the file
    try:
        yield
    finally:
        csv.field_size_limit(limit)


@dataclass
class _Split:
    """The cells of one file, block by block, in the order of its lines."""

    label: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    keep: list[int] | None
    parts: list[pl.DataFrame] = field(init=False)
    asides: list[Aside] = field(default_factory=list)
    n_cells: int = 0

    def __post_init__(self) -> None:
        self.parts = [self._pick(empty_rows(len(self.header)))]

    def blocks(self, blocks: list[Block], line: int) -> None:
        """Split blocks, each of which goes when its cells are there.

        Args:
            blocks: The file below its header.
            line: The line at which they begin.
        """
        blocks.reverse()
        while blocks:
            block = blocks.pop()
            rows = split_square(block, line, len(self.header), self.delimiter)
            if rows is None:
                self.text(block.data.decode(), line - 1, 0)
                line += block.data.count(b"\n")
            else:
                self._add(rows)
                line += rows.height if block.n_ends is None else block.n_ends

    def text(self, text: str, before: int, header_line: int) -> None:
        """Split by the csv module, in chunks that bound the memory of Python's own strings.

        Args:
            text: Some lines of the file.
            before: How many are before them.
            header_line: The line of these at which the header begins; 0: it is before them.
        """
        lines: list[int] = []
        kept: list[list[str]] = []
        for line, cells in self._records(text, before):
            if line <= header_line or is_blank(cells):
                continue
            fitted, aside = misfit(line + before, cells, len(self.header))
            if aside:
                self.asides.append(aside)
                self._count(len(cells))
                check_asides(self.label, len(self.asides), len(text))
                continue
            lines.append(line + before)
            kept.append(fitted)
            if len(kept) * len(self.header) >= _CHUNK:
                self._add_cells(lines, kept)
                lines, kept = [], []
        self._add_cells(lines, kept)

    def _records(self, text: str, before: int) -> Iterator[tuple[int, list[str]]]:
        with _long_cells():
            reader = csv.reader(_lines(text), delimiter=self.delimiter, strict=True)
            begun = 0
            try:
                for cells in reader:
                    line, begun = begun + 1, reader.line_num
                    yield line, cells
            except csv.Error:
                start = _offset_of_line(text, begun)
                codec = CODECS.get(self.encoding, "utf-8")
                raise refuse_quotes(
                    self.label, text, codec, start, begun + before + 1, self.delimiter, self.header
                ) from None

    def _add_cells(self, lines: list[int], kept: list[list[str]]) -> None:
        if kept:
            rows = frame_of(lines, list(zip(*kept, strict=True)), len(self.header))
            self._add(rows.with_columns(without_empty()))

    def _add(self, rows: pl.DataFrame) -> None:
        self._count(rows.height * len(self.header))
        self.parts.append(self._pick(rows))

    def _count(self, n_cells: int) -> None:
        self.n_cells += n_cells
        if self.n_cells > LARGEST_GRID:
            raise refuse_size(self.label)

    def _pick(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Keep what is looked for, and of the whole row what tells an exact repeat."""
        if self.keep is None:
            return rows
        whole = rows.drop(LINE).hash_rows().alias(WHOLE)
        return rows.select(LINE, *(cell_name(i) for i in self.keep), whole)


def _offset_of_line(text: str, n_before: int) -> int:
    lines = _lines(text)
    return sum(len(lines.readline()) for _ in range(n_before))
