"""What stands on every report: sections in order, figures and tables, and links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.site.conftest import REPORTS
from tests.site.reading import read_page

SECTIONS = [
    "Summary",
    "Performance by clause and severity",
    "Failures and consequences",
    "Who moved the number",
    "Volume",
    "Durations",
    "Notification",
    "Repeat root causes",
    "Data quality",
    "Methods",
]
CAUSES_SECTIONS = [
    "Summary",
    "Signals for change control",
    "Changes and their effect",
    "How each group came about",
    "Similar symptoms",
    "Worth a look",
    "What became of the groups",
    "What the grouping goes by",
]
LEAST_FIGURES = {
    ("demo", "reports/2026-10.html"): 5,
    ("demo", "reports/2026-02.html"): 5,
    ("uci", "reports/2016-03.html"): 4,
}
SITES = sorted({name for name, _ in REPORTS})


@pytest.mark.parametrize(("name", "page"), REPORTS)
def test_sections_stand_in_order(site_of, name, page):
    words = read_page((site_of(name).root / page).read_text("utf-8"))
    assert [section.title for section in words.sections] == SECTIONS


@pytest.mark.parametrize(("name", "page"), REPORTS)
def test_summary_has_the_kpi_table(site_of, name, page):
    words = read_page((site_of(name).root / page).read_text("utf-8"))
    assert "table-kpi" in words.section("Summary").tables


@pytest.mark.parametrize(("name", "page"), REPORTS)
def test_every_table_has_a_caption_columns_and_whole_rows(site_of, name, page):
    tables = read_page((site_of(name).root / page).read_text("utf-8")).tables
    for table in tables.values():
        assert table.caption
        assert all(table.columns)
        assert set(table.widths) == {len(table.columns)}
        assert all(cell for row in table.rows for cell in row)


@pytest.mark.parametrize(("name", "page"), [("demo", "2026-10"), ("nil", "2026-01")])
def test_each_month_has_a_page_of_its_causes(site_of, name, page):
    words = read_page((site_of(name).root / f"causes/{page}.html").read_text("utf-8"))
    assert [section.title for section in words.sections] == CAUSES_SECTIONS


def test_the_report_leads_to_each_cause_that_it_names(site_of):
    root = site_of("demo").root
    links = set(re.findall(r'href="../causes/2026-10.html#(cause-[^"]+)"', site_of("demo").report("2026-10")))
    assert len(links) >= 3
    page = (root / "causes/2026-10.html").read_text("utf-8")
    assert [anchor for anchor in links if f'id="{anchor}"' not in page] == []


def test_a_page_of_causes_leads_to_those_of_the_months_around_it(site_of):
    page = (site_of("demo").root / "causes/2026-09.html").read_text("utf-8")
    assert 'rel="prev" href="2026-08.html"' in page
    assert 'rel="next" href="2026-10.html"' in page


def test_the_home_page_lists_reports_only(site_of):
    assert "causes/" not in (site_of("demo").root / "index.html").read_text("utf-8").split("<main")[1]


@pytest.mark.parametrize(("name", "page"), LEAST_FIGURES)
def test_figures_are_drawn_each_with_its_data(site_of, name, page):
    words = read_page((site_of(name).root / page).read_text("utf-8"))
    figures = [figure for section in words.sections for figure in section.figures]
    assert len(figures) >= LEAST_FIGURES[name, page]
    assert len(set(figures)) == len(figures)
    for figure in figures:
        assert f"table-{figure.removeprefix('fig-')}-data" in words.tables


@pytest.mark.parametrize("title", SECTIONS[1:5])
def test_section_without_data_says_so_and_draws_nothing(site_of, title):
    section = read_page(site_of("nil").report("2026-01")).section(title)
    assert section.figures == []
    assert any(sentence.startswith("No ") for sentence in section.sentences)


def test_month_without_a_case_has_no_figure_of_its_own(site_of):
    words = read_page(site_of("quiet").report("2026-02"))
    drawn = [figure for section in words.sections for figure in section.figures]
    assert drawn == ["fig-attainment-over-months", "fig-volume-over-months"]
    assert "No obligation fell due in February 2026" in words.section("Summary").sentences[0]


def test_month_without_a_p1_says_that_its_levels_cannot_be_measured(site_of):
    records = read_page(site_of("demo").report("2026-02")).tables["table-kpi"].records()
    resolved = next(record for record in records if "P1-resolution" in record["Promise"])
    assert resolved["February 2026"] == "n/a (0)"
    assert resolved["Verdict"].startswith("Not measurable")
    assert resolved["95 % interval"] == "n/a"


@pytest.mark.parametrize("name", SITES)
def test_every_link_leads_to_a_page_and_place_of_the_site(site_of, name):
    root = site_of(name).root.resolve()
    pages = {path: read_page(path.read_text("utf-8")) for path in root.rglob("*.html")}
    n_checked = 0
    for path, words in pages.items():
        for link in words.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "mailto"):
                continue
            assert not parts.scheme, link
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path.name}: {link}"
            assert target.is_relative_to(root), link
            assert not parts.fragment or unquote(parts.fragment) in pages[target].ids, f"{path.name}: {link}"
            n_checked += 1
    assert n_checked > 100


def test_home_lists_every_published_month(site_of):
    site = site_of("demo")
    links = read_page((site.root / "index.html").read_text("utf-8")).links
    assert {f"reports/{month}.html" for month in site.months} <= set(links)


@pytest.mark.parametrize("name", SITES)
def test_no_file_names_a_place_of_the_machine(site_of, name):
    site = site_of(name)
    places = {str(site.root.resolve()), str(Path.home()), str(Path(__file__).parents[2])}
    places = {place for place in places if len(place) > 5}
    for path in site.root.resolve().rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert not [place for place in places if place in text], path.name
            assert not re.search(r"file://|localhost|127\.0\.0\.1", text), path.name
