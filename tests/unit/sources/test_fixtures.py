"""Each tool's export has an example written by hand, which says by what public page it was written."""

from pathlib import Path

import pytest

from analytics.sources import SOURCES
from analytics.sources.registers import REGISTERS, TABLE

FIXTURES = Path(__file__).parents[2] / "fixtures"
OURS = {source.name for source in (TABLE, *REGISTERS)}
TOOLS = set(SOURCES) - OURS
FOLDERS = sorted(folder.name for folder in FIXTURES.iterdir() if folder.name in TOOLS)


def test_each_tools_export_has_an_example():
    assert sorted(TOOLS) == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_an_example_cites_the_public_pages_of_its_source_or_says_unverified(name):
    folder = FIXTURES / name
    assert [file for file in folder.iterdir() if file.name != "README.md"]
    said = (folder / "README.md").read_text(encoding="utf-8")
    pages = [page.rpartition(" ")[2] for page in SOURCES[name].pages]
    assert all(page.startswith("https://") and page in said for page in pages)
    assert pages or "unverified" in said
