"""How much memory one input takes, and how much it may."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STATUS = Path("/proc/self/status")
RESET = Path("/proc/self/clear_refs")

# An empty cell is one byte in a file, its delimiter, and 16 in a column, of which two are there while one is
# made of the other: 32 times the file is what the emptiest honest file needs. What the libraries fetch at
# their first use, and for any file however small, stays below 64 MB.
FLOOR = 64_000_000
TIMES = 32


class Peak:
    """The growth of resident memory while an input was read, in bytes; None: it cannot be measured here."""

    grown: int | None = None


@contextmanager
def measured() -> Iterator[Peak]:
    """Measure the highest point of resident memory within, from where it stood at the start."""
    peak = Peak()
    is_able = reset_peak()
    before = read_status("VmRSS")
    try:
        yield peak
    finally:
        if is_able:
            peak.grown = max(0, read_status("VmHWM") - before)


def reset_peak() -> bool:
    """Begin to count the highest point anew; False where the system does not tell it."""
    try:
        RESET.write_text("5")
    except OSError:
        return False
    return True


def read_status(name: str) -> int:
    """Read a line of the process's own status, in bytes."""
    if not STATUS.exists():
        return 0
    for line in STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0


def bound(data: bytes) -> int:
    """The most that an input may take: it is judged by its size unpacked, which the intake itself bounds."""
    return max(FLOOR, TIMES * unpacked_size(data))


def unpacked_size(data: bytes) -> int:
    """The bytes that a file holds, unpacked; its own where it is not packed."""
    try:
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return max(len(data), sum(info.file_size for info in archive.infolist()))
        if data.startswith(b"\x1f\x8b"):
            return max(len(data), len(gzip.decompress(data)))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        pass
    return len(data)
