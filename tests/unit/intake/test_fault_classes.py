"""Files of our own for each class of fault: what comes of each is known from how it was made."""

from collections import Counter

import pytest

from tests.badinputs.__main__ import main
from tests.badinputs.make import make_folder
from tests.badinputs.own import every
from tests.badinputs.run import read_index, run_case

ALL = list(every())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("own")
    make_folder(made)
    return made


@pytest.mark.parametrize("place", range(len(ALL)), ids=[f"{made.fault}-{made.name}" for made in ALL])
def test_a_file_of_each_class_is_treated_as_it_was_made(folder, place):
    verdict = run_case(read_index(folder)[place], folder)
    assert not verdict.wrong, str(verdict)


def test_each_class_has_two_files_of_different_names():
    assert min(Counter(made.fault for made in ALL).values()) >= 2
    assert len({made.name for made in ALL}) == len(ALL)


def test_the_runner_counts_what_is_not_as_the_index_says(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("number,opened_at,priority\nINC1,2026-10-01 09:00:00,P1\n")
    head = "file,profile,outcome,rows_read,rows_used,rows_excluded,declared_timezone,declared_severity,"
    row = "a.csv,servicenow-csv,{},1,{},{},UTC,P1=P1,{}\n"
    rows = [row.format("accept", 1, 0, ""), row.format("reject", 0, 1, ""), row.format("accept", 1, 0, "x=y")]
    (tmp_path / "index.csv").write_text(f"{head}declared_other\n" + "".join(rows))
    assert main([str(tmp_path)]) == 1
    out = capsys.readouterr().out.splitlines()
    assert [line[:4] for line in out[:3]] == ["ok  ", "FAIL", "FAIL"]
    assert "the index declares 'x'" in out[2]
    assert out[3] == "1 passed, 2 failed"
