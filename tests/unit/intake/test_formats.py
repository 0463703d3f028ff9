"""Every format gives the same cells; what is no export is refused by its bytes, never by its name."""

import datetime as dt
import gzip
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from analytics.contract.model import Export
from analytics.errors import ExportError
from analytics.intake import check_exports, sniff
from analytics.intake.columns import wanted_columns
from analytics.intake.files import Blob
from analytics.intake.formats import read_grid
from analytics.report.kept import excluded_csv
from tests.unit.intake.make import make_contract, table_export

CSV = "number,opened,priority\n00123,2026-10-01 09:00:00,P1\n1E5,2026-10-02 10:30:00,P2\n"
EXPECTED = [("00123", "2026-10-01 09:00:00", "P1"), ("1E5", "2026-10-02 10:30:00", "P2")]


def read(data: bytes, **keys):
    export = table_export(**keys)
    contract = make_contract(Path(), export)
    return read_grid(
        Blob("t", data, ""), Export.model_validate(export), wanted_columns(contract.exports[0], contract)
    )


def cells(grid) -> list[tuple]:
    return list(grid.rows.drop("line").iter_rows())


def problem(data: bytes, **keys) -> str:
    with pytest.raises(ExportError) as error:
        read(data, **keys)
    return str(error.value)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CSV.encode(), "UTF-8"),
        (b"\xef\xbb\xbf" + CSV.encode(), "UTF-8 with BOM"),
        (b"\xff\xfe" + CSV.replace(",", "\t").encode("utf-16-le"), "UTF-16LE"),
        (CSV.encode("utf-16-le"), "UTF-16LE"),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), "UTF-16BE"),
        (gzip.compress(CSV.encode(), mtime=0), "UTF-8"),
        (gzip.compress(CSV[:30].encode(), mtime=0) + gzip.compress(CSV[30:].encode(), mtime=0), "UTF-8"),
    ],
)
def test_every_encoding_gives_the_same_cells(data, encoding):
    grid = read(data)
    assert (grid.encoding, cells(grid)) == (encoding, EXPECTED)


def test_bytes_that_are_no_utf8_are_windows_1252():
    grid = read("number,opened,priority\n1,£ ’ – é,P1\n".encode("cp1252"))
    assert (grid.encoding, cells(grid)) == ("Windows-1252", [("1", "£ ’ – é", "P1")])


def test_a_single_nul_is_content_and_no_utf16():
    assert cells(read(b"number,opened,priority\n1,a\0b,P1\n")) == [("1", "a␀b", "P1")]


def test_nuls_here_and_there_are_no_utf16():
    assert cells(read(b"number,opened,priority\n1,a\0b\0\0,P1\n")) == [("1", "a␀b␀␀", "P1")]


def test_a_file_cut_inside_a_character_is_refused():
    assert "middle of a character at byte 27" in problem("number,opened,priority\n1,aaé".encode()[:-1])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty (0 bytes)"),
        (b"\n \n", "nothing but space"),
        (b"<!DOCTYPE html><title>Sign in</title>", "looks like HTML (title: Sign in)"),
        (b"\xef\xbb\xbf  <HTML><table><tr></table>", "HTML, not Excel"),
        (b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "b">]><log/>', "XES with DOCTYPE is not accepted"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or encrypted Office file"),
        (b"PK\x03\x04garbage", "no whole workbook"),
        (b"PAR1garbage", "no whole Parquet file"),
        (gzip.compress(CSV.encode(), mtime=0)[:-9], "cannot be unpacked"),
    ],
)
def test_what_is_no_export_is_refused_as_what_it_is(data, words):
    assert words in problem(data)


def test_a_gzip_bomb_is_refused_within_bounds(monkeypatch):
    monkeypatch.setattr(sniff, "SMALL", 1000)
    assert "unpack to more than" in problem(gzip.compress(b"a" * 1_000_000))


def test_a_zip_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", CSV)
    assert "zip archive and no XLSX workbook" in problem(out.getvalue())


RECORDS = '{"number":"00123","opened":"2026-10-01 09:00:00","priority":"P1"}'
SECOND = '{"number":"1E5","opened":"2026-10-02 10:30:00","priority":"P2"}'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"[{RECORDS},\n{SECOND}]", [1, 2]),
        (f'{{"result": [\n{RECORDS},\n\n{SECOND}], "total": 2}}', [2, 4]),
        (f"{RECORDS}\n{SECOND}\n", [1, 2]),
        (f"\n{RECORDS}\r\n\r\n{SECOND}", [2, 4]),
    ],
)
def test_json_and_ndjson_give_the_same_cells(text, lines):
    grid = read(text.encode())
    assert cells(grid) == EXPECTED
    assert grid.rows["line"].to_list() == lines


def test_json_numbers_keep_their_digits_and_later_keys_are_kept():
    grid = read(b'[{"number":12345678901234567890,"opened":1.50},{"number":1,"late":true,"none":null}]')
    assert grid.header == ("number", "opened", "late", "none")
    assert cells(grid) == [("12345678901234567890", "1.50", None, None), ("1", None, "true", None)]


def test_display_values_are_shown_and_both_values_can_be_mapped():
    grid = read(b'[{"number":{"display_value":"P1","value":"1"},"x":{"y":""}}]')
    assert dict(zip(grid.header, cells(grid)[0], strict=True)) == {
        "number": "P1", "number.display_value": "P1", "number.value": "1", "x.y": None,
    }  # fmt: skip


def test_every_place_that_is_no_json_is_named_at_once():
    text = '[{"a":"é","x":NaN},{"x":-Infinity,"b":{"k":1,"k":2}},{"x":[Infinity],"c":"NaN"}]'
    found = problem(text.encode())
    for word, at in (
        ("NaN", text.index("NaN")),
        ("-Infinity", text.index("-")),
        ("Infinity", text.index("[I") + 1),
    ):
        assert f"{word} at byte offset {len(text[:at].encode())} is no JSON" in found
    second_k = len(text[: text.rindex('"k"')].encode())
    assert f"the key 'k' at byte offset {second_k} is there twice" in found
    assert found.count("\n") == 3


@pytest.mark.parametrize(
    "text", ['[{"a":1}', '[{"a":1} {"b":2}]', '{"a":1} {"b":2}', '[{"a":1}] x', '{"a":01}']
)
def test_broken_json_is_refused_with_its_offset(text):
    assert "byte offset" in problem(text.encode())


def test_a_double_key_alone_is_no_json_however_it_is_written():
    assert "the key 'id' at byte offset 8 is there twice" in problem(b'{"id":1,"\\u0069d":2}')


def test_nested_json_beyond_measure_is_refused():
    assert "nested too deeply" in problem(b'[{"a":' + b"[" * 100_000)


def test_what_is_no_object_in_a_list_is_set_aside():
    assert [(row.line, row.is_fault) for row in read(b'[{"number":"1"},\n5]').aside] == [(2, True)]


def test_parquet_gives_text_with_zones_and_digits():
    frame = pl.DataFrame(
        {
            "number": [123, 100000],
            "opened": [dt.datetime(2026, 10, 1, 9), None],
            "closed": pl.Series([dt.datetime(2026, 7, 1, 8), None]).dt.replace_time_zone("Europe/London"),
            "nested": [[1], [2]],
        }
    )
    out = io.BytesIO()
    frame.write_parquet(out)
    grid = read(out.getvalue())
    assert grid.header == ("number", "opened", "closed")
    assert cells(grid) == [
        ("123", "2026-10-01 09:00:00.000000", "2026-07-01 07:00:00.000000Z"),
        ("100000", None, None),
    ]
    assert "nested" in grid.notes[0]


def workbook(fill, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def put(sheet, rows, style=None, first=0):
    for i, row in enumerate(rows, first):
        for j, cell in enumerate(row):
            if isinstance(cell, dt.datetime):
                sheet.write_datetime(i, j, cell, style)
            elif isinstance(cell, str):
                sheet.write_string(i, j, cell)
            elif cell is not None:
                sheet.write(i, j, cell)


HEADER = ("number", "opened", "priority")


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_workbook_keeps_ids_instants_and_row_numbers(is_1904):
    def fill(book):
        style = book.add_format({"num_format": 'dd/mm/yyyy hh:mm "h"'})
        rows = [
            HEADER,
            ("00123", dt.datetime(2026, 10, 1, 9, 0, 0, 250000), "P1"),
            (None,),
            (123, "01/10/2026 09:00", True),
        ]
        put(book.add_worksheet(), rows, style, first=2)

    grid = read(workbook(fill, date_1904=is_1904))
    assert cells(grid) == [("00123", "2026-10-01 09:00:00.250", "P1"), ("123", "01/10/2026 09:00", "true")]
    assert grid.rows["line"].to_list() == [4, 6]
    assert grid.is_1904 == is_1904


@pytest.mark.parametrize("serial", [44834.41666666666, 44834.416666666667])
def test_a_serial_of_a_date_cell_is_rounded_to_the_nearest_millisecond(serial):
    def fill(book):
        sheet = book.add_worksheet()
        put(sheet, [HEADER, ("1", None, "P1")])
        sheet.write_number(1, 1, serial, book.add_format({"num_format": 22}))

    assert cells(read(workbook(fill, date_1904=True))) == [("1", "2026-10-01 10:00:00.000", "P1")]


def test_every_visible_sheet_is_read_and_a_cover_is_noted():
    def fill(book):
        put(book.add_worksheet("Cover"), [("Made by", "x")])
        put(book.add_worksheet("Jan"), [HEADER, ("1", "a", "P1")])
        hidden = book.add_worksheet("Old")
        put(hidden, [HEADER, ("9", "z", "P4")])
        hidden.hide()
        put(book.add_worksheet("Feb"), [("priority", "number", "opened", "more"), ("P2", "2", "c", "b")])

    data = workbook(fill)
    grid = read(data)
    assert cells(grid) == [("1", "a", "P1", None), ("2", "c", "P2", "b")]
    assert any("'Cover'" in note and "not read" in note for note in grid.notes)
    assert any("hidden sheet 'Old' has a known header and 1 row that is not" in note for note in grid.notes)
    assert cells(read(data, sheet="Old")) == [("9", "z", "P4")]
    assert "there is no sheet 'New'. Expected one of 'Cover', 'Jan', 'Old', 'Feb'" in problem(
        data, sheet="New"
    )


def test_a_doctype_inside_a_workbook_is_refused():
    source = io.BytesIO(workbook(lambda book: put(book.add_worksheet(), [HEADER])))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE w [<!ENTITY a "b">]><workbook', 1)
            new.writestr(name, data)
    assert "DOCTYPE" in problem(out.getvalue())


def test_a_workbook_that_unpacks_without_measure_is_refused(monkeypatch):
    monkeypatch.setattr(sniff, "SMALL", 1000)
    monkeypatch.setattr(sniff, "LARGEST_RATIO", 3)
    data = workbook(lambda book: put(book.add_worksheet(), [HEADER, *[("1", "a", "P1")] * 20_000]))
    assert "unpack to more than" in problem(data)


def write_dates(path, cells):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["number", "opened", "priority"])
        shown = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for i, cell in enumerate(cells, 1):
            sheet.write_row(i, 0, [f"INC{i}", "", "1 - Critical"])
            if isinstance(cell, str):
                sheet.write_string(i, 1, cell)
            else:
                sheet.write_datetime(i, 1, cell, shown)


@pytest.mark.parametrize(
    ("cells", "is_told"),
    [
        ((dt.datetime(2026, 5, 10, 9), "13/10/2026 09:00"), True),
        ((dt.datetime(2026, 5, 13, 9), "14/10/2026 09:00"), False),
        ((dt.datetime(2026, 5, 10, 9), "10/05/2026 09:00", "14/10/2026 09:00"), False),
        ((dt.datetime(2026, 5, 10, 9), "2026-10-14 09:00"), False),
        (("13/10/2026 09:00", "14/10/2026 09:00"), False),
    ],
)
def test_true_dates_beside_text_that_a_spreadsheet_could_not_read_are_doubted(tmp_path, cells, is_told):
    write_dates(tmp_path / "t.xlsx", cells)
    contract = make_contract(tmp_path, table_export("t.xlsx", dates="day-first"))
    tables, problems = check_exports(contract, tmp_path)
    assert problems == []
    assert any("may have swapped day and month" in note for note in tables.notes) is is_told


def test_a_row_that_is_not_used_has_its_sheet_and_the_line_within_it(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        for name, day in (("Jan", "2026-01-05"), ("Feb", "2026-02-30"), ("Mar", "2026-03-05")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["number", "opened", "priority"])
            sheet.write_row(1, 0, [f"INC-{name}", f"{day} 09:00:00", "1 - Critical"])
            sheet.write_row(2, 0, ["INC-twin", "2026-03-05 09:00:00", "1 - Critical"])
        sheet.write_row(3, 0, ["INC-twin", "2026-03-05 10:00:00", "1 - Critical"])
    contract = make_contract(tmp_path, table_export("t.xlsx"), rules={"max_excluded": 1.0})
    tables, problems = check_exports(contract, tmp_path)
    assert problems == []
    assert tables.files.select("n_read", "n_used").row(0) == (7, 2)
    assert tables.rejected.select("sheet", "line", "reason").rows() == [
        ("Jan", 3, "conflicting twins: several rows of one incident disagree"),
        ("Feb", 2, "no such day"),
        ("Feb", 3, "exact repeat of an earlier row"),
        ("Mar", 3, "exact repeat of an earlier row"),
        ("Mar", 4, "conflicting twins: several rows of one incident disagree"),
    ]
    assert b"t.xlsx,Feb,2,INC-Feb,opened,no such day,2026-02-30 09:00:00" in excluded_csv(tables)


def test_a_message_names_the_sheet_of_a_line(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        for name, day in (("Jan", "01/13/2026"), ("Feb", "13/02/2026")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["number", "opened", "priority"])
            sheet.write_row(1, 0, [f"INC-{name}", f"{day} 09:00", "1 - Critical"])
    _, problems = check_exports(make_contract(tmp_path, table_export("t.xlsx")), tmp_path)
    assert "opened line 2 of sheet 2 needs day-first" in str(problems[0])
