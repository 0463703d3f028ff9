"""A public history of 819 incidents of a status page: read whole, judged, compared with its own figures."""

import datetime as dt
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from analytics.contract.model import Contract, Document
from analytics.intake import check_exports
from analytics.obligations import measure
from analytics.schema import Tables

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "github_status"
pytestmark = pytest.mark.usefixtures("shared_data")
MINUTE = pl.duration(minutes=1)


@cache
def contract() -> Contract:
    clauses = [
        {"id": "u", "kind": "update", "every": "60 minutes", "audience": "public"},
        {"id": "r", "kind": "resolution", "within": "4 hours"},
        {"id": "a", "kind": "response", "within": "1 hour"},
        {"id": "n", "kind": "notification", "within": "1 hour", "audience": "buyer"},
    ]
    data = {
        "contract": {
            **{"id": "c", "title": "t", "buyer": "b", "supplier": "s", "timezone": "UTC"},
            "starts": dt.date(2022, 1, 1),
        },
        "severity": {"P1": ["critical"], "P2": ["major"], "P3": ["minor"], "P4": ["none"]},
        "exports": [{"source": "statuspage", "path": "incidents.jsonl"}],
        "clauses": [{**clause, "target": "95%", "reference": "x"} for clause in clauses],
    }
    document = Document.model_validate(data)
    return Contract(document=document, path=FOLDER / "contract.toml", sha256="", versions=(1,) * 4)


@cache
def tables() -> Tables:
    found, problems = check_exports(contract(), FOLDER)
    assert problems == []
    return found


@cache
def obligations() -> pl.DataFrame:
    return measure(tables(), contract(), dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


def test_every_incident_is_read_and_used():
    row = tables().files.row(0, named=True)
    assert (row["file"], row["n_read"], row["n_used"]) == ("incidents.jsonl", 819, 819)


def test_maintenance_is_told_by_its_impact_and_judged_by_nothing():
    kinds = dict(tables().incidents.group_by("kind").len().iter_rows())
    assert kinds == {"incident": 801, "maintenance": 18}
    of_maintenance = tables().incidents.filter(pl.col("kind") == "maintenance")["incident_id"]
    judged = obligations().filter(pl.col("incident_id").is_in(of_maintenance.implode()))
    assert set(judged["outcome"]) <= {"excluded"}


def test_the_times_to_resolve_are_those_of_the_files_instants():
    incidents = tables().incidents.filter(pl.col("kind") == "incident")
    minutes = incidents.select((pl.col("resolved_at") - pl.col("opened_at")).dt.total_seconds() / 60)
    assert round(minutes.to_series().mean(), 2) == 125.85
    assert minutes.to_series().median() == 65


def test_the_files_own_durations_are_kept_to_be_compared_and_not_used():
    ids = tables().incidents.filter(pl.col("kind") == "incident")["incident_id"]
    own = tables().verdicts.filter(pl.col("incident_id").is_in(ids.implode()))["elapsed"]
    assert len(own) == 801
    assert round(own.dt.total_seconds().mean() / 60, 2) == 141.30
    assert own.dt.total_seconds().median() / 60 == 73


def test_an_update_every_hour_is_owed_1318_times_and_missed_468_times():
    slots = obligations().filter(pl.col("kind") == "update", pl.col("outcome") != "excluded")
    assert slots.height == 1318
    assert (slots["outcome"] == "missed").sum() == 468
    assert (slots["outcome"] == "met").sum() == 1318 - 468


def test_what_a_status_page_cannot_tell_is_not_reported():
    assert obligations().filter(pl.col("kind").is_in(["response", "notification"])).is_empty()
