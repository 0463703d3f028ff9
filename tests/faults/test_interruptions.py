"""Kills, signals and two runs at once: the live site stays whole, and nothing of a run lives on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import runs
from tests.faults.conftest import Command
from tests.faults.disk import NAMES, Desk
from tests.faults.folders import write_cell
from tests.faults.kill import bench, kill_all, table
from tests.faults.runs import PHASES, Run, wait_until
from tests.faults.sites import ABSENT, BROKEN, Known, leftovers

WAITING = """\
import pathlib, time
pathlib.Path("here").touch()
while not pathlib.Path("go").exists():
    time.sleep(0.02)
"""


@pytest.fixture
def temp() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="run-") as name:
        yield Path(name)


@pytest.fixture
def waiting(at: Desk, temp: Path) -> Iterator[Run]:
    """A run that has come to a cell which waits for a file named `go` beside the notebook."""
    write_cell(at.folder, WAITING)
    run = Run(at.folder, at.out, temp)
    try:
        assert wait_until((at.folder / "notebooks" / "here").exists, 60), run.text
        yield run
    finally:
        run.clear()


def test_six_kills_leave_a_whole_site_no_kernel_and_a_next_run_that_succeeds() -> None:
    with bench("tiny", seed=random.Random(6).randrange(1 << 30)) as on:
        on.late = 0.0
        kill_all(on, times=5, least=1, first=PHASES[2:3], follow=0.0, say=lambda line: None)
        assert on.faults == [], table(on)
        assert {kill.phase for kill in on.kills} >= set(PHASES)
        assert sum(kill.n_kernels for kill in on.kills) >= 1


def test_a_second_run_ends_with_75_and_the_first_one_publishes(
    at: Desk, waiting: Run, command: Command
) -> None:
    private = (at.out / "private" / "intake.json").stat().st_ino
    assert command.publish(at.folder, at.out) == 75
    assert f"{at.out}: another run is publishing here. To do: run it again when that one" in command.err
    assert command.result[:2] == ["RESULT", "status=failed"]
    assert (at.out / "private" / "intake.json").stat().st_ino == private
    (at.folder / "notebooks" / "go").touch()
    assert waiting.end() == 0
    assert waiting.out[-1].startswith("RESULT status=published ")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_an_interrupted_run_leaves_the_old_site_and_no_kernel(
    at: Desk, waiting: Run, temp: Path, number: int, code: int
) -> None:
    assert len(waiting.kernels()) == 1
    waiting.signal(number)
    assert waiting.survival() is not None
    assert waiting.end() == code
    assert at.known.state(at.out) == NAMES[at.live]
    write_cell(at.folder, "print(period)")
    (at.folder / "notebooks" / "here").unlink()  # what lies beside the notebook is part of the release
    assert at.publish().status == "published"
    assert at.known.state(at.out) == NAMES[1 - at.live]
    assert leftovers(at.out) == []


def test_a_run_that_a_user_stops_shows_no_traceback(waiting: Run) -> None:
    waiting.signal(signal.SIGINT)
    waiting.end()
    assert "Traceback" not in waiting.text


def test_what_is_no_good_site_is_called_broken(at: Desk) -> None:
    page = at.out / "site" / "index.html"
    whole = page.read_bytes()
    page.write_bytes(whole[:-1])
    assert at.known.state(at.out) == BROKEN
    page.write_bytes(whole)
    assert at.known.state(at.out) == NAMES[at.live]
    (at.out / "site").unlink()
    assert at.known.state(at.out) == ABSENT
    (at.out / "site").symlink_to("releases/gone")
    assert at.known.state(at.out) == BROKEN
    assert Known().state(at.out) == BROKEN


def test_a_process_that_lives_on_is_found(at: Desk, temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SURVIVAL", 0.05)
    run = Run(at.folder, at.out, temp)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert run.survival() is None  # it has only begun
        assert other.pid not in [process.pid for process in run.processes()]
    finally:
        run.clear()
        other.communicate(b"\n")
    assert run.processes() == []
