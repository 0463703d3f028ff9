"""`new`: a complete contract folder that publishes as it stands."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Final

from analytics.errors import ContractError, StorageError
from analytics.publish.template import NOTEBOOKS, SETTINGS, SITE, site_pages, template_root
from analytics.publish.templates import FOLDER, write_templates
from analytics.sample import write_sample

README: Final = """\
# A contract, and its report

| here | what |
|---|---|
| `contract.toml` | the contract as the software reads it: start here |
| `causes.toml` | what people decided about causes that repeat |
| `exports/` | what your tools export; the sample is fictional |
| `templates/` | to fill in: notices, updates, pauses, relief, actions, changes |
| `notebooks/forum_report.ipynb` | the report: edit a sentence or a title, and the page changes |
| `notebooks/repeat_root_causes.ipynb` | the page of each month's repeat root causes, with everything |
| `site/` | the pages around the report |
| `mkdocs.yml` | the site's name |

    incident-analytics contract .    # what contract.toml says, in plain English
    incident-analytics check .       # is every row accounted for?
    incident-analytics publish .     # the site is build/site/index.html
    incident-analytics figures . --period 2026-10
    incident-analytics explain . INC0010001

`exports/truth.csv`, `truth_causes.csv` and `truth_changes.csv` say what the sample was made to show; nothing
reads them. For your own contract: replace the files in `exports/`, describe them in `[[exports]]`
(`incident-analytics inspect FILE` prints the lines to paste), write your clauses, and empty `causes.toml`.
Start small: one export with one row for each incident, one clause, and `check`. Nothing is guessed, so its
messages tell what is still to be declared.
"""


def new_folder(target: Path) -> None:
    """Write contract, corrections of causes, sample exports, notebooks, site pages, mkdocs.yml and a README.

    The folder appears whole or not at all.

    Args:
        target: A folder that does not exist yet, or is empty.

    Raises:
        ContractError: Something is there already.
        StorageError: It cannot be written.
    """
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ContractError.at(str(target), "it exists and is not empty", "a new folder", "name another")
    work = target.with_name(f".{target.name}.new")
    try:
        shutil.rmtree(work, ignore_errors=True)
        _fill(work)
        if target.exists():
            target.rmdir()
        work.rename(target)
    except OSError as error:
        shutil.rmtree(work, ignore_errors=True)
        raise StorageError.at(str(target), f"it cannot be written ({error.strerror})") from error


def _fill(folder: Path) -> None:
    (folder / "exports").mkdir(parents=True)
    (folder / "README.md").write_text(README, encoding="utf-8")
    for typical, name in (("typical.toml", "contract.toml"), ("typical_causes.toml", "causes.toml")):
        (folder / name).write_bytes(resources.files("analytics.contract").joinpath(typical).read_bytes())
    write_sample(folder / "exports")
    (folder / FOLDER).mkdir()
    write_templates(folder / FOLDER)
    template = template_root()
    for name in (*map(str, NOTEBOOKS), SETTINGS):
        _copy(template / name, folder / name)
    for name, source in site_pages(template).items():
        _copy(source, folder / SITE / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
