"""Builds the site: pages and fragments in, a folder of checked, finished files out."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from analytics.errors import ContractError, Problem
from analytics.publish import files, navigation
from analytics.publish.checks import check_site
from analytics.publish.config import copy_sources, make_config, put, read_user_config
from analytics.publish.disclosure import check_disclosure
from analytics.publish.model import Page, ReportMeta, SiteSettings

SEARCH_PAGE: Final = """# Find a page

<div class="search" id="search"></div>

## A to Z

<div data-fragment="a-to-z"></div>
"""


def build_site(pages: Sequence[Page], settings: SiteSettings, target: Path) -> None:
    """Build the site into a folder, and check it.

    The same pages and settings give the same bytes on every machine. mkdocs works in ``<target>.work`` beside
    the target; only finished and checked files come into the target itself.

    Args:
        pages: The generated pages; none of them may have the path of a page of `settings.sources`.
        settings: The site's own pages, and what is said on all.
        target: A folder that is empty or does not exist.

    Raises:
        ContractError: A page or setting of the user's cannot be used: mkdocs' warnings are errors here.
        IncidentAnalyticsError: The finished site has a link that leads nowhere, loads something from
            outside, or shows what it must not.
        StorageError: It cannot be written.
    """
    work = target.with_name(f"{target.name}.work")
    files.remove(work)
    docs, html = work / "docs", work / "html"
    user = read_user_config(settings.config_file)
    _fill_docs(docs, pages, settings)
    titles = _titles(docs, pages)
    config = make_config(user, navigation.make_nav(titles, pages, user.get("nav")), docs, html)
    _run_mkdocs(config, pages, settings)
    for name, content in sorted(settings.extra_files.items()):
        put(html, name, content)
    check_site(html)
    check_disclosure(html, settings.forbidden, authored=_authored(docs, pages))
    for name in files.list_files(html):
        put(target, name, files.read_file(html / name))
    files.remove(work)


def _fill_docs(docs: Path, pages: Sequence[Page], settings: SiteSettings) -> None:
    taken = {page.path for page in pages} | {navigation.SEARCH}
    clashes = sorted(taken & set(settings.sources))
    if clashes:
        raise ContractError(
            Problem(f"site/{name}", "a generated page has this name", "another name", "rename it")
            for name in clashes
        )
    from analytics.charts.theme import css_variables

    copy_sources(dict(settings.sources), docs)
    for page in pages:
        put(docs, page.path, page.markdown.encode())
    put(docs, navigation.SEARCH, SEARCH_PAGE.encode())
    if navigation.HOME not in settings.sources:
        put(docs, navigation.HOME, b"# Reports\n")
    put(docs, "assets/palette.css", css_variables().encode())


def _titles(docs: Path, pages: Sequence[Page]) -> dict[str, str]:
    generated = {page.path for page in pages}
    return {
        name: navigation.title_of(name, files.read_file(docs / name).decode("utf-8", "replace"))
        for name in files.list_files(docs)
        if name.endswith(".md") and name not in generated
    }


def _authored(docs: Path, pages: Sequence[Page]) -> list[str]:
    """Give the prose that people wrote: a phrase that stands in it is not disclosed by the site."""
    names = [name for name in files.list_files(docs) if name.endswith(".md")]
    return [files.read_file(docs / name).decode("utf-8", "replace") for name in names]


def _run_mkdocs(config: Any, pages: Sequence[Page], settings: SiteSettings) -> None:
    from mkdocs.commands.build import build
    from mkdocs.exceptions import MkDocsException

    from analytics.publish.plugin import SitePlugin

    config.plugins["incident-analytics"] = SitePlugin(pages, settings)
    try:
        with collect_warnings() as found, files.storing(Path(config.site_dir)):
            build(config)
    except MkDocsException as error:
        found.append(" ".join(str(error).split()))
    except UnicodeDecodeError as error:
        raise ContractError.at("site", "a page is not UTF-8", "UTF-8", "save it again") from error
    if found:
        raise ContractError(
            Problem("site", text.rstrip("."), remedy="mend the page") for text in dict.fromkeys(found)
        )


@contextmanager
def collect_warnings() -> Iterator[list[str]]:
    """Collect what mkdocs logs as a warning or worse; `--strict` would lose some of it."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(" ".join(record.getMessage().split()))

    collector, log = Collector(logging.WARNING), logging.getLogger("mkdocs")
    was_level, was_propagating = log.level, log.propagate
    log.addHandler(collector)
    log.setLevel(logging.WARNING)
    log.propagate = False
    try:
        yield found
    finally:
        log.removeHandler(collector)
        log.setLevel(was_level)
        log.propagate = was_propagating


__all__ = ["Page", "ReportMeta", "SiteSettings", "build_site"]
