"""How a story's files are read and held against the engine; `test_stories.py` says what they mean."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from analytics.contract.load import load_contract, load_variation
from analytics.intake import read_exports
from analytics.obligations import make_episodes, measure
from analytics.report.dataset import Dataset, open_dataset, parse_instant
from analytics.summary import attainment, indicators, relief_readings, volume

HERE = Path(__file__).parent
STORIES = sorted(path.parent for path in HERE.glob("*/contract.toml"))
KEY = ("as_of", "incident_id", "episode", "clause_id", "slot")
CHOICE = {"as_of", "period", "clause_id", "severity", "reading"}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def has_alternative(folder: Path) -> bool:
    return any((folder / name).is_file() for name in ("alternative.toml", "alternative-contract.toml"))


def open_alternative(folder: Path) -> Dataset:
    """Read a story's exports by its alternative: a variation, or a second whole contract."""
    if (folder / "alternative.toml").is_file():
        varied = load_variation(load_contract(folder), folder / "alternative.toml")
        return Dataset(varied, read_exports(varied))
    return open_dataset(folder / "alternative-contract.toml")


def check_obligations(dataset: Dataset, rows: list[dict[str, str]]) -> None:
    for row in rows:
        as_of = parse_instant(row["as_of"], dataset.timezone)
        wanted = [pl.col(name) == row[name] for name in ("incident_id", "clause_id")]
        wanted.append(pl.col("episode") == int(row.get("episode") or 1))
        if row.get("slot"):
            wanted.append(pl.col("slot") == int(row["slot"]))
        found = measure(dataset.tables, dataset.contract, as_of).filter(*wanted).to_dicts()
        if not row["outcome"]:
            assert found == [], row
            continue
        assert len(found) == 1, row
        compare(found[0], row, row.keys() - set(KEY), dataset.timezone)


def check_figures(dataset: Dataset, rows: list[dict[str, str]]) -> None:
    for row in rows:
        compare(_figures(dataset, row), row, row.keys() - CHOICE, dataset.timezone)


def _figures(dataset: Dataset, row: dict[str, str]) -> dict[str, Any]:
    """Give the one row of figures that a line chooses by the columns that it fills in."""
    tables, contract, period = dataset.tables, dataset.contract, row["period"]
    as_of = parse_instant(row["as_of"], dataset.timezone)
    if not row.get("clause_id"):
        episodes = make_episodes(tables, contract, as_of)
        return volume(episodes, dataset.timezone, period).row(by_predicate=_is(row, "severity"), named=True)
    obligations = measure(tables, contract, as_of)
    if row.get("reading"):
        readings = relief_readings(obligations, contract, as_of, period)
        return readings.row(by_predicate=_is(row, "clause_id", "reading"), named=True)
    by_severity = attainment(obligations, contract, as_of, period)
    if row.get("severity"):
        return by_severity.row(by_predicate=_is(row, "clause_id", "severity"), named=True)
    return indicators(by_severity, contract, as_of).row(by_predicate=_is(row, "clause_id"), named=True)


def _is(row: dict[str, str], *names: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(name) == row[name] for name in names)


def compare(found: dict[str, Any], row: dict[str, str], names: set[str], timezone: str) -> None:
    for name in sorted(names):
        assert shown(found[name], row[name], timezone) == row[name], (name, row)


def shown(value: object, expected: str, timezone: str) -> str:
    """Write a value as the expected file does, so that a difference can be read."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        same = expected != "" and parse_instant(expected, timezone) == value
        return expected if same else value.isoformat()
    if isinstance(value, dt.timedelta):
        return f"{value / dt.timedelta(seconds=1):.15g}"
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(value) if isinstance(value, list) else str(value)
