"""What a cell of a report notebook shows: a piece of HTML that is already safe."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any, Final

from analytics.visible import reveal, reveal_rest

_TAG: Final = re.compile(r"<[^>]*>")
_PLAIN_LENGTH: Final = 160


def escape(value: object) -> str:
    r"""Make text from data safe inside HTML, in element and attribute alike; hidden characters are shown.

    Examples:
        >>> escape('<b title="x">'), escape("INC\u202e7")
        ('&lt;b title=&quot;x&quot;&gt;', 'INC‹U+202E›7')
    """
    return html.escape(reveal(value), quote=True)


def plain(markup: str) -> str:
    """Give the words of a piece of HTML on one line, cut short."""
    words = reveal_rest(" ".join(html.unescape(_TAG.sub(" ", markup)).split()))
    return words if len(words) <= _PLAIN_LENGTH else words[: _PLAIN_LENGTH - 1] + "…"


@dataclass(frozen=True)
class Fragment:
    """A sentence or a table of a report page.

    Args:
        html: Markup in which everything that came from data is escaped.

    Examples:
        >>> Fragment("<p>Two of 11 obligations missed.</p>")
        <Fragment: Two of 11 obligations missed.>
    """

    html: str

    def __repr__(self) -> str:
        return f"<Fragment: {plain(self.html)}>"

    def _repr_html_(self) -> str:
        return self.html

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": plain(self.html)}


def sentence(text: str) -> Fragment:
    """Make a fragment of one plain paragraph; the text is escaped.

    Examples:
        >>> sentence("No obligation fell due in October 2026.").html
        '<p>No obligation fell due in October 2026.</p>'
    """
    return Fragment(f"<p>{escape(text)}</p>")
