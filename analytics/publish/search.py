"""Search without a server: an index as a plain script, and an A to Z list for readers without one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from analytics.publish.markup import Section, link
from analytics.visible import escape_json

LONGEST: Final = 600  # characters of a section's prose in the index


@dataclass(frozen=True)
class Entry:
    """One page as search knows it: URL from the site's root, title, and its sections of prose.

    Fragments are not part of it: the index holds what was written, never what was computed from incidents.
    """

    url: str
    title: str
    sections: Sequence[Section]


MOST_PLACES = 2


def search_index(entries: Sequence[Entry]) -> str:
    r"""Write the index as a script that works from `file://`.

    Examples:
        >>> print(search_index([Entry("a.html", "A", [Section("", "", "Words </script>.")])]))
        window.searchIndex = [
        {"p": "A", "s": "", "u": "a.html", "t": "Words \u003c/script\u003e."}
        ];
        <BLANKLINE>
    """
    rows = [
        {"p": entry.title, "s": section.title, "u": _url(entry, section), "t": section.text[:LONGEST]}
        for entry in sorted(entries, key=lambda entry: entry.url)
        for section in entry.sections
        if not section.anchor or section.title
    ]
    return "window.searchIndex = [\n" + ",\n".join(_script_json(row) for row in rows) + "\n];\n"


def a_to_z(entries: Sequence[Entry]) -> str:
    """List pages and sections by their first letter.

    A section that more than two pages have, such as "Summary", tells nobody where to go: only a page of
    that name is listed.

    Args:
        entries: URLs are taken as relative to the page that the list stands on.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in entries:
        found.setdefault(entry.title, []).append((entry.url, ""))
        for section in entry.sections:
            if section.anchor:
                found.setdefault(section.title, []).append((_url(entry, section), entry.title))
    for name, places in found.items():
        if len(places) > MOST_PLACES:
            found[name] = [(url, page) for url, page in places if not page]
    names = sorted((name for name, places in found.items() if places), key=_alphabetical)
    letters = [(letter, list(group)) for letter, group in groupby(names, key=_letter)]
    jumps = "".join(f"<li>{link(f'#letter-{_slug(letter)}', letter)}</li>" for letter, _ in letters)
    lists = "".join(_letter_list(letter, group, found) for letter, group in letters)
    return f'<nav class="letters" aria-label="Letters"><ul>{jumps}</ul></nav>\n{lists}'


def _letter_list(letter: str, names: Sequence[str], found: Mapping[str, list[tuple[str, str]]]) -> str:
    items = "\n".join(f"<li>{_item(name, found[name])}</li>" for name in names)
    return f'<h3 id="letter-{_slug(letter)}">{letter}</h3>\n<ul class="a-to-z">\n{items}\n</ul>\n'


def _item(name: str, places: list[tuple[str, str]]) -> str:
    if len(places) == 1:
        url, page = places[0]
        return link(url, escape(name)) + (f" <small>{escape(page)}</small>" if page else "")
    pages = ", ".join(link(url, escape(page or name)) for url, page in places)
    return f"{escape(name)}: <small>{pages}</small>"


def _url(entry: Entry, section: Section) -> str:
    return f"{entry.url}#{section.anchor}" if section.anchor else entry.url


def _letter(name: str) -> str:
    first = name[:1].upper()
    return first if "A" <= first <= "Z" else "0–9"


def _slug(letter: str) -> str:
    return letter.lower() if len(letter) == 1 else "other"


def _alphabetical(name: str) -> tuple[bool, str, str]:
    return (_letter(name) == "0–9", name.casefold(), name)  # code points, not a locale's order


def _script_json(value: object) -> str:
    text = escape_json(json.dumps(value, ensure_ascii=False))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
