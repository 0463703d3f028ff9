"""Bytes to UTF-8, whatever a tool or a spreadsheet made of them."""

from __future__ import annotations

import codecs
import re
from typing import Final

from analytics.errors import ExportError, quote

MARK: Final = b"\xef\xbb\xbf"
_JOINED: Final = re.compile(rb"(?<=[\r\n])(?:\xef\xbb\xbf)+")
_PIECE: Final = 8_000_000  # bytes
_CUT: Final = ("unexpected end of data", "truncated data")
_PROBED: Final = 2048  # bytes in which NULs tell UTF-16


def to_utf8(label: str, data: bytes) -> tuple[bytes, str]:
    """Give text as UTF-8; what is UTF-8 already is not copied, and keeps its byte-order mark.

    Args:
        label: The file.
        data: Its bytes.

    Returns:
        The bytes, and the name of the encoding in which they were.

    Raises:
        ExportError: No encoding fits.
    """
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not _zeros(data) and _is_utf8(data):
        return data, "UTF-8 with BOM" if data.startswith(MARK) else "UTF-8"
    text, encoding = decode(label, data)
    return text.encode(), encoding


def decode(label: str, data: bytes) -> tuple[str, str]:
    """Turn bytes into text.

    A byte-order mark decides; NUL at every second byte means UTF-16; else it is UTF-8 where that fits
    to the last byte, else Windows-1252. A single NUL is content of a cell and is left in the text.

    Returns:
        The text, and the name of the encoding.

    Raises:
        ExportError: No encoding fits.

    Examples:
        >>> decode("a.csv", "naïve £".encode("cp1252"))
        ('naïve £', 'Windows-1252')
    """
    for mark, codec, name in (
        (MARK, "utf-8", "UTF-8 with BOM"),
        (b"\xff\xfe", "utf-16-le", "UTF-16LE"),
        (b"\xfe\xff", "utf-16-be", "UTF-16BE"),
    ):
        if data.startswith(mark):
            return _strictly(label, data[len(mark) :], codec, name), name
    if found := _zeros(data):
        return _strictly(label, data, *found), found[1]
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        _refuse_cut(label, error)
    return _strictly(label, data, "cp1252", "Windows-1252"), "Windows-1252"


def mark_length(data: bytes) -> int:
    """How many bytes of a byte-order mark go before the text: offsets count them."""
    return 3 if data.startswith(MARK) else 2 if data.startswith((b"\xff\xfe", b"\xfe\xff")) else 0


def drop_marks(data: bytes) -> bytes:
    r"""Drop the byte-order marks that are left where CSVs were joined: before the first cell of a record.

    A mark within quotes is content, and one anywhere else is no mark.

    Args:
        data: UTF-8.

    Examples:
        >>> drop_marks("\ufeffid\n1\n\ufeffid\n2".encode()).decode()
        '\ufeffid\n1\nid\n2'
    """
    if data.find(MARK, 1) < 0:
        return data
    parts, at, counted, is_open = [], 0, 0, False
    for mark in _JOINED.finditer(data):
        is_open ^= data.count(b'"', counted, mark.start()) % 2 == 1
        counted = mark.start()
        if not is_open:
            parts.append(data[at : mark.start()])
            at = mark.end()
    return b"".join([*parts, data[at:]])


def refuse_other_json(label: str, data: bytes) -> None:
    """Refuse JSON that is neither UTF-8, which RFC 8259 asks for, nor UTF-16, which tells itself.

    Raises:
        ExportError: A byte of it is no UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _zeros(data):
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 0:
            return  # it was cut, which `decode` says
        what = f"the byte {quote(data[error.start : error.start + 1].hex())} at byte offset {error.start} is "
        remedy = "export it again in UTF-8"
        raise ExportError.at(label, f"{what}no UTF-8", "JSON as RFC 8259 defines it", remedy) from None


def _zeros(data: bytes) -> tuple[str, str] | None:
    """Codec and name of UTF-16 without a mark, where NULs tell it."""
    head = data[:_PROBED]
    little, big = ("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")
    for found, high, low in ((little, head[1::2], head[::2]), (big, head[::2], head[1::2])):
        if len(head) > 3 and high.count(0) > 0.4 * len(high) and low.count(0) < 0.1 * len(low):
            return found
    return None


def _is_utf8(data: bytes) -> bool:
    """Piece by piece: the text as a whole would take several times the memory."""
    if data.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(view[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_cut(label: str, error: UnicodeDecodeError) -> None:
    """Say of a file whose last character lacks bytes that it was cut, which no other encoding explains."""
    if error.reason in _CUT and error.start > 0:
        what = f"it ends in the middle of a character at byte {error.start}: it was cut"
        raise ExportError.at(label, what, "a whole file", "export it again") from None


def _strictly(label: str, data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        _refuse_cut(label, error)
        what = f"byte {error.start} ({quote(data[error.start : error.start + 1].hex())}) is no {name}"
        expected = "UTF-8, UTF-16 or Windows-1252"
        raise ExportError.at(label, what, expected, "export it as CSV UTF-8") from None
