"""Volume: incidents counted once, by what is known of them."""

from __future__ import annotations

import polars as pl

from analytics.summary import volume
from tests.unit.summary.frames import ZONE, at, episodes

COUNTS = ("n_opened", "n_resolved", "n_open", "n_opened_resolved")


def counts(table: pl.DataFrame, severity: str = "all") -> tuple[int, ...]:
    return table.filter(severity=severity).select(COUNTS).row(0)


def test_an_incident_of_two_episodes_is_counted_once() -> None:
    rows = episodes(
        {"resolved_at": at("10-06 09:00"), "next_starts_at": at("10-20 09:00")},
        {"episode": 2, "starts_at": at("10-20 09:00"), "resolved_at": at("10-21 09:00")},
    )
    assert counts(volume(rows, ZONE, "2026-10")) == (1, 1, 0, 1)


def test_an_incident_that_is_open_again_is_open() -> None:
    rows = episodes({"resolved_at": at("10-06 09:00")}, {"episode": 2, "starts_at": at("10-20 09:00")})
    assert counts(volume(rows, ZONE, "2026-10")) == (1, 1, 1, 0)


def test_severity_is_the_one_known_last() -> None:
    rows = episodes({"severity": "P3", "resolved_at": at("10-06 09:00")}, {"episode": 2, "severity": "P1"})
    table = volume(rows, ZONE, "2026-10")
    assert (counts(table, "P1")[0], counts(table, "P3")[0]) == (1, 0)


def test_resolved_counts_whenever_opened() -> None:
    rows = episodes({"opened_at": at("08-01 09:00"), "resolved_at": at("10-06 09:00")})
    assert counts(volume(rows, ZONE, "2026-10")) == (0, 1, 0, 0)


def test_opened_and_resolved_counts_those_opened_in_the_period() -> None:
    rows = episodes(
        {"resolved_at": at("11-06 09:00")},
        {"incident_id": "INC2"},
        {"incident_id": "INC3", "opened_at": at("09-01 09:00")},
    )
    assert counts(volume(rows, ZONE, "2026-10")) == (2, 0, 2, 1)


def test_months_are_local() -> None:
    rows = episodes({"opened_at": at("09-30 23:00"), "resolved_at": at("10-31 23:59")})
    assert counts(volume(rows, ZONE, "2026-10")) == (1, 1, 0, 1)


def test_a_cancelled_incident_is_opened_but_not_open() -> None:
    assert counts(volume(episodes({"is_cancelled": True}), ZONE, "2026-10")) == (1, 0, 0, 0)


def test_a_request_is_no_incident() -> None:
    assert counts(volume(episodes({"kind": "request"}), ZONE, "2026-10")) == (0, 0, 0, 0)


def test_every_severity_has_its_row() -> None:
    table = volume(episodes({}), ZONE, "2026-10")
    assert table["severity"].to_list() == ["P1", "P2", "P3", "P4", "all"]
    assert counts(table, "P4") == (0, 0, 0, 0)


def test_a_duplicate_counts_under_its_parent() -> None:
    rows = volume(episodes({"incident_id": "A"}, {"incident_id": "B", "counted_under": "A"}), ZONE)
    assert rows.filter(severity="all")["n_opened"].item() == 1
