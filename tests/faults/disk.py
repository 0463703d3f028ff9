"""Fails each step on the disk that `publish` takes, one after another, and looks at what readers then find.

    python -m tests.faults.disk           # a fault planted at each step, in this process
    python -m tests.faults.disk --full    # a disk that is really full, at each of its pages (Linux)

The tiny contract changes back and forth between two states. A run that should publish the other one must end
failed with exit code 74 and leave the live site byte for byte as it was, and the next run must succeed.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from unittest.mock import patch

from analytics.publish import pages
from analytics.publish.run import Outcome, Request, publish_contract
from analytics.publish.template import notebook_of
from analytics.report.notebook import NotebookRunner
from tests.faults.folders import make_tiny, write_incidents
from tests.faults.planting import TIDYING, Plant, Step, planted
from tests.faults.sites import Known, forget_others, leftovers

IO_ERROR: Final = 74
NUMBERS: Final = (errno.ENOSPC, errno.EIO)
NAMES: Final = ("one", "other")
PAGE: Final = 4096
DISK: Final = 16 << 20


@dataclass
class Desk:
    """The tiny contract in one of its two states, with its output folder, and what was found so far."""

    folder: Path
    out: Path
    temp: Path
    known: Known = field(default_factory=Known)
    live: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def prepare(self) -> None:
        """Publish both states undisturbed."""
        for state in (1, 0):
            write_incidents(self.folder, 2 + state)
            outcome = self.publish()
            if outcome.exit_code:
                raise RuntimeError(f"{outcome.line} {outcome.problems} {outcome.fault}")
            self.known.learn(NAMES[state], self.out)

    def change(self) -> None:
        """Change the contract to its other state, so that the next run has to build."""
        forget_others(self.out)
        write_incidents(self.folder, 3 - self.live)

    def steps(self) -> list[Step]:
        """Publish the other state undisturbed and tell the steps that it took on the disk."""
        self.change()
        with planted() as plant:
            outcome = self.publish()
        if outcome.exit_code:
            raise RuntimeError(f"{outcome.line} {outcome.problems} {outcome.fault}")
        self.live = 1 - self.live
        return plant.steps

    def fail_at(self, steps: list[Step], at: int, number: int) -> None:
        """Let one step fail, and then run again without a fault."""
        swap = swap_in(steps, self.out)
        self.change()
        with planted(at, number) as plant:
            outcome = self.publish()
        step = f"{steps[at - 1].what} {steps[at - 1].path}".strip()
        name = f"step {at} of {len(steps)}, {step}, {errno.errorcode[number]}"
        if len(plant.steps) < at:
            self.faults.append(f"{name}: it was not taken")
        self.judge(name, outcome, is_swapped=at > swap, may_pass=_may_pass(plant, at, self.out))

    def judge(self, name: str, outcome: Outcome, *, is_swapped: bool, may_pass: bool) -> None:
        """Look at the live site after a fault, and after the next run."""
        found, state = (outcome.status, outcome.exit_code), self.known.state(self.out)
        passed = found == ("published", 0) and may_pass
        wanted = NAMES[1 - self.live] if is_swapped or passed else NAMES[self.live]
        if not passed and (found != ("failed", IO_ERROR) or not outcome.problems):
            self.faults.append(f"{name}: {found} {outcome.problems} {outcome.fault!r}")
        if state != wanted:
            self.faults.append(f"{name}: the site is {state}, not {wanted}")
        self.ended["passed over" if passed else "failed, new site" if is_swapped else "failed, old site"] += 1
        self._run_again(name)

    def _run_again(self, name: str) -> None:
        outcome, self.live = self.publish(), 1 - self.live
        state, left = self.known.state(self.out), leftovers(self.out)
        if outcome.exit_code or state != NAMES[self.live] or left:
            self.faults.append(f"{name}: next run {outcome.line}, site {state}, left {left}")

    def publish(self) -> Outcome:
        """Publish in this process; the folder of a kernel goes below the desk's own."""
        with patch.object(tempfile, "tempdir", str(self.temp)):
            return publish_contract(Request(self.folder, out=self.out), show=lambda line: None)


def swap_in(steps: list[Step], out: Path) -> int:
    """Give the number of the step that makes the new site live."""
    return 1 + next(n for n, step in enumerate(steps) if step == Step("os.rename", str(out / "site")))


def _may_pass(plant: Plant, at: int, out: Path) -> bool:
    """Say whether a run may go on after this fault: only where a kernel's own folder is tidied."""
    step = plant.steps[at - 1] if len(plant.steps) >= at else Step("", str(out))
    return step.what in TIDYING and not step.path.startswith(str(out))


@contextmanager
def desk(root: Path | None = None) -> Iterator[Desk]:
    """Make a desk in a folder of its own, or with its output in a given one."""
    was, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    with tempfile.TemporaryDirectory(prefix="disk-") as name:
        base = Path(name)
        (base / "t").mkdir()
        try:
            yield Desk(make_tiny(base / "contract"), (root or base) / "out", base / "t")
        finally:
            sys.dont_write_bytecode = was


@contextmanager
def kept_kernel(folder: Path) -> Iterator[NotebookRunner]:
    """Let all runs inside share one kernel, started beforehand: its start takes longer than all the rest."""
    with NotebookRunner() as runner:
        runner.run(notebook_of(folder), {})

        def share() -> AbstractContextManager[NotebookRunner]:
            return nullcontext(runner)

        with patch.object(pages, "NotebookRunner", share):
            yield runner


def sweep(at: Desk, numbers: Iterable[int] = NUMBERS, choose: Callable[[int], bool] = lambda n: True) -> int:
    """Fail every chosen step with each error; gives their number. Call it within `kept_kernel`."""
    at.prepare()
    steps = at.steps()
    chosen = [n for n in range(1, len(steps) + 1) if choose(n)]
    for n in chosen:
        for number in numbers:
            at.fail_at(steps, n, number)
    return len(chosen)


def sweep_kernel(at: Desk, numbers: Iterable[int] = NUMBERS) -> int:
    """Fail the steps of a kernel's start and end, each time with a kernel of its own."""
    at.prepare()
    steps = at.steps()
    chosen = [n for n, step in enumerate(steps, start=1) if step.path.startswith(str(at.temp))]
    for n in chosen:
        for number in numbers:
            at.fail_at(steps, n, number)
    return len(chosen)


def sweep_full(at: Desk, mount: Path, stride: int = 1) -> int:
    """Leave no page of the disk free, then one, then two, until a run succeeds; gives the pages needed."""
    at.prepare()
    for n_free in range(0, DISK // PAGE, stride):
        at.change()
        with filled(mount, n_free):
            outcome = at.publish()
        if outcome.status == "published":
            return n_free
        told = all("No space left on device" in str(problem) for problem in outcome.problems)
        if not told:
            at.faults.append(f"{n_free} pages free: {outcome.problems}")
        at.judge(f"{n_free} pages free", outcome, is_swapped=False, may_pass=False)
    raise RuntimeError("no run succeeded")


@contextmanager
def filled(mount: Path, n_free: int) -> Iterator[None]:
    """Fill a disk but for so many pages."""
    filler = mount / "filler"
    n_bytes = shutil.disk_usage(mount).free - n_free * PAGE
    with filler.open("wb", buffering=0) as file:
        os.posix_fallocate(file.fileno(), 0, n_bytes)
    try:
        yield
    finally:
        filler.unlink()


def _run_full(root: Path) -> int:
    """Mount a small disk in a namespace of our own, which takes it along when it ends."""
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(root)], check=True, capture_output=True
    )
    with desk(root) as at, kept_kernel(at.folder):
        pages = sweep_full(at, root)
        return _tell(at, f"a full disk, from no free page to {pages}, which suffice")


def _run_planted() -> int:
    with desk() as at, kept_kernel(at.folder):
        failed = _tell(at, f"{sweep(at)} steps, ENOSPC and EIO at each, one kernel for all")
    with desk() as at:
        n_steps = sweep_kernel(at)
        return failed | _tell(at, f"{n_steps} steps of a kernel's start and end, ENOSPC and EIO at each")


def _tell(at: Desk, what: str) -> int:
    for fault in at.faults:
        print(f"FAULT {fault}")
    ended = ", ".join(f"{n} {how}" for how, n in sorted(at.ended.items()))
    print(f"DISK {what}: {ended}; faults={len(at.faults)}", flush=True)
    return 1 if at.faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Fail every step on the disk.")
    parser.add_argument("--full", action="store_true", help="a disk that is really full")
    parser.add_argument("--inside", metavar="DIR", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return _run_full(asked.inside)
    if not asked.full:
        return _run_planted()
    with tempfile.TemporaryDirectory(prefix="full-") as root:
        command = [sys.executable, "-m", "tests.faults.disk", "--inside", root]
        return subprocess.run(["unshare", "--map-root-user", "--mount", *command], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
