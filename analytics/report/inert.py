"""Cells of a spreadsheet that would be run as formulas, made text; hidden characters are shown."""

from __future__ import annotations

from typing import Final

from analytics.visible import reveal

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def inert(cell: object) -> object:
    r"""Keep a spreadsheet from reading text as a formula, and its reader from missing what hides in it.

    Examples:
        >>> inert("=1+1"), inert(12), inert("INC\u202e7")
        ("'=1+1", 12, 'INC‹U+202E›7')
    """
    if not isinstance(cell, str):
        return cell
    text = reveal(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
