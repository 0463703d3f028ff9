"""The page of the contract: an anchor for every clause, its words escaped, on every published site."""

import re
from html import unescape
from pathlib import Path

import pytest

from analytics.contract.load import load_contract
from analytics.contract.wording import describe_contract
from analytics.publish.model import SiteSettings
from analytics.publish.pages import contract_page
from analytics.publish.site import build_site

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:b) {.c} *d* # e"


@pytest.fixture
def settings(tmp_path: Path) -> SiteSettings:
    (tmp_path / "mkdocs.yml").write_text("site_name: The forum\n", encoding="utf-8")
    return SiteSettings({}, tmp_path / "mkdocs.yml", "Case platform", "Department", "Ltd", "ab12", "0.1.0")


def contract_in(folder: Path, *changes: tuple[str, str]):
    import analytics.contract

    text = Path(analytics.contract.__file__).with_name("typical.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "contract.toml").write_text(text, encoding="utf-8")
    return load_contract(folder)


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_every_clause_has_its_anchor_and_every_sentence_stands_on_the_page(
    settings: SiteSettings, tmp_path: Path
) -> None:
    contract = contract_in(tmp_path)
    build_site([contract_page(contract)], settings, tmp_path / "out")
    html = (tmp_path / "out" / "contract.html").read_text(encoding="utf-8")
    for _, clause in contract.clauses:
        assert html.count(f'<h3 id="clause-{clause.id}">') == 1
    words = words_of(html)
    for chapter in describe_contract(contract):
        assert f">{chapter.heading}</h2>" in html
        assert all(text in words for passage in chapter.passages for text in passage.sentences)
    assert "Tuesday 5 November 2024 at 10:15 GMT" in words


def test_words_of_the_contract_are_shown_as_they_are_and_run_nothing(
    settings: SiteSettings, tmp_path: Path
) -> None:
    quoted = f"'{HOSTILE}'"
    contract = contract_in(
        tmp_path,
        ('"P1 resolved"', quoted),
        ('"Schedule 3, 4.1"', quoted),
        ('"Case management platform support"', quoted),
        ('["Awaiting Vendor"]', f"[{quoted}]"),
    )
    build_site([contract_page(contract)], settings, tmp_path / "out")
    html = (tmp_path / "out" / "contract.html").read_text(encoding="utf-8")
    assert "<img" not in html
    assert "<em>" not in html
    assert words_of(html).count(HOSTILE) >= 4
    assert '<h3 id="clause-P1-resolution">' in html


def test_versions_of_a_clause_share_the_anchor_of_the_first(settings: SiteSettings, tmp_path: Path) -> None:
    contract = contract_in(tmp_path)
    text = (tmp_path / "contract.toml").read_text(encoding="utf-8")
    first = text[text.index('[[clauses]]\nid        = "P1-response"') :].split("\n# High")[0]
    later = first + "from = 2026-01-01\n\n"
    (tmp_path / "contract.toml").write_text(text.replace("# ── Notification", later + "# ── Notification", 1))
    contract = load_contract(tmp_path)
    build_site([contract_page(contract)], settings, tmp_path / "out")
    html = (tmp_path / "out" / "contract.html").read_text(encoding="utf-8")
    assert html.count('id="clause-P1-response"') == 1
    assert "P1 taken up (P1-response), version 2</h3>" in html
