"""The whole engine against the sample's truth, which was written from the planted story."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from analytics.contract.load import load_contract
from analytics.intake import read_exports
from analytics.obligations import measure
from analytics.report.dataset import parse_instant
from analytics.sample import write_sample

ROOT = Path(__file__).parents[3]
KEY = ["incident_id", "episode", "clause_id", "slot"]


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Each row of either side, with what the truth says (`planted`) and what is measured (`outcome`)."""
    folder = tmp_path_factory.mktemp("sample")
    terms = (ROOT / "analytics" / "contract" / "typical.toml").read_bytes()
    (folder / "contract.toml").write_bytes(terms)
    write_sample(folder / "exports")
    contract = load_contract(folder)
    as_of = parse_instant("2026-11-01", contract.timezone)
    measured = measure(read_exports(contract), contract, as_of).select(*KEY, "outcome")
    truth = pl.read_csv(folder / "exports" / "truth.csv", infer_schema=False)
    numbers = pl.col("episode", "slot").cast(pl.Int64)
    planted = truth.select("incident_id", "clause_id", numbers, planted="outcome")
    return planted.join(measured, on=KEY, how="full", coalesce=True).sort(KEY)


def test_every_planted_obligation_is_measured(joined: pl.DataFrame) -> None:
    assert joined.filter(pl.col("outcome").is_null()).rows() == []


def test_no_obligation_is_measured_that_was_not_planted(joined: pl.DataFrame) -> None:
    assert joined.filter(pl.col("planted").is_null()).rows() == []


def test_every_outcome_is_the_planted_one(joined: pl.DataFrame) -> None:
    assert joined.filter(pl.col("planted") != pl.col("outcome")).rows() == []


def test_the_sample_is_large_and_has_every_outcome(joined: pl.DataFrame) -> None:
    assert joined.height > 4000
    assert set(joined["planted"]) == {"met", "missed", "pending", "not evidenced", "excluded"}
