"""The navigation: which pages there are, under which headings, and what stands around each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from analytics.publish.model import Page

HOME: Final = "index.md"
SEARCH: Final = "search.md"
CONTRACT: Final = "contract.md"
ACCESSIBILITY: Final = "accessibility.md"
REPORTS: Final = "Reports"
_H1: Final = re.compile(r"^#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)


def title_of(path: str, markdown: str) -> str:
    """Give a page its title: the first heading, else words from its file name.

    Examples:
        >>> title_of("methods/time-to-resolve.md", "Text without a heading.")
        'Time to resolve'
    """
    match = _H1.search(markdown)
    if match:
        return match[1].replace("`", "").replace("*", "")
    path_ = PurePosixPath(path)
    name = path_.parent.name if path_.stem == "index" and path_.parent.name else path_.stem
    return name.replace("-", " ").replace("_", " ").capitalize()


def make_nav(titles: Mapping[str, str], pages: Sequence[Page], own: Any = None) -> list[Any]:
    """Make mkdocs' `nav`.

    Home, the reports (newest first) and the pages beside them, the other generated pages, then folders and
    pages by title, search and accessibility last. Where the user's `mkdocs.yml` has its own `nav`, that is
    kept and what it lacks of the generated is added.

    Args:
        titles: The site's own pages: path to title.
        pages: The generated ones.
        own: The user's `nav`, or None.
    """
    ordered = newest_first(pages)
    parts = dict.fromkeys(page.part for page in ordered if page.meta)
    reports = [
        {part or REPORTS: [{page.title: page.path} for page in ordered if page.meta and page.part == part]}
        for part in parts
    ]
    known = _paths(own)
    others = [{page.title: page.path} for page in ordered if not page.meta and page.path not in known]
    middle = [entry for entry in own if _paths([entry]) != {HOME}] if own else _own_entries(titles)
    ends = [
        {titles.get(name, name): name}
        for name in (SEARCH, ACCESSIBILITY)
        if name in titles and name not in known
    ]
    return [{titles.get(HOME, "Home"): HOME}, *reports, *others, *middle, *ends]


def newest_first(pages: Sequence[Page]) -> list[Page]:
    """Order reports, the latest period first, then the pages beside them; the other generated follow."""
    months = sorted((page for page in pages if page.meta), key=lambda page: page.path, reverse=True)
    reports = sorted(months, key=lambda page: page.part)
    return [*reports, *sorted((page for page in pages if not page.meta), key=lambda page: page.path)]


def _own_entries(titles: Mapping[str, str]) -> list[Any]:
    """List the user's pages: folders first, then single pages, each by title."""
    rest = sorted(set(titles) - {HOME, SEARCH, ACCESSIBILITY})
    folders = sorted({name.split("/")[0] for name in rest if "/" in name})
    sections = [
        {
            folder.replace("-", " ").capitalize(): _by_title(
                titles, (n for n in rest if n.startswith(f"{folder}/"))
            )
        }
        for folder in folders
    ]
    return [*sections, *_by_title(titles, (name for name in rest if "/" not in name))]


def _by_title(titles: Mapping[str, str], names: Iterable[str]) -> list[dict[str, str]]:
    ordered = sorted(names, key=lambda n: (not n.endswith("/index.md"), titles[n].casefold(), n))
    return [{titles[name]: name} for name in ordered]


def _paths(nav: Any) -> set[str]:
    """Collect the paths that a `nav` names, at any depth."""
    if isinstance(nav, str):
        return {nav}
    if isinstance(nav, dict):
        return set().union(*(_paths(value) for value in nav.values()))
    return set().union(*(_paths(entry) for entry in nav)) if isinstance(nav, list) else set()
