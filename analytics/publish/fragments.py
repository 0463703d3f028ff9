"""Puts fragments into rendered HTML: a plain function, whatever built the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from analytics.errors import IncidentAnalyticsError

_PLACE: Final = re.compile(r'<div data-fragment="([^"<>]*)">\s*</div>')


def put_fragments(html: str, fragments: Mapping[str, str], where: str = "page") -> str:
    """Fill each place of a page with its fragment, in one pass: a fragment's own text is never searched.

    Args:
        html: A page with ``<div data-fragment="KEY"></div>`` where fragments belong.
        fragments: Key to HTML.
        where: The page's name, for the message.

    Raises:
        IncidentAnalyticsError: A place without a fragment, or a fragment without exactly one place.

    Examples:
        >>> put_fragments('<h2>KPI</h2><div data-fragment="1-ab"></div>', {"1-ab": "<table></table>"})
        '<h2>KPI</h2><table></table>'
    """
    places = _PLACE.findall(html)
    if sorted(places) != sorted(fragments):
        odd = sorted(set(places) ^ set(fragments)) or sorted(key for key in places if places.count(key) > 1)
        raise IncidentAnalyticsError.at(
            where, f"fragment {odd[0]!r} does not have exactly one place", "one place for each fragment"
        )
    return _PLACE.sub(lambda match: fragments[match[1]], html)
