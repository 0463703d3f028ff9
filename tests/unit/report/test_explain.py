"""`explain` tells of every obligation that the figures count, in every story of the goldens."""

from pathlib import Path

import polars as pl
import pytest

from analytics.obligations import measure
from analytics.report.dataset import open_dataset, parse_instant
from analytics.report.explain import explain

STORIES = Path(__file__).parents[2] / "golden"
TOLD = sorted(path.parent for path in STORIES.glob("*/expected.csv"))


@pytest.mark.parametrize("folder", TOLD, ids=lambda folder: folder.name)
def test_every_obligation_of_a_story_is_explained_as_it_is_judged(folder: Path) -> None:
    dataset = open_dataset(folder)
    as_of = parse_instant("2026-11-01", dataset.timezone)
    judged = measure(dataset.tables, dataset.contract, as_of)
    for incident in judged["incident_id"].unique().sort():
        words = explain(dataset, incident, as_of)
        outcomes = [line.split()[1] for line in words.splitlines() if line.startswith("  outcome ")]
        expected = judged.filter(pl.col("incident_id") == incident)["outcome"]
        assert [word.strip(":").lower() for word in outcomes] == [each.split()[0] for each in expected]
