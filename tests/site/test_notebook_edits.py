"""The notebook of a contract's folder is the report: what is written there stands on the page."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.site.sites import NIL_MONTH, ROOT, once, run_command

SENTENCE = "Each row is one clause of the contract"
NEW_SENTENCE = "The forum reads **each row** as one promise & no less."
TITLE = "Obligations met, by clause and severity"
NEW_TITLE = "Promises kept < promises made"


@pytest.fixture
def folder(site_of, shared_folder, tmp_path) -> Path:
    """A contract folder with a notebook of its own, published once."""

    def make(target: Path) -> None:
        shutil.copytree(site_of("quiet").contract, target)
        shutil.copytree(ROOT / "notebooks", target / "notebooks")
        ran = publish(target)
        assert ran.returncode == 0, ran.stderr

    published = once(shared_folder, "edited", make)
    return Path(shutil.copytree(published, tmp_path / "contract", symlinks=True))


def publish(folder: Path):
    return run_command("publish", folder, "--period", NIL_MONTH)


def page_of(folder: Path) -> str:
    return (folder / "build" / "site" / "reports" / f"{NIL_MONTH}.html").read_text("utf-8")


def edit(folder: Path, find: str, change) -> int:
    """Change the source of the one cell that holds some words; give its number as a reader counts."""
    path = folder / "notebooks" / "forum_report.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    (place,) = [i for i, cell in enumerate(notebook["cells"]) if find in "".join(cell["source"])]
    source = change("".join(notebook["cells"][place]["source"]))
    notebook["cells"][place]["source"] = source.splitlines(keepends=True)
    path.write_text(json.dumps(notebook), "utf-8")
    return place + 1


def last_line(ran) -> str:
    return ran.stdout.strip().splitlines()[-1]


def test_nothing_changed_publishes_nothing_and_says_so(folder):
    before = (folder / "build" / "site").readlink()
    ran = publish(folder)
    assert ran.returncode == 0
    assert last_line(ran).startswith("RESULT status=unchanged ")
    assert (folder / "build" / "site").readlink() == before


def test_edited_sentence_and_title_stand_on_the_page(folder):
    before = page_of(folder)
    assert SENTENCE in before
    assert TITLE in before
    edit(folder, SENTENCE, lambda source: NEW_SENTENCE)
    edit(folder, TITLE, lambda source: re.sub(r'title=f?".*"', f'title="{NEW_TITLE}"', source))
    ran = publish(folder)
    assert last_line(ran).startswith("RESULT status=published "), ran.stderr
    page = page_of(folder)
    escaped = html.escape(NEW_TITLE)
    assert "The forum reads <strong>each row</strong> as one promise &amp; no less." in page
    assert f">{escaped}</figcaption>" in page
    assert f'<title id="attainment-by-severity-title">{escaped}</title>' in page
    assert re.search(rf"<caption[^>]*>(Data: )?{re.escape(escaped)}</caption>", page)
    assert SENTENCE not in page
    assert TITLE not in page


def test_cell_that_raises_is_named_and_leaves_the_old_site(folder):
    link, page = (folder / "build" / "site").readlink(), page_of(folder)
    number = edit(folder, "report.volume_words()", lambda source: "1 / 0")
    ran = publish(folder)
    assert ran.returncode == 1
    assert f"forum_report.ipynb, cell {number}:" in ran.stderr
    assert "ZeroDivisionError" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert last_line(ran).startswith("RESULT status=failed ")
    assert (folder / "build" / "site").readlink() == link
    assert page_of(folder) == page
