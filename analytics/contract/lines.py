"""Find the line of a key in a TOML file: tomllib reads values exactly but forgets where they stood."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

Path = tuple[str | int, ...]
_KEY: Final = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED: Final = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?")
_ENTRY: Final = re.compile(rf"\s*({_DOTTED})\s*=")


def scan_lines(text: str) -> dict[Path, int]:
    r"""Map the path of each table and key to its 1-based line.

    Keys inside an inline table or a list have no entry of their own: `line_of` falls back to the key
    that holds them.

    Examples:
        >>> scan_lines('[contract]\nid = "x"\n[[clauses]]\nid = "a"')[("clauses", 0, "id")]
        4
    """
    found: dict[Path, int] = {}
    counts: Counter[Path] = Counter()
    table: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.fullmatch(line):
            table = _split(header[2])
            if header[1] == "[[":
                found.setdefault(table, number)
                counts[table] += 1
                table = (*table, counts[table] - 1)
            found.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            found.setdefault((*table, *_split(entry[1])), number)
    return found


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """Give the line of a path, or of the nearest thing around it; None for the whole file."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


def _split(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))
