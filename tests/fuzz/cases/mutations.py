"""Files of known rows with bytes changed, and files that are large in one respect: nothing else is known."""

from __future__ import annotations

import gzip
import io
import zipfile

from hypothesis import strategies as st

from tests.fuzz.cases.books import Book, Sheet, pack
from tests.fuzz.cases.rows import NAMES
from tests.fuzz.target import Case

TOKENS = (
    *(
        b"\0",
        b'"',
        b"\n",
        b"\r",
        b",",
        b";",
        b"\t",
        b"<",
        b">",
        b"&",
        b"&#0;",
        b"[",
        b"]",
        b"{",
        b"}",
        b":",
        b"\xff",
    ),
    *(
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"NaN",
        b"null",
        b"1e999",
        b"-1",
        b"99999999999999999999",
    ),
    *(b"<!DOCTYPE log>", b"<event>", b"</event>", b"<trace>", b"<![CDATA[", b"<!--", b"<c>", b"<row r='-5'>"),
    *(b't="s"', b's="99"', b'r="A0"', b'r="ZZZ1"', b"<v>1e309</v>", b"<v>nan</v>", b"\\ud800", b'{"a":'),
    *(b"2026-02-30", b"31/12/26", b"1 - Critical", b"Total", b"display_value", b"\xc2\x85", b"\xe2\x80\xa8"),
)


@st.composite
def mutated(draw: st.DrawFn, whole: st.SearchStrategy[Case]) -> Case:
    """A whole file with one to five changes, which are made inside where it is packed, or to it as it is."""
    data = draw(whole).data
    if data.startswith(b"PK") and draw(st.booleans()):
        return Case(_inside(draw, data))
    if data.startswith(b"\x1f\x8b") and draw(st.booleans()):
        return Case(gzip.compress(_change(draw, gzip.decompress(data)), mtime=0))
    return Case(_change(draw, data))


def _inside(draw: st.DrawFn, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    if draw(st.integers(0, 9)) == 6:
        del parts[name]
    else:
        parts[name] = _change(draw, parts[name])
    return pack(parts)


def _change(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.sampled_from((0, 1, 1, 2, 7, 40)))
        way = draw(st.sampled_from(("token", "bytes", "delete", "double", "cut", "move")))
        piece = data[at : at + size]
        if way == "cut":
            data = data[:at]
        elif way == "move":
            rest = data[:at] + data[at + size :]
            to = draw(st.integers(0, len(rest)))
            data = rest[:to] + piece + rest[to:]
        else:
            token = draw(st.sampled_from(TOKENS)) if way == "token" else draw(st.binary(max_size=4))
            data = data[:at] + {"delete": b"", "double": piece * 2}.get(way, token) + data[at + size :]
    return data


HEADER = ",".join(NAMES)
ROW = "{},2026-10-01 09:00:00,1 - Critical,a"


@st.composite
def large(draw: st.DrawFn, reader: str) -> Case:
    """A file of up to some hundred kilobytes that is extreme in one respect: it takes memory or time."""
    makers = LARGE[reader]
    maker = draw(st.sampled_from(sorted(makers)))
    return Case(makers[maker](draw(st.integers(1, 60)) * 50))


def _csv(lines: list[str]) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


def _object(**cells: str) -> str:
    inside = "".join(f',"{name}":{cell}' for name, cell in cells.items())
    return f'{{"number":"1","opened":"2026-10-01 09:00:00","priority":"1 - Critical","note":"a"{inside}}}'


def _event(n: int, inside: str = "") -> str:
    return f'<trace><string key="concept:name" value="{n}"/><event>{inside}</event></trace>'


def _new_keys(n: int) -> list[str]:
    return [_object(**{f"k{i}": "1"}) for i in range(n)]


def _deep_keys(n: int) -> str:
    depth = min(n, 900)
    key = "k" * (300_000 // depth)
    return _object(a=f'{{"{key}":' * depth + "1" + "}" * depth)


def plain_parts() -> dict[str, str]:
    """The parts of a workbook of one sheet with a header and nothing else."""
    return Book(_first).parts([Sheet("S", [(1, list(NAMES))])])  # type: ignore[arg-type]


def _first(strategy: st.SearchStrategy) -> object:
    """Draw the same every time: texts that stand in their cells, and no to every question."""
    return "inline" if "inline" in repr(strategy) else 0


def _book(rows: list[tuple[int, str]], header: str = "") -> bytes:
    """A sheet whose rows are given as XML, below a header."""
    parts = plain_parts()
    body = "".join(f'<row r="{number}">{inside}</row>' for number, inside in rows)
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace("</row></sheetData>", f"{header}</row>{body}</sheetData>")
    return pack(parts)


JSON = {
    "new keys": lambda n: ("[" + ",".join(_new_keys(n)) + "]").encode(),
    "long keys in each other": lambda n: f"[{_deep_keys(n)}]".encode(),
    "strays": lambda n: ("[" + ",".join([_object(), *["1"] * (n * 100)]) + "]").encode(),
    "deep lists": lambda n: f"[{_object(a='[' * n + ']' * n)}]".encode(),
    "one long text": lambda n: f"[{_object(a=chr(34) + 'x' * (n * 300) + chr(34))}]".encode(),
    "escapes": lambda n: f"[{_object(a=chr(34) + chr(92) + 'u0000' * (n * 50) + chr(34))}]".encode(),
    "empty objects": lambda n: ("[" + ",".join([_object(), *["{}"] * (n * 100)]) + "]").encode(),
}
LARGE = {
    "csv": {
        "short rows": lambda n: _csv(["a"] * (n * 200)),
        "many columns": lambda n: _csv([]) + b",c" * (n * 10) + b"\na\n",
        "blank cells": lambda n: (HEADER + "," * 999 + "x\n" + ("1" + "," * 1003 + "\n") * n).encode(),
        "long cell": lambda n: _csv(['1,2026-10-01 09:00:00,1 - Critical,"' + 'x""\n' * (n * 100) + '"']),
        "open quote": lambda n: _csv([ROW.format(1), '"' + "a,b\n" * (n * 100)]),
        "stray quotes": lambda n: _csv([ROW.format(1), '"a"b,' * (n * 50)]),
        "rows": lambda n: _csv([ROW.format(i) for i in range(n * 4)]),
        "blank lines": lambda n: _csv([*[""] * (n * 200), ROW.format(1)]),
        "title rows": lambda n: ("a\n" * 50 + "x" * (n * 200) + "\n").encode() + _csv([ROW.format(1)]),
        "letters": lambda n: b"a" * (n * 300),
        "bars": lambda n: b"|" * (n * 300),
    },
    "json": JSON,
    "ndjson": {
        "new keys": lambda n: "\n".join(_new_keys(n)).encode(),
        "long keys in each other": lambda n: f"{_deep_keys(n)}\n{_object()}".encode(),
        "strays": lambda n: "\n".join([_object(), *["1"] * (n * 100)]).encode(),
        "blank lines": lambda n: (_object() + "\n" * (n * 300) + _object()).encode(),
    },
    "xlsx": {
        "far cells": lambda n: _book([(i + 2, f'<c r="XFD{i + 2}"><v>1</v></c>') for i in range(n)]),
        "far header": lambda n: _book(
            [(i + 2, "<c><v>1</v></c>") for i in range(n)], '<c r="XFD1" t="inlineStr"><is><t>z</t></is></c>'
        ),
        "rows out of order": lambda n: _book([(n - i, "<c><v>1</v></c>") for i in range(n)]),
        "empty rows": lambda n: _book([(i + 2, "") for i in range(n * 100)]),
        "deep": lambda n: _book([(2, "<c>" * n + "</c>" * n)]),
        "long text": lambda n: _book([(2, '<c t="inlineStr"><is><t>' + "x" * (n * 300) + "</t></is></c>")]),
        "packed blanks": lambda n: _book([(2, " " * (n * 3000))]),
    },
    "xes": {
        "new keys": lambda n: _log([_event(i, f'<int key="k{i}" value="1"/>') for i in range(n)]),
        "empty traces": lambda n: _log(["<trace/>"] * (n * 40)),
        "empty events": lambda n: _log(["<trace>", *["<event/>"] * (n * 40), "</trace>"]),
        "trace text": lambda n: _log(
            ["<trace>", f'<string key="t" value="{"x" * (n * 50)}"/>', *["<event/>"] * n, "</trace>"]
        ),
        "deep": lambda n: _log(["<a>" * n]),
        "keys in each other": lambda n: _log(
            [_event(1, '<string key="kkkkkkkkkkkkkkkk" value="v">' * 55 + "</string>" * 55)] * n
        ),
        "comment": lambda n: _log(["<!--" + "x" * (n * 300) + "-->"]),
    },
}  # fmt: skip


def _log(parts: list[str]) -> bytes:
    return ("<log>" + "".join(parts) + "</log>").encode()
