"""Stories worked by hand: each folder is a contract, its exports, and what the contract says of them.

`expected.csv` names what it checks: `as_of` (in the contract's zone unless it has an offset), `incident_id`,
`clause_id` and optionally `episode` choose the obligation; every other column is compared, an empty cell
with null. A row with an empty `outcome` says that there is no such obligation. Instants are compared as
instants, `net`, `gross` and `paused` in whole seconds. `figures.csv` has `as_of`, `period` and columns of
attainment or volume.
"""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from analytics.obligations import make_episodes, measure
from analytics.report.dataset import open_dataset, parse_instant
from analytics.summary import attainment, volume

HERE = Path(__file__).parent
STORIES = sorted(path.parent for path in HERE.glob("*/contract.toml"))
KEY = ("as_of", "incident_id", "episode", "clause_id")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_obligations_are_as_worked_by_hand(folder: Path) -> None:
    dataset = open_dataset(folder)
    for row in rows_of(folder / "expected.csv"):
        as_of = parse_instant(row["as_of"], dataset.timezone)
        obligations = measure(dataset.tables, dataset.contract, as_of)
        found = obligations.filter(
            pl.col("incident_id") == row["incident_id"],
            pl.col("clause_id") == row["clause_id"],
            pl.col("episode") == int(row.get("episode") or 1),
        ).to_dicts()
        if not row["outcome"]:
            assert found == [], row
            continue
        assert len(found) == 1, row
        for name in row.keys() - set(KEY):
            assert shown(found[0][name], row[name], dataset.timezone) == row[name], (name, row)


def shown(value: object, expected: str, timezone: str) -> str:
    """Write a value as the expected file does, so that a difference can be read."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        same = expected != "" and parse_instant(expected, timezone) == value
        return expected if same else value.isoformat()
    if isinstance(value, dt.timedelta):
        return f"{value / dt.timedelta(seconds=1):g}"
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(value) if isinstance(value, list) else str(value)


WITH_FIGURES = [folder for folder in STORIES if (folder / "figures.csv").is_file()]


@pytest.mark.parametrize("folder", WITH_FIGURES, ids=lambda folder: folder.name)
def test_figures_are_as_worked_by_hand(folder: Path) -> None:
    dataset = open_dataset(folder)
    for row in rows_of(folder / "figures.csv"):
        as_of = parse_instant(row["as_of"], dataset.timezone)
        if row.get("clause_id"):
            obligations = measure(dataset.tables, dataset.contract, as_of)
            table = attainment(obligations, dataset.contract, as_of, row["period"])
            found = table.filter(clause_id=row["clause_id"], severity=row["severity"])
        else:
            episodes = make_episodes(dataset.tables, dataset.contract, as_of)
            found = volume(episodes, dataset.timezone, row["period"]).filter(severity=row["severity"])
        values = found.row(0, named=True)
        for name in row.keys() - {"as_of", "period", "clause_id", "severity"}:
            assert shown(values[name], row[name], dataset.timezone) == row[name], (name, row)


@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_every_story_says_why(folder: Path) -> None:
    assert len((folder / "why.md").read_text(encoding="utf-8").split()) > 20
