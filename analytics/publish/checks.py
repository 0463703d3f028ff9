"""Checks the finished site as a reader meets it: links, anchors, and nothing loaded from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from analytics.errors import IncidentAnalyticsError, Problem, quote
from analytics.publish import files

_OUTWARD: Final = ("http", "https", "mailto", "tel")  # where a link in prose may lead
_LOADING: Final = {
    "src": None, "srcset": None, "poster": None, "data": ("object",), "background": None,
    "href": ("link", "image", "use", "feimage", "script"), "xlink:href": None, "formaction": None,
    "action": None,
}  # fmt: skip
_BARRED: Final = frozenset(("iframe", "frame", "object", "embed", "base", "applet", "foreignobject"))
_CSS_LOAD: Final = re.compile(r"@import|url\(\s*(?!['\"]?(?:#|data:))|image-set\(|src\(", re.IGNORECASE)


@dataclass
class Document:
    """What a page holds that a check looks at."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def check_site(folder: Path) -> None:
    """Check every page and stylesheet of a built site.

    - Every link to a page, file or anchor of the site leads somewhere, by a relative path.
    - Nothing is loaded but files of the site; no inline script, event handler, frame or outside form.
    - No id stands twice on a page.

    Raises:
        IncidentAnalyticsError: With every fault of every page.
    """
    names = files.list_files(folder)
    pages = {name: read_page(_text(folder, name)) for name in names if name.endswith(".html")}
    problems = [
        Problem(name, fault)
        for name, page in pages.items()
        for fault in (*page.faults, *_link_faults(name, page, pages, set(names)))
    ]
    problems += [
        Problem(name, "the stylesheet loads another file", "one that stands alone")
        for name in names
        if name.endswith(".css") and _CSS_LOAD.search(_text(folder, name))
    ]
    if problems:
        raise IncidentAnalyticsError(problems)


def read_page(html: str) -> Document:
    """Read what a page links to, loads, and holds that it should not."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.document


def _link_faults(name: str, page: Document, pages: dict[str, Document], names: set[str]) -> Iterator[str]:
    for url in page.loads:
        parts = urlsplit(url)
        if parts.scheme == "data" and url.startswith("data:image/"):
            continue
        if parts.scheme or parts.netloc or url.startswith("/"):
            yield f"it loads {quote(url)} from outside the site"
        elif parts.path and _resolve(name, parts.path) not in names:
            yield f"it loads {quote(url)}, which is not there"
    for url in page.links:
        parts = urlsplit(url)
        if parts.scheme in _OUTWARD:
            continue
        if parts.scheme or parts.netloc or url.startswith("/"):
            yield f"the link {quote(url)} is neither relative nor a plain link outwards"
            continue
        target = _resolve(name, parts.path) if parts.path else name
        if target not in names:
            yield f"the link {quote(url)} leads nowhere"
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
            yield f"the link {quote(url)} leads to no place on its page"


def _resolve(page: str, path: str) -> str:
    """Resolve a relative URL against a page; what leaves the site keeps its `..` and is never found."""
    parts: list[str] = list(PurePosixPath(page).parts[:-1])
    for part in unquote(path).split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _text(folder: Path, name: str) -> str:
    return files.read_file(folder / name).decode("utf-8", "replace")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.document = Document()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self._inside = tag
        if tag in _BARRED:
            self.document.faults.append(f"it has <{tag}>")
        if tag == "script" and not names.get("src"):
            self.document.faults.append("it has a script of its own")
        if tag == "meta" and (names.get("http-equiv") or "").lower() == "refresh":
            self.document.faults.append("it leads on by itself")
        for name, value in attrs:
            self._read_attribute(tag, name.lower(), (value or "").strip())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._inside = ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "style" and _CSS_LOAD.search(data):
            self.document.faults.append("a style loads another file")

    def _read_attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self.document.faults.append(f"<{tag}> has the event handler {name}")
        elif name == "id":
            if value in self.document.ids:
                self.document.faults.append(f"the id {quote(value)} stands twice")
            self.document.ids.add(value)
        elif name == "style" and _CSS_LOAD.search(value):
            self.document.faults.append("a style loads another file")
        elif tag in ("a", "area") and name in ("href", "xlink:href"):
            self.document.links.append(value)
        elif name == "srcset":
            self.document.loads += [part.split()[0] for part in value.split(",") if part.split()]
        elif name in _LOADING and ((tags := _LOADING[name]) is None or tag in tags):
            self.document.loads.append(value)
