"""A small file does not grow without measure, and what cannot be told apart is set aside, not lost."""

import io
import zipfile

import pytest

from analytics.intake import bounds, delimited
from tests.unit.intake.test_formats import CSV, HEADER, cells, problem, put, read
from tests.unit.intake.test_formats import workbook as make_workbook


def xlsx(rows: str, header: str = "") -> bytes:
    """A workbook whose sheet has these rows as XML below a header; ``header`` goes to its end."""
    source = io.BytesIO(make_workbook(lambda book: put(book.add_worksheet(), [HEADER])))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</row></sheetData>", f"{header}</row>{rows}</sheetData>".encode())
            new.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "make",
    [
        lambda n: (CSV + "a\n" * n).encode(),
        lambda n: f"[{{}}{',1' * (n - 1)}]".encode(),
        lambda n: f"<log>{'<trace/>' * n}</log>".encode(),
        lambda n: xlsx("".join(f'<row r="{i}"><c r="E{i}"><v>1</v></c></row>' for i in range(2, n + 2))),
    ],
)
def test_very_many_rows_that_do_not_fit_and_hold_nothing_are_refused(make, monkeypatch):
    monkeypatch.setattr(bounds, "_ASIDES", 10)
    monkeypatch.setattr(bounds, "_BYTES_ASIDE", 1000)
    assert len(read(make(10)).aside) == 10
    assert "more than 10 of its rows do not fit its header" in problem(make(11))


def test_long_rows_that_do_not_fit_are_kept_however_many_they_are(monkeypatch):
    monkeypatch.setattr(bounds, "_ASIDES", 10)
    assert len(read((CSV + f"{'a' * 40}\n" * 50).encode()).aside) == 50


def test_a_header_wider_than_any_tool_writes_is_refused():
    names = ",".join(f"c{i}" for i in range(bounds.WIDEST - 3))
    assert len(read(f"number,opened,priority,{names}\n1,2\n".encode()).header) == bounds.WIDEST
    assert f"it has {bounds.WIDEST + 1} columns" in problem(
        f"number,opened,priority,{names},x\n1,2\n".encode()
    )


def test_empty_cells_that_outnumber_the_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(bounds, "_SPARSE", 1000)
    records = ",".join(f'{{"k{i}":1}}' for i in range(100))  # 10,000 cells of about 1,000 bytes
    assert "nearly all of them empty" in problem(f"[{records}]".encode())
    far = "".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, 12))
    assert "nearly all of them empty" in problem(xlsx(far))
    short = "".join(f'<row r="{i}"><c r="A{i}"><v>1</v></c></row>' for i in range(2, 12))
    assert "nearly all of them empty" in problem(xlsx(short, '<c r="NTP1"><v>9</v></c>'))


@pytest.mark.parametrize("depth", [2, 40])
def test_keys_within_keys_that_add_up_to_no_name_are_refused(depth):
    key = "k" * (1200 // depth)
    nested = f'{{"{key}":' * depth + "1" + "}" * depth
    assert "characters with those around it" in problem(f'[{{"number":1,"a":{nested}}}]'.encode())


def test_what_a_trace_says_is_not_repeated_without_measure(monkeypatch):
    monkeypatch.setattr(bounds, "_REPEATED", 1000)
    log = f'<log><trace><string key="a" value="{"x" * 500}"/>{"<event/>" * 40}</trace></log>'
    assert "makes 19500 characters" in problem(log.encode())


def test_a_record_whose_keys_run_into_each_other_is_set_aside():
    grid = read(b'[{"number":"1","a.b":"x","a":{"b":"y"}},\n{"number":"2","a.b":"z"}]')
    assert [(row.line, row.column, row.is_fault) for row in grid.aside] == [(1, "a.b", True)]
    assert cells(grid) == [("2", "z")]


def test_an_object_without_keys_is_a_faulty_row_and_no_totals_row():
    grid = read(b'[{"number":"1"},\n{}]')
    assert [(row.line, row.is_fault) for row in grid.aside] == [(2, True)]
    assert grid.n_read == 2


def test_an_encoding_that_no_workbook_has_is_refused_and_does_not_raise():
    source = io.BytesIO(make_workbook(lambda book: put(book.add_worksheet(), [HEADER])))
    out = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'encoding="UTF-8"', b'encoding="EBCDIC-7"'))
    assert "it says that its encoding is 'EBCDIC-7'" in problem(out.getvalue())


def test_many_cells_of_few_columns_are_split_in_chunks_without_loss(monkeypatch):
    monkeypatch.setattr(delimited, "_CHUNK", 7)
    rows = [(str(i), "a\nb", "P1") for i in range(20)]
    text = "number,opened,priority\n" + "".join(f'{a},"{b}",{c}\n' for a, b, c in rows)
    grid = read(text.encode())
    assert cells(grid) == rows
    assert grid.rows["line"].to_list() == [2 + 2 * i for i in range(20)]
