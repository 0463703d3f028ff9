"""The template: this project's own notebooks, site pages and mkdocs.yml, as the wheel carries them.

What a contract's folder lacks of these is taken from here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import analytics

READER_PAGES: Final = ("index.md", "accessibility.md", "glossary.md", "methods")
NOTEBOOK: Final = Path("notebooks") / "forum_report.ipynb"
SETTINGS: Final = "mkdocs.yml"
SITE: Final = "site"


def template_root() -> Path:
    """Give the folder of the template: inside the wheel, else this repository itself."""
    package = Path(analytics.__file__).parent
    packed = package / "_template"
    return packed if packed.is_dir() else package.parent


def notebook_of(folder: Path) -> Path:
    """Give the report's notebook of a contract's folder, or the template's."""
    own = folder / NOTEBOOK
    return own if own.is_file() else template_root() / NOTEBOOK


def settings_of(folder: Path) -> Path:
    """Give the mkdocs.yml of a contract's folder, or the template's."""
    own = folder / SETTINGS
    return own if own.is_file() else template_root() / SETTINGS


def site_pages(folder: Path) -> dict[str, Path]:
    """Give the site's own pages by their path below `site/`: the folder's, or else the template's.

    From the template only the reader's pages are taken: decisions and guides are about the project.
    """
    own = folder / SITE
    root = own if own.is_dir() else template_root() / SITE
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    pages = {path.relative_to(root).as_posix(): path for path in files}
    if root == own and own.resolve() != (template_root() / SITE).resolve():
        return pages
    return {name: path for name, path in pages.items() if name.split("/")[0] in READER_PAGES}
