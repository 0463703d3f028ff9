"""Plants a fault at one step on the disk of whatever runs in this process.

A step is anything that changes the disk: a file opened for writing, a write, an fsync, a rename, a new folder
or link, a removal. Opening, renaming, linking and removing are seen by an audit hook, so that no library can
get past; writes and fsyncs by standing in for those two functions of `os`.
"""

from __future__ import annotations

import os
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_EVENTS: Final = {  # audit event: the place of its path among the arguments
    "os.mkdir": 0,
    "os.rename": 1,
    "os.symlink": 1,
    "os.link": 1,
    "os.remove": 0,
    "os.rmdir": 0,
    "os.chmod": 0,
    "os.truncate": 0,
    "shutil.rmtree": 0,
}
TIDYING: Final = ("os.remove", "os.rmdir", "os.chmod", "shutil.rmtree")


@dataclass(frozen=True)
class Step:
    """One step: what was done, and to which file (empty where only its number is known)."""

    what: str
    path: str


@dataclass
class Plant:
    """Counts steps and lets one of them fail.

    Args:
        at: Which step fails, from 1; 0: none.
        number: The error's number: `errno.ENOSPC`, `errno.EIO`.
    """

    at: int = 0
    number: int = 0
    steps: list[Step] = field(default_factory=list)
    thread: int = field(default_factory=threading.get_ident)

    def take(self, what: str, path: object) -> None:
        """Count a step; raise where it is the one that fails."""
        if threading.get_ident() != self.thread:
            return
        self.steps.append(Step(what, os.fsdecode(path) if isinstance(path, str | bytes | Path) else ""))
        if len(self.steps) == self.at:
            raise OSError(self.number, os.strerror(self.number), self.steps[-1].path or None)


_planted: list[Plant] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if not _planted:
        return
    if event == "open":
        path, _, flags = arguments
        is_file = isinstance(path, str | bytes) and not os.fsdecode(path).startswith("/dev/")
        if is_file and flags & _WRITING:
            _planted[-1].take("open", path)
    elif event in _EVENTS:
        path = arguments[_EVENTS[event]]
        if event != "os.mkdir" or not Path(path).is_dir():  # else it is asked for, and changes nothing
            _planted[-1].take(event, path)


@contextmanager
def planted(at: int = 0, number: int = 0) -> Iterator[Plant]:
    """Count the steps on the disk that this thread takes inside; let one fail.

    Args:
        at: Which one, from 1; 0: none.
        number: Of the error.
    """
    _listen()
    plant = Plant(at, number)
    write, fsync = os.write, os.fsync

    def stepping(what: str, act: Any) -> Any:
        def stepped(handle: int, *rest: Any) -> Any:
            if _is_file(handle):
                plant.take(what, "")
            return act(handle, *rest)

        return stepped

    os.write, os.fsync = stepping("os.write", write), stepping("os.fsync", fsync)
    _planted.append(plant)
    try:
        yield plant
    finally:
        _planted.pop()
        os.write, os.fsync = write, fsync


def _is_file(handle: int) -> bool:
    """Tell a file or folder from a pipe: a loop that wakes itself writes to one."""
    mode = os.fstat(handle).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


_listening: list[bool] = []


def _listen() -> None:
    """Begin to listen: an audit hook stays for the life of the process, and is idle between plants."""
    if not _listening:
        _listening.append(True)
        sys.addaudithook(_hear)
