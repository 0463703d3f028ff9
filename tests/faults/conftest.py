"""One desk for the tests of a process: a tiny contract, a kernel that they share, and an old site."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from analytics.cli import main
from analytics.publish.template import notebook_of
from analytics.report.notebook import NotebookRunner
from tests.faults.disk import Desk, desk, kept_kernel
from tests.faults.folders import make_tiny


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A contract folder that stays: where the shared kernel rests between tests."""
    return make_tiny(tmp_path_factory.mktemp("home") / "contract")


@pytest.fixture(scope="session")
def shared_kernel(home: Path) -> Iterator[NotebookRunner]:
    """A kernel for all in-process runs of the tests."""
    with kept_kernel(home) as runner:
        yield runner


@pytest.fixture
def fresh(shared_kernel: NotebookRunner, home: Path) -> Iterator[Desk]:
    """A desk on which nothing has been published."""
    with desk() as made:
        yield made
        shared_kernel.run(notebook_of(home), {})  # before its working folder goes


@pytest.fixture
def at(fresh: Desk) -> Desk:
    """A desk whose live site is the first of its two states, and whose contract is in the other."""
    fresh.prepare()
    fresh.change()
    return fresh


class Command:
    """The command line, in this process."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.code, self.out, self.err = -1, "", ""

    def publish(self, folder: Path, out: Path, *options: str) -> int:
        self._capture.readouterr()
        with suppress(SystemExit):
            try:
                main(["publish", str(folder), "--out", str(out), *options])
            except SystemExit as ended:
                self.code = int(ended.code or 0)
                raise
        self.out, self.err = self._capture.readouterr()
        return self.code

    @property
    def result(self) -> list[str]:
        """The words of the last line on standard output."""
        return self.out.splitlines()[-1].split(" ")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture(autouse=True)
def no_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep imports from writing files: those would count as steps of a run."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
