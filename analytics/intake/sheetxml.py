"""The XML inside a workbook: its tags, its texts, its cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from analytics.intake.bounds import check_cells
from analytics.intake.grid import NUL_SHOWN, is_blank
from analytics.intake.markup import Start, Words, make_parser, run_parser

_DAY_0_OF_1900: Final = dt.datetime(1899, 12, 30)
_DAY_0_OF_1904: Final = dt.datetime(1904, 1, 1)
_LAST_SERIAL: Final = 2_900_000
_WIDEST: Final = 16_384  # columns of a sheet
_DAY_MS: Final = 86_400_000
_WORDS: Final = Words(
    "its XML has a DOCTYPE", "its XML is damaged:", "a whole workbook", "save it as .xlsx again"
)


def _parse(
    label: str,
    data: bytes,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    run_parser(label, make_parser(label, _WORDS, start, end, text), data, _WORDS)


def read_tags(label: str, data: bytes, wanted: tuple[str, ...]) -> list[tuple[str, dict[str, str]]]:
    """List the elements of some names, in order, with their attributes (without namespaces)."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attrs: dict[str, str]) -> None:
        if name in wanted:
            found.append((name, {key.rpartition(" ")[2]: value for key, value in attrs.items()}))

    _parse(label, data, start)
    return found


def read_shared_strings(label: str, data: bytes) -> list[str]:
    """List the texts that cells point to; pronunciation hints left out."""
    strings: list[str] = []
    parts: list[str] = []
    open_tags: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        open_tags.append(name)
        if name == "si":
            parts.clear()

    def end(name: str) -> None:
        open_tags.pop()
        if name == "si":
            strings.append("".join(parts))

    def text(chunk: str) -> None:
        if open_tags[-1] == "t" and "rPh" not in open_tags:
            parts.append(chunk)

    _parse(label, data, start, end, text)
    return strings


class SheetReader:
    """Reads the sheets of one workbook.

    Args:
        label: The file.
        strings: Its shared strings.
        date_styles: The styles under which a number is shown as a date.
        is_1904: Whether days count from 1904.
    """

    def __init__(self, label: str, strings: list[str], date_styles: frozenset[int], *, is_1904: bool) -> None:
        self._label = label
        self._strings = strings
        self._date_styles = date_styles
        self._day_0 = _DAY_0_OF_1904 if is_1904 else _DAY_0_OF_1900
        self._clear()

    def read(self, data: bytes) -> list[tuple[int, list[str]]]:
        """Give the rows of a sheet that hold anything: the row's number, its cells as text."""
        self._clear()
        self._n_bytes = len(data)
        _parse(self._label, data, self._start, self._end, self._text)
        return self._rows

    def _clear(self) -> None:
        self._rows: list[tuple[int, list[str]]] = []
        self._cells: list[str] = []
        self._parts: list[str] = []
        self._cell: dict[str, str] = {}
        self._row = self._column = self._n_cells = self._n_bytes = 0
        self._is_text = self._is_hint = False

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "c":
            self._cell = attrs
            self._parts = []
            if "r" in attrs:
                self._column = _column(attrs["r"])
        elif name == "row":
            self._row = int(attrs.get("r", self._row + 1))
            self._column = 0
            self._cells = []
        elif name in ("v", "t"):
            self._is_text = not self._is_hint
        elif name == "rPh":
            self._is_hint = True

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._is_text = False
        elif name == "rPh":
            self._is_hint = False
        elif name == "c":
            self._cells.extend([""] * (self._column + 1 - len(self._cells)))
            self._cells[self._column] = self._value("".join(self._parts))
            self._column += 1
        elif name == "row":
            self._n_cells += len(self._cells)
            check_cells(self._label, self._n_cells, self._n_bytes)
            if not is_blank(self._cells):
                self._rows.append((self._row, self._cells))

    def _text(self, chunk: str) -> None:
        if self._is_text:
            self._parts.append(chunk)

    def _value(self, text: str) -> str:
        kind = self._cell.get("t", "n")
        if kind == "s":
            return self._strings[int(text)].replace("\0", NUL_SHOWN)
        if kind == "b":
            return "true" if text == "1" else "false"
        if kind == "n" and text and int(self._cell.get("s", "0")) in self._date_styles:
            return self._date(text)
        return text

    def _date(self, text: str) -> str:
        serial = float(text)
        if not 1 <= serial <= _LAST_SERIAL:
            return text
        # Rounded to the nearest millisecond: a day's fraction in binary is never quite what was typed.
        at = self._day_0 + dt.timedelta(milliseconds=round(serial * _DAY_MS))
        return at.isoformat(sep=" ", timespec="milliseconds")


def _column(reference: str) -> int:
    number = 0
    for sign in reference:
        if not sign.isalpha():
            break
        number = number * 26 + ord(sign.upper()) - 64
    if not 1 <= number <= _WIDEST:
        raise ValueError(f"the cell {reference[:12]!r} is outside the sheet")
    return number - 1
