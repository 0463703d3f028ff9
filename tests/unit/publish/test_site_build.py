"""The site: what is put in comes out, nothing else does, and the same bytes everywhere."""

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analytics.errors import ContractError, IncidentAnalyticsError
from analytics.publish.site import Page, ReportMeta, SiteSettings, build_site
from analytics.visible import reveal

HOSTILE = 'Case </style><script>alert(1)</script> "platform" & Söhne'


def report(month: str, label: str, markdown: str = "", fragments: dict[str, str] | None = None) -> Page:
    meta = ReportMeta(
        month, label, "1 November 2026, 00:00 GMT", "12 of 12 rows used", f"Verdict of {label}."
    )
    text = (
        markdown
        or '## Summary\n\nProse of the month.\n\n<div data-fragment="1-a"></div>\n\n## Volume\n\nMore.\n'
    )
    return Page(f"reports/{month}.md", label, text, fragments or {"1-a": f"<p>{label} *figures*</p>"}, meta)


PAGES = [
    report("2026-09", "September 2026"),
    report("2026-10", "October 2026"),
    report("2026-08", "August 2026"),
]


@pytest.fixture
def settings(tmp_path: Path) -> SiteSettings:
    own = {
        "index.md": "# Service performance\n\nWelcome.\n",
        "accessibility.md": '# Accessibility\n\n<div data-fragment="publisher"></div>\n',
        "glossary.md": "# Glossary\n\nSee [volume](methods/volume.md#source).\n",
        "methods/volume.md": "# Volume of *incidents*\n\n| | |\n|---|---|\n| a | b |\n\n## Source\n\n"
        "| h |\n|---|\n| x |\n",
    }
    sources = {}
    for name, text in own.items():
        path = tmp_path / "own" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        sources[name] = path
    (tmp_path / "mkdocs.yml").write_text("site_name: The forum\ndocs_dir: site\n", encoding="utf-8")
    return SiteSettings(
        sources,
        tmp_path / "mkdocs.yml",
        "Case platform",
        "Department for Examples",
        "Example Ltd",
        "ab12",
        "0.1.0",
    )


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "out"


def with_source(settings: SiteSettings, name: str, text: str) -> SiteSettings:
    path = settings.config_file.parent / "own" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return replace(settings, sources={**settings.sources, name: path})


def text_of(target: Path, name: str) -> str:
    return (target / name).read_text(encoding="utf-8")


def test_fragments_stand_where_they_belong_and_are_not_read_as_markdown(
    settings: SiteSettings, target: Path
) -> None:
    build_site(PAGES, settings, target)
    page = text_of(target, "reports/2026-10.html")
    assert (
        page.index("Prose of the month")
        < page.index("<p>October 2026 *figures*</p>")
        < page.index('id="volume"')
    )
    assert "data-fragment" not in page


def test_every_page_has_one_heading_and_says_its_language(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, settings, target)
    pages = sorted(target.rglob("*.html"))
    assert len(pages) == 8
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert html.count("<h1") == 1
        assert '<html lang="en-GB">' in html
        assert '<a class="skip" href="#content">' in html


def test_neighbouring_months_lead_to_each_other_whatever_their_order(
    settings: SiteSettings, target: Path
) -> None:
    build_site(PAGES, settings, target)
    middle, last = (text_of(target, f"reports/2026-{month}.html") for month in ("09", "10"))
    assert re.findall(r'class="earlier" rel="prev" href="([^"]+)"', middle) == ["2026-08.html"]
    assert re.findall(r'class="later" rel="next" href="([^"]+)"', middle) == ["2026-10.html"]
    assert 'rel="next"' not in last


def test_home_lists_every_month_the_latest_first_even_without_a_place(
    settings: SiteSettings, target: Path
) -> None:
    build_site(PAGES, settings, target)
    home = text_of(target, "index.html")
    assert re.findall(r'<th scope="row"><a href="([^"]+)"', home) == [
        f"reports/2026-{month}.html" for month in ("10", "09", "08")
    ]
    assert "Verdict of October 2026." in home


def test_a_contract_without_a_published_month_says_so(settings: SiteSettings, target: Path) -> None:
    build_site([], settings, target)
    assert "No month has been published yet." in text_of(target, "index.html")


def test_masthead_and_foot_tell_contract_period_instant_data_and_release(
    settings: SiteSettings, target: Path
) -> None:
    build_site(PAGES, settings, target)
    page = text_of(target, "reports/2026-10.html")
    for words in (
        "Case platform",
        "2026-10",
        "1 November 2026, 00:00 GMT",
        "12 of 12 rows used",
        "ab12",
        "0.1.0",
    ):
        assert words in page


def test_text_of_the_contract_is_escaped_in_markup_and_in_style(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, replace(settings, contract_title=HOSTILE, buyer=HOSTILE, supplier=HOSTILE), target)
    for page in target.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "alert(1)" not in html.replace("&lt;script&gt;alert(1)&lt;/script&gt;", "")
        assert html.count("<style>") == html.count("</style>") == 1


def test_a_table_of_markdown_scrolls_in_a_named_region_and_has_scopes(
    settings: SiteSettings, target: Path
) -> None:
    build_site(PAGES, settings, target)
    page = text_of(target, "methods/volume.html")
    assert page.count('<div class="table-scroll" role="region" aria-label="Table ') == 2
    assert '<th scope="row">a</th>' in page
    assert '<th scope="col">h</th>' in page
    assert "<th></th>" not in page


def test_search_knows_prose_and_headings_and_no_figures(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, settings, target)
    script = text_of(target, "assets/search-index.js")
    rows = json.loads(script.removeprefix("window.searchIndex = ").rstrip().removesuffix(";"))
    assert {
        "p": "October 2026",
        "s": "Summary",
        "u": "reports/2026-10.html#summary",
        "t": "Prose of the month.",
    } in rows
    assert "figures" not in script
    assert [row["u"] for row in rows] == sorted((row["u"] for row in rows), key=lambda url: url.split("#")[0])


def test_without_a_script_the_a_to_z_list_has_every_page_and_section(
    settings: SiteSettings, target: Path
) -> None:
    build_site(PAGES, settings, target)
    listed = set(re.findall(r'href="([^"#][^"]*)"', text_of(target, "search.html").split('id="a-to-z"')[1]))
    pages = {path.relative_to(target).as_posix() for path in target.rglob("*.html")} - {"search.html"}
    assert pages <= listed
    assert "methods/volume.html#source" in listed


def test_the_navigation_is_made_from_the_pages_there_are(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, settings, target)
    bar = text_of(target, "methods/volume.html").split('aria-label="Site"')[1].split("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", bar) == ["Reports", "Methods", "Glossary", "Find a page"]
    assert '<a href="volume.html" aria-current="true">Methods</a>' in bar


CONTRACT = Page(
    "contract.md", "Contract", "# In plain English\n\n## Response\n\n### P1 {#clause-P1}\n\n- Soon.\n"
)


def test_the_contract_has_a_place_of_its_own_in_the_navigation(settings: SiteSettings, target: Path) -> None:
    build_site([*PAGES, CONTRACT], settings, target)
    page = text_of(target, "contract.html")
    bar = page.split('aria-label="Site"')[1].split("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", bar) == ["Reports", "Contract", "Methods", "Glossary", "Find a page"]
    assert '<h3 id="clause-P1">P1</h3>' in page
    assert "<h1>In plain English</h1>" in page
    assert "contract.html" not in text_of(target, "index.html").split("<main")[1]


def test_a_report_can_link_to_a_clause_of_the_contract(settings: SiteSettings, target: Path) -> None:
    linked = report(
        "2026-10", "October 2026", fragments={"1-a": '<a href="../contract.html#clause-P1">P1</a>'}
    )
    build_site([linked, CONTRACT], settings, target)
    astray = report(
        "2026-10", "October 2026", fragments={"1-a": '<a href="../contract.html#clause-P2">P2</a>'}
    )
    with pytest.raises(IncidentAnalyticsError, match="no place on its page"):
        build_site([astray, CONTRACT], settings, target.with_name("other"))


def test_a_navigation_that_names_the_contract_keeps_its_place(settings: SiteSettings, target: Path) -> None:
    settings.config_file.write_text(
        "site_name: F\nnav:\n- Start: index.md\n- Words: glossary.md\n- Promises: contract.md\n",
        encoding="utf-8",
    )
    build_site([*PAGES, CONTRACT], settings, target)
    bar = text_of(target, "index.html").split('aria-label="Site"')[1].split("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", bar) == ["Reports", "Words", "Promises", "Find a page"]


def test_a_navigation_of_the_users_own_is_kept(settings: SiteSettings, target: Path) -> None:
    settings.config_file.write_text(
        "site_name: F\nnav:\n- Start: index.md\n- Words: glossary.md\n", encoding="utf-8"
    )
    build_site(PAGES, settings, target)
    bar = text_of(target, "index.html").split('aria-label="Site"')[1].split("</nav>")[0]
    assert re.findall(r">([^<]+)</a>", bar) == ["Reports", "Words", "Find a page"]


def test_the_publisher_is_named_where_a_page_asks_for_it(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, settings, target)
    assert "published by <strong>Department for Examples</strong>" in text_of(target, "accessibility.html")


def test_no_trace_of_the_builder_or_its_clock_is_left(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, settings, target)
    names = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert not {name for name in names if name.startswith("sitemap") or "work" in name}
    assert not target.with_name("out.work").exists()
    everything = "".join(path.read_text(encoding="utf-8") for path in sorted(target.rglob("*.html")))
    assert "mkdocs" not in everything.lower()
    assert str(target.parent) not in everything


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("guide.md", "# G\n\n[x](missing.md)\n", r"missing\.md"),
        ("guide.md", "# G\n\n[x](/index.html)\n", "absolute link"),
        ("data.xlsx", "x", "a file of this kind is not published"),
        ("reports/2026-10.md", "# Mine\n", "a generated page has this name"),
    ],
)
def test_what_mkdocs_only_warns_of_is_an_error_and_nothing_is_written(
    settings: SiteSettings, target: Path, name: str, text: str, words: str
) -> None:
    with pytest.raises(ContractError, match=words):
        build_site(PAGES, with_source(settings, name, text), target)
    assert not target.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("docs_dir: site\n", "no site_name"),
        ("site_name: [\n", "cannot be read"),
        (
            "site_name: x\nplugins: [search]\ntheme: material\n",
            r"'plugins' has no effect(.|\n)*'theme' has no effect",
        ),
        ("site_name: x\nmarkdown_extensions: [no_such_extension]\n", "no_such_extension"),
    ],
)
def test_a_setting_that_cannot_hold_is_named(
    settings: SiteSettings, target: Path, text: str, words: str
) -> None:
    settings.config_file.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError, match=words):
        build_site(PAGES, settings, target)


@pytest.mark.parametrize(
    ("fragment", "words"),
    [
        ('<img src="https://example.org/x.png" alt="">', "from outside"),
        ('<img src="//example.org/x.png" alt="">', "from outside"),
        ('<img src="x.png" alt="">', "which is not there"),
        ('<img srcset="x.png 2x" alt="">', "which is not there"),
        ("<script>1</script>", "a script of its own"),
        ('<script src="https://example.org/x.js"></script>', "from outside"),
        ('<p onclick="x()">x</p>', "event handler onclick"),
        ('<p style="background:url(https://example.org/x)">x</p>', "a style loads"),
        ("<style>@import 'x.css';</style>", "a style loads"),
        ('<iframe srcdoc="x"></iframe>', "it has <iframe>"),
        ('<form action="https://example.org"></form>', "from outside"),
        ('<svg><image href="https://example.org/x"/></svg>', "from outside"),
        ('<svg><use href="other.svg#x"/></svg>', "which is not there"),
        ('<meta http-equiv="refresh" content="0">', "leads on by itself"),
        ('<a href="javascript:x()">x</a>', "neither relative"),
        ('<a href="/reports/2026-10.html">x</a>', "neither relative"),
        ('<a href="2026-11.html">x</a>', "leads nowhere"),
        ('<a href="../../x.html">x</a>', "leads nowhere"),
        ('<a href="2026-09.html#nowhere">x</a>', "no place on its page"),
        ('<a href="#nowhere">x</a>', "no place on its page"),
        ('<p id="summary">x</p>', "stands twice"),
    ],
)
def test_a_page_that_loads_from_outside_or_leads_nowhere_is_refused(
    settings: SiteSettings, target: Path, fragment: str, words: str
) -> None:
    pages = [*PAGES[:1], report("2026-10", "October 2026", fragments={"1-a": fragment})]
    with pytest.raises(IncidentAnalyticsError, match=words) as caught:
        build_site(pages, settings, target)
    assert "reports/2026-10.html" in str(caught.value)
    assert not target.exists()


def test_a_link_outwards_in_prose_and_one_to_an_anchor_in_a_fragment_are_fine(
    settings: SiteSettings, target: Path
) -> None:
    fragment = (
        '<p id="here"><a href="https://example.org/law">law</a> <a href="2026-09.html#summary">s</a></p>'
    )
    markdown = '## Summary\n\n[down](#here)\n\n<div data-fragment="1-a"></div>\n'
    build_site([*PAGES[:1], report("2026-10", "October 2026", markdown, {"1-a": fragment})], settings, target)


@pytest.mark.parametrize("fragments", [{}, {"1-a": "x", "2-b": "y"}])
def test_a_fragment_without_a_place_or_a_place_without_one_is_our_fault(
    settings: SiteSettings, target: Path, fragments: dict[str, str]
) -> None:
    page = replace(PAGES[0], fragments=fragments)
    with pytest.raises(IncidentAnalyticsError, match="exactly one place"):
        build_site([page], settings, target)


@pytest.mark.parametrize(
    "leak",
    [
        "Payroll export failed for Jane Roe",
        "payroll EXPORT failed, for jane roe!",
        "Payroll <b>export</b> failed&#32;for Jane&nbsp;Roe",
        '<span title="Payroll export failed for Jane Roe">x</span>',
        "<!-- Payroll export failed for Jane Roe -->",
    ],
)
def test_a_confidential_phrase_stops_the_build_and_is_not_repeated(
    settings: SiteSettings, target: Path, leak: str
) -> None:
    shown = replace(settings, forbidden=("Payroll export failed for Jane Roe", "Printer down"))
    build_site(PAGES, shown, target)
    with pytest.raises(IncidentAnalyticsError, match="1 confidential phrase") as caught:
        build_site(
            [report("2026-10", "October 2026", fragments={"1-a": leak})], shown, target.with_name("other")
        )
    assert "Jane" not in str(caught.value)


def test_a_confidential_phrase_in_a_file_beside_the_pages_is_found_too(
    settings: SiteSettings, target: Path
) -> None:
    files = {"figures/2026-10.json": json.dumps({"t": "Störung im Netz Süd"}).encode()}
    with pytest.raises(IncidentAnalyticsError, match=r"figures/2026-10\.json"):
        build_site(PAGES, replace(settings, extra_files=files, forbidden=("Störung im Netz Süd",)), target)


def test_a_confidential_phrase_is_found_where_what_hides_in_it_is_shown(
    settings: SiteSettings, target: Path
) -> None:
    title = "Payroll export\u202e\x1b[31m failed for Jane\u200bRoe"
    shown = replace(settings, forbidden=(title,))
    for leak in (reveal(title), title, title.replace("Jane\u200b", "Jane&#x200b;")):
        page = report("2026-10", "October 2026", fragments={"1-a": f"<p>{leak}</p>"})
        with pytest.raises(IncidentAnalyticsError, match="1 confidential phrase"):
            build_site([page], shown, target)


def test_a_phrase_that_the_authors_wrote_themselves_is_theirs(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, replace(settings, forbidden=("Prose of the month",)), target)


def test_extra_files_stand_on_the_site_as_they_are(settings: SiteSettings, target: Path) -> None:
    build_site(PAGES, replace(settings, extra_files={"figures/a.json": b"{}\n"}), target)
    assert (target / "figures" / "a.json").read_bytes() == b"{}\n"


SCRIPT = """
import sys
from pathlib import Path
from tests.unit.publish.test_site_build import PAGES, SiteSettings, build_site
own = Path(sys.argv[1])
names = [p.relative_to(own).as_posix() for p in own.rglob("*.md")]
settings = SiteSettings({n: own / n for n in names}, own.parent / "mkdocs.yml", "Case platform",
                        "Department", "Example Ltd", "ab12", "0.1.0")
build_site(PAGES, settings, Path(sys.argv[2]))
"""


def test_two_builds_under_different_conditions_are_byte_identical(
    settings: SiteSettings, tmp_path: Path
) -> None:
    assert settings.sources
    conditions = [
        {"TZ": "Pacific/Auckland", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Lima", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "7"},
    ]
    found = []
    for n, condition in enumerate(conditions):
        target = tmp_path / "/".join([f"deep{n}"] * (n + 1)) / "out"
        target.parent.mkdir(parents=True)
        environment = {k: v for k, v in os.environ.items() if k not in ("LC_ALL", "LANG")} | condition
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / "own"), str(target)]
        subprocess.run(command, env=environment, check=True, cwd=Path(__file__).parents[3])
        found.append(
            {
                path.relative_to(target).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                for path in target.rglob("*")
                if path.is_file()
            }
        )
    assert len(found[0]) == 12
    assert found[0] == found[1]
