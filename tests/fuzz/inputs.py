"""The kept inputs, and how bytes become a file for a reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.cases.books import pack
from tests.fuzz.cases.mutations import plain_parts
from tests.fuzz.target import READERS

CORPUS = Path(__file__).parent / "corpus"
MARK = b"%%"
PARTS = (
    "worksheets/sheet1.xml",
    "sharedStrings.xml",
    "workbook.xml",
    "_rels/workbook.xml.rels",
    "styles.xml",
)


def as_file(reader: str, data: bytes) -> bytes:
    """Make a file of an input.

    A change of one byte spoils the checksum of an archive and all that is behind it. So the input of the
    workbook reader is the parts of a workbook, with a mark between, unless it is an archive already.
    """
    if reader != "xlsx" or data.startswith(b"PK"):
        return data
    parts: dict[str, str | bytes] = dict(plain_parts())
    for name, part in zip(PARTS, data.split(MARK), strict=False):
        if part:
            parts[f"xl/{name}"] = part
    return pack(parts, is_stored=True)


def kept(reader: str) -> Iterator[tuple[str, bytes]]:
    """Every input that is kept for a reader, by its name."""
    for path in sorted((CORPUS / reader).glob("*")):
        yield path.name, path.read_bytes()


def every_kept() -> list[tuple[str, str, bytes]]:
    """Reader, name and bytes of all that is kept."""
    return [(reader, name, data) for reader in READERS for name, data in kept(reader)]
