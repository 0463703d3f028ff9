"""Durations: bases, open clocks, and what may not enter; one rule a test."""

from __future__ import annotations

import polars as pl
import pytest

from analytics.summary import durations, stopped_clocks, time_to_resolve_distribution
from tests.unit.summary.frames import ZONE, at, episodes, minutes, notices, obligations

NO_OBLIGATION = obligations({"incident_id": "another"})


def clocks(*nets: float | None, period: str = "2026-10") -> pl.DataFrame:
    """Clocks of P1 incidents that took so many minutes; None: still open."""
    rows = [
        {
            "incident_id": f"INC{n}",
            "opened_at": at("10-05 00:00"),
            "resolved_at": None if net is None else at("10-05 00:00") + minutes(net),
        }
        for n, net in enumerate(nets)
    ]
    return stopped_clocks(NO_OBLIGATION, episodes(*rows), None, ZONE)


def row_of(
    table: pl.DataFrame, measure: str = "time_to_resolve", clock: str = "net", severity: str = "P1"
) -> dict:
    return table.row(
        by_predicate=(pl.col("measure") == measure)
        & (pl.col("clock") == clock)
        & (pl.col("severity") == severity),
        named=True,
    )


def test_a_duration_is_of_the_month_of_its_own_stop() -> None:
    one = episodes(
        {
            "opened_at": at("09-30 12:00"),
            "acknowledged_at": at("09-30 12:10"),
            "resolved_at": at("10-01 12:00"),
        }
    )
    found = stopped_clocks(NO_OBLIGATION, one, notices(("INC1", "buyer", "09-30 23:00")), ZONE)
    months = dict(found.select("measure", "period_stopped").iter_rows())
    # 23:00 UTC on 30 September is midnight in London.
    assert months == {
        "time_to_acknowledge": "2026-09",
        "time_to_resolve": "2026-10",
        "time_to_notify": "2026-10",
    }
    september = durations(found, "2026-09")
    assert row_of(september, "time_to_acknowledge")["n"] == 1
    assert row_of(september, "time_to_resolve")["n"] == 0


def test_without_a_governing_obligation_the_time_elapsed_counts() -> None:
    found = stopped_clocks(
        obligations({"is_governing": False, "gross": minutes(1), "net": minutes(1)}),
        episodes({"opened_at": at("10-03 00:00"), "resolved_at": at("10-04 00:00")}),
        None,
        ZONE,
    )
    assert row_of(durations(found))["mean"] == minutes(1440)


def test_the_governing_obligation_gives_gross_and_net() -> None:
    found = stopped_clocks(
        obligations(
            {"stopped_at": at("10-06 10:00"), "gross": minutes(90), "net": minutes(60), "severity": "P2"}
        ),
        episodes({"resolved_at": at("10-06 10:00")}),
        None,
        ZONE,
    )
    table = durations(found)
    assert row_of(table, severity="P2")["mean"] == minutes(60)
    assert row_of(table, clock="gross", severity="P2")["mean"] == minutes(90)
    assert row_of(table, severity="P1")["n"] == 0


def test_a_duty_of_the_buyer_gives_no_duration() -> None:
    found = stopped_clocks(
        obligations(
            {
                "kind": "notification",
                "audience": "buyer",
                "obliged": "buyer",
                "stopped_at": at("10-05 10:00"),
                "gross": minutes(5),
                "net": minutes(5),
            }
        ),
        episodes({}),
        notices(("INC1", "buyer", "10-05 10:00")),
        ZONE,
    )
    assert row_of(durations(found), "time_to_notify")["mean"] == minutes(60)


def test_time_to_notify_is_that_of_the_buyer() -> None:
    found = stopped_clocks(
        NO_OBLIGATION,
        episodes({}),
        notices(("INC1", "regulator", "10-05 09:01"), ("INC1", "buyer", "10-05 09:30")),
        ZONE,
    )
    assert row_of(durations(found), "time_to_notify")["max"] == minutes(30)


def test_open_clocks_are_counted_beside_the_others() -> None:
    row = row_of(durations(clocks(10, None, None), "2026-10"))
    assert (row["n"], row["n_open"], row["mean"]) == (1, 2, minutes(10))


def test_a_month_without_a_stop_has_no_mean() -> None:
    row = row_of(durations(clocks(10), "2026-11"))
    assert [row[name] for name in ("n", "mean", "median", "p90", "max")] == [0, None, None, None, None]


def test_the_ninetieth_percentile_only_from_ten() -> None:
    nine, ten, eleven = (row_of(durations(clocks(*range(1, n + 1)))) for n in (9, 10, 11))
    # By nearest rank: of 10 the ninth, of 11 the tenth (9.9 rounded up).
    assert [row["p90"] for row in (nine, ten, eleven)] == [None, minutes(9), minutes(10)]


@pytest.mark.parametrize(
    ("values", "mean", "median"), [((1, 2, 9), 4, 2), ((1, 2, 3, 10), 4, 2.5), ((7,), 7, 7), ((0, 0), 0, 0)]
)
def test_mean_median_and_maximum(values: tuple[int, ...], mean: float, median: float) -> None:
    row = row_of(durations(clocks(*values)))
    assert (row["mean"], row["median"], row["max"]) == (minutes(mean), minutes(median), minutes(max(values)))


def test_a_negative_duration_never_enters() -> None:
    row = row_of(durations(clocks(30, -60)))
    assert (row["n"], row["n_open"], row["mean"]) == (1, 0, minutes(30))


def test_an_impossible_order_never_enters_by_its_clause() -> None:
    found = stopped_clocks(
        obligations(
            {
                "outcome": "excluded",
                "reason": "impossible order",
                "is_governing": False,
                "stopped_at": at("10-05 08:00"),
            }
        ),
        episodes({"resolved_at": at("10-05 08:00")}),
        None,
        ZONE,
    )
    assert found.filter(measure="time_to_resolve").is_empty()


def test_requests_and_cancelled_incidents_have_no_duration() -> None:
    rows = episodes(
        {"kind": "request", "resolved_at": at("10-05 10:00")},
        {"incident_id": "INC2", "is_cancelled": True, "resolved_at": at("10-05 10:00")},
    )
    assert stopped_clocks(NO_OBLIGATION, rows, None, ZONE).is_empty()


def test_what_no_export_tells_is_no_time_to_acknowledge() -> None:
    rows = episodes(
        {"source": "list.csv", "acknowledged_at": at("10-05 10:00"), "resolved_at": at("10-05 10:00")},
        {"incident_id": "INC2", "source": "log.csv", "acknowledged_at": at("10-05 09:01")},
    )
    found = stopped_clocks(NO_OBLIGATION, rows, None, ZONE, {"response": pl.col("source") == "list.csv"})
    assert found.filter(measure="time_to_acknowledge")["incident_id"].to_list() == ["INC2"]
    assert "INC1" in found.filter(measure="time_to_resolve")["incident_id"]


def test_all_severities_are_the_incidents_not_the_severities() -> None:
    rows = episodes(
        *(
            {"incident_id": f"INC{n}", "severity": severity, "resolved_at": at("10-05 09:00") + minutes(m)}
            for n, (severity, m) in enumerate([("P1", 10), ("P1", 10), ("P2", 70)])
        )
    )
    table = durations(stopped_clocks(NO_OBLIGATION, rows, None, ZONE))
    assert row_of(table, severity="all")["mean"] == minutes(30)


def test_every_measure_clock_and_severity_has_its_row() -> None:
    table = durations(clocks())
    assert table.height == 3 * 2 * 5
    assert table["clock"].to_list()[:10] == ["net"] * 5 + ["gross"] * 5


def test_bins_are_half_open() -> None:
    found = time_to_resolve_distribution(clocks(0, 14.999, 15, 29, 30, 60 * 24 * 30, 60 * 24 * 40), "2026-10")
    counts = {row["bin"]: (row["low"], row["high"], row["n"]) for row in found.to_dicts()}
    assert counts[0] == (minutes(0), minutes(15), 2)
    assert counts[1] == (minutes(15), minutes(30), 2)
    assert counts[2] == (minutes(30), minutes(60), 1)
    assert sum(n for _, _, n in counts.values()) == 5  # the two of 30 days and more stop in November


def test_beyond_thirty_days_is_the_last_bin() -> None:
    found = time_to_resolve_distribution(clocks(60 * 24 * 30 - 1, 60 * 24 * 30))
    assert found.select("bin", "high", "n").rows() == [(10, minutes(60 * 24 * 30), 1), (11, None, 1)]
