"""Runs of `publish` as processes of their own: watched phase by phase, killed, and looked for afterwards."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

ROOT: Final = Path(__file__).parents[2]
PHASES: Final = (
    "reading the exports",
    "writing the pages",
    "building the site",
    "putting the site in place",
)
AFTERWARDS: Final = "after the result"
BEFORE: Final = "starting"
SURVIVAL: Final = 5.0  # seconds that a kernel may outlive its run
PATIENCE: Final = 300.0  # seconds for a run on a busy machine
_MARK: Final = "INCIDENT_ANALYTICS_FAULT_RUN"
_numbers: Final = itertools.count(1)


class Run:
    """`incident-analytics publish`, started in a session of its own.

    Every process of the run carries a mark in its environment: that finds a kernel, which leaves the session.

    Args:
        folder: The contract's.
        out: Where to publish.
        temp: The temporary folder of the run; a short path, since sockets lie in it.
        options: More of the command line.
        n_blocks: The largest file that the run may write, in blocks of 512 bytes; 0: any.
    """

    def __init__(self, folder: Path, out: Path, temp: Path, *options: str, n_blocks: int = 0) -> None:
        self.mark = f"{os.getpid()}-{next(_numbers)}"
        self.lines: list[tuple[float, str]] = []
        self._changed = threading.Condition()
        command = Path(sys.executable).with_name("incident-analytics")
        limit = ["sh", "-c", 'ulimit -f "$0" && exec "$@"', str(n_blocks)] if n_blocks else []
        marked = {_MARK: self.mark, "PYTHONPATH": str(ROOT), "TMPDIR": str(temp)}
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [*limit, command, "publish", folder, "--out", out, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **marked},
            cwd=folder,
            start_new_session=True,
        )
        self.out: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(stream, keep), daemon=True)
            for stream, keep in ((self.process.stdout, self.out), (self.process.stderr, None))
        ]
        for reader in self._readers:
            reader.start()

    def _read(self, stream: object, keep: list[str] | None) -> None:
        for line in stream:  # type: ignore[attr-defined]
            with self._changed:
                self.lines.append((time.monotonic(), line.rstrip("\n")))
                if keep is not None:
                    keep.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._changed.notify_all()

    def wait_for(self, phase: str) -> bool:
        """Wait until a phase has begun; False where the run ended before."""

        def is_over() -> bool:
            return self._begun(phase) or not self._readers[1].is_alive()

        with self._changed:
            while not is_over():
                if not self._changed.wait(0.5) and time.monotonic() - self.started_at > PATIENCE:
                    raise TimeoutError(f"{phase}: not begun after {PATIENCE} s")
            return self._begun(phase)

    def _begun(self, phase: str) -> bool:
        return any(line.startswith(phase) for _, line in self.lines)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)

    def end(self) -> int:
        """Wait for the end of the main process, and for its last lines."""
        code = self.process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(2)  # a kernel that lives on would hold the pipe
        if not any(reader.is_alive() for reader in self._readers):
            for stream in (self.process.stdout, self.process.stderr):
                assert stream is not None
                stream.close()
        return code

    @property
    def phase(self) -> str:
        """The phase that the run had come to, by the lines that it wrote."""
        if any(line.startswith("RESULT") for line in self.out):
            return AFTERWARDS
        begun = [phase for phase in PHASES if self._begun(phase)]
        return begun[-1] if begun else BEFORE

    @property
    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)

    def durations(self) -> dict[str, float]:
        """How long each phase of a finished run took, in seconds; the last one ends with the RESULT line."""
        pairs = itertools.pairwise((*PHASES, "RESULT"))
        return {phase: self.begun_at(after) - self.begun_at(phase) for phase, after in pairs}

    def begun_at(self, mark: str) -> float:
        """When the line that begins with these words was read, on the monotonic clock."""
        return next(when for when, line in self.lines if line.startswith(mark))

    def processes(self) -> list[psutil.Process]:
        """Every living process of this run: itself, its kernel, and what those have started."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def kernels(self) -> list[psutil.Process]:
        return [process for process in self.processes() if "analytics.report.kernel" in _words(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            dead = process.status() in (psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
            return not dead and process.environ().get(_MARK) == self.mark
        except (psutil.Error, OSError):
            return False

    def survival(self) -> float | None:
        """Seconds until no process of this run is left; None where one lives on after `SURVIVAL`."""
        began = time.monotonic()
        while self.processes():
            if time.monotonic() - began > SURVIVAL:
                return None
            time.sleep(0.02)
        return time.monotonic() - began

    def clear(self) -> None:
        """End whatever is left of this run, and nothing else."""
        for process in self.processes():
            process.kill()
        self.end()


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except (psutil.Error, OSError):
        return []


def finish(folder: Path, out: Path, temp: Path, *options: str) -> Run:
    """Run `publish` to its end."""
    run = Run(folder, out, temp, *options)
    run.end()
    return run


def wait_until(is_true: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Look again and again until something is so."""
    ends_at = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > ends_at:
            return False
        time.sleep(0.01)
    return True
