"""What headless Chromium sees of the published pages: on a desk, in the dark, on paper and on a telephone."""

from __future__ import annotations

import pytest

from tests.site.browser import SETTINGS
from tests.site.conftest import VISITED
from tests.site.reading import read_page

pytestmark = pytest.mark.browser

NAMES = [setting["name"] for setting in SETTINGS]
CHARTED = [(name, page) for name, page in VISITED if page.startswith("reports/") and name in ("demo", "uci")]
LEAST_CHARTS = {"demo": 5, "uci": 4}
each_page = pytest.mark.parametrize(("name", "page"), VISITED)
each_chart_page = pytest.mark.parametrize(("name", "page"), CHARTED)
each_setting = pytest.mark.parametrize("setting", NAMES)


@each_page
def test_page_asks_no_other_host_for_anything(seen_on, name, page):
    requests = seen_on(name, page)["requests"]
    assert len(requests) >= 3  # itself and two stylesheets
    assert [url for url in requests if not url.startswith("file:///")] == []


@each_page
def test_browser_has_nothing_to_complain_of(seen_on, name, page):
    assert seen_on(name, page)["complaints"] == []


@each_page
@each_setting
def test_axe_finds_no_violation(seen_on, name, page, setting):
    assert seen_on(name, page)["settings"][setting]["axe"] == []


@each_page
@each_setting
def test_page_never_scrolls_sideways(seen_on, name, page, setting):
    assert seen_on(name, page)["settings"][setting]["overflow"] <= 0


@each_page
def test_what_scrolls_is_a_region_that_the_keyboard_reaches(seen_on, name, page):
    assert seen_on(name, page)["settings"]["phone"]["unreachable"] == []


@each_page
def test_nothing_is_cut_off_on_paper(seen_on, name, page):
    assert seen_on(name, page)["settings"]["print"]["cut"] == []


@each_page
@each_setting
def test_words_part_from_their_ground(seen_on, name, page, setting):
    assert seen_on(name, page)["settings"][setting]["faint"] == []


@each_page
def test_paper_is_white_and_the_dark_page_dark(seen_on, name, page):
    settings = seen_on(name, page)["settings"]
    assert settings["print"]["ground"] == settings["light"]["ground"] == "rgb(255, 255, 255)"
    channels = settings["dark"]["ground"].removeprefix("rgb(").removesuffix(")").split(", ")
    assert max(map(int, channels)) < 64


@each_chart_page
@each_setting
def test_marks_and_words_of_a_chart_lie_inside_its_plot(seen_on, name, page, setting):
    charts = seen_on(name, page)["settings"][setting]["charts"]
    assert len(charts) >= LEAST_CHARTS[name]
    for chart in charts:
        assert chart["panels"] > 0
        assert chart["marks"] > 0
        assert chart["words"] > 0
        assert (chart["strayed"], chart["out"]) == ([], []), chart["name"]


@each_chart_page
@each_setting
def test_words_of_a_chart_do_not_overlap(seen_on, name, page, setting):
    for chart in seen_on(name, page)["settings"][setting]["charts"]:
        assert chart["overlapping"] == [], chart["name"]


@each_chart_page
@each_setting
def test_words_and_marks_of_a_chart_part_from_what_lies_behind(seen_on, name, page, setting):
    for chart in seen_on(name, page)["settings"][setting]["charts"]:
        assert (chart["faintWords"], chart["faintMarks"]) == ([], []), chart["name"]


@each_chart_page
@pytest.mark.parametrize("setting", ["light", "dark", "phone"])
def test_words_of_a_chart_are_large_enough_to_read(seen_on, name, page, setting):
    for chart in seen_on(name, page)["settings"][setting]["charts"]:
        assert chart["small"] == [], chart["name"]


@each_page
def test_page_without_javascript_tells_all_that_it_tells_with_it(seen_on, name, page):
    seen = seen_on(name, page)
    assert len(seen["plain"]) > 200
    if page == "search.html":
        assert "Search pages and sections" in seen["scripted"]
        assert "Search pages and sections" not in seen["plain"]
    else:
        assert seen["plain"] == seen["scripted"]


def test_search_page_without_javascript_is_a_list_from_a_to_z(site_of, seen_on):
    listed = read_page((site_of("demo").root / "search.html").read_text("utf-8")).links
    assert {f"reports/{month}.html" for month in site_of("demo").months} <= set(listed)
    assert {"methods/attainment.html", "glossary.html", "accessibility.html"} <= set(listed)
    assert "Attainment" in seen_on("demo", "search.html")["plain"]


def test_search_finds_a_method_and_leads_there_without_a_server(seen_on):
    found = seen_on("demo", "search.html")["search"]
    assert found["complaints"] == []
    assert found["links"]
    assert found["status"].startswith(f"{len(found['links'])} section")
    assert found["arrived"] == found["links"][0]["url"]
    assert any("methods/" in link["url"] for link in found["links"])
    assert found["heading"]
