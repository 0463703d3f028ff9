"""The last look before publishing: nothing that is confidential stands in any file of the site."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from analytics.errors import IncidentAnalyticsError, Problem
from analytics.publish import files

SHORTEST: Final = 3  # words; a phrase of fewer is too ordinary to tell a leak from chance
_TEXT: Final = (".html", ".js", ".json", ".css", ".csv", ".txt", ".svg", ".xml")
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG: Final = re.compile(r"<[^<>]*>")
_WORD: Final = re.compile(r"\w+")
_SHOWN: Final = re.compile(r"‹u\+[0-9a-f]{4,6}›")  # in folded text: what hid there parts words, and is none


def check_disclosure(folder: Path, forbidden: Iterable[str], authored: Sequence[str] = ()) -> None:
    """Look for forbidden phrases in every text file of a built site, in text, attributes and escapes alike.

    Phrases are compared word by word, without case, punctuation or markup between. Those that also stand
    in the prose that the site's authors wrote are theirs, and let through.

    Args:
        folder: The built site.
        forbidden: Such as titles of incidents; those under `SHORTEST` words are not looked for.
        authored: The prose.

    Raises:
        IncidentAnalyticsError: With the files, and the number of phrases in each; the phrases themselves
            are not repeated.
    """
    phrases = _Phrases(forbidden)
    if not phrases.by_start:
        return
    known = set().union(*(phrases.found_in(text) for text in authored)) if authored else set()
    problems = []
    for name in files.list_files(folder):
        if Path(name).suffix in _TEXT:
            found = phrases.found_in(files.read_file(folder / name).decode("utf-8", "replace")) - known
            if found:
                problems.append(
                    Problem(
                        name,
                        f"{len(found)} confidential phrase(s) of the exports would be published",
                        "ids and counts only",
                        "take the text out of the notebook",
                    )
                )
    if problems:
        raise IncidentAnalyticsError(problems)


class _Phrases:
    """Phrases by their first words, so that a text is walked once however many there are."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.by_start: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for words in sorted({tuple(_words(phrase)) for phrase in phrases}):
            if len(words) >= SHORTEST:
                self.by_start[words[:SHORTEST]].append(words)

    def found_in(self, text: str) -> set[tuple[str, ...]]:
        readings = [_unescape(text)]
        if "<" in text:
            readings.append(_unescape(_TAG.sub(" ", text)))
        return set().union(*(self._found_in_words(_words(reading)) for reading in readings))

    def _found_in_words(self, words: list[str]) -> set[tuple[str, ...]]:
        starts = zip(*(words[offset:] for offset in range(SHORTEST)), strict=False)
        return {
            phrase
            for place, start in enumerate(starts)
            if start in self.by_start
            for phrase in self.by_start[start]
            if tuple(words[place : place + len(phrase)]) == phrase
        }


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), html.unescape(text))


def _words(text: str) -> list[str]:
    return _WORD.findall(_SHOWN.sub(" ", text.casefold()))
