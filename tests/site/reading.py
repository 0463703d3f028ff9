"""Reads a page as a reader does: sections, sentences and tables in words, and words back as numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from html.parser import HTMLParser

VOID = frozenset(
    ("br", "hr", "img", "input", "link", "meta", "rect", "path", "line", "use", "stop", "source")
)
_UNIT = {"h": 3600, "min": 60, "s": 1}
_SPAN = re.compile(r"([\d,]+) (h|min|s)\b")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) %")


@dataclass
class Table:
    """A table in words: its caption, its columns, and a row for each line of its body."""

    caption: str = ""
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    exact: list[list[str | None]] = field(default_factory=list)  # what `<data value>` says beside the words
    widths: list[int] = field(default_factory=list)  # columns that the cells of each row span
    groups: dict[str, list[list[str]]] = field(default_factory=dict)  # rows by the id of their `<tbody>`

    def records(self) -> list[dict[str, str]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def exact_records(self) -> list[dict[str, str | None]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.exact]


@dataclass
class Section:
    """What stands under one heading of the second level."""

    title: str
    figures: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


@dataclass
class PageWords:
    sections: list[Section] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def section(self, title: str) -> Section:
        return next(each for each in self.sections if each.title == title)


def read_page(html: str) -> PageWords:
    """Read what stands in the page; what is hidden from readers is left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, reader.open
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = PageWords()
        self.open: list[str] = []
        self.hidden_at: int | None = None
        self.words: list[str] | None = None
        self.table: Table | None = None
        self.value: str | None = None
        self.group: str | None = None
        self.section = Section("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        names = dict(attrs)
        self.open.append(tag)
        if names.get("id"):
            self.page.ids.add(names["id"])
        if tag == "a" and names.get("href"):
            self.page.links.append(names["href"])
        if self.hidden_at is None and (
            tag in ("svg", "style", "script") or names.get("aria-hidden") == "true"
        ):
            self.hidden_at = len(self.open)
        elif tag == "figure":
            self.section.figures.append(names["id"])
        elif tag == "table":
            self.table = Table()
            self.page.tables[names.get("id") or ""] = self.table
            self.section.tables.append(names.get("id") or "")
        elif tag == "tr" and self.table is not None and "tbody" in self.open:
            self.table.rows.append([])
            self.table.exact.append([])
            self.table.widths.append(0)
            if self.group:
                self.table.groups.setdefault(self.group, []).append(self.table.rows[-1])
        elif tag == "tbody":
            self.group = names.get("id")
        elif tag in ("h2", "p", "caption", "th", "td", "li"):
            self.words, self.value = [], None
            if tag in ("th", "td") and self.table is not None and "tbody" in self.open:
                self.table.widths[-1] += int(names.get("colspan") or 1)
        elif tag == "data":
            self.value = names["value"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if names := dict(attrs).get("id"):
            self.page.ids.add(names)

    def handle_data(self, data: str) -> None:
        if self.words is not None and self.hidden_at is None:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1] == tag, f"</{tag}> closes <{self.open[-1]}>"
        if self.hidden_at == len(self.open):
            self.hidden_at = None
        self.open.pop()
        words = " ".join("".join(self.words or []).split())
        if tag == "h2" and "main" in self.open:
            self.section = Section(words)
            self.page.sections.append(self.section)
        elif tag in ("p", "li") and "main" in self.open:
            self.section.sentences.append(words)
        elif tag == "table":
            self.table = None
        elif self.table is not None and tag == "caption":
            self.table.caption = words
        elif self.table is not None and tag in ("th", "td"):
            self._end_cell(words)
        if tag in ("h2", "p", "caption", "th", "td", "li"):
            self.words = None

    def _end_cell(self, words: str) -> None:
        assert self.table is not None
        if "tbody" in self.open:
            self.table.rows[-1].append(words)
            self.table.exact[-1].append(self.value)
        else:
            self.table.columns.append(words)


def count_of(words: str) -> int:
    """Read a count: ``1,523`` is 1523."""
    return int(words.replace(",", ""))


def ratio_of(words: str) -> tuple[int, int]:
    """Read k of n: ``7/8 87.5 %`` is (7, 8); ``n/a (0)`` is (0, 0)."""
    if words.startswith("n/a (0)"):
        return 0, 0
    k, n = re.match(r"([\d,]+)/([\d,]+)", words).groups()
    return count_of(k), count_of(n)


def share_says(words: str, share: float | None) -> bool:
    """Whether a percentage in words is a share, cut off after the digits that are shown."""
    found = _PERCENT.search(words)
    if share is None or found is None:
        return share is None and found is None
    shown, exact = Fraction(found[1]), Fraction(share).limit_denominator(10**9) * 100
    digits = len(found[1].partition(".")[2])
    return 0 <= exact - shown < Fraction(1, 10**digits)


def target_says(words: str, target: float) -> bool:
    found = _PERCENT.search(words)
    return found is not None and Fraction(found[1]) / 100 == Fraction(str(target))


def interval_says(words: str, low: float | None, high: float | None) -> bool:
    """Whether ``52.9 to 97.8 %`` is an interval, widened to a tenth of a per cent."""
    if low is None or high is None:
        return words == "n/a"
    first, last = (float(part) / 100 for part in re.fullmatch(r"([\d.]+) to ([\d.]+) %", words).groups())
    return 0 <= low - first < 0.001 + 1e-12 and 0 <= last - high < 0.001 + 1e-12


def span_says(words: str, seconds: float | None) -> bool:
    """Whether ``2 h 05 min`` is a span, rounded up to the last unit that is shown."""
    parts = _SPAN.findall(words)
    if seconds is None or not parts:
        return seconds is None and not parts
    shown = sum(int(number.replace(",", "")) * _UNIT[unit] for number, unit in parts)
    smallest = _smallest(parts[-1][1], len(parts), shown)
    return 0 <= shown - seconds < smallest


def _smallest(unit: str, n_parts: int, shown: int) -> int:
    """The last unit that a span of this size shows: a span of whole minutes leaves its seconds out."""
    if n_parts == 1 and unit == "min" and shown < 3600:
        return 1
    return _UNIT[unit]
