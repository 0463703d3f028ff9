"""What the site is built from: pages, and what is said on all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ReportMeta:
    """What the masthead, the foot and the home page say of one month's report.

    Args:
        period: ``2026-10``.
        label: The month in words: ``October 2026``.
        as_of: The instant of judgement in words: ``1 November 2026, 00:00 GMT``.
        completeness: One short sentence on the data: ``1,523 of 1,530 rows used``.
        headline: The verdict in one plain sentence, for the list on the home page.
        is_part: Whether the period is not a whole month of the contract.
    """

    period: str
    label: str
    as_of: str
    completeness: str
    headline: str
    is_part: bool = False


@dataclass(frozen=True)
class Page:
    """One generated page.

    Args:
        path: Its place below `site/`, with `/`: ``reports/2026-10.md``.
        title: Its heading, where the Markdown brings none of its own.
        markdown: Prose, with ``<div data-fragment="KEY"></div>`` where fragments belong.
        fragments: Key to HTML that is safe as it stands.
        meta: What the theme says of it; None for a page that is about no month.
        part: The heading under which it stands in the navigation, with its month's others; empty: a report.
    """

    path: str
    title: str
    markdown: str
    fragments: Mapping[str, str] = field(default_factory=dict)
    meta: ReportMeta | None = None
    part: str = ""

    @property
    def is_report(self) -> bool:
        """Whether it is a month's report itself, not a page beside it."""
        return self.meta is not None and not self.part


@dataclass(frozen=True)
class SiteSettings:
    """What is said on every page, and what must not be.

    Args:
        sources: The site's own pages and assets: path below `site/` to file (see `template.site_pages`).
        config_file: The `mkdocs.yml` with the site's name.
        contract_title: The masthead.
        buyer: Who publishes.
        supplier: Whose service it is.
        release: The release's id.
        version: Of this software.
        extra_files: Further files to put on the site as they are: path to bytes (``figures/2026-10.json``).
        forbidden: Phrases that must not occur, such as titles of incidents.
    """

    sources: Mapping[str, Path]
    config_file: Path
    contract_title: str
    buyer: str
    supplier: str
    release: str
    version: str
    extra_files: Mapping[str, bytes] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
