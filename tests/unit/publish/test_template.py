"""What a contract's folder lacks is the template's; what leads out of it is refused."""

from pathlib import Path

import pytest

from analytics.errors import ContractError
from analytics.publish.template import CAUSES, NOTEBOOK, notebook_of, settings_of, site_pages, template_root


def test_pages_that_a_folder_lacks_are_the_templates(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.md").write_text("# Ours\n")
    pages = site_pages(tmp_path)
    assert pages["index.md"] == tmp_path / "site" / "index.md"
    assert pages["glossary.md"] == template_root() / "site" / "glossary.md"


def test_the_projects_own_pages_are_never_the_readers(tmp_path: Path) -> None:
    assert not {name.split("/")[0] for name in site_pages(tmp_path)} & {"decisions", "reference", "guides"}


def test_notebook_and_settings_fall_back_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\n")
    assert settings_of(tmp_path) == tmp_path / "mkdocs.yml"
    assert notebook_of(tmp_path) == template_root() / "notebooks" / "forum_report.ipynb"


def test_each_notebook_falls_back_by_itself(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / NOTEBOOK).write_text("{}")
    assert notebook_of(tmp_path) == tmp_path / NOTEBOOK
    assert notebook_of(tmp_path, CAUSES) == template_root() / CAUSES


def test_a_page_that_is_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "contract" / "site").mkdir(parents=True)
    (tmp_path / "contract" / "site" / "x.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(ContractError, match="leads out of the folder"):
        site_pages(tmp_path / "contract")
