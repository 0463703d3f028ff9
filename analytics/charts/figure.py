"""A figure of a report page: caption, summary in words, inline SVG, and its data as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analytics.tables.fragment import escape, plain


@dataclass(frozen=True)
class Figure:
    """One figure; a notebook shows it, and a page takes its `html` as it stands.

    Args:
        name: Unique on its page; part of ids: ``attainment-by-severity``.
        title: The caption in plain text, without a number: the page counts its figures.
        summary: What the figure shows, in plain English with the numbers.
        svg: One inline SVG, coloured by CSS variables, its ids beginning with the name; a figure that is
            taller than a page of paper comes as several below one another.
        table_html: The figure's data as an accessible table.
        narrow_svg: The same marks laid out for a narrow screen, which shows it in place of the other; empty:
            the one drawing scrolls there.
    """

    name: str
    title: str
    summary: str
    svg: str
    table_html: str
    narrow_svg: str = ""

    @property
    def html(self) -> str:
        """The `<figure>`: its chart scrolls in a named region, so that text stays readable at 360 px.

        Where it has a narrow drawing, a page's style shows one of the two; a notebook shows the wide one.
        """
        narrow = f'<div class="figure-narrow" style="display:none">\n{self.narrow_svg}\n</div>\n'
        return (
            f'<figure class="figure" id="fig-{self.name}" aria-labelledby="fig-{self.name}-caption">\n'
            f'<figcaption id="fig-{self.name}-caption">{escape(self.title)}</figcaption>\n'
            f'<p class="figure-summary">{escape(self.summary)}</p>\n'
            f'<div class="figure-scroll" role="region" aria-label="Chart: {escape(self.title)}" tabindex="0" '
            f'style="overflow-x:auto">\n{self.svg}\n</div>\n{narrow if self.narrow_svg else ""}'
            f'<details class="figure-data">\n<summary>Data for this figure</summary>\n{self.table_html}\n'
            "</details>\n</figure>"
        )

    def __repr__(self) -> str:
        return f"<Figure {self.name}: {self.title}>"

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": plain(f"{self.title}. {self.summary}")}
