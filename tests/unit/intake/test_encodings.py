"""What bytes are text in, what was cut from them, and the marks that joining leaves in it."""

from unittest import mock

import pytest

from analytics.intake import check_exports, delimited
from analytics.intake.encodings import drop_marks
from tests.unit.intake.make import make_contract, table_export
from tests.unit.intake.test_formats import CSV, EXPECTED, cells, problem, read

HEADER, FIRST, SECOND = CSV.splitlines(keepends=True)
CUT = "it ends in the middle of a character at byte {}: it was cut. Expected a whole file. To do: export it"


@pytest.mark.parametrize(
    ("data", "at"),
    [
        ((CSV + "é").encode()[:-1], len(CSV)),
        (b"\xef\xbb\xbf" + (CSV + "é").encode()[:-1], len(CSV)),
        (CSV.encode("utf-16-le")[:-1], 2 * len(CSV) - 2),
        (b"\xff\xfe" + CSV.encode("utf-16-le")[:-1], 2 * len(CSV) - 2),
        (b"\xfe\xff" + CSV.encode("utf-16-be")[:-1], 2 * len(CSV) - 2),
    ],
)
def test_a_file_cut_inside_its_last_character_is_said_to_be_cut(data, at):
    assert CUT.format(at) in problem(data)


def test_nuls_behind_the_last_row_are_a_row_and_no_utf16():
    grid = read(CSV.encode() + bytes(2000))
    assert (grid.encoding, cells(grid), len(grid.aside)) == ("UTF-8", EXPECTED, 1)


def test_nothing_but_nuls_is_no_header():
    assert "it holds nothing but 4096 NULs" in problem(bytes(4096))


@pytest.mark.parametrize("data", [CSV.encode("utf-32"), b"\0\0\xfe\xff" + CSV.encode("utf-32-be")])
def test_utf32_is_named(data):
    assert "text in UTF-32. Expected UTF-8 or UTF-16" in problem(data)


@pytest.mark.parametrize("is_in_blocks", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("header", [HEADER, '"number","opened","priority"\n', '"number", opened,priority\n'])
def test_marks_of_joined_files_are_no_content_however_the_file_is_split(end, header, is_in_blocks):
    text = "".join(["\ufeff", HEADER, FIRST, "\ufeff", header, "\ufeff", SECOND]).replace("\n", end)
    with mock.patch.object(delimited, "look", delimited.look if is_in_blocks else lambda *_arguments: None):
        grid = read(text.encode())
    assert [row[0] for row in cells(grid)] == [EXPECTED[0][0], "number", EXPECTED[1][0]]


def test_a_mark_within_quotes_is_content():
    text = 'number,opened,priority\n1,"a\n\ufeffb",P1\n\ufeff2,c,P1\n'
    assert cells(read(text.encode())) == [("1", "a\n\ufeffb", "P1"), ("2", "c", "P1")]


def test_a_file_without_marks_is_not_copied():
    data = b"\xef\xbb\xbf" + CSV.encode()
    assert drop_marks(data) is data


def test_an_export_that_was_joined_to_itself_holds_only_repeats(tmp_path):
    rows = HEADER + "1,2026-10-01 09:00,1 - Critical\n2,2026-10-02 09:00,1 - Critical\n"
    (tmp_path / "t.csv").write_text(f"\ufeff{rows}\ufeff{rows}\ufeff" + rows.replace(HEADER, ""), "utf-8")
    tables, problems = check_exports(make_contract(tmp_path, table_export()), tmp_path)
    assert problems == []
    assert tables.files.select("n_read", "n_used", "n_faults").row(0) == (7, 2, 0)
