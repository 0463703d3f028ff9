"""From disk to bytes: the only file access of the intake."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analytics.errors import ExportError, StorageError

LARGEST_FILE: Final = 1 << 29  # 512 MiB: several times the largest export that the tools can write


@dataclass
class Blob:
    """The bytes of one export.

    Args:
        label: The path as the contract writes it: the name by which messages and tables know the file.
        data: Every byte; a reader that needs the room takes them away as it goes.
        sha256: Their hash, in hexadecimal.
    """

    label: str
    data: bytes
    sha256: str


def read_blob(folder: Path, label: str) -> Blob:
    """Read one export as it lies on disk.

    Args:
        folder: The folder to which the contract's path is relative.
        label: The path as the contract writes it.

    Returns:
        Its bytes and their hash.

    Raises:
        ExportError: There is no such file, or it is larger than `LARGEST_FILE`.
        StorageError: The file is there and cannot be read.
    """
    path = folder / label
    if _leads_out(path, folder):
        remedy = "copy the file there: links that lead out of the folder are not followed"
        raise ExportError.at(label, f"it leads out of {folder}", "a file inside", remedy)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ExportError.at(label, "it is no file", "an export", "mend the path in the contract")
        if size > LARGEST_FILE:
            what = f"it has {size} bytes"
            raise ExportError.at(label, what, f"at most {LARGEST_FILE}", "export fewer months a file")
        data = path.read_bytes()
    except FileNotFoundError:
        remedy = "put the export there, mend the path in the contract, or name the folder with --exports"
        raise ExportError.at(label, f"there is no such file in {folder}", "an export", remedy) from None
    except OSError as error:
        raise StorageError.at(str(path), f"it cannot be read: {error.strerror}") from error
    return Blob(label, data, hashlib.sha256(data).hexdigest())


def _leads_out(path: Path, folder: Path) -> bool:
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself leads nowhere: reading it says so
        return False
