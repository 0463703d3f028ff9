"""Reads and tidies the HTML that Markdown gives: headings, sections, tables that scroll."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from typing import Final

_H1: Final = re.compile(r"\A\s*<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TABLE: Final = re.compile(r"<table>(.*?)</table>", re.DOTALL)
_EMPTY_HEAD: Final = re.compile(r"\s*<thead>\s*<tr>(?:\s*<th[^>]*>\s*</th>)+\s*</tr>\s*</thead>")
_FIRST_CELL: Final = re.compile(r"<tr>\s*<td([^>]*)>(.*?)</td>", re.DOTALL)


@dataclass(frozen=True)
class Section:
    """One section of a page.

    Args:
        anchor: Its id; empty for what stands above the first heading.
        title: Its heading in plain text; empty likewise.
        text: Its prose in plain text, on one line.
    """

    anchor: str
    title: str
    text: str


def take_heading(html: str) -> tuple[str | None, str]:
    """Take a leading `<h1>` off a page.

    Examples:
        >>> take_heading('<h1 id="a">Time to <em>resolve</em></h1><p>x</p>')
        ('Time to <em>resolve</em>', '<p>x</p>')
    """
    match = _H1.match(html)
    return (match[1].strip(), html[match.end() :]) if match else (None, html)


def wrap_tables(html: str) -> str:
    """Give each table of Markdown a named region that scrolls by keyboard, and its headers their scope.

    Tables with attributes are left alone: they are fragments, or someone's own.

    Examples:
        >>> wrap_tables("<table><thead><tr><th>a</th></tr></thead></table>")
        '<div class="table-scroll" role="region" aria-label="Table 1" tabindex="0"><table class="table"><thead><tr><th scope="col">a</th></tr></thead></table></div>'
    """  # noqa: E501 (the output is one line)
    count = 0

    def wrap(match: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return (
            f'<div class="table-scroll" role="region" aria-label="Table {count}" tabindex="0">'
            f'<table class="table">{_headers(match[1])}</table></div>'
        )

    return _TABLE.sub(wrap, html)


def _headers(rows: str) -> str:
    """Scope the heads of columns; a table whose heads are empty is read by its first column instead."""
    body, n_empty = _EMPTY_HEAD.subn("", rows)
    if n_empty:
        return _FIRST_CELL.sub(r'<tr><th scope="row"\1>\2</th>', body)
    return re.sub(r"<th(?=[ >])", '<th scope="col"', rows)


def split_sections(html: str) -> list[Section]:
    """Split a page into what stands above its first `<h2>`, and its sections."""
    reader = _SectionReader()
    reader.feed(html)
    reader.close()
    return reader.sections()


def plain_text(html: str) -> str:
    """Give the words of a piece of HTML, unescaped, on one line."""
    reader = _SectionReader()
    reader.feed(f"<p>{html}</p>")
    reader.close()
    return reader.sections()[0].text


def css_string(text: str) -> str:
    r"""Write text as a CSS string that can hold anything, inside a `<style>` too.

    Examples:
        >>> css_string('</style>"')
        '"\\3c \\2f style\\3e \\22 "'
    """
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"'


def link(url: str, html: str) -> str:
    """Write a link; the URL is escaped, the HTML is taken as it stands."""
    return f'<a href="{escape(url, quote=True)}">{html}</a>'


class _SectionReader(HTMLParser):
    """Collects words by section; `<h2>` begins one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._in_heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self._found.append((dict(attrs).get("id") or "", [], []))
            self._in_heading = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        _, title, text = self._found[-1]
        (title if self._in_heading else text).append(data)

    def sections(self) -> list[Section]:
        return [
            Section(anchor, " ".join("".join(title).split()), " ".join(" ".join(text).split()))
            for anchor, title, text in self._found
        ]
