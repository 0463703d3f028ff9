"""What the site's own pages ask for by name: the list of months, and who publishes.

A page asks by ``<div data-fragment="reports"></div>`` or ``<div data-fragment="publisher"></div>``.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Final

from analytics.publish.markup import link
from analytics.publish.model import Page, ReportMeta, SiteSettings
from analytics.publish.navigation import newest_first

HOME_KEY: Final = "reports"
PUBLISHER_KEY: Final = "publisher"


def place(key: str) -> str:
    """Write the place of a fragment.

    Examples:
        >>> place("reports")
        '<div data-fragment="reports"></div>'
    """
    return f'<div data-fragment="{key}"></div>'


def publisher(settings: SiteSettings) -> str:
    """Say who publishes the site, and so whom to write to."""
    buyer = escape(settings.buyer)
    return (
        f"<p>This site is published by <strong>{buyer}</strong>. Tell the person at {buyer} who manages the "
        f"contract {escape(settings.contract_title)} with {escape(settings.supplier)}, and name the page.</p>"
    )


def home_list(pages: Sequence[Page], settings: SiteSettings) -> str:
    """Write the list of the contract and its months, the latest first."""
    reports = [(page, page.meta) for page in newest_first(pages) if page.meta and page.is_report]
    parts = (f"<strong>{escape(name)}</strong>" for name in (settings.buyer, settings.supplier))
    intro = f'<p class="parties">{" with ".join(parts)}</p>'
    if not reports:
        return f"{intro}\n<p>No month has been published yet.</p>"
    latest = _latest(*reports[0])
    years = [
        _year(year, list(group)) for year, group in groupby(reports, key=lambda pair: pair[1].period[:4])
    ]
    return "\n".join([intro, latest, '<h2 id="all-months">All months</h2>', *years])


def _latest(page: Page, meta: ReportMeta) -> str:
    return (
        '<section class="latest" aria-labelledby="latest">\n'
        f'<h2 id="latest"><small>Latest report</small> {link(_url(page), escape(meta.label))}</h2>\n'
        f'<p class="verdict">{escape(meta.headline)}</p>\n'
        f'<p class="note">As known at {escape(meta.as_of)}. {escape(meta.completeness.rstrip("."))}.</p>\n'
        "</section>"
    )


def _year(year: str, reports: Sequence[tuple[Page, ReportMeta]]) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{link(_url(page), escape(meta.label))}{_part(meta)}</th>'
        f"<td>{escape(meta.headline)}</td></tr>"
        for page, meta in reports
    )
    return (
        f'<table class="table months"><caption>{escape(year)}</caption>\n'
        f'<thead><tr><th scope="col">Month</th><th scope="col">Verdict</th></tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody></table>"
    )


def _part(meta: ReportMeta) -> str:
    return " <small>part month</small>" if meta.is_part else ""


def _url(page: Page) -> str:
    return page.path.removesuffix(".md") + ".html"
