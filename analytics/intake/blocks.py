"""A CSV in blocks of whole records, each with what is known of its lines.

In a block where every line, or every group of lines that a quote joins, is a sound record of as many cells as
the header has, polars and the csv module read the same: polars may then split it. Any other block is left to
the csv module, which says what is wrong with a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import Final, NamedTuple

import polars as pl

from analytics.intake.parallel import take_each

_BLOCK: Final = 8_000_000  # bytes
_WIDEST: Final = 1000  # columns of which the pattern of a record does not grow too large
_CELL: Final = r'(?:[^"{mark}\r\n]*|"(?:[^"]|"")*")'
_MARKS: Final = tuple(bytes([code]) for code in range(1, 9))  # one that no text has keeps lines whole


class Block(NamedTuple):
    """Some records of a file.

    Args:
        data: Their bytes, UTF-8.
        lines: Where each begins, in lines from the first; None: each is one line.
        is_square: Every one has as many cells as the header, as far as was looked.
        n_ends: How many line ends they have; None: there is no quote, and nothing was counted.
    """

    data: bytes
    lines: pl.Series | None
    is_square: bool
    n_ends: int | None = None


def cut(data: bytes, line: int, size: int = _BLOCK) -> list[bytes]:
    """Cut a CSV where records end, as far as its quotes tell.

    Args:
        data: UTF-8.
        line: The line at which its header begins.
        size: The least number of bytes of a block but the last.

    Returns:
        All up to the end of the header; and the blocks below it.
    """
    start = _offset(data, line - 1)
    ends = [_end_of_record(data, start, start)]
    while ends[-1] < len(data):
        ends.append(_end_of_record(data, ends[-1], ends[-1] + size))
    return [data[start:end] for start, end in pairwise([0, *ends])]


def look(parts: Sequence[bytes], width: int, delimiter: str) -> list[Block] | None:
    """Look at what `cut` has cut.

    Args:
        parts: All up to the end of the header; and the blocks below it.
        width: The number of columns.
        delimiter: What separates cells.

    Returns:
        The blocks; None: where records end cannot be told by the quotes alone.
    """
    if not delimiter.isascii() or width > _WIDEST or any(map(_has_lone_returns, parts)):
        return None
    mark = pl.escape_regex(delimiter)
    cell = _CELL.replace("{mark}", mark)
    sound, square = (f"^{cell}(?:{mark}{cell}){times}$" for times in ("*", f"{{{width - 1}}}"))
    found = take_each(partial(_look, sound, square), list(parts[1:]))
    blocks = [block for block in found if block is not None]
    return blocks if len(blocks) == len(found) else None


def _has_lone_returns(data: bytes) -> bool:
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def _look(sound: str, square: str, data: bytes) -> Block | None:
    if b'"' not in data:
        return Block(data, None, is_square=True)
    lines = _lines(data)
    if lines is None:
        return None
    n_ends = len(lines) - (not data.endswith(b"\n"))
    if lines.str.contains(square).all():
        return Block(data, None, not lines.has_nulls(), n_ends)
    starts, records = _records(lines.fill_null(""))
    odd = records.filter(~records.str.contains(square))
    if not odd.str.contains(sound).all():
        return None
    return Block(data, starts, odd.is_empty(), n_ends)


def _lines(data: bytes) -> pl.Series | None:
    mark = next((mark for mark in _MARKS if mark not in data), None)
    if mark is None:
        return None
    plan = pl.scan_csv(
        data, has_header=False, separator=mark.decode(), quote_char=None, schema={"text": pl.String}
    )
    return plan.collect(engine="in-memory").to_series()


def _records(lines: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Join the lines within quotes: where each record begins, counted from 0, and its text."""
    quotes = lines.str.count_matches('"', literal=True)
    is_start = (quotes.cum_sum() - quotes) % 2 == 0
    frame = pl.DataFrame({"record": is_start.cum_sum(), "text": lines}).with_row_index("at")
    grouped = frame.group_by("record", maintain_order=True).agg(
        pl.col("at").first().cast(pl.Int64), pl.col("text").str.join("\n")
    )
    return grouped["at"], grouped["text"]


def _offset(data: bytes, n_lines: int) -> int:
    """Where the line after so many begins; the end where there are not so many."""
    at = 0
    for _ in range(n_lines):
        at = data.find(b"\n", at) + 1
        if at == 0:
            return len(data)
    return at


def _end_of_record(data: bytes, start: int, least: int) -> int:
    """The first line end at or after a place up to which every quote since the start is closed."""
    at = start if data.find(b'"', start, least) >= 0 else least
    is_open = False
    for end in _line_ends(data, least):
        is_open ^= data.count(b'"', at, end) % 2 == 1
        at = end
        if not is_open:
            return end
    return len(data)


def _line_ends(data: bytes, at: int) -> Iterator[int]:
    while (end := data.find(b"\n", at)) >= 0:
        yield end + 1
        at = end + 1
