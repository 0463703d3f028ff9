"""Text to cells: delimiters, line ends, quotes, title rows and ragged rows."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.contract.model import Export
from analytics.errors import ExportError
from analytics.intake.columns import wanted_columns
from analytics.intake.delimited import read_delimited
from analytics.intake.files import Blob
from tests.unit.intake.make import make_contract, table_export

EXPORT = Export.model_validate(table_export())


def read(text: str, header_row=None):
    wanted = wanted_columns(EXPORT, make_contract(Path(), table_export()))
    return read_delimited(Blob("t.csv", text.encode(), ""), "UTF-8", wanted, header_row)


def cells(grid) -> list[tuple]:
    return [tuple(cell or "" for cell in row[1:]) for row in grid.rows.iter_rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_every_delimiter_and_line_end_gives_the_same_rows(delimiter, end, quote):
    rows = [["number", "opened", "priority"], ["00123", "x y", "P1"], ["1E5", "z", "P2"]]
    text = end.join(delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in rows) + end
    grid = read(text)
    assert grid.delimiter == delimiter
    assert cells(grid) == [("00123", "x y", "P1"), ("1E5", "z", "P2")]
    assert grid.rows["line"].to_list() == [2, 3]


def test_a_sep_line_decides_and_is_no_header():
    grid = read("sep=;\r\nnumber;opened;priority\r\n1;a,b,c,d;2\r\n")
    assert (grid.delimiter, cells(grid)) == (";", [("1", "a,b,c,d", "2")])
    assert grid.rows["line"].to_list() == [3]


def test_a_quoted_line_end_stays_in_its_cell_and_lines_count_on():
    grid = read('number,opened,priority\n1,"a\r\nb",2\n3,c,4\n')
    assert cells(grid) == [("1", "a\r\nb", "2"), ("3", "c", "4")]
    assert grid.rows["line"].to_list() == [2, 4]


def test_blank_lines_are_no_rows():
    grid = read("number,opened,priority\n\n1,a,2\n ,,\n\n3,b,4\n\n")
    assert grid.n_read == 2
    assert grid.rows["line"].to_list() == [3, 6]


def test_title_rows_above_the_header_are_no_rows():
    grid = read("Report,,\nMade by x,,\n\nnumber,opened,priority\n1,a,2\n")
    assert (grid.n_read, grid.rows["line"].to_list()) == (1, [5])


def test_the_declared_header_row_is_taken():
    grid = read("number,opened,priority\nnumber,opened,priority\n1,a,2\n", header_row=2)
    assert grid.rows["line"].to_list() == [3]


@pytest.mark.parametrize("tail", ["1,a\n", "1,a,2,3\n"])
def test_a_ragged_row_is_set_aside_and_never_cut_or_filled(tail):
    grid = read("number,opened,priority\n0,b,1\n" + tail)
    n = tail.count(",") + 1
    assert [(row.line, row.reason, row.is_fault) for row in grid.aside] == [
        (3, f"{n} fields, expected 3", True)
    ]
    assert cells(grid) == [("0", "b", "1")]


def test_empty_cells_beyond_the_header_lose_nothing():
    assert cells(read("number,opened,priority,,\n1,a,2,,\n")) == [("1", "a", "2")]


def test_a_short_row_of_totals_is_no_fault():
    grid = read("number,opened,priority\n1,a,2\nTotal: 1\n")
    assert [row.is_fault for row in grid.aside] == [False]


def test_a_lone_id_is_a_row_that_was_cut():
    assert [row.is_fault for row in read("number,opened,priority\n1,a,2\nINC2").aside] == [True]


def test_a_quote_that_is_never_closed_is_named_with_line_column_and_byte():
    text = 'number,opened,priority\né,a,b\n2,"so ""he said,x\n3,c,d\n'
    with pytest.raises(ExportError) as error:
        read(text)
    problem = error.value.problems[0]
    assert problem.where == "t.csv, line 3, opened"
    assert f"byte offset {len(text[: text.index(chr(34))].encode())}" in problem.what
    assert "never closed" in problem.what


def test_a_quote_that_opens_after_a_line_end_inside_the_row_is_named_by_its_own_line():
    with pytest.raises(ExportError) as error:
        read('number,opened,priority\n1,"a\nb","c\n2,d,e\n')
    assert error.value.problems[0].where == "t.csv, line 3, priority"


def test_a_quote_that_closes_inside_its_cell_is_named():
    with pytest.raises(ExportError) as error:
        read('number,opened,priority\n1,"a\n2,"b",c\n')
    assert error.value.problems[0].where == "t.csv, line 2, opened"
    assert "closes before its cell ends" in error.value.problems[0].what


def test_a_quote_inside_a_bare_cell_is_text():
    assert cells(read('number,opened,priority\n1,5" disk,2\n')) == [("1", '5" disk', "2")]


def test_a_nul_is_shown():
    assert cells(read("number,opened,priority\n1,a\0b,2\n")) == [("1", "a␀b", "2")]


def test_other_line_separators_of_unicode_are_text():
    assert cells(read("number,opened,priority\n1,a\u2028b\x0bc\x85d,2\n")) == [
        ("1", "a\u2028b\x0bc\x85d", "2")
    ]


CELL = st.text(st.sampled_from('ab",;\n\r \té'), max_size=4)


@given(st.lists(st.tuples(st.integers(0, 99), CELL, CELL), min_size=1, max_size=8), st.sampled_from([0, 1]))
def test_what_the_csv_module_writes_is_read_back(rows, quoting):
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=quoting)
    writer.writerows([("number", "opened", "priority"), *rows])
    assert cells(read(out.getvalue())) == [tuple(str(cell) for cell in row) for row in rows]


@given(st.lists(st.tuples(*[st.text(st.sampled_from("ab é?"), max_size=3)] * 3), min_size=1, max_size=8))
def test_plain_and_quoted_splitting_agree(rows):
    lines = ["number,opened,priority", *(",".join(row) for row in rows)]
    plain = read("\n".join(lines) + "\n")
    quoted = read("\n".join('"' + line.replace(",", '","') + '"' for line in lines) + "\n")
    assert cells(plain) == cells(quoted)
    assert plain.rows["line"].to_list() == quoted.rows["line"].to_list()
