"""The page of edge cases against the stories: every row has one, and every choice is shown both ways."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analytics.contract.model import Calendar, Clause, Export, Head, Rules
from tests.golden.stories import HERE, STORIES, has_alternative

PAGE = HERE.parent.parent / "site" / "methods" / "edge-cases.md"
ROW = re.compile(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
MODELS = {"rules": Rules, "clauses": Clause, "contract": Head, "calendars": Calendar, "exports": Export}
N_CASES = 34  # those that the contract's rules leave open, one row each; then what a clause settles


@dataclass(frozen=True)
class Case:
    name: str
    keys: tuple[str, ...]  # none: fixed
    folders: tuple[Path, ...]


def read_cases() -> list[Case]:
    cases = []
    for name, keys, _, _, stories in ROW.findall(PAGE.read_text(encoding="utf-8")):
        if name == "Case":
            continue
        assert keys == "fixed" or "`" in keys, name
        folders = [HERE.parent.parent / path for path in re.findall(r"`(.+?)`", stories)]
        cases.append(Case(name, tuple(re.findall(r"`(.+?)`", keys)), tuple(folders)))
    return cases


CASES = read_cases()
CHOICES = [case for case in CASES if case.keys]
FIXED = [case for case in CASES if not case.keys]


def name_of(case: Case) -> str:
    return case.name


def keys_of(model: type[Any]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def changed_keys(folder: Path) -> set[str]:
    """The keys that a story's alternative sets, or has otherwise than its contract."""
    if (folder / "alternative.toml").is_file():
        change = read_toml(folder / "alternative.toml")
        parts = [("rules", change.get("rules", {}))]
        parts += [("calendars", calendar) for calendar in change.get("calendars", {}).values()]
        parts += [("clauses", clause) for clause in change.get("clauses", [])]
        return {f"{table}.{key}" for table, entry in parts for key in entry}
    if not (folder / "alternative-contract.toml").is_file():
        return set()
    before, after = read_toml(folder / "contract.toml"), read_toml(folder / "alternative-contract.toml")
    pairs = [("contract", before["contract"], after["contract"])]
    pairs += [("exports", *pair) for pair in zip(before["exports"], after["exports"], strict=True)]
    return {
        f"{table}.{key}" for table, old, new in pairs for key in old | new if old.get(key) != new.get(key)
    }


def test_the_page_has_every_case() -> None:
    assert len(CASES) >= N_CASES
    named = {key for case in CASES for key in case.keys}
    # Repeat causes are no edge cases of an obligation: they have a table of their own.
    assert {f"rules.{key}" for key in keys_of(Rules) - {"causes"}} <= named


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_every_case_has_its_stories(case: Case) -> None:
    assert case.folders
    for folder in case.folders:
        assert (folder / "why.md").is_file(), folder


@pytest.mark.parametrize("case", CHOICES, ids=name_of)
def test_every_key_is_one_of_the_contract_file(case: Case) -> None:
    for key in case.keys:
        table, name = key.split(".")
        assert name in keys_of(MODELS[table]), key


@pytest.mark.parametrize("case", CHOICES, ids=name_of)
def test_every_key_is_shown_with_an_alternative(case: Case) -> None:
    shown = set().union(*(changed_keys(folder) for folder in case.folders))
    assert set(case.keys) <= shown


@pytest.mark.parametrize("case", FIXED, ids=name_of)
def test_a_fixed_case_says_why_there_is_no_alternative(case: Case) -> None:
    texts = [(folder / "why.md").read_text(encoding="utf-8") for folder in case.folders]
    assert any(re.search(r"(^|\. |\n)Fixed: \S+( \S+){5,}", text) for text in texts)


def test_every_story_with_an_alternative_stands_on_the_page() -> None:
    named = {folder for case in CASES for folder in case.folders}
    assert {folder for folder in STORIES if has_alternative(folder)} <= named
