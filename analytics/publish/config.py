"""mkdocs' configuration: what a user's `mkdocs.yml` may say, and what is always ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from analytics.errors import ContractError, Problem, quote
from analytics.publish import files

THEME: Final = Path(__file__).parent / "theme"
KEYS: Final = ("site_name", "site_description", "nav", "extra_css", "markdown_extensions")
IGNORED: Final = ("docs_dir", "site_dir")  # for those who run mkdocs themselves
ASSETS: Final = (".png", ".svg", ".jpg", ".jpeg", ".webp", ".gif", ".css", ".pdf", ".woff2")
_EXTENSIONS: Final = ("attr_list", "def_list", "md_in_html", "sane_lists")


def read_user_config(path: Path) -> dict[str, Any]:
    """Read the keys of a user's `mkdocs.yml` that the site takes over.

    Raises:
        ContractError: It is no YAML, has no `site_name`, or a key that has no effect here.
        StorageError: It cannot be read.
    """
    from mkdocs.utils.yaml import get_yaml_loader, yaml_load

    content = files.read_file(path)
    try:
        found = yaml_load(content.decode("utf-8"), get_yaml_loader())
    except Exception as error:  # YAML's own errors come from several modules
        what = " ".join(str(error).split())
        raise ContractError.at(path.name, f"it cannot be read ({what[:160]})", "YAML in UTF-8") from error
    settings: Any = found
    if not isinstance(settings, dict) or not isinstance(settings.get("site_name"), str):
        raise ContractError.at(path.name, "it has no site_name", "site_name: the name of your forum")
    odd = [str(key) for key in settings if key not in KEYS and key not in IGNORED]
    if odd:
        raise ContractError(
            Problem(path.name, f"the key {quote(key)} has no effect here", ", ".join(KEYS), "take it out")
            for key in sorted(odd)
        )
    return {key: value for key, value in settings.items() if key in KEYS}


def make_config(user: dict[str, Any], nav: list[Any], docs: Path, html: Path) -> Any:
    """Make mkdocs' configuration.

    Args:
        user: From `read_user_config`.
        nav: The generated navigation, used as it stands.
        docs: The folder of Markdown.
        html: The folder for the HTML.

    Raises:
        ContractError: mkdocs does not accept what the user wrote.
    """
    from mkdocs.config.defaults import MkDocsConfig

    config = MkDocsConfig(config_file_path=str(docs.parent / "mkdocs.yml"))
    extensions = user.get("markdown_extensions") or []
    config.load_dict(
        {
            **user,
            "nav": nav,
            "docs_dir": str(docs),
            "site_dir": str(html),
            "theme": {"name": None, "custom_dir": str(THEME), "locale": "en"},
            "use_directory_urls": False,
            "plugins": [],
            "extra_css": ["assets/palette.css", "assets/site.css", *(user.get("extra_css") or [])],
            "markdown_extensions": [*_EXTENSIONS, *extensions],
            # anchors are checked on the finished pages: some stand in fragments
            "validation": {
                "links": {"absolute_links": "warn", "unrecognized_links": "warn", "anchors": "ignore"}
            },
        }
    )
    errors, warnings = config.validate()
    if errors or warnings:
        raise ContractError(Problem("mkdocs.yml", f"{key}: {what}") for key, what in [*errors, *warnings])
    config.theme.static_templates.discard("sitemap.xml")  # see SitePlugin.on_files
    return config


def copy_sources(sources: dict[str, Path], docs: Path) -> None:
    """Copy the site's own pages into the folder that mkdocs reads.

    mkdocs publishes whatever it finds, so only Markdown and known kinds of assets are let through.

    Raises:
        ContractError: A file of another kind is there.
    """
    odd = [name for name in sources if Path(name).suffix.lower() not in (".md", *ASSETS)]
    if odd:
        raise ContractError(
            Problem(
                f"site/{name}",
                "a file of this kind is not published",
                f".md, {', '.join(ASSETS)}",
                "move it away",
            )
            for name in sorted(odd)
        )
    for name, source in sorted(sources.items()):
        put(docs, name, files.read_file(source))


def put(folder: Path, name: str, content: bytes) -> None:
    """Write a file below a folder."""
    files.make_folder((folder / name).parent)
    files.write_file(folder / name, content)
