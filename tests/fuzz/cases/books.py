"""Workbooks as several programs write them: texts shared or in place, references left out, many sheets."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from tests.fuzz.cases.rows import NAMES, ODD, Row, one_in, tables, texts
from tests.fuzz.target import Case, Known

SPACE = "http://schemas.openxmlformats.org"
MAIN = f'xmlns="{SPACE}/spreadsheetml/2006/main" xmlns:r="{SPACE}/officeDocument/2006/relationships"'
LINKS = f'xmlns="{SPACE}/package/2006/relationships"'
LEGAL = "".join(
    sign for sign in ODD if sign >= " " or sign in "\t\r\n"
)  # XML knows no other control characters
NOTES = texts(newlines=True, alphabet=LEGAL)
STYLES = (
    f'<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="200" formatCode="dd/mm/yyyy hh:mm"/></numFmts>'
    '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="200"/></cellXfs></styleSheet>'
)


def _escape(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _tag(text: str) -> str:
    return f'<t xml:space="preserve">{_escape(text)}</t>'


@dataclass
class Sheet:
    """One sheet: its rows by number, and whether it shows."""

    name: str
    rows: list[tuple[int, list[str]]]
    state: str = "visible"


def serial_of(text: str) -> str:
    """The day number of an instant of October 2026, with the fraction that a program would write."""
    day, _, time = text.partition(" ")
    hours, minutes, seconds = (int(part) for part in time.split(":"))
    return repr(46295 + int(day[8:]) + (hours * 3600 + minutes * 60 + seconds) / 86400)


class Book:
    """Makes the parts of a workbook out of sheets."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.strings: list[str] = []
        self.has_references = draw(st.booleans())
        self.text_style = draw(st.sampled_from(("shared", "inline", "str", "mixed")))
        self.has_serials = draw(st.booleans())

    def parts(self, sheets: list[Sheet]) -> dict[str, str]:
        """Every part by its name in the archive."""
        named = {f"xl/worksheets/sheet{i}.xml": self._sheet(sheet) for i, sheet in enumerate(sheets, 1)}
        listed = "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{i}" state="{sheet.state}" r:id="rId{i}"/>'
            for i, sheet in enumerate(sheets, 1)
        )
        links = "".join(
            f'<Relationship Id="rId{i}" Type="t" Target="worksheets/sheet{i}.xml"/>'
            for i in range(1, len(sheets) + 1)
        )
        strings = "".join(f"<si>{text}</si>" for text in self.strings)
        return {
            "xl/workbook.xml": f"<workbook {MAIN}><workbookPr/><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships {LINKS}>{links}</Relationships>",
            "xl/styles.xml": STYLES,
            "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
            **named,
        }

    def _sheet(self, sheet: Sheet) -> str:
        rows = "".join(self._row(number, cells) for number, cells in sheet.rows)
        return f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"

    def _row(self, number: int, cells: list[str]) -> str:
        inside = "".join(self._cell(number, column, cell) for column, cell in enumerate(cells))
        return f'<row r="{number}">{inside}</row>'

    def _cell(self, number: int, column: int, cell: str) -> str:
        place = f' r="{chr(65 + column)}{number}"' if self.has_references else ""
        if not cell and self.has_references:
            return "" if self.draw(st.booleans()) else f'<c{place} s="1"/>'
        if not cell:
            return "<c/>"
        if self.has_serials and cell.startswith("2026-10-") and len(cell) == 19 and "25:" not in cell:
            return f'<c{place} s="{self.draw(st.sampled_from((1, 2)))}"><v>{serial_of(cell)}</v></c>'
        if cell.isdigit() and not cell.startswith("0") and self.draw(st.booleans()):
            return f"<c{place}><v>{cell}</v></c>"
        return self._text(place, cell)

    def _text(self, place: str, cell: str) -> str:
        style = self.text_style
        if style == "mixed":
            style = self.draw(st.sampled_from(("shared", "inline", "str")))
        if style == "str":
            return f'<c{place} t="str"><f>A1&amp;""</f><v>{_escape(cell)}</v></c>'
        runs = f"<r>{_tag(cell[:1])}</r><r><rPr><b/></rPr>{_tag(cell[1:])}</r>"
        body = runs if one_in(self.draw, 4) else _tag(cell)
        body += "<rPh><t>hint</t></rPh>" if one_in(self.draw, 6) else ""
        if style == "inline":
            return f'<c{place} t="inlineStr"><is>{body}</is></c>'
        self.strings.append(body)
        return f'<c{place} t="s"><v>{len(self.strings) - 1}</v></c>'


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A workbook of one to three sheets of known rows, among hidden ones and covers."""
    rows = draw(tables(NOTES))
    n_sheets = draw(st.integers(1, 3))
    sheets: list[Sheet] = []
    lines: list[int] = []
    ends = [0, *sorted(draw(st.integers(0, len(rows))) for _ in range(n_sheets - 1)), len(rows)]
    for i in range(n_sheets):  # in the order of the rows: what repeats another comes after it
        sheet, own = _sheet_of(draw, f"Sheet {i}", rows[ends[i] : ends[i + 1]])
        sheets.append(sheet)
        lines += own
    if draw(st.booleans()):
        hidden = [(1, list(NAMES)), (2, ["INC-hidden", "2026-10-01 09:00:00", "2 - High", "z"])]
        sheets.insert(
            draw(st.integers(0, len(sheets))),
            Sheet("Old", hidden, draw(st.sampled_from(("hidden", "veryHidden")))),
        )
    if draw(st.booleans()):
        sheets.insert(draw(st.integers(0, len(sheets))), Sheet("Cover", [(3, ["", "Made by A. B."])]))
    n_read = len(rows) + len(lines) - sum(not row.is_good for row in rows)
    titles = {row.incident: row.note for row in rows if row.is_good}
    return Case(
        pack(Book(draw).parts(sheets), is_stored=draw(st.booleans())), Known(titles, tuple(lines), n_read)
    )


def _sheet_of(draw: st.DrawFn, name: str, rows: list[Row]) -> tuple[Sheet, list[int]]:
    """A sheet, and the numbers of its rows that cannot be used."""
    names = draw(st.permutations(NAMES))
    number = draw(st.integers(1, 4))
    written, unused = [(number, list(names))], []
    if number > 1 and draw(st.booleans()):
        written.insert(0, (1, ["Incidents of the quarter"]))
    for row in rows:
        number += draw(st.sampled_from((1, 1, 1, 2)))
        if one_in(draw, 12):
            written.append((number, ["Total: 5"]))
            unused.append(number)
            number += 1
        written.append((number, [row.cells()[each] for each in names]))
        if not row.is_good:
            unused.append(number)
    return Sheet(name, written), unused


def pack(parts: Mapping[str, str | bytes], *, is_stored: bool = False) -> bytes:
    """Put the parts of a workbook into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            data = part.encode("utf-8", "replace") if isinstance(part, str) else part
            archive.writestr(zipfile.ZipInfo(name), data, archive.compression)
    return out.getvalue()
