"""Each tool's export has an example written by hand, which says by what public page it was written."""

from pathlib import Path

import pytest

from analytics.sources import SOURCES
from analytics.sources.registers import REGISTERS, TABLE

FIXTURES = Path(__file__).parents[2] / "fixtures"
OURS = {source.name for source in (TABLE, *REGISTERS)}
TOOLS = sorted(set(SOURCES) - OURS)


@pytest.mark.parametrize("name", TOOLS)
def test_a_tools_export_has_an_example_that_cites_its_public_pages_or_says_unverified(name):
    folder = FIXTURES / name
    examples = [file for file in folder.iterdir() if file.name != "README.md"]
    assert examples
    said = (folder / "README.md").read_text(encoding="utf-8")
    pages = [page.rpartition(" ")[2] for page in SOURCES[name].pages]
    assert all(page.startswith("https://") and page in said for page in pages)
    assert pages or "unverified" in said
