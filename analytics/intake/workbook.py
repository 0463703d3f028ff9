"""XLSX: every visible sheet, each cell as the text that the file stores, with its row.

Read here rather than by a spreadsheet library because those guess a type per column, drop leading empty
rows (and with them the line numbers) and round instants to seconds.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import replace
from typing import Final

from analytics.errors import ExportError, Problem, quote
from analytics.intake.bounds import check_asides, check_spread
from analytics.intake.columns import Wanted
from analytics.intake.grid import Aside, Grid, frame_of, is_blank, stack
from analytics.intake.header import header_position, misfit, trim_header
from analytics.intake.sheets import fit_sheets
from analytics.intake.sheetxml import SheetReader, read_shared_strings, read_tags
from analytics.intake.sniff import check_inflation

_DATE_FORMATS: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError, ValueError),
    *(NotImplementedError, RuntimeError),  # a method of packing that is not known; an encrypted file
)
_REMEDY: Final = "open it in Excel and save it as .xlsx again"


def read_workbook(label: str, data: bytes, wanted: Wanted, sheet: str | None, header_row: int | None) -> Grid:
    """Read the cells of a workbook.

    Args:
        label: The file.
        data: Its bytes.
        wanted: The columns to look for: a sheet without any of them is not read, with a note.
        sheet: The one sheet to read, hidden or not; None: every visible one.
        header_row: The row of the header, where the contract declares it.

    Raises:
        ExportError: It is no workbook, damaged, too large, or has no such sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(label, archive, wanted, sheet, header_row)
    except _DAMAGE as error:
        what = f"it is no whole workbook: {_damage(error)}"
        raise ExportError.at(label, what, "an XLSX file", _REMEDY) from None


def _damage(error: Exception) -> str:
    if isinstance(error, NotImplementedError | RuntimeError):
        return "it is encrypted, or packed in a way that is not known"
    if isinstance(error, KeyError | IndexError | ValueError):
        return "a part, or something that a cell refers to, is not there"
    return "it was cut or damaged on its way"


def _read(
    label: str, archive: zipfile.ZipFile, wanted: Wanted, sheet: str | None, header_row: int | None
) -> Grid:
    if "xl/workbook.xml" not in archive.namelist():
        raise _refuse_archive(label, archive.namelist())
    book = read_tags(label, _part(label, archive, "xl/workbook.xml"), ("sheet", "workbookPr"))
    is_1904 = any(tag == "workbookPr" and attrs.get("date1904") in ("1", "true") for tag, attrs in book)
    sheets = [attrs for tag, attrs in book if tag == "sheet"]
    chosen = _choose(label, sheets, sheet)
    targets = _targets(label, archive)
    reader = SheetReader(label, _strings(label, archive), _date_styles(label, archive), is_1904=is_1904)
    grids: dict[str, Grid] = {}
    skipped: dict[str, int] = {}
    for attrs in chosen:
        part = _part(label, archive, targets[attrs["id"]])
        rows = reader.read(part)
        if not rows:
            continue
        if len(chosen) > 1 and max(wanted.score(cells) for _, cells in rows[:60])[1] == 0:
            skipped[attrs["name"]] = sum(not is_blank(cells) for _, cells in rows)
            continue
        grids[attrs["name"]] = _grid(label, rows, wanted, header_row, len(part))
    if not grids:
        raise ExportError.at(
            label, "no sheet holds any of the columns", "a header and rows", "export it again"
        )
    notes = [
        f"{label}: the sheet {name!r} has no header that is known, and its {n:,} rows are not read"
        for name, n in skipped.items()
    ]
    grids, more = fit_sheets(label, grids, wanted)
    notes += more
    if sheet is None:
        notes += _note_hidden(label, archive, [each for each in sheets if each not in chosen], reader, wanted)
    if len(grids) > 1:
        listed = ", ".join(repr(name) for name in grids)
        notes.append(f"{label}: the sheets {listed} are read; line numbers count within each")
    return replace(
        stack([*grids.values()]), encoding="XLSX", is_1904=is_1904, notes=tuple(notes), sheets=tuple(grids)
    )


def _refuse_archive(label: str, names: list[str]) -> ExportError:
    if "content.xml" in names:
        what, remedy = "it is an OpenDocument spreadsheet", "save it as .xlsx"
    else:
        held = f", which holds {quote(names[0])}" if names else ""
        what, remedy = f"it is a zip archive and no XLSX workbook{held}", "unpack it, and name what is in it"
    return ExportError.at(label, what, "an XLSX file", remedy)


def _note_hidden(
    label: str,
    archive: zipfile.ZipFile,
    hidden: list[dict[str, str]],
    reader: SheetReader,
    wanted: Wanted,
) -> list[str]:
    """Tell of hidden sheets whose rows look like those that are read: somebody may look for them."""
    targets, notes = _targets(label, archive), []
    for attrs in hidden:
        rows = reader.read(_part(label, archive, targets[attrs["id"]]))
        scores = [wanted.score(cells) for _, cells in rows[:60]]
        if max(scores, default=(0, 0))[1]:
            n = sum(not is_blank(cells) for _, cells in rows[scores.index(max(scores)) + 1 :])
            rest = f"{n:,} row that is" if n == 1 else f"{n:,} rows that are"
            notes.append(
                f"{label}: the hidden sheet {attrs['name']!r} has a known header and {rest} not read: "
                "show it, or name it with 'sheet' in the contract"
            )
    return notes


def _choose(label: str, sheets: list[dict[str, str]], sheet: str | None) -> list[dict[str, str]]:
    chosen = [attrs for attrs in sheets if attrs.get("state", "visible") == "visible"]
    if sheet is not None:
        chosen = [attrs for attrs in sheets if attrs.get("name") == sheet]
    if not chosen:
        names = ", ".join(repr(attrs.get("name")) for attrs in sheets)
        what = f"there is no sheet {sheet!r}" if sheet else "it has no visible sheet"
        raise ExportError([Problem(label, what, f"one of {names}", "mend 'sheet' in the contract")])
    return chosen


def _grid(
    label: str, rows: list[tuple[int, list[str]]], wanted: Wanted, header_row: int | None, n_bytes: int
) -> Grid:
    position = header_position(label, rows[:60], wanted, header_row)
    header = trim_header(rows[position][1])
    width = len(header)
    check_spread(label, len(rows), width, n_bytes)
    lines: list[int] = []
    kept: list[list[str]] = []
    asides: list[Aside] = []
    for line, cells in rows[position + 1 :]:
        padded = cells + [""] * (width - len(cells))  # a sheet stores no empty cells at the end
        fitted, aside = misfit(line, padded, width)
        if aside:
            asides.append(aside)
            check_asides(label, len(asides), n_bytes)
        else:
            lines.append(line)
            kept.append(fitted)
    columns = list(zip(*kept, strict=True))
    return Grid(header, frame_of(lines, columns, width), tuple(asides))


def _part(label: str, archive: zipfile.ZipFile, name: str) -> bytes:
    info = archive.getinfo(name)
    check_inflation(label, info.compress_size, info.file_size)
    return archive.read(info)


def _targets(label: str, archive: zipfile.ZipFile) -> dict[str, str]:
    relations = read_tags(label, _part(label, archive, "xl/_rels/workbook.xml.rels"), ("Relationship",))
    return {
        attrs["Id"]: posixpath.normpath(posixpath.join("/xl", attrs["Target"])).lstrip("/")
        for _, attrs in relations
        if attrs.get("TargetMode") != "External"
    }


def _strings(label: str, archive: zipfile.ZipFile) -> list[str]:
    name = "xl/sharedStrings.xml"
    return read_shared_strings(label, _part(label, archive, name)) if name in archive.namelist() else []


def _date_styles(label: str, archive: zipfile.ZipFile) -> frozenset[int]:
    """The styles under which a number is shown as a date."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    names = ("numFmt", "cellXfs", "xf", "cellStyleXfs")
    tags = read_tags(label, _part(label, archive, "xl/styles.xml"), names)
    formats = {attrs["numFmtId"]: attrs.get("formatCode", "") for tag, attrs in tags if tag == "numFmt"}
    custom = {int(number) for number, code in formats.items() if _is_date(code)}
    styles: list[int] = []
    is_cell = False
    for tag, attrs in tags:
        if tag in ("cellXfs", "cellStyleXfs"):
            is_cell = tag == "cellXfs"
        elif tag == "xf" and is_cell:
            styles.append(int(attrs.get("numFmtId", "0")))
    return frozenset(i for i, number in enumerate(styles) if number in _DATE_FORMATS or number in custom)


def _is_date(code: str) -> bool:
    plain = ""
    is_quoted = is_bracketed = is_escaped = False
    for sign in code.lower():
        if is_escaped:
            is_escaped = False
        elif sign == "\\":
            is_escaped = True
        elif sign == '"':
            is_quoted = not is_quoted
        elif sign in "[]":
            is_bracketed = sign == "["
        elif not is_quoted and not is_bracketed:
            plain += sign
    return "general" not in plain and any(sign in plain for sign in "ymdhs")
