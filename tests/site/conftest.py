"""The published sites and what the browser saw of them, made once for all processes of a test run."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ABSENT
from tests.site import sites
from tests.site.browser import visit, what_is_missing
from tests.site.sites import SHARED, Site

PAGES = {  # the fixed list: what is looked at on each site
    "demo": (
        "index.html",
        "reports/2026-10.html",
        "reports/2026-02.html",
        "causes/2026-10.html",
        "contract.html",
        "methods/attainment.html",
        "search.html",
        "accessibility.html",
        "glossary.html",
    ),
    "uci": ("reports/2016-03.html",),
    "nil": ("index.html", "reports/2026-01.html"),
    "quiet": ("reports/2026-02.html",),
}
QUERIES = {"search.html": {"query": "wilson interval"}}
VISITED = [(site, page) for site, pages in PAGES.items() for page in pages]
REPORTS = [(site, page) for site, page in VISITED if page.startswith("reports/")]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory, worker_id) -> Path:
    """A folder that all processes of this run see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "sites"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def worker_id(request) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "master")


@pytest.fixture(scope="session")
def site_of(shared_folder):
    """Give a published site by its name."""
    known: dict[str, Site] = {}

    def get(name: str) -> Site:
        if name == "uci" and not SHARED.is_dir():
            pytest.skip(ABSENT)
        if name not in known:
            path = sites.once(shared_folder, name, partial(_make_site, name))
            known[name] = Site.load(path / "site.json")
        return known[name]

    return get


def _make_site(name: str, folder: Path) -> None:
    sites.MAKERS[name](folder).save(folder / "site.json")


@pytest.fixture(scope="session")
def figures_of(site_of, shared_folder):
    """Give what `figures --format json` says of a site's contract, by month."""

    def get(name: str) -> dict[str, dict]:
        site = site_of(name)
        path = sites.once(
            shared_folder, f"{name}.figures", lambda path: path.write_text(json.dumps(sites.figures_of(site)))
        )
        return json.loads(path.read_text())

    return get


def need_browser() -> None:
    """Skip where there is no browser to visit pages with."""
    if missing := what_is_missing():
        pytest.skip(missing)


@pytest.fixture(scope="session")
def seen_on(site_of, shared_folder):
    """Give what the browser saw on a page of a site; it visits reports and other pages in one go each."""
    known: dict[str, dict[str, dict]] = {}

    def get(name: str, page: str) -> dict:
        need_browser()
        site = site_of(name)
        part = "reports" if page.startswith("reports/") else "others"
        key = f"{name}.{part}"
        if key not in known:
            pages = [each for each in PAGES[name] if each.startswith("reports/") == (part == "reports")]
            path = sites.once(shared_folder, key, partial(_visit, site, pages))
            known[key] = json.loads(path.read_text())
        return known[key][page]

    return get


def _visit(site: Site, pages: list[str], target: Path) -> None:
    wanted = [{"name": page, "url": (site.root / page).as_uri(), **QUERIES.get(page, {})} for page in pages]
    target.write_text(json.dumps(visit(wanted)))
