"""MTTA, MTTR and time to notify: how long the clocks ran, by the month in which they stopped."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import polars as pl

from analytics.clock import period_of
from analytics.obligations.messages import first_notices, fold_audience
from analytics.schema import ELAPSED, SEVERITIES
from analytics.statistics import mean_of, median_of, nearest_rank

MEASURES: Final = {
    "time_to_acknowledge": ("response", "starts_at", "acknowledged_at"),
    "time_to_resolve": ("resolution", "starts_at", "resolved_at"),
    "time_to_notify": ("notification", "aware_at", "notified_at"),
}
FEWEST_FOR_P90: Final = 10
BUYER: Final = "buyer"
_MINUTE: Final = 60_000_000
LADDER: Final = tuple(
    minutes * _MINUTE
    for minutes in (0, 15, 30, 60, 120, 240, 480, 1440, 2 * 1440, 5 * 1440, 10 * 1440, 30 * 1440)
)


def stopped_clocks(
    obligations: pl.DataFrame,
    episodes: pl.DataFrame,
    notifications: pl.DataFrame | None,
    timezone: str,
    untold: Mapping[str, pl.Expr] = MappingProxyType({}),
) -> pl.DataFrame:
    """Give each episode's time to acknowledge, to resolve and to notify.

    An episode's time is that of its governing obligation of the kind (owed by the supplier, to the buyer
    for a notice); without one it is the time elapsed. A time that cannot be (resolved before opened) is
    left out here and listed among the excluded obligations.

    Args:
        obligations: What `measure` returned.
        episodes: What `make_episodes` returned for the same ``as_of``.
        notifications: The messages; None where none are declared.
        timezone: The contract's zone: months are its months.
        untold: By kind of clause, of which episodes no export tells when that clock stopped: they have no
            such time.

    Returns:
        incident_id, episode, measure, severity, period_stopped (null: still running), gross, net
        (Duration, null: still running).
    """
    counted = episodes.filter((pl.col("kind") == "incident") & ~pl.col("is_cancelled"))
    counted = _add_notice(counted, notifications)
    never = pl.lit(value=False)
    told = {
        measure: counted.filter(~untold.get(kind, never).fill_null(value=False))
        for measure, (kind, _, _) in MEASURES.items()
    }
    return pl.concat(
        [_clocks(measure, obligations, told[measure], timezone) for measure in MEASURES], how="vertical"
    )


def _add_notice(episodes: pl.DataFrame, notifications: pl.DataFrame | None) -> pl.DataFrame:
    """The first message to the buyer within the episode, for an incident that no clause covers."""
    if notifications is None:
        return episodes.with_columns(notified_at=pl.lit(None, dtype=episodes.schema["starts_at"]))
    first = first_notices(notifications, episodes).filter(pl.col("told") == BUYER).drop("told")
    return episodes.join(first, on=["incident_id", "episode"], how="left")


def _clocks(measure: str, obligations: pl.DataFrame, episodes: pl.DataFrame, timezone: str) -> pl.DataFrame:
    kind, start, stop = MEASURES[measure]
    of_kind = obligations.filter((pl.col("kind") == kind) & (pl.col("obliged") == "supplier"))
    if kind == "notification":
        of_kind = of_kind.filter(fold_audience() == BUYER)
    key = ["incident_id", "episode"]
    judged = of_kind.filter("is_governing").select(
        *key,
        "stopped_at",
        severity_judged="severity",
        gross_judged="gross",
        net_judged="net",
        is_judged=pl.lit(value=True),
    )
    elapsed = pl.col(stop) - pl.col(start)
    if kind == "notification":  # a notice before awareness took no time
        elapsed = pl.max_horizontal(elapsed, pl.duration(seconds=0))
    clocks = episodes.join(judged, on=key, how="left", maintain_order="left").with_columns(
        stop=pl.when("is_judged").then("stopped_at").otherwise(stop),
        gross=pl.when("is_judged").then("gross_judged").otherwise(elapsed),
        net=pl.when("is_judged").then("net_judged").otherwise(elapsed),
        severity=pl.coalesce("severity_judged", "severity"),
    )
    has_a_clock = pl.col("is_judged").is_not_null() | pl.col("stop").is_not_null()
    clocks = clocks.filter(has_a_clock if kind == "notification" else pl.lit(value=True))
    clocks = clocks.filter(pl.col("stop").is_null() | (pl.col("gross") >= pl.duration(seconds=0)))
    is_stopped = pl.col("stop").is_not_null()
    return clocks.select(
        *key,
        pl.lit(measure).alias("measure"),
        "severity",
        period_of(pl.col("stop"), timezone).alias("period_stopped"),
        *(pl.when(is_stopped).then(name).cast(ELAPSED).alias(name) for name in ("gross", "net")),
    )


def durations(clocks: pl.DataFrame, period: str | None = None) -> pl.DataFrame:
    """Summarise how long the clocks ran that stopped in a month.

    Args:
        clocks: What `stopped_clocks` returned.
        period: ``"2026-10"``; None for every month.

    Returns:
        One row per measure, clock (net, gross) and severity (P1 to P4, then "all"): period; n (stopped in
        the period) and n_open (running at ``as_of``), Int64; mean, median, p90 (nearest rank, null below
        10) and max, Duration, null where n is 0. Mean and median are whole microseconds, rounded down.

    Source:
        DOMAIN, section 4.
    """
    in_period = (
        pl.col("period_stopped").is_not_null() if period is None else pl.col("period_stopped") == period
    )
    both = pl.concat([clocks, clocks.with_columns(severity=pl.lit("all"))])
    long = pl.concat(
        [
            both.select(
                "measure", "severity", "period_stopped", clock=pl.lit(clock), x=pl.col(clock).cast(pl.Int64)
            )
            for clock in ("gross", "net")
        ]
    )
    x = pl.col("x").filter(in_period.fill_null(value=False))
    n = x.len()
    found = long.group_by("measure", "clock", "severity").agg(
        n=n.cast(pl.Int64),
        n_open=pl.col("period_stopped").is_null().sum().cast(pl.Int64),
        mean=pl.when(n > 0).then(mean_of(x)),
        median=pl.when(n > 0).then(median_of(x)),
        p90=pl.when(n >= FEWEST_FOR_P90).then(nearest_rank(x, 90)),
        max=x.max(),
    )
    return _duration_rows(found, period)


def _duration_rows(found: pl.DataFrame, period: str | None) -> pl.DataFrame:
    """Every measure, clock and severity has its row, also without a case."""
    keys = [
        (measure, clock, severity)
        for measure in MEASURES
        for clock in ("net", "gross")
        for severity in (*SEVERITIES, "all")
    ]
    rows = pl.DataFrame(keys, schema=["measure", "clock", "severity"], orient="row").join(
        found, on=["measure", "clock", "severity"], how="left", maintain_order="left"
    )
    return rows.select(
        pl.lit(period or "all").alias("period"),
        "measure",
        "clock",
        "severity",
        pl.col("n", "n_open").fill_null(0),
        pl.col("mean", "median", "p90", "max").cast(ELAPSED),
    )


def time_to_resolve_distribution(clocks: pl.DataFrame, period: str | None = None) -> pl.DataFrame:
    """Count the net times to resolve of a month on a ladder of readable limits.

    Returns:
        severity, bin (from 0), low, high (Duration, null: beyond 30 days), n (Int64, above 0): half-open
        bins [low, high), by severity and bin.
    """
    in_period = (
        pl.col("period_stopped").is_not_null() if period is None else pl.col("period_stopped") == period
    )
    net = pl.col("net").cast(pl.Int64)
    place = pl.sum_horizontal([(net >= limit).cast(pl.Int64) for limit in LADDER[1:]])
    limits = pl.DataFrame(
        {"bin": range(len(LADDER)), "low": LADDER, "high": [*LADDER[1:], None]},
        schema={"bin": pl.Int64, "low": ELAPSED, "high": ELAPSED},
    )
    return (
        clocks.filter((pl.col("measure") == "time_to_resolve") & in_period)
        .with_columns(bin=place)
        .group_by("severity", "bin")
        .agg(n=pl.len().cast(pl.Int64))
        .join(limits, on="bin")
        .select("severity", "bin", "low", "high", "n")
        .sort("severity", "bin")
    )
