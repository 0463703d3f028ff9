"""Our part in mkdocs' build: fragments, search, and what the theme shows around each page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs.plugins import BasePlugin
from mkdocs.structure.nav import Section as NavSection
from mkdocs.utils import get_relative_url

from analytics.publish import navigation
from analytics.publish.fragments import put_fragments
from analytics.publish.home import HOME_KEY, PUBLISHER_KEY, home_list, place, publisher
from analytics.publish.markup import css_string, plain_text, split_sections, take_heading, wrap_tables
from analytics.publish.model import Page, SiteSettings
from analytics.publish.search import Entry, a_to_z, search_index

SEARCH_KEY = "a-to-z"
INDEX_SCRIPT = "assets/search-index.js"


class SitePlugin(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """One build's plugin; it holds the generated pages and collects what search needs."""

    def __init__(self, pages: Sequence[Page], settings: SiteSettings) -> None:
        super().__init__()
        self._settings = settings
        self._pages = {page.path: page for page in pages}
        self._fragments: dict[str, Mapping[str, str]] = {page.path: page.fragments for page in pages}
        self._standing = {HOME_KEY: home_list(pages, settings), PUBLISHER_KEY: publisher(settings)}
        ordered = navigation.newest_first(pages)
        self._reports = {page.path for page in pages if page.is_report}
        self._orders = {
            page.path: [each.path for each in ordered if each.meta and each.part == page.part]
            for page in pages
            if page.meta
        }
        self._headings: dict[str, str] = {}
        self._entries: list[Entry] = []

    def on_files(self, files: Any, **_: Any) -> Any:
        """Leave out mkdocs' site map: it names no host that would serve it, and carries a date."""
        site_map = files.get_file_from_path("sitemap.xml")
        if site_map is not None:
            files.remove(site_map)
        return files

    def on_page_markdown(self, markdown: str, page: Any, **_: Any) -> str:
        """Note which standing fragments a page asks for; the home page always has the list of months."""
        path = page.file.src_uri
        if path == navigation.HOME and place(HOME_KEY) not in markdown:
            markdown = f"{markdown.rstrip()}\n\n{place(HOME_KEY)}\n"
        if path not in self._pages and path != navigation.SEARCH:
            asked = {key: html for key, html in self._standing.items() if place(key) in markdown}
            self._fragments[path] = asked
        return markdown

    def on_page_content(self, html: str, page: Any, **_: Any) -> str:
        """Take off the heading, tidy the tables, and note the prose for search."""
        path = page.file.src_uri
        heading, body = take_heading(html)
        generated = self._pages.get(path)
        self._headings[path] = heading or (generated.title if generated else page.title)
        title = generated.title if generated else plain_text(self._headings[path])
        self._entries.append(Entry(page.url, title, split_sections(body)))
        return wrap_tables(body)

    def on_env(self, env: Any, **_: Any) -> Any:
        """All pages are read and none is written: now the A to Z list can be made."""
        entries = [entry for entry in self._entries if entry.url != "search.html"]
        self._entries = sorted(entries, key=lambda entry: entry.url)
        self._fragments[navigation.SEARCH] = {SEARCH_KEY: a_to_z(self._entries)}
        env.filters["css_string"] = css_string
        return env

    def on_page_context(self, context: Any, page: Any, nav: Any, **_: Any) -> Any:
        """Tell the theme what stands around this page."""
        path = page.file.src_uri
        generated = self._pages.get(path)
        sections, siblings = _sections(page.toc), self._siblings(page)
        context["site"] = self._settings
        context["doc"] = {
            "path": path,
            "heading": self._headings[path],
            "title": plain_text(self._headings[path]),
            "report": generated.meta if generated else None,
            "sections": sections if len(sections) > 1 else [],
            "siblings": siblings,
            "has_aside": path != navigation.HOME and (len(sections) > 1 or bool(siblings)),
            "primary": self._primary(page, nav),
            **self._neighbours(path, page, nav),
        }
        return context

    def on_post_page(self, output: str, page: Any, **_: Any) -> str:
        """Put the fragments in, after everything else."""
        path = page.file.src_uri
        return put_fragments(output, self._fragments.get(path, {}), path)

    def on_post_build(self, config: Any, **_: Any) -> None:
        """Write the search index beside the pages."""
        target = Path(config.site_dir) / INDEX_SCRIPT
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(search_index(self._entries), encoding="utf-8", newline="\n")

    def _siblings(self, page: Any) -> list[dict[str, Any]]:
        """List the pages of the same folder; a report's siblings are its neighbours instead."""
        if page.file.src_uri in self._pages or not isinstance(page.parent, NavSection):
            return []
        return [self._item(other, page) for other in page.parent.children if other.is_page]

    def _primary(self, page: Any, nav: Any) -> list[dict[str, Any]]:
        """List the navigation's first level; a section leads to its first page, the reports to the list."""
        items = []
        for item in nav.items:
            first = _first_page(item)
            path = first.file.src_uri if first else ""
            if path and path not in (navigation.HOME, navigation.ACCESSIBILITY):
                entry = self._item(first, page)
                entry["title"] = item.title
                entry["current"] = "page" if item is page else "true" if page in _pages_of(item) else ""
                if path in self._reports:
                    entry["url"] = get_relative_url("index.html", page.url)
                items.append(entry)
        return items

    def _neighbours(self, path: str, page: Any, nav: Any) -> dict[str, Any]:
        """Find the reports of the month before and the month after."""
        if path not in self._orders:
            return {"previous": None, "next": None}
        order = self._orders[path]
        place = order.index(path)  # newest first
        by_path = {each.file.src_uri: each for each in nav.pages}
        earlier, later = order[place + 1 : place + 2], order[max(place - 1, 0) : place]
        return {
            "previous": self._item(by_path[earlier[0]], page) if earlier else None,
            "next": self._item(by_path[later[0]], page) if later else None,
        }

    def _item(self, other: Any, page: Any) -> dict[str, Any]:
        url = get_relative_url(other.url, page.url)
        return {"title": other.title, "url": url, "current": "page" if other is page else ""}


def _sections(toc: Any) -> list[Any]:
    """Give the `<h2>` of a page, whether an `<h1>` stands above them or not."""
    return [item for top in toc for item in (top, *top.children) if item.level == 2]


def _first_page(item: Any) -> Any:
    return next(iter(_pages_of(item)), None)


def _pages_of(item: Any) -> list[Any]:
    if item.is_page:
        return [item]
    return [page for child in (item.children or []) for page in _pages_of(child)]
