"""A real log of 402 incidents: against an oracle of its own, and against figures worked out beforehand."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import polars as pl
import pytest

from analytics.obligations import make_episodes, measure
from analytics.report.dataset import Dataset, open_dataset
from analytics.report.figures import make_figures
from analytics.report.selection import select_findings
from analytics.summary import stopped_clocks
from tests.real import uci_oracle

CONTRACT = Path(__file__).parent / "uci"
LOG = "incident_event_log_402.csv"
SEED = 20160301
COUNTS = ("n_opened", "n_resolved", "n_open", "n_opened_resolved")


@pytest.fixture(scope="module")
def log(shared_data: Path) -> Path:
    return shared_data / "uci" / LOG


@pytest.fixture(scope="module")
def half(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rows of a random half of the incidents, with the bytes of each cell as they are."""
    with log.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    numbers = sorted({row["number"] for row in rows})
    chosen = set(random.Random(SEED).sample(numbers, len(numbers) // 2))
    target = tmp_path_factory.mktemp("half") / LOG
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row for row in rows if row["number"] in chosen)
    return target


@pytest.fixture(scope="module")
def dataset(half: Path) -> Dataset:
    return open_dataset(CONTRACT, half.parent)


def test_half_of_the_incidents_are_there(dataset: Dataset, half: Path) -> None:
    assert set(dataset.tables.incidents["incident_id"]) == set(uci_oracle.read_log(half))
    assert dataset.tables.incidents.height == 201


def test_time_to_resolve_of_each_incident_is_the_oracles(dataset: Dataset, half: Path) -> None:
    as_of = dataset.whole_as_of
    obligations = measure(dataset.tables, dataset.contract, as_of)
    episodes = make_episodes(dataset.tables, dataset.contract, as_of)
    clocks = stopped_clocks(obligations, episodes, None, dataset.timezone).filter(measure="time_to_resolve")
    found = dict(clocks.select("incident_id", "net").iter_rows())
    assert found == {n: uci_oracle.time_to_resolve(rows) for n, rows in uci_oracle.read_log(half).items()}


def test_last_severity_of_each_incident_is_the_oracles(dataset: Dataset, half: Path) -> None:
    found = dict(dataset.tables.incidents.select("incident_id", "severity").iter_rows())
    expected = {n: uci_oracle.severity_of(rows[-1]) for n, rows in uci_oracle.read_log(half).items()}
    assert found == expected


def test_outcome_of_each_resolution_clause_is_the_oracles(dataset: Dataset, half: Path) -> None:
    incidents = uci_oracle.read_log(half)
    end = uci_oracle.end_of_data(incidents)
    assert dataset.whole_as_of == end
    rows = measure(dataset.tables, dataset.contract, end).filter(kind="resolution")
    found = {
        (n, severity): outcome for n, severity, outcome in rows["incident_id", "severity", "outcome"].rows()
    }
    assert found == {
        (n, severity): outcome
        for n, mine in incidents.items()
        for severity, outcome in uci_oracle.resolution_outcomes(mine, end).items()
    }
    assert {"met", "missed"} <= set(found.values())


def test_volume_of_march_is_the_oracles(dataset: Dataset, half: Path) -> None:
    expected = uci_oracle.march_volume(uci_oracle.read_log(half))
    assert figures(dataset, "2016-03")["incidents"]["by_severity"] == expected


def figures(dataset: Dataset, period: str) -> dict:
    findings = select_findings(dataset, period, None, with_whole=True)
    return make_figures(dataset.contract.id, findings)["periods"][-1]


def time_to_resolve(found: dict) -> dict:
    return next(
        row
        for row in found["durations"]
        if (row["measure"], row["clock"], row["severity"]) == ("time_to_resolve", "net", "all")
    )


def hours(found: dict, name: str) -> float:
    return round(time_to_resolve(found)[f"{name}_seconds"] / 3600, 4)


def variant(folder: Path, old: str, new: str) -> Path:
    text = (CONTRACT / "contract.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "contract.toml").write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(log: Path) -> Dataset:
    return open_dataset(CONTRACT, log.parent)


def test_all_2339_rows_are_accounted_for(whole: Dataset) -> None:
    assert whole.tables.files.select("n_read", "n_used", "n_excluded").row(0) == (2339, 2339, 0)


def test_402_incidents_by_severity(whole: Dataset) -> None:
    incidents = figures(whole, "all")["incidents"]
    assert incidents["n_opened"] == 402
    opened = {severity: counts["n_opened"] for severity, counts in incidents["by_severity"].items()}
    assert opened == {"P1": 4, "P2": 5, "P3": 381, "P4": 12}


def test_384_are_resolved_by_the_column(whole: Dataset) -> None:
    found = figures(whole, "all")
    assert (time_to_resolve(found)["n"], time_to_resolve(found)["n_open"]) == (384, 18)
    assert (hours(found, "mean"), hours(found, "median")) == (160.2934, 20.8417)


def test_the_18_without_a_value_are_never_met(whole: Dataset) -> None:
    rows = measure(whole.tables, whole.contract, whole.whole_as_of).filter(kind="resolution")
    still_open = rows.filter(pl.col("stopped_at").is_null())
    assert still_open["incident_id"].n_unique() == 18
    assert set(still_open["outcome"]) == {"missed"}


def test_the_same_log_in_london_time_loses_the_hour_of_the_clock_change(log: Path, tmp_path: Path) -> None:
    found = figures(open_dataset(variant(tmp_path, '"UTC"', '"Europe/London"'), log.parent), "all")
    assert hours(found, "mean") == 160.2257


def test_the_last_state_resolves_the_other_18(log: Path, tmp_path: Path) -> None:
    contract = variant(tmp_path, '["column"]', '["column", "last state"]')
    found = figures(open_dataset(contract, log.parent), "all")
    assert (time_to_resolve(found)["n"], time_to_resolve(found)["n_open"]) == (402, 0)
    assert (hours(found, "mean"), hours(found, "median")) == (153.1160, 16.5083)


def test_march_opened_145_and_resolved_112(whole: Dataset) -> None:
    incidents = figures(whole, "2016-03")["incidents"]
    assert [incidents[name] for name in ("n_opened", "n_opened_resolved", "n_resolved")] == [145, 109, 112]


def test_what_happens_after_march_stays_unknown(whole: Dataset, log: Path, tmp_path: Path) -> None:
    """The log cut by hand at 1 April, later values wiped, gives the very same figures of March."""
    with (tmp_path / LOG).open("w", encoding="utf-8", newline="") as file:
        rows = [row for mine in uci_oracle.read_log(log).values() for row in cut(mine)]
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert len(rows) < 2339
    assert figures(open_dataset(CONTRACT, tmp_path), "2016-03") == figures(whole, "2016-03")


def cut(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows written before April (of an incident without any, the first) without later final values."""
    april = uci_oracle.instant("1/4/2016 00:00")
    kept = [row for row in rows if uci_oracle.instant(row["sys_updated_at"]) < april] or rows[:1]
    for row in kept:
        for name in ("resolved_at", "closed_at"):
            at = uci_oracle.instant(row[name])
            row[name] = "?" if at is None or at >= april else row[name]
    return kept
