"""How `publish` ends: its exit code, its last line, and the live site after each kind of failure."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from analytics.publish import run
from tests.faults.conftest import Command
from tests.faults.disk import NAMES, Desk
from tests.faults.folders import write_cell, write_incidents

KEYS = ["RESULT", "status", "period", "read", "used", "excluded", "release"]


def failed(at: Desk, command: Command, *options: str) -> int:
    """Publish, which must fail: the last line says so, and the old site stays."""
    code = command.publish(at.folder, at.out, *options)
    assert command.result[:2] == ["RESULT", "status=failed"]
    assert [word.partition("=")[0] for word in command.result] == KEYS
    assert at.known.state(at.out) == NAMES[at.live]
    return code


def test_the_last_line_has_its_keys_in_their_order(at: Desk, command: Command) -> None:
    assert command.publish(at.folder, at.out) == 0
    assert command.out.count("\n") == 1
    assert [word.partition("=")[0] for word in command.result] == KEYS
    release = (at.out / "site").readlink().name
    values = ["published", "2026-01", "3", "3", "0", release]
    assert [word.partition("=")[2] for word in command.result[1:]] == values


def test_a_second_run_publishes_nothing_and_says_so(at: Desk, command: Command) -> None:
    assert command.publish(at.folder, at.out) == 0
    first, link = command.result, os.lstat(at.out / "site")
    assert command.publish(at.folder, at.out) == 0
    assert command.result == ["RESULT", "status=unchanged", *first[2:]]
    assert os.lstat(at.out / "site").st_ino == link.st_ino


def test_a_rejected_export_ends_with_3_and_says_why(at: Desk, command: Command) -> None:
    write_incidents(at.folder, 1, more="B1,P1,yesterday,\n")
    assert failed(at, command) == 3
    assert "incidents.csv" in command.err
    assert command.result[2:6] == ["period=-", "read=2", "used=0", "excluded=2"]


def test_a_missing_export_ends_with_3_and_names_it(at: Desk, command: Command) -> None:
    (at.folder / "exports" / "incidents.csv").unlink()
    assert failed(at, command) == 3
    assert "exports/incidents.csv: there is no such file" in command.err


def test_a_wrong_contract_ends_with_2_and_names_the_key(at: Desk, command: Command) -> None:
    file = at.folder / "contract.toml"
    file.write_text(file.read_text("utf-8").replace('"4 hours"', '"4 hourz"'), "utf-8")
    assert failed(at, command) == 2
    assert "4 hourz" in command.err
    assert {word.partition("=")[2] for word in command.result[2:]} == {"-"}


def test_a_month_that_is_none_ends_with_2(at: Desk, command: Command) -> None:
    assert failed(at, command, "--period", "2026-13") == 2


def test_a_cell_that_raises_ends_with_1_and_is_named(at: Desk, command: Command) -> None:
    write_cell(at.folder, "rate = 1 / 0")
    assert failed(at, command) == 1
    assert "forum_report.ipynb, cell 3: 'rate = 1 / 0' ZeroDivisionError" in command.err
    assert "Traceback" not in command.err


def test_a_page_that_links_nowhere_leaves_the_old_site(at: Desk, command: Command) -> None:
    (at.folder / "site" / "index.md").write_text("# Reports\n\n[gone](gone.md)\n", "utf-8")
    assert failed(at, command) == 2
    assert "gone.md" in command.err


def test_our_own_fault_ends_with_1_a_traceback_and_the_last_line(
    at: Desk, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise AssertionError("a fault of ours")

    monkeypatch.setattr(run, "build_site", break_down)
    assert failed(at, command) == 1
    assert "AssertionError: a fault of ours" in command.err
    assert "our own fault" in command.err


def block_with_file(out: Path) -> None:
    out.write_text("a file in the folder's place", "utf-8")


def block_lock(out: Path) -> None:
    (out / ".lock").mkdir(parents=True)


def block_private(out: Path) -> None:
    out.mkdir()
    (out / "private").write_text("", "utf-8")


def block_releases(out: Path) -> None:
    out.mkdir()
    (out / "releases").write_text("", "utf-8")


def block_site(out: Path) -> None:
    (out / "site").mkdir(parents=True)


@pytest.mark.parametrize("block", [block_with_file, block_lock, block_private, block_releases, block_site])
def test_an_output_folder_that_takes_no_site_ends_with_74(at: Desk, command: Command, block) -> None:
    out = at.out.with_name("blocked")
    block(out)
    assert command.publish(at.folder, out) == 74
    assert command.result[:2] == ["RESULT", "status=failed"]
    assert str(out) in command.err
    assert "Traceback" not in command.err


def test_an_output_folder_without_leave_to_write_ends_with_74(
    at: Desk, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = os.mkdir

    def refuse(path: object, *rest: int) -> None:  # the mode of a folder does not stop a superuser
        if str(path).startswith(str(at.out)):
            raise PermissionError(13, "Permission denied", str(path))
        make(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "mkdir", refuse)
    assert failed(at, command) == 74
    assert "Permission denied" in command.err


def test_an_export_that_cannot_be_read_ends_with_74(at: Desk, command: Command) -> None:
    file = at.folder / "exports" / "incidents.csv"
    file.unlink()
    file.symlink_to(file.name)  # a loop: no user can read it
    assert failed(at, command) == 74
    assert "incidents.csv: it cannot be read" in command.err
