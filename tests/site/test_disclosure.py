"""Nothing that an incident tells in words is published, and what is hostile in it does nothing."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path

import pytest

from analytics.sample.causes import HOSTILE
from tests.site.reading import read_page
from tests.site.sites import Site

TEXT_COLUMNS = ("short_description", "u_cause", "description", "u_title")


def published_text(site: Site) -> dict[str, str]:
    """Every file of the site as text: as it is, with its escapes undone, and without its tags."""
    found = {}
    for path in sorted(site.root.resolve().rglob("*")):
        if path.is_file():
            raw = path.read_bytes().decode("utf-8", "replace")
            unescaped = html.unescape(re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), raw))
            bare = re.sub(r"<[^<>]*>", " ", unescaped)
            found[path.name] = " ".join(f"{raw} {unescaped} {bare}".casefold().split())
    return found


def told(path: Path) -> set[str]:
    """Every title, description and cause of an export."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        " ".join(row[column].casefold().split()) for row in rows for column in TEXT_COLUMNS if row.get(column)
    }


def test_no_title_or_cause_of_an_incident_is_published(site_of):
    site = site_of("demo")
    texts = told(site.contract / "exports" / "incident_event_log.csv")
    assert len(texts) > 100
    whole = " ".join(published_text(site).values())
    beginnings = set(zip(*(whole.split()[offset:] for offset in range(3)), strict=False))
    suspects = [text for text in texts if tuple(text.split()[:3]) in beginnings]
    assert [text for text in suspects if text in whole] == []


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_title_is_in_the_export_and_nowhere_on_the_site(site_of, title):
    site = site_of("demo")
    export = (site.contract / "exports" / "incident_event_log.csv").read_text("utf-8")
    assert title.replace('"', '""') in export or title in export
    telling = title.casefold()[:30]
    assert [name for name, text in published_text(site).items() if telling in text] == []


def test_no_page_holds_a_script_of_its_own(site_of):
    for path in site_of("demo").root.resolve().rglob("*.html"):
        text = path.read_text("utf-8")
        assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
        assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []


def security_incidents(site: Site) -> set[str]:
    """The incidents that the export calls security incidents."""
    with (site.contract / "exports" / "incident_event_log.csv").open(encoding="utf-8", newline="") as file:
        return {row["number"] for row in csv.DictReader(file) if row["category"] == "Security"}


def test_security_incident_is_withheld_wherever_obligations_are_listed(site_of):
    site = site_of("demo")
    secret = security_incidents(site)
    assert len(secret) >= 3
    whole = " ".join(published_text(site).values())
    assert [number for number in secret if number.casefold() in whole] == []


def test_withheld_obligations_tell_clause_severity_and_outcome_only(site_of):
    pages = [read_page(site_of("demo").report(month)) for month in site_of("demo").months]
    lines = [
        row
        for page in pages
        if "table-late" in page.tables
        for row in page.tables["table-late"].rows
        if "withheld" in " ".join(row)
    ]
    assert lines
    part = r"\d+ P[1-4] (missed|not evidenced)"
    for row in lines:  # "not stopped" would tell something, and may be false
        assert len(row) == 1
        assert re.fullmatch(rf"\d+ withheld \(security\): {part}((, | and ){part})*", row[0])


def test_private_account_of_rows_is_not_on_the_site(site_of):
    site = site_of("demo")
    names = {path.name for path in site.root.resolve().rglob("*")}
    assert not names & {"intake.json", "excluded.csv", "incident_event_log.csv", "truth.csv"}
