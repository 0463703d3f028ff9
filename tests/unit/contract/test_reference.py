"""The reference page names every key that the contract file may have, and no other."""

import re
import typing
from pathlib import Path

import pytest
from pydantic import BaseModel

from analytics.contract.corrections import Correction, Corrections
from analytics.contract.model import (
    Calendar,
    Causes,
    Clause,
    Consequences,
    Export,
    Head,
    Ratings,
    Rules,
    States,
)
from analytics.schema import CHANGES

PAGE = Path(__file__).parents[3] / "site" / "reference" / "contract.md"
SECTIONS = {
    "[contract]": Head,
    "[calendars.NAME]": Calendar,
    "[rules]": Rules,
    "[rules.causes]": Causes,
    "[states]": States,
    "[[exports]]": Export,
    "[[clauses]]": Clause,
    "[consequences]": Consequences,
    "[ratings]": Ratings,
}


def keys(model: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


@pytest.mark.parametrize("section", SECTIONS)
def test_every_key_stands_in_its_section(section: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    part = text.split(f"## `{section}`\n")[1].split("\n## ")[0]
    assert keys(SECTIONS[section]) <= set(re.findall(r"`([a-z_]+)`", part))


@pytest.mark.parametrize("section", [name for name in SECTIONS if name != "[states]"])
def test_no_row_names_a_key_that_is_none(section: str) -> None:
    part = PAGE.read_text(encoding="utf-8").split(f"## `{section}`\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", part, flags=re.MULTILINE)
    named = {key for row in rows for key in re.findall(r"`([a-z_]+)`", row)}
    assert named == keys(SECTIONS[section])


def test_every_column_of_the_register_of_changes_is_told() -> None:
    part = PAGE.read_text(encoding="utf-8").split("## The register of changes\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([a-z_]+)` \|", part, flags=re.MULTILINE) == list(CHANGES)


def test_every_kind_of_correction_is_told_with_what_it_has() -> None:
    part = PAGE.read_text(encoding="utf-8").split("## Corrections of causes\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `\[\[([a-z]+)\]\]` \| (.*?) \|", part, flags=re.MULTILINE)
    told = {kind: set(re.findall(r"`([a-z]+)`", keys)) for kind, keys in rows}
    own = {
        name: set(typing.get_args(field.annotation)[0].model_fields) - set(Correction.model_fields)
        for name, field in Corrections.model_fields.items()
    }
    assert told == own
    assert all(f"`{name}`" in part for name in Correction.model_fields)
