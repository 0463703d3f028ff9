"""The causes of a window: one story worked by hand."""

import datetime as dt

import polars as pl

from analytics.causes.signal import SIMILAR_SYMPTOM
from analytics.causes.table import summarise_causes
from tests.unit.causes.frames import AS_OF, FIRST, ago, changes, members, opened

HOUR = dt.timedelta(hours=1)
ROWS = members(
    *opened(200, incident_id="A1", severity="P4", service="Old", problem_id="PRB2"),
    *opened(80, incident_id="A2", severity="P1", service="Search", component="db", problem_id="PRB1"),
    *opened(79.5, incident_id="A3", severity="P2", service="Letters", caused_by_change="CHG0"),
    *opened(10, incident_id="A4", severity=None, component="web", problem_id="PRB1"),
    *opened(5, incident_id="B1", cause_id="B", kind=SIMILAR_SYMPTOM),
    *opened(120, incident_id="C1", cause_id="C"),
).with_columns(resolved_at=pl.when(pl.col("incident_id") != "A4").then(pl.col("opened_at") + HOUR))
REGISTER = changes({"change_id": "CHG9", "causes": ["PRB1"], "made_at": ago(70)}, {"change_id": "CHG8"})


def summarise(rows: pl.DataFrame = ROWS, **options) -> pl.DataFrame:
    own = rows.select("cause_id", "incident_id", "kind")
    incidents = rows.drop("cause_id", "kind")
    return summarise_causes(own, incidents, REGISTER, FIRST, AS_OF, **options)


def test_the_causes_with_an_incident_in_the_window_have_a_row() -> None:
    assert summarise()["cause_id"].to_list() == ["A", "B"]


def test_a_cause_is_told_as_worked_by_hand() -> None:
    found = summarise().row(0, named=True)
    expected = {
        "kind": "repeat root cause",
        "n_incidents": 3,
        "n_episodes": 2,  # A2 and A3 are half a day apart
        "n_p1": 1,
        "n_p2": 1,
        "n_p3": 0,
        "n_p4": 0,
        "downtime": 2 * HOUR + dt.timedelta(days=10),
        "is_still_down": True,
        "n_impossible": 0,
        "services": ["Letters", "Search"],
        "components": ["db", "web"],
        "first_seen_at": ago(200),
        "last_seen_at": ago(10),
        "problem_ids": ["PRB1", "PRB2"],
        "caused_by_changes": ["CHG0"],
        "change_ids": ["CHG8", "CHG9"],
        "n_earlier": 1,
        "trend": "steady",
        "is_signal": True,
        "state": "change made",
    }
    assert {name: found[name] for name in expected} == expected


def test_a_cause_without_records_has_empty_lists() -> None:
    found = summarise().row(1, named=True)
    assert found["change_ids"] == found["problem_ids"] == found["services"] == []
    assert (found["state"], found["is_signal"], found["trend"]) == ("no change raised", False, None)


def test_the_order_of_rows_does_not_matter() -> None:
    assert summarise(ROWS.reverse()).equals(summarise())


def test_downtime_goes_by_runs_where_they_are_given() -> None:
    short = pl.DataFrame(
        {"incident_id": ["A4"], "onset_at": [None], "opened_at": [ago(10)], "resolved_at": [ago(9)]},
        schema_overrides={name: ROWS.schema[name] for name in ("onset_at", "opened_at", "resolved_at")},
    )
    found = summarise(runs=short).row(0, named=True)
    assert (found["downtime"], found["is_still_down"]) == (dt.timedelta(days=1), False)


def test_a_cause_whose_incidents_have_no_run_was_not_down() -> None:
    short = ROWS.select("incident_id", "onset_at", "opened_at", "resolved_at").clear()
    found = summarise(runs=short).row(0, named=True)
    assert (found["downtime"], found["is_still_down"], found["n_impossible"]) == (dt.timedelta(), False, 0)


def test_no_incident_makes_no_cause() -> None:
    assert summarise(ROWS.clear()).is_empty()
    assert summarise(ROWS.clear()).schema == summarise().schema
