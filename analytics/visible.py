"""Characters that hide, turn the writing around or command a terminal, made visible where they leave.

Exports hold them, by accident or on purpose, and ids are compared as they are: nothing is taken out where
an export is read. What people read shows a control as its picture (U+2400 on) and any other as ‹U+202E›,
which says nothing to a browser, Markdown, a spreadsheet or a terminal; markup is escaped afterwards. What
machines read escapes them, and loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

# DEL and C1, soft hyphen, marks and overrides of direction, separators of lines and paragraphs, zero widths,
# invisible operators, byte order mark, annotations, what is no character, halves of pairs, and tags
_BESIDE_C0: Final = (
    r"\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    r"\ud800-\udfff\U000e0000-\U000e007f"
)
_BUT_LINES: Final = rf"\x00-\x08\x0b-\x1f{_BESIDE_C0}"  # line feed and tab are layout
# what could be taken for a character made visible; ␀ is left: reading an export makes it of NUL
_ALIKE: Final = r"‹\u2401-\u2421"
_NUMBERED: Final = re.compile(r"U\+[0-9A-F]{4,6}›")
_RAW: Final = re.compile(f"[{_BUT_LINES}]")
_TEXT: Final = re.compile(f"[{_BUT_LINES}{_ALIKE}]")
_LINE: Final = re.compile(rf"[\x00-\x1f{_BESIDE_C0}{_ALIKE}]")


def reveal(value: object) -> str:
    r"""Make text of an export visible, on its way to where a line feed or a tab does no harm.

    Two texts that differ still differ: what only looks like a character made visible is written as such. So
    it belongs where text leaves, and once.

    Examples:
        >>> reveal("INC\u202e7\x1b[2J"), reveal("INC‹U+202E›7")
        ('INC‹U+202E›7␛[2J', 'INC‹U+2039›U+202E›7')
        >>> reveal("Zahlung für café 🚲\n")
        'Zahlung für café 🚲\n'
    """
    return _TEXT.sub(_show, str(value))


def reveal_line(value: object) -> str:
    r"""Do as `reveal`, and show line feeds and tabs too, where one could pass for another line or cell.

    Examples:
        >>> reveal_line("INC7\nall well")
        'INC7␊all well'
    """
    return _LINE.sub(_show, str(value))


def reveal_all(data: Any, but: Collection[str] = ()) -> Any:
    r"""Do as `reveal_line` with every text of plain data, before it is laid out.

    Args:
        data: Mappings, lists and values.
        but: Keys whose texts are ours, of several lines.

    Examples:
        >>> reveal_all({"ids": ["A\t1"], "n": 1, "paste": "a\nb"}, but=["paste"])
        {'ids': ['A␉1'], 'n': 1, 'paste': 'a\nb'}
    """
    if isinstance(data, dict):
        return {key: value if key in but else reveal_all(value, but) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [reveal_all(value, but) for value in data]
    return reveal_line(data) if isinstance(data, str) else data


def reveal_rest(text: str) -> str:
    r"""Make visible what is not yet so in a whole text; the last net, which may be passed twice.

    Examples:
        >>> reveal_rest("‹U+202E› and \u202e\n")
        '‹U+202E› and ‹U+202E›\n'
    """
    return _RAW.sub(_show, text)


def escape_json(text: str) -> str:
    r"""Escape in a finished JSON text what JSON may hold as it is.

    Examples:
        >>> print(escape_json('{"id": "INC\u202e7\x7f"}'))
        {"id": "INC\u202e7\u007f"}
    """
    return _RAW.sub(_escape_units, text)


def escape_toml(text: str) -> str:
    r"""Escape in a basic string of TOML what it may hold as it is, and DEL, which it may not.

    Examples:
        >>> print(escape_toml('"INC\u202e7"'), escape_toml('"\U000e0041"'))
        "INC\u202E7" "\U000E0041"
    """
    return _RAW.sub(_escape_point, text)


def _show(match: re.Match[str]) -> str:
    found = match[0]
    if found == "‹" and _NUMBERED.match(match.string, match.end()) is None:
        return found
    if found < " ":
        return chr(0x2400 + ord(found))
    return "␡" if found == "\x7f" else f"‹U+{ord(found):04X}›"


def _escape_units(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _escape_point(match: re.Match[str]) -> str:
    point = ord(match[0])
    return f"\\u{point:04X}" if point <= 0xFFFF else f"\\U{point:08X}"
