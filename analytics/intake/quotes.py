"""Where a quote goes wrong: found only when the splitter has said that one does."""

from __future__ import annotations

from analytics.errors import ExportError, Problem
from analytics.intake.grid import NUL_SHOWN


def refuse_quotes(
    label: str, text: str, codec: str, start: int, line: int, delimiter: str, header: tuple[str, ...]
) -> ExportError:
    """Name the quote that is never closed, or that is closed within a cell.

    Args:
        label: The file.
        text: The whole text.
        codec: Its codec, to count bytes.
        start: Where the row begins in the text.
        line: The line at which it begins.
        delimiter: What separates cells.
        header: The names of the columns.

    Returns:
        The error to raise. Rows after a stray quote cannot be told from its cell, so the file is refused.
    """
    opened, column, is_closed = _walk(text, start, delimiter)
    # NUL is shown as another character of three bytes: take that back before counting.
    before = text[:opened].replace(NUL_SHOWN, "\0")
    offset = len(before.encode(codec, "surrogatepass"))
    line += _count_lines(text, start, opened)
    name = header[column] if column < len(header) and header[column] else f"column {column + 1}"
    fault = (
        "closes before its cell ends" if is_closed else "is never closed and swallows the rest of the file"
    )
    what = f"the quote that opens here (byte offset {offset}) {fault}"
    remedy = "export it again, or double the quotes inside the cell"
    return ExportError([Problem(f"{label}, line {line}, {name}", what, "a quote for each quote", remedy)])


def _walk(text: str, start: int, delimiter: str) -> tuple[int, int, bool]:
    """Follow the cells of one row to the quote at fault: its position, its column, whether it closes."""
    at, column = start, 0
    while at < len(text):
        if text[at] == '"':
            close = _closing(text, at)
            if close is None:
                return at, column, False
            after = text[close + 1 : close + 2]
            if after not in ("", delimiter, "\r", "\n"):
                return at, column, True
            at = close + 1
        while at < len(text) and text[at] not in (delimiter, "\r", "\n"):
            at += 1
        if at >= len(text) or text[at] != delimiter:
            break
        at, column = at + 1, column + 1
    return start, 0, True


def _closing(text: str, opened: int) -> int | None:
    at = opened + 1
    while True:
        at = text.find('"', at)
        if at < 0:
            return None
        if text[at + 1 : at + 2] != '"':
            return at
        at += 2


def _count_lines(text: str, start: int, end: int) -> int:
    part = text[start:end]
    return part.count("\n") + part.count("\r") - part.count("\r\n")
