"""Stories worked by hand: each folder is a contract, its exports, and what the contract says of them.

`expected.csv` names what it checks: `as_of` (in the contract's zone unless it has an offset), `incident_id`,
`clause_id` and optionally `episode` and `slot` choose the obligation; every other column is compared, an
empty cell with null. A row with an empty `outcome` says that there is no such obligation. Instants are
compared as instants, `net`, `gross` and `paused` in whole seconds. `figures.csv` has `as_of`, `period` and
columns of attainment (`clause_id` and `severity` filled in), of indicators (`clause_id` only), of the
readings of relief (`clause_id` and `reading`) or of volume (no `clause_id`). `refused.txt` stands in place of
`expected.csv` where the exports must not be used, and holds words of the message.

Where the contract leaves a choice, `alternative.toml` changes it as a variation does, or
`alternative-contract.toml` is the contract with another choice of what no variation may change.
`alternative.csv` and `alternative-figures.csv` then say what comes out instead.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import ExportError
from analytics.report.dataset import open_dataset
from tests.golden.stories import (
    STORIES,
    check_figures,
    check_obligations,
    has_alternative,
    open_alternative,
    rows_of,
)

REFUSED = [folder for folder in STORIES if (folder / "refused.txt").is_file()]
JUDGED = [folder for folder in STORIES if folder not in REFUSED]
WITH_FIGURES = [folder for folder in STORIES if (folder / "figures.csv").is_file()]
ALTERNATIVES = [folder for folder in STORIES if has_alternative(folder)]
CHANGED = {"alternative.csv": "expected.csv", "alternative-figures.csv": "figures.csv"}


def name_of(folder: Path) -> str:
    return folder.name


@pytest.mark.parametrize("folder", JUDGED, ids=name_of)
def test_obligations_are_as_worked_by_hand(folder: Path) -> None:
    check_obligations(open_dataset(folder), rows_of(folder / "expected.csv"))


@pytest.mark.parametrize("folder", WITH_FIGURES, ids=name_of)
def test_figures_are_as_worked_by_hand(folder: Path) -> None:
    check_figures(open_dataset(folder), rows_of(folder / "figures.csv"))


@pytest.mark.parametrize("folder", REFUSED, ids=name_of)
def test_exports_are_refused(folder: Path) -> None:
    with pytest.raises(ExportError) as refused:
        open_dataset(folder)
    for words in (folder / "refused.txt").read_text(encoding="utf-8").splitlines():
        assert words in str(refused.value)


@pytest.mark.parametrize("folder", ALTERNATIVES, ids=name_of)
def test_the_alternative_is_as_worked_by_hand(folder: Path) -> None:
    dataset = open_alternative(folder)
    files = [name for name in CHANGED if (folder / name).is_file()]
    assert files
    for name in files:
        check = check_figures if "figures" in name else check_obligations
        check(dataset, rows_of(folder / name))


@pytest.mark.parametrize("folder", ALTERNATIVES, ids=name_of)
def test_the_alternative_changes_what_is_expected(folder: Path) -> None:
    for name, instead_of in CHANGED.items():
        if (folder / name).is_file() and folder in JUDGED:
            before, after = rows_of(folder / instead_of), rows_of(folder / name)
            assert before[0].keys() == after[0].keys()
            assert before != after


@pytest.mark.parametrize("folder", STORIES, ids=name_of)
def test_every_story_says_why(folder: Path) -> None:
    assert len((folder / "why.md").read_text(encoding="utf-8").split()) > 20
