"""Where JSON is not JSON: found only when the parser has said that it is not.

The parser stops at the first fault. Behind one that leaves no doubt of what was meant, such as NaN or a comma
too many, this reads on, so that a run names them all; it stops where nothing that follows can be trusted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from analytics.errors import Problem, quote

DEEPEST: Final = 500  # values within each other; the parser gives up behind it
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\]:,]|[^ \t\r\n{}\[\]:,"]+', re.DOTALL)
_CLOSED: Final = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_WORD: Final = re.compile(r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_CONSTANTS: Final = ("NaN", "Infinity", "-Infinity")
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED: Final = '"\\/bfnrt'
_AT: Final = " at byte offset {offset}"
_EXPECTED: Final = "JSON as RFC 8259 defines it"


class _Fault(NamedTuple):
    """Where it is, what it is, and where a parser may stop because of it; empty: this cannot be read on."""

    at: int
    what: str
    stops: tuple[int, ...] = ()


def find_json_faults(
    label: str, text: str, codec: str, error: json.JSONDecodeError | None = None, n_before: int = 0
) -> list[Problem]:
    """Name everything for which a text is no JSON, as far as what follows can be trusted.

    That is every number that JSON does not know, every key that an object has twice, every comma without
    anything behind it, in each string the first character that must be escaped and the first escape that
    there is none of; and the first place at which the text goes wrong in another way.

    Args:
        label: The file.
        text: All of it; several values one after another are fine.
        codec: Its codec, to count bytes.
        error: What the parser said: it knows best what is wrong where the text cannot be read on.
        n_before: Bytes before the text: a byte-order mark.

    Examples:
        >>> [p.what for p in find_json_faults("a.json", '[{"a":NaN,"a":1}]', "utf-8")]
        ['NaN at byte offset 6 is no JSON', "the key 'a' at byte offset 10 is there twice in its object"]
    """
    found = list(_Reader(text).faults())
    if not found or (error and not any(error.pos in fault.stops for fault in found)):
        found = [fault for fault in found if fault.stops]
        message, at = (error.msg.removesuffix(" at"), error.pos) if error else ("it is damaged", 0)
        stands = f", where {quote(text[at])} stands" if at < len(text) else ", where it ends"
        found.append(_Fault(at, f"it is no JSON: {message}{_AT}{stands}"))
    return [_problem(*each) for each in _places(label, text, codec, n_before, sorted(found))]


def find_too_deep(label: str, text: str, codec: str, n_before: int = 0) -> Problem:
    """Say where values lie too deep within each other for the parser.

    Args:
        label: The file.
        text: All of it.
        codec: Its codec, to count bytes.
        n_before: Bytes before the text: a byte-order mark.
    """
    depth = at = 0
    for token in _TOKEN.finditer(text):
        depth += (token[0] in ("{", "[")) - (token[0] in ("}", "]"))
        at = token.start()
        if depth > DEEPEST:
            break
    what = f"its values are nested too deeply: more than {DEEPEST} lie within each other{_AT}"
    [(where, described)] = _places(label, text, codec, n_before, [_Fault(at, what)])
    return Problem(where, described, "a list of objects", "export it again: no tool writes it so")


def _problem(where: str, what: str) -> Problem:
    return Problem(where, what, _EXPECTED, "export it again, or as CSV where the tool always writes it so")


def _places(
    label: str, text: str, codec: str, n_before: int, faults: list[_Fault]
) -> Iterator[tuple[str, str]]:
    """Line and byte offset of each, counted on from the one before."""
    at, line, offset = 0, 1, n_before
    for fault in faults:
        between = text[at : fault.at]
        at, line = fault.at, line + between.count("\n")
        offset += len(between.encode(codec, "surrogatepass"))
        yield f"{label}, line {line}", fault.what.replace("{offset}", str(offset))


@dataclass
class _Reader:
    """Follows the tokens of a text.

    Args:
        text: The text.
        keys: Those of each open object; None: an array.
        needs: What may stand next: ``value``, ``key``, ``:`` or ``,`` (or the end of what is open).
        is_first: Whether what is open may end here.
        comma: Where the token before is one.
        end: Where the token before ends.
    """

    text: str
    keys: list[set[str] | None] = field(default_factory=list)
    needs: str = "value"
    is_first: bool = False
    comma: int | None = None
    end: int = 0

    def faults(self) -> Iterator[_Fault]:
        for token in _TOKEN.finditer(self.text):
            at, word = token.start(), token[0]
            if word in ("}", "]") and self._may_close(word):
                if self.comma is not None:
                    what = f"the comma{_AT} has nothing after it but {quote(word)}"
                    yield _Fault(self.comma, what, (self.comma, at))
                self.keys.pop()
                self._is_done()
            elif not self._fits(at, word):
                shown = "a string that does not end" if word[0] == '"' else quote(word[:1])
                yield _Fault(at, f"it is no JSON: {shown} stands{_AT}")
                return
            else:
                yield from self._of_token(at, word)
                self._take(at, word)
            self.end = token.end()
        if self.keys:
            yield _Fault(len(self.text), f"it is no JSON: it ends in the middle{_AT}")

    def _may_close(self, word: str) -> bool:
        is_open = bool(self.keys) and (self.keys[-1] is None) == (word == "]")
        return is_open and (self.needs == "," or self.is_first or self.comma is not None)

    def _fits(self, at: int, word: str) -> bool:
        if word in (":", ","):
            return word == self.needs and bool(self.keys)
        if word[0] == '"' and not _CLOSED.fullmatch(word):
            return False
        if self.needs == "key":
            return word[0] == '"'
        if not self.keys and self.needs == ",":  # the next of several values is on another line
            return self._opens(word) and (
                "\n" in self.text[self.end : at] or "\r" in self.text[self.end : at]
            )
        return self.needs == "value" and self._opens(word)

    @staticmethod
    def _opens(word: str) -> bool:
        return word in ("{", "[", *_CONSTANTS) or word[0] == '"' or _WORD.fullmatch(word) is not None

    def _of_token(self, at: int, word: str) -> Iterator[_Fault]:
        """What is wrong within a token that stands where it may."""
        if word in _CONSTANTS:
            yield _Fault(at, f"{word}{_AT} is no JSON", (at,))
        if word[0] != '"':
            return
        if control := _CONTROL.search(word):
            place = at + control.start()
            what = f"the character U+{ord(control[0]):04X}{_AT} stands in a string as it is, and not escaped"
            yield _Fault(place, what, (place,))
        for escape in _ESCAPE.finditer(word) if "\\" in word else ():
            if len(escape[1]) == 1 and escape[1] not in _ESCAPED:
                place = at + escape.start()
                yield _Fault(place, f"the escape {quote(escape[0])}{_AT} is none", (place, place + 1))
                break
        seen = self.keys[-1] if self.keys else None
        if self.needs == "key" and seen is not None:
            key = _unescape(word)
            if key in seen:
                yield _Fault(at, f"the key {quote(key)}{_AT} is there twice in its object", (at,))
            seen.add(key)

    def _take(self, at: int, word: str) -> None:
        self.comma, self.is_first = (at if word == "," else None), False
        if word == "{":
            self.keys.append(set())
            self.needs, self.is_first = "key", True
        elif word == "[":
            self.keys.append(None)
            self.needs, self.is_first = "value", True
        elif word == ",":
            self.needs = "value" if self.keys[-1] is None else "key"
        elif word == ":":
            self.needs = "value"
        elif self.needs == "key":
            self.needs = ":"
        else:
            self._is_done()

    def _is_done(self) -> None:
        self.needs, self.is_first, self.comma = ",", False, None


def _unescape(word: str) -> str:
    try:
        return str(json.loads(word, strict=False))  # a raw control character is told of, and still a key's
    except ValueError:
        return word[1:-1]
