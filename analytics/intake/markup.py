"""XML in one pass: no DOCTYPE, so no entities and nothing from outside; no tree; bounded depth."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple, NoReturn
from xml.parsers import expat

from analytics.errors import ExportError, Problem, quote

DEEPEST: Final = 64  # elements within elements; what tools write needs ten
_PROBED: Final = 1 << 20
_PIECE: Final = 1 << 14
_CUT: Final = frozenset(
    expat.errors.codes[fault]
    for fault in ("no element found", "unclosed token", "partial character", "unclosed CDATA section")
)
_ENCODINGS: Final = re.compile(
    r"utf-?8|utf-?16(le|be)?|(us-)?ascii|latin-?1|iso-8859-([1-9]|1[013456])|(windows-|cp)125[0-8]",
    re.IGNORECASE,
)

Start = Callable[[str, dict[str, str]], None]


class Words(NamedTuple):
    """What a refusal says of a kind of file.

    Args:
        doctype: The whole complaint about a DOCTYPE.
        damaged: What goes before the parser's complaint.
        expected: A whole file of that kind.
        remedy: What to do.
    """

    doctype: str
    damaged: str
    expected: str
    remedy: str


class Root(NamedTuple):
    """What a file begins with.

    Args:
        name: The root element's, without its namespace.
        doctype: The name in the DOCTYPE, which ends the search.
        fault: Why neither is found.
    """

    name: str = ""
    doctype: str = ""
    fault: str = ""


class _FoundError(Exception):
    """The root is found, and no more is parsed."""


def find_root(data: bytes) -> Root:
    """Say what the root element is, without reading beyond it.

    Args:
        data: The bytes of a file.

    Examples:
        >>> find_root(b"<?xml version='1.0'?><!-- a --><log><trace/>").name
        'log'
        >>> find_root(b"<log,a").fault
        'not well-formed (invalid token) in line 1, column 5'
    """
    found: list[Root] = []

    def is_found(root: Root) -> NoReturn:
        found.append(root)
        raise _FoundError

    def declared(_: str, encoding: str | None, __: int) -> None:
        if encoding and not _ENCODINGS.fullmatch(encoding):
            is_found(Root(fault=f"the encoding {quote(encoding)} is not known"))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = lambda name, *_: is_found(Root(doctype=name))
    parser.StartElementHandler = lambda name, _: is_found(Root(name.rpartition(" ")[2]))
    try:
        for at in range(0, min(len(data), _PROBED), _PIECE):
            parser.Parse(data[at : at + _PIECE])
    except _FoundError:
        return found[0]
    except expat.ExpatError as error:
        place = f"in line {error.lineno}, column {error.offset + 1}"
        return Root(fault=f"{expat.ErrorString(error.code)} {place}")
    return Root(fault="it has no element")


def make_parser(
    label: str,
    words: Words,
    start: Start,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    *,
    is_local: bool = True,
) -> expat.XMLParserType:
    """Make a parser that refuses a DOCTYPE at once, and elements too deep within each other.

    Args:
        label: The file, for messages.
        words: What refusals say.
        start: Takes each element's name and attributes.
        end: Takes each name at its end.
        text: Takes text.
        is_local: Leave namespaces out of names; else a name is its namespace, a space and its own.
    """
    depth = 0

    def refuse(*_: object) -> None:
        raise ExportError.at(label, words.doctype, words.expected, words.remedy)

    def declared(_: str, encoding: str | None, __: int) -> None:
        if encoding and not _ENCODINGS.fullmatch(encoding):
            what = f"it says that its encoding is {quote(encoding)}"
            raise ExportError.at(label, what, "UTF-8 or UTF-16", words.remedy)

    def starts(name: str, attrs: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            what = f"{words.damaged} more than {DEEPEST} elements lie within each other"
            raise ExportError.at(label, what, words.expected, words.remedy)
        start(name.rpartition(" ")[2] if is_local else name, attrs)

    def ends(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end:
            end(name.rpartition(" ")[2] if is_local else name)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.XmlDeclHandler = declared
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = starts
    parser.EndElementHandler = ends
    if text:
        parser.CharacterDataHandler = text
    return parser


def run_parser(label: str, parser: expat.XMLParserType, data: bytes, words: Words) -> None:
    """Parse a whole file.

    Raises:
        ExportError: It is damaged or cut short, with line and column; or what `make_parser` refuses.
    """
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        fault = expat.ErrorString(error.code)
        what = f"it ends in the middle: it was cut ({fault})" if error.code in _CUT else fault
        where = f"{label}, line {error.lineno}, column {error.offset + 1}"
        raise ExportError([Problem(where, f"{words.damaged} {what}", words.expected, words.remedy)]) from None
