"""The template: this project's own notebooks, site pages and mkdocs.yml, as the wheel carries them.

What a contract's folder lacks of these is taken from here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import analytics
from analytics.errors import ContractError

READER_PAGES: Final = ("index.md", "accessibility.md", "glossary.md", "methods")
NOTEBOOK: Final = Path("notebooks") / "forum_report.ipynb"
CAUSES: Final = Path("notebooks") / "repeat_root_causes.ipynb"
NOTEBOOKS: Final = (NOTEBOOK, CAUSES)
SETTINGS: Final = "mkdocs.yml"
SITE: Final = "site"


def template_root() -> Path:
    """Give the folder of the template: inside the wheel, else this repository itself."""
    package = Path(analytics.__file__).parent
    packed = package / "_template"
    return packed if packed.is_dir() else package.parent


def notebook_of(folder: Path, name: Path = NOTEBOOK) -> Path:
    """Give a notebook of a contract's folder, or the template's: the report's, unless another is named."""
    own = folder / name
    return own if own.is_file() else template_root() / name


def settings_of(folder: Path) -> Path:
    """Give the mkdocs.yml of a contract's folder, or the template's."""
    own = folder / SETTINGS
    return own if own.is_file() else template_root() / SETTINGS


def site_pages(folder: Path) -> dict[str, Path]:
    """Give the site's pages by their path below `site/`: the folder's, and the template's where it lacks one.

    From the template only the reader's pages are taken: decisions and guides are about the project.
    """
    template = template_root() / SITE
    given = {n: path for n, path in _files_below(template).items() if n.split("/")[0] in READER_PAGES}
    own = folder / SITE
    if not own.is_dir() or own.resolve() == template.resolve():
        return given
    return given | _files_below(own)


def _files_below(root: Path) -> dict[str, Path]:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.name.startswith("."))
    for path in files:
        if not path.resolve().is_relative_to(root.resolve()):
            what, remedy = "it is a link that leads out of the folder", "put the page itself there"
            raise ContractError.at(str(path.relative_to(root.parent)), what, "a file inside site/", remedy)
    return {path.relative_to(root).as_posix(): path for path in files}
