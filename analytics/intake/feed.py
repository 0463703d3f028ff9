"""Atom feeds of status pages: one row per entry."""

from __future__ import annotations

from typing import Final

from analytics.intake.gather import Gatherer, Row
from analytics.intake.grid import Grid
from analytics.intake.markup import Words, make_parser, run_parser

_WORDS: Final = Words(
    "a feed with DOCTYPE is not accepted", "its XML is damaged:", "an Atom feed", "download it again"
)
_ATOM: Final = "http://www.w3.org/2005/Atom "
HEADER: Final = ("id", "title", "published", "updated", "summary", "content")


def read_feed(label: str, data: bytes) -> Grid:
    """Read the entries of an Atom feed; HTML inside stays the text that it is.

    Args:
        label: The file.
        data: Its bytes.

    Returns:
        One row per entry. One that has a column twice is set aside.

    Raises:
        ExportError: It has a DOCTYPE, is damaged, cut or too large.

    Examples:
        >>> feed = b"<feed><entry><id>7</id><content>&lt;p&gt;Resolved</content></entry></feed>"
        >>> read_feed("history.atom", feed).rows.rows()
        [(1, '7', None, None, None, None, '<p>Resolved')]
    """
    return _Feed(label, len(data)).read(data)


class _Feed:
    def __init__(self, label: str, n_bytes: int) -> None:
        self._label = label
        self._parser = make_parser(label, _WORDS, self._start, self._end, self._text, is_local=False)
        self._gatherer = Gatherer(label, n_bytes, HEADER)
        self._open: list[str] = []
        self._notes: list[str] = []
        self._line = 0
        self._row: Row = {}
        self._parts: list[str] = []
        self._doubled = ""

    def read(self, data: bytes) -> Grid:
        run_parser(self._label, self._parser, data, _WORDS)
        return self._gatherer.grid("Atom", tuple(self._notes))

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        self._open.append(name.removeprefix(_ATOM))
        if self._open == ["feed", "entry"]:
            self._line = self._parser.CurrentLineNumber
            self._row, self._doubled = {}, ""
        elif self._open[-1] == "entry":
            self._gatherer.set_aside(self._parser.CurrentLineNumber, None, "an entry that lies in no feed")
        elif self._is_cell():
            self._parts = []
        elif self._open == ["feed", "link"] and attrs.get("rel") == "next" and not self._notes:
            self._notes.append(f"{self._label}: it has a link to a next page: entries are missing")

    def _is_cell(self) -> bool:
        return len(self._open) == 3 and self._open[:2] == ["feed", "entry"] and self._open[2] in HEADER

    def _text(self, chunk: str) -> None:
        if len(self._open) > 2:
            self._parts.append(chunk)

    def _end(self, _: str) -> None:
        if self._is_cell():
            name = self._open[-1]
            self._doubled = self._doubled or (name if name in self._row else "")
            self._row[name] = "".join(self._parts).strip() or None
        elif self._open == ["feed", "entry"]:
            self._add()
        self._open.pop()

    def _add(self) -> None:
        if self._doubled:
            self._gatherer.set_aside(self._line, self._doubled, f"it has {self._doubled!r} twice")
        else:
            self._gatherer.add(self._line, self._row)
