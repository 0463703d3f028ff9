"""The visit itself: it finds every fault of a page that was made to have them all."""

from __future__ import annotations

import pytest

from tests.site.browser import visit
from tests.site.conftest import need_browser
from tests.site.sites import HERE

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def seen() -> dict:
    need_browser()
    return visit([{"name": "faulty", "url": (HERE / "faulty.html").as_uri()}])["faulty"]


@pytest.fixture(scope="module")
def chart(seen) -> dict:
    return seen["settings"]["light"]["charts"][0]


def test_request_to_another_host_is_seen(seen):
    assert "http://faulty.invalid/from-outside.css" in seen["requests"]


def test_file_that_does_not_load_is_a_complaint(seen):
    assert any("missing.png" in complaint for complaint in seen["complaints"])


def test_axe_runs_and_finds_what_is_wrong(seen):
    rules = {finding.partition(":")[0] for finding in seen["settings"]["light"]["axe"]}
    assert {"html-has-lang", "image-alt", "color-contrast"} <= rules


def test_too_wide_a_page_is_seen(seen):
    assert seen["settings"]["phone"]["overflow"] > 1000


def test_cut_table_that_the_keyboard_does_not_reach_is_seen(seen):
    assert seen["settings"]["print"]["cut"]
    assert seen["settings"]["phone"]["unreachable"]


def test_pale_words_are_seen_in_light_and_in_dark(seen):
    for setting in ("light", "dark"):
        assert "pale words" in [each["text"] for each in seen["settings"][setting]["faint"]]


def test_what_only_a_script_writes_is_seen(seen):
    assert seen["plain"] != seen["scripted"]


def test_mark_outside_its_plot_and_words_outside_the_chart_are_seen(chart):
    assert len(chart["strayed"]) == 1
    assert [each for each in chart["out"] if "beyond the edge" in each]


def test_words_over_words_are_seen(chart):
    assert chart["overlapping"] == ["one over / the other"]


def test_words_on_a_dark_bar_are_measured_against_the_bar(chart):
    assert [each["text"] for each in chart["faintWords"]] == ["on dark"]


def test_pale_bar_is_seen_and_a_hairline_let_through(chart):
    assert [each["colours"] for each in chart["faintMarks"]] == [["rgb(238, 238, 238)"]]


def test_tiny_words_are_seen(chart):
    assert chart["small"] == ["tiny"]
