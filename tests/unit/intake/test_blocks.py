"""Blocks of records: wherever a file is cut, the cells, their lines and what is wrong stay the same."""

import csv
import io
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.contract.model import Export
from analytics.errors import ExportError
from analytics.intake import delimited
from analytics.intake.blocks import cut, look
from analytics.intake.columns import wanted_columns
from analytics.intake.files import Blob
from tests.unit.intake.make import make_contract, table_export

WANTED = wanted_columns(Export.model_validate(table_export()), make_contract(Path(), table_export()))
HEADER = "number,opened,priority"
# Pieces that quotes go wrong with; whole cells among them, so that sound records are not rare.
PIECE = st.sampled_from(
    ["a", "é", '"', '""', '"b,c"', '"d\ne"', '"f\r\ng"', ",", ",", "\n", "\n", "\r\n", "\r", " "]
)
CELL = st.sampled_from(["", "a", '""', '"b,c"', '"d\ne"', '"f\r\ng"', '"say ""x"""', " h ", 'i"j'])
RECORD = st.lists(CELL, min_size=1, max_size=4).map(",".join) | st.just("1,2,3")


def rows_of(text: str, **functions) -> object:
    """Cells, lines and rows set aside; or what is wrong."""
    with mock.patch.multiple(delimited, **functions):
        try:
            grid = delimited.read_delimited(Blob("t.csv", text.encode(), ""), "UTF-8", WANTED, 1)
        except ExportError as error:
            return [str(problem) for problem in error.problems]
    return grid.rows.rows(), sorted(grid.aside)


def in_one_piece(text: str) -> object:
    """As where the quotes alone do not tell: the csv module splits it all."""
    return rows_of(text, look=lambda *_arguments: None)


def in_blocks(text: str, size: int) -> object:
    return rows_of(text, cut=partial(cut, size=size))


def blocks_of(text: str, size: int):
    return look(cut(text.encode(), 1, size), 3, ",")


@example(body='1,"a\n2,b",3\n4,"5\n6",7\n', size=1)
@example(body='1,a"b,2\n1,"c\nd",2\n', size=1)
@example(body='1,"a,2\n3,b",4\n5,c,6', size=1)
@given(body=st.lists(PIECE, max_size=30).map("".join), size=st.integers(1, 40))
def test_any_text_reads_the_same_in_blocks_and_in_one_piece(body, size):
    text = f"{HEADER}\n{body}"
    assert in_blocks(text, size) == in_one_piece(text)


@example(records=["1,2,3", "4,5", "6,7,8"], end="\n", size=30)
@example(records=["1,2,", "4,5", "6,7,8"], end="\n", size=1)
@example(records=["1,2,3", "4,5", "6,7,8,9"], end="\n", size=60)
@example(records=["1,2,3", "", "4,5,6"], end="\r\n", size=1)
@example(records=["", "1,2,3", "4,5,6"], end="\n", size=60)
@given(st.lists(RECORD, max_size=12), st.sampled_from(["\n", "\r\n"]), st.integers(1, 60))
def test_records_read_the_same_in_blocks_and_in_one_piece(records, end, size):
    text = end.join([HEADER, *records])
    assert in_blocks(text, size) == in_one_piece(text)


def test_most_files_are_cut_and_split_by_polars():
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([("number", "opened", "priority"), *((n, 'two\nlines, "x"', "P1") for n in range(50))])
    blocks = blocks_of(out.getvalue(), 200)
    assert len(blocks) > 5
    assert all(block.is_square for block in blocks)
    assert b"".join(block.data for block in blocks) == out.getvalue().split("\r\n", 1)[1].encode()
    assert blocks[0].n_ends == blocks[0].lines.to_list()[-1] + 2


@pytest.mark.parametrize("body", ['1,a"b,2\n', '1,"a\n', "1,a\rb,2\n", '1,"a"b,2\n'])
def test_what_quotes_alone_do_not_tell_is_not_cut(body):
    assert blocks_of(f"{HEADER}\n{body}", 200) is None


def test_a_header_wider_than_the_pattern_is_not_cut():
    assert look(cut(b"a\nb\n", 1), 1001, ",") is None
