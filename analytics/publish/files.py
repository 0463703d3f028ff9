"""Every step on the disk that publishing takes: durable, and in one place so that a test can fail each.

A step that fails raises `StorageError` (exit 74) naming the file; nothing here leaves a half-written file
under its final name. Only plain calls of `os` and `fcntl` are used: a fault is planted by replacing those.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from analytics.errors import BusyError, StorageError

_CHUNK: Final = 1 << 20
_held: dict[Path, int] = {}


@contextmanager
def storing(path: Path) -> Iterator[None]:
    """Turn an `OSError` of the steps inside into a `StorageError` that names the file."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        remedy = (
            "free some space and run it again" if error.errno == errno.ENOSPC else "mend it and run it again"
        )
        raise StorageError.at(str(path), reason, "a file system that takes the files", remedy) from error


def make_folder(path: Path, mode: int = 0o755) -> None:
    """Make a folder and its parents where they are missing."""
    with storing(path):
        for folder in (*reversed(path.parents), path):
            if not folder.is_dir():
                os.mkdir(folder, mode)  # noqa: PTH102 (one patchable call a step)


def write_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a new file and see it onto the disk; its folder still needs `sync_folder`."""
    with storing(path):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        try:
            view = memoryview(content)
            while view:
                view = view[os.write(handle, view[:_CHUNK]) :]
            os.fsync(handle)
        finally:
            os.close(handle)


def replace_file(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader finds the whole old one or the whole new one."""
    beside = path.with_name(f".{path.name}.new")
    remove(beside)
    write_file(beside, content, mode)
    with storing(path):
        os.replace(beside, path)  # noqa: PTH105
    sync_folder(path.parent)


def read_file(path: Path) -> bytes:
    """Read a whole file."""
    with storing(path):
        return path.read_bytes()


def sync_folder(path: Path) -> None:
    """See a folder's own entries onto the disk."""
    with storing(path):
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_tree(path: Path) -> None:
    """See the entries of a folder and of all folders below onto the disk, the deepest first."""
    with storing(path):
        folders = sorted((Path(found[0]) for found in os.walk(path)), key=lambda folder: -len(folder.parts))
    for folder in folders:
        sync_folder(folder)


def rename(source: Path, target: Path) -> None:
    """Give a finished folder its final name, on the disk too."""
    with storing(target):
        os.rename(source, target)  # noqa: PTH104
    sync_folder(target.parent)


def copy_tree(source: Path, target: Path) -> None:
    """Copy a folder of plain files, each seen onto the disk."""
    make_folder(target)
    for relative in list_files(source):
        make_folder((target / relative).parent)
        write_file(target / relative, read_file(source / relative))
    sync_tree(target)


def list_files(folder: Path) -> list[str]:
    """Give the paths of all files below a folder, with `/`, sorted."""
    with storing(folder):
        found = [Path(root) / name for root, _, names in os.walk(folder) for name in names]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def point_link(link: Path, target: str) -> None:
    """Make a symbolic link point at `target` in one step: there is no instant without the link."""
    beside = link.with_name(f".{link.name}.new")
    remove(beside)
    with storing(link):
        os.symlink(target, beside)  # noqa: PTH211
        os.replace(beside, link)  # noqa: PTH105
    sync_folder(link.parent)


def read_link(link: Path) -> str | None:
    """Give what a symbolic link points at; None where there is nothing.

    Raises:
        StorageError: Something else than a link stands in its place.
    """
    with storing(link):
        if link.is_symlink():
            return os.readlink(link)  # noqa: PTH115
        if link.exists():
            raise StorageError.at(
                str(link), "it is no symbolic link", "a link that runs of publish made", "move it away"
            )
    return None


def remove(path: Path) -> None:
    """Remove a file, a link or a whole folder; nothing there is fine."""
    with storing(path):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.is_symlink() or path.exists():
            os.unlink(path)  # noqa: PTH108


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the lock of an output folder; it falls when the process ends, however it ends.

    A block inside another block of the same process shares its lock.

    Args:
        out: The output folder; it is made where it is missing.

    Raises:
        BusyError: Another run holds it; there is no waiting.
    """
    folder = out.resolve()
    if folder in _held:
        yield
        return
    make_folder(folder)
    path = folder / ".lock"
    with storing(path):
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _take(handle, path)
        _held[folder] = handle
        yield
    finally:
        _held.pop(folder, None)
        os.close(handle)


def _take(handle: int, path: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BusyError.at(
            str(path.parent), "another run is publishing here", remedy="run it again when that one has ended"
        ) from None
    except OSError as error:
        with storing(path):
            raise error
