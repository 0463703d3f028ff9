"""The page of sources is what the sources say, and names what each cannot tell."""

import json
from pathlib import Path

import pytest

from analytics.report.source_page import sources_json, sources_markdown, sources_text
from analytics.sources import NAMES, SOURCES
from analytics.sources.facts import facts_of, lacks_of, unreported_by
from analytics.sources.meanings import MEANINGS
from analytics.sources.model import COLUMNS

PAGE = Path(__file__).parents[3] / "site" / "reference" / "sources.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == sources_markdown(), (
        "make it again: incident-analytics sources --format markdown > site/reference/sources.md"
    )


def test_every_source_is_listed():
    assert [line.split()[0] for line in sources_text().splitlines()] == list(NAMES)
    assert [each["source"] for each in json.loads(sources_json())] == list(NAMES)


def test_a_list_tells_no_history_and_a_log_does():
    assert "changes of state and severity" in lacks_of(SOURCES["servicenow-incident"])
    assert {"acknowledgement", "time on hold", "reopening"} <= set(facts_of(SOURCES["servicenow-audit"]))


def test_what_needs_a_fact_that_is_not_told_is_not_reported():
    assert "response" in unreported_by(SOURCES["servicenow-incident"])
    assert "response" not in unreported_by(SOURCES["servicenow-audit"])
    assert "notification" in unreported_by(SOURCES["servicenow-audit"])


@pytest.mark.parametrize("name", MEANINGS)
def test_every_column_of_a_register_is_explained(name):
    assert list(MEANINGS[name]) == list(COLUMNS[name]) or set(MEANINGS[name]) == set(COLUMNS[name])


@pytest.mark.parametrize("name", NAMES)
def test_every_column_that_a_source_names_is_one_of_its_shape(name):
    for _, rows in SOURCES[name].every_rows():
        assert {*rows.headers, *rows.after, *rows.fixed} <= set(rows.columns)
