"""Where JSON is not JSON: found only when the parser has said that it is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from analytics.errors import Problem, quote

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_TWICE: Final = " at byte offset {offset} is there twice in its object"
_RAW: Final = " stands in a text as it is, and not escaped"
_CONTROL: Final = re.compile(r"[\x00-\x1f]")
_CONSTANTS: Final = ("NaN", "Infinity", "-Infinity")


def find_json_faults(label: str, text: str, codec: str) -> list[Problem]:
    """Name what a text that is nearly JSON has too much.

    That is every number that JSON does not know, every key that an object has twice, every comma without
    anything after it, and in each text the first character that must be escaped.

    Args:
        label: The file.
        text: All of it; several values one after another are fine.
        codec: Its codec, to count bytes.

    Examples:
        >>> [p.what for p in find_json_faults("a.json", '[{"a":NaN,"a":1}]', "utf-8")]
        ['NaN at byte offset 6 is no JSON', "the key 'a' at byte offset 10 is there twice in its object"]
    """
    problems = []
    at = n_bytes = 0
    for position, what in _faults(text):
        n_bytes += len(text[at:position].encode(codec, "surrogatepass"))
        at = position
        described = what.replace("{offset}", str(n_bytes))
        problems.append(Problem(label, described, "JSON as RFC 8259 defines it", "export it again"))
    return problems


def _faults(text: str) -> Iterator[tuple[int, str]]:
    keys: list[set[str] | None] = []  # of each open object; None: an array
    is_key = False
    comma: int | None = None  # where the token before this one is a comma
    for token in _TOKEN.finditer(text):
        word = token[0]
        if comma is not None and word in ("}", "]"):
            yield comma, f"the comma at byte offset {{offset}} has nothing after it but {quote(word)}"
        comma = token.start() if word == "," else None
        if word[0] == '"' and (control := _CONTROL.search(word)):
            code = f"U+{ord(control[0]):04X}"
            yield token.start() + control.start(), f"the character {code} at byte offset {{offset}}" + _RAW
        if word in ("{", "["):
            keys.append(set() if word == "{" else None)
            is_key = word == "{"
        elif word in ("}", "]"):
            keys = keys[:-1]
            is_key = False
        elif word == ",":
            is_key = bool(keys) and keys[-1] is not None
        elif word in _CONSTANTS:
            yield token.start(), word + " at byte offset {offset} is no JSON"
        elif is_key and word[0] == '"':
            is_key = False
            key, seen = _unescape(word), keys[-1] or set()
            if key in seen:
                yield token.start(), f"the key {quote(key)}" + _TWICE
            keys[-1] = seen | {key}


def _unescape(word: str) -> str:
    try:
        return str(json.loads(word, strict=False))
    except ValueError:
        return word[1:-1]
