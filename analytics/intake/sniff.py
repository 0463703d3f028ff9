"""What a file really is, whatever its name says, and the refusal of what cannot be an export."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from analytics.errors import ExportError, quote
from analytics.intake.markup import find_root

Kind = Literal["text", "json", "workbook", "parquet", "xes", "atom"]
LARGEST_INFLATED: Final = 1 << 30
LARGEST_RATIO: Final = 200  # text compresses 5 to 30 times; a bomb thousands of times
SMALL: Final = 10_000_000  # below it no ratio is suspicious
LARGEST_BURST: Final = 1 << 26  # bytes beyond that ratio, at any place: a long run of one row is no bomb
_PIECE: Final = 1 << 20  # bytes that are unpacked at once
_OTHERS: Final[Mapping[bytes, str]] = MappingProxyType(
    {
        b"%PDF": "a PDF",
        b"\x89PNG": "a picture (PNG)",
        b"\xff\xd8\xff": "a picture (JPEG)",
        b"GIF8": "a picture (GIF)",
        b"7z\xbc\xaf": "an archive (7z): unpack it",
        b"Rar!": "an archive (RAR): unpack it",
    }
)
_TITLE: Final = re.compile(rb"<title[^>]*>([^<]{0,200})", re.IGNORECASE)
_ROOTS: Final[Mapping[str, Kind]] = MappingProxyType({"log": "xes", "feed": "atom"})
_READABLE: Final = "CSV, XLSX, JSON or XES"
_SAVE_AS: Final = "open it in Excel and save it as .xlsx"


def sniff(label: str, data: bytes) -> Kind:
    """Say what the bytes are.

    Args:
        label: The file, for messages.
        data: Its bytes, unpacked.

    Raises:
        ExportError: It is empty, a web page, or another kind of file that is not read.
    """
    if not data:
        remedy = "export it again; the last good report stays published"
        raise ExportError.at(label, "it is empty (0 bytes)", "an export with a header", remedy)
    if data[-1] == 0 and data.count(0) == len(data):
        what, remedy = f"it holds nothing but {len(data)} NULs", "copy it again: the disk lost what was in it"
        raise ExportError.at(label, what, "an export with a header", remedy)
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise ExportError.at(label, "it is text in UTF-32", "UTF-8 or UTF-16", "export it as CSV UTF-8")
    if data.startswith(b"PK\x03\x04"):
        return "workbook"
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ExportError.at(label, "it is an old or encrypted Office file", _READABLE, _SAVE_AS)
    for magic, what in _OTHERS.items():
        if data.startswith(magic):
            raise ExportError.at(label, f"it is {what}", _READABLE, "export the list itself")
    head = _ascii_head(data)
    if head.startswith(b"<"):
        return _sniff_markup(label, data, head)
    return "json" if _looks_like_json(head) or _is_json_by_name(label, head) else "text"


def _looks_like_json(head: bytes) -> bool:
    return re.match(rb"""(\[\s*(\{|\]|$))|(\{\s*("|\}|$))""", head) is not None


def _is_json_by_name(label: str, head: bytes) -> bool:
    """Where the name says JSON and the bytes may be that, what is wrong is told as a fault of JSON.

    A list with delimiters that was only named so is still read as what it is.
    """
    is_named = label.lower().removesuffix(".gz").endswith((".json", ".ndjson", ".jsonl"))
    return is_named and may_be_json(head)


def may_be_json(data: bytes) -> bool:
    """Whether it begins as JSON or a remark in it does, or nothing parts it into columns.

    Args:
        data: The bytes of a file, or its beginning.
    """
    head = _ascii_head(data)
    is_list = re.search(rb"[,;\t|]", head) is not None
    return head.startswith((b"[", b"{", b"/*", b"//")) or (head != b"" and not is_list)


def _ascii_head(data: bytes) -> bytes:
    """The first visible characters, without byte-order mark and the NULs of UTF-16."""
    head = data[:4096]
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()


def _sniff_markup(label: str, data: bytes, head: bytes) -> Kind:
    start = head[:1024].lower()
    root = find_root(data)
    is_page = re.match(rb"<(!doctype html|html|head|body|table|meta)", start) is not None
    if is_page or "html" in (root.name.lower(), root.doctype.lower()):
        raise _refuse_page(label, data)
    if root.name in _ROOTS:
        return _ROOTS[root.name]
    if root.doctype:
        kind = "XES" if root.doctype == "log" else "XML"
        what = f"{kind} with DOCTYPE is not accepted"
        raise ExportError.at(label, what, _READABLE, "export it as CSV")
    if re.match(rb"<(\?xml|!--|!doctype)", start):
        what = f"it is XML, and its root element {quote(root.name)} is no XES event log"
        what = what if root.name else f"it is XML that cannot be read: {root.fault}"
        raise ExportError.at(label, what, _READABLE, "export it as CSV")
    return "text"


def _refuse_page(label: str, data: bytes) -> ExportError:
    title = _TITLE.search(data[:65536].replace(b"\0", b""))
    named = f" (title: {title[1].decode('utf-8', 'replace').strip()})" if title else ""
    if b"<table" in data[:65536].lower():
        return ExportError.at(label, f"it is HTML{named}, not Excel or CSV", _READABLE, _SAVE_AS)
    what = f"it looks like HTML{named}: the download probably lost its session"
    return ExportError.at(label, what, _READABLE, "sign in and download it again")


def unpack(label: str, data: bytes) -> bytes:
    """Unpack gzip, within bounds; give anything else back as it is."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    inflated, packed = io.BytesIO(), io.BytesIO(data)
    try:
        with gzip.GzipFile(fileobj=packed) as members:  # a gzip file may consist of several
            while piece := members.read(_PIECE):
                inflated.write(piece)
                check_inflation(label, len(data), inflated.tell())
                _check_burst(label, packed.tell(), inflated.tell())
    except EOFError:
        raise _refuse_packed(label, "it ends in the middle") from None
    except (OSError, zlib.error):
        raise _refuse_packed(label, "it is damaged") from None
    return inflated.getvalue()  # not copied


def _check_burst(label: str, taken: int, inflated: int) -> None:
    """Refuse a bomb at what it does to its first bytes, before it is large.

    The size of the whole may be meant: a smaller bomb within a large file would pass by it.
    """
    if inflated - LARGEST_RATIO * taken > LARGEST_BURST:
        what = f"its first {taken} bytes unpack to {inflated}"
        expected = f"at most {LARGEST_RATIO} times the packed size"
        raise ExportError.at(label, what, expected, "export it unpacked")


def _refuse_packed(label: str, what: str) -> ExportError:
    return ExportError.at(label, f"it cannot be unpacked: {what}", "a whole .gz file", "copy it again")


def check_inflation(label: str, packed: int, inflated: int) -> None:
    """Refuse a file that grows without measure when unpacked."""
    if inflated > LARGEST_INFLATED or (inflated > SMALL and inflated > LARGEST_RATIO * packed):
        what = f"{packed} bytes unpack to more than {inflated - 1}"
        expected = f"at most {LARGEST_INFLATED} bytes and {LARGEST_RATIO} times the packed size"
        raise ExportError.at(label, what, expected, "export it unpacked")
