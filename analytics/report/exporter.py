"""An executed notebook as a page: its prose stays Markdown, what its cells show becomes HTML fragments.

The code itself never reaches the page. A fragment's place in the Markdown is held by an empty
``<div data-fragment="KEY">``, which `publish` fills after the Markdown has been rendered: tables and figures
pass no Markdown parser and no search index.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any, Final

from analytics.tables.fragment import escape
from analytics.visible import reveal_rest

_ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_PLACEHOLDER: Final = re.compile(r"data-fragment", re.IGNORECASE)


@dataclass(frozen=True)
class ExportedPage:
    """A notebook, ready to become a page.

    Args:
        markdown: Its prose, with one placeholder for each fragment.
        fragments: Key of the placeholder to HTML, in the order of the page.
        warnings: What the cells wrote to stderr, one line each: for the log, never for the page.
    """

    markdown: str
    fragments: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def export_page(book: Any) -> ExportedPage:
    """Turn an executed notebook into Markdown and fragments.

    - Markdown cells pass as they stand. Raw cells and code give nothing.
    - What a cell shows is taken as HTML, else as SVG, else as escaped plain text.
    - What it prints is shown, escaped; what goes to stderr is returned apart.
    - Hidden characters are shown, in markup of the analyst's own making too.

    Args:
        book: From `NotebookRunner.run`.

    Examples:
        >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
        >>> shown = new_output("execute_result", {"text/html": "<p>Two missed.</p>"})
        >>> cells = [new_markdown_cell("## Summary"), new_code_cell("verdict", outputs=[shown])]
        >>> page = export_page(new_notebook(cells=cells))
        >>> print(page.markdown)
        ## Summary
        <BLANKLINE>
        <div data-fragment="1-2c482688"></div>
        <BLANKLINE>
        >>> page.fragments
        {'1-2c482688': '<p>Two missed.</p>'}
    """
    markdown, resources = _exporter_class()().from_notebook_node(book)
    return ExportedPage(markdown, resources["fragments"], tuple(resources["warnings"]))


@functools.cache
def _exporter_class() -> Any:
    """Make the exporter: nbconvert takes half a second to import, and only publishing needs it."""
    from nbconvert.exporters.exporter import Exporter

    class PageExporter(Exporter):
        """nbconvert's base exporter with our own conversion behind it; it loads no template."""

        file_extension = ".md"
        output_mimetype = "text/markdown"

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            nb, resources = super().from_notebook_node(nb, resources, **kw)
            page = _Page()
            for cell in nb.cells:
                page.add(cell)
            resources["fragments"], resources["warnings"] = page.fragments, page.warnings
            return "\n\n".join(page.blocks) + "\n", resources

    return PageExporter


class _Page:
    """The page as it grows, cell by cell."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.fragments: dict[str, str] = {}
        self.warnings: list[str] = []

    def add(self, cell: Any) -> None:
        if cell.cell_type == "markdown" and cell.source.strip():
            # a placeholder that someone typed must not be taken for one of ours
            self.blocks.append(_PLACEHOLDER.sub("data-typed-fragment", cell.source.strip("\n")))
        elif cell.cell_type == "code":
            for output in cell.outputs:
                self._add_output(output)

    def _add_output(self, output: Any) -> None:
        if output.output_type == "stream" and output.name == "stderr":
            self.warnings += [line for line in _ANSI.sub("", output.text).splitlines() if line.strip()]
        elif output.output_type == "stream":
            self._add_fragment(_preformatted(output.text))
        elif output.output_type in ("execute_result", "display_data"):
            self._add_fragment(_shown(output.data))

    def _add_fragment(self, html: str) -> None:
        if not html.strip():
            return
        number = len(self.fragments) + 1
        key = f"{number}-{hashlib.sha256(html.encode()).hexdigest()[:8]}"
        self.fragments[key] = html
        self.blocks.append(f'<div data-fragment="{key}"></div>')


def _shown(data: Any) -> str:
    """Choose the form of an output that a page without scripts can show."""
    for form in ("text/html", "image/svg+xml"):
        if form in data:
            return reveal_rest(_joined(data[form]).replace("\r\n", "\n"))
    return _preformatted(_joined(data.get("text/plain", "")))


def _preformatted(text: str) -> str:
    words = _ANSI.sub("", text).replace("\r\n", "\n").strip("\n")
    return f'<pre class="output">{escape(words)}</pre>' if words.strip() else ""


def _joined(value: Any) -> str:
    return value if isinstance(value, str) else "".join(value)
