"""No file that is published hides a character: pages show it, JSON escapes it, and ids stay as they were."""

from __future__ import annotations

import csv
import json
import re

import pytest

from tests.site.reading import read_page
from tests.site.sites import Site
from tests.unit.hidden import HIDDEN, ID, LAYOUT, MONTH, SHOWN


@pytest.fixture(scope="module")
def site(site_of) -> Site:
    return site_of("hidden")


def test_no_file_of_the_site_or_beside_it_holds_one_as_it_is(site):
    folders = (site.root.resolve(), site.root.parent / "private")
    texts = {
        path.name: path.read_text("utf-8")
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    assert len(texts) > 15
    assert {name: found for name, text in texts.items() if (found := set(text) & (HIDDEN - LAYOUT))} == {}


def test_pages_show_it_once(site):
    for page in (f"reports/{MONTH}.html", f"causes/{MONTH}.html"):
        html = (site.root / page).read_text("utf-8")
        assert f"A1{SHOWN}" in html  # in tables
        drawn = re.findall(r"<text[^>]*>(.*?)</text>", html)
        assert any("‹U+202E›" in words for words in drawn)
        assert "‹U+2039›" not in html
    late = read_page(site.report(MONTH)).tables["table-late"]
    assert any(f"A2{SHOWN}" in " ".join(row) for row in late.rows)


def test_words_of_the_contract_are_shown_on_every_page(site):
    for path in site.root.resolve().rglob("*.html"):
        assert "The [31m‹U+202E›" in path.read_text("utf-8"), path.name
    assert "Schedule[31m‹U+202E›" in site.report(MONTH)


def test_figures_for_machines_name_the_very_id(site):
    found = json.loads((site.root / f"figures/{MONTH}.json").read_text("utf-8"))
    assert ID in {cause["cause_id"] for cause in found["periods"][0]["causes"]}


def test_the_long_table_shows_the_id(site):
    with (site.root / f"figures/{MONTH}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert f"A1{SHOWN}" in {row["key"] for row in rows if row["group"] == "causes"}
