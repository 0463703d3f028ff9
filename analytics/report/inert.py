"""Cells of a spreadsheet that would be run as formulas, made text."""

from __future__ import annotations

from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def inert(cell: object) -> object:
    """Keep a spreadsheet from reading text as a formula.

    Examples:
        >>> inert("=1+1"), inert(12)
        ("'=1+1", 12)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
