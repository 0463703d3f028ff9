"""The explanation of an incident says the outcome that the sample planted, whatever register decides it."""

import csv
import datetime as dt
from importlib import resources
from pathlib import Path

import pytest

from analytics.report.dataset import Dataset, open_dataset
from analytics.report.explain import OUTCOME_WORDS, explain
from analytics.sample import write_sample

AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("contract")
    typical = resources.files("analytics.contract").joinpath("typical.toml").read_bytes()
    (made / "contract.toml").write_bytes(typical)
    write_sample(made / "exports")
    return made


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    return open_dataset(folder)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "exports" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(text: str) -> list[tuple[str, int, str]]:
    """Clause, slot and the first word of the outcome of each block."""
    found = []
    for block in text.split("\n\n")[1:]:
        head, *lines = block.strip().splitlines()
        slot = int(head.split(", number ")[1].split(":")[0]) if ", number " in head else 0
        outcome = next(line.split("outcome", 1)[1].strip() for line in lines if line.startswith("  outcome"))
        found.append((head.split(" ")[0], slot, outcome))
    return found


def test_every_register_is_heard(dataset: Dataset, folder: Path) -> None:
    truth = read(folder, "truth")
    children = {row["number"] for row in read(folder, "incident_event_log") if row["parent_incident"] != "?"}
    ids = children | {row["incident_id"] for row in (*read(folder, "relief"), *read(folder, "disputes"))}
    assert children
    for incident in sorted(ids):
        planted = [
            (row["clause_id"], int(row["slot"]), OUTCOME_WORDS[row["outcome"]].split(":")[0])
            for row in truth
            if row["incident_id"] == incident
        ]
        shown = told(explain(dataset, incident, AS_OF))
        words = [
            (clause, slot, outcome.split(":")[0].split(" (without")[0]) for clause, slot, outcome in shown
        ]
        assert sorted(words) == sorted(planted)


def test_relief_says_who_agreed_it(dataset: Dataset, folder: Path) -> None:
    agreed = next(row for row in read(folder, "relief") if row["status"] == "agreed")
    text = explain(dataset, agreed["incident_id"], AS_OF)
    assert f"EXCLUDED: relief agreed: {agreed['reason']}, approved by {agreed['approver']}\n" in text


def test_a_dispute_shows_the_other_outcome_where_it_differs(dataset: Dataset, folder: Path) -> None:
    disputed = next(row for row in read(folder, "disputes") if row["field"] == "resolved_at")
    blocks = explain(dataset, disputed["incident_id"], AS_OF).split("\n\n")
    with_it = [block for block in blocks if "  disputed" in block]
    assert len(with_it) == 1
    assert with_it[0].startswith("P1-resolution")
    assert "  disputed    met by the other party's instants" in with_it[0]
