"""CSV as tools and people write it, each row with the line at which it begins."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

from hypothesis import strategies as st

from tests.fuzz.cases.rows import NAMES, ODD, Row, one_in, tables, texts
from tests.fuzz.target import Case, Known

ENDS = ("\n", "\r\n", "\r")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252")
SHAPES = (*["whole"] * 6, "short", "long", "padded")
BETWEEN = (*[""] * 8, "footer", "blank", "commas")
TITLES = ("", " ", "Incidents of the quarter", "Printed by A. B.")


@dataclass(frozen=True)
class Written:
    """A row in the text: where it begins and ends, its line, and the incident that must come of it."""

    begin: int
    end: int
    line: int
    incident: str | None
    note: str


class Text:
    """What is written so far."""

    def __init__(self, end: str) -> None:
        self.text = ""
        self.end = end
        self.line = 1
        self.rows: list[Written] = []

    def add(self, line: str) -> None:
        self.text += line + self.end
        self.line += 1 + len(re.findall(r"\r\n|\r|\n", line))

    def add_row(self, line: str, incident: str | None = None, note: str = "") -> None:
        begin = len(self.text)
        self.rows.append(Written(begin, begin + len(line), self.line, incident, note))
        self.add(line)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A file of known rows."""
    delimiter, encoding = draw(st.sampled_from(",;\t|")), draw(st.sampled_from(ENCODINGS))
    notes = texts(newlines=True, alphabet=ODD + "\0")
    if encoding == "cp1252":
        notes = notes.map(lambda text: text.encode("cp1252", "replace").decode("cp1252"))
    rows = draw(tables(notes))
    extras = draw(st.lists(st.sampled_from(("extra", "", "x;y")), max_size=2))
    names = [*draw(st.permutations(NAMES)), *extras]
    text = Text(draw(st.sampled_from(ENDS)))
    if one_in(draw, 6):
        text.add(f"sep={delimiter}")
    for title in draw(st.lists(st.sampled_from(TITLES), max_size=2)):
        text.add(title)
    style = draw(st.sampled_from(("all", "needed", "bare")))
    text.add(join(names, delimiter, style))
    _write_rows(draw, text, rows, names, delimiter, style)
    return _finish(draw, text, rows, names, encoding)


def _write_rows(
    draw: st.DrawFn, text: Text, rows: list[Row], names: list[str], delimiter: str, style: str
) -> None:
    repeated = {row.incident for row in rows if row.kind == "repeat"}
    for row in rows:
        between = draw(st.sampled_from(BETWEEN))
        if between == "footer":
            text.add_row("Total: 5")
        elif between:
            text.add("" if between == "blank" else delimiter * (len(names) - 1))
        cells = [row.cells().get(name, "e" if name else "") for name in names]
        is_free = row is not rows[0] and (
            row.kind == "repeat" or (row.is_good and row.incident not in repeated)
        )
        fitted = _misfit(cells, names, draw(st.sampled_from(SHAPES)) if is_free else "whole")
        is_good = row.is_good and len(fitted) >= len(cells) and not "".join(fitted[len(cells) :]).strip()
        text.add_row(join(fitted, delimiter, style), row.incident if is_good else None, row.note)


def _misfit(cells: list[str], names: list[str], shape: str) -> list[str]:
    last = max(place for place, name in enumerate(names) if name)
    keep = names.index("number") + 1
    if shape == "short" and keep <= last:
        return cells[:keep]
    return cells + {"long": ["", "more"], "padded": ["", " "]}.get(shape, [])


def join(cells: list[str], delimiter: str, style: str) -> str:
    """Write a row; in the style ``bare`` a quote within a cell stands as it is, as the format allows."""

    def write(cell: str) -> str:
        needs = any(sign in cell for sign in (delimiter, "\r", "\n")) or cell.startswith('"')
        if style == "all" or needs or ('"' in cell and style == "needed"):
            return '"' + cell.replace('"', '""') + '"'
        return cell

    return delimiter.join(map(write, cells))


def _finish(draw: st.DrawFn, text: Text, rows: list[Row], names: list[str], encoding: str) -> Case:
    whole = text.text
    # A row that is cut in its id may become another's twin: then the id is not the last cell.
    is_cut = names[-1] != "number" and all(row.kind != "twin" for row in rows) and one_in(draw, 5)
    first = next(row.end for row in text.rows if row.incident)
    at = draw(st.integers(first, len(whole))) if is_cut else len(whole)
    if not is_cut and draw(st.booleans()):
        at = text.rows[-1].end  # no line end after the last row
    kept = [row for row in text.rows if row.end <= at]
    partial = whole[kept[-1].end : at].strip("\r\n")
    known = Known(
        titles={row.incident: row.note for row in kept if row.incident},
        lines=tuple(row.line for row in kept if not row.incident),
        n_read=len(kept),
        spare=1 if is_cut and partial else 0,
        may_refuse='"' in partial,
    )
    return Case(_pack(draw, _encode(whole[:at], encoding)), known)


def _encode(text: str, encoding: str) -> bytes:
    if encoding == "cp1252":
        data = text.encode(encoding)
        try:
            return data if data.decode() == text else text.encode()
        except UnicodeDecodeError:
            return data
    return text.encode(encoding)


def _pack(draw: st.DrawFn, data: bytes) -> bytes:
    return gzip.compress(data, mtime=0) if one_in(draw, 10) else data
