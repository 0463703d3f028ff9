"""The signal of a cause: does it recur so often that change control must hear of it, and is it rising?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from analytics.causes.episodes import GAP, episodes
from analytics.schema import ELAPSED
from analytics.statistics import benjamini_hochberg, chance_of_as_many
from analytics.statistics.binomial import ALPHA

REPEAT_ROOT_CAUSE: Final = "repeat root cause"
SIMILAR_SYMPTOM: Final = "similar symptom"  # grouped by words alone: it triggers nothing
RISING, STEADY, EMERGING = "rising", "steady", "emerging"
MICROSECOND: Final = timedelta(microseconds=1)
_TESTED: Final = {"cause_id": pl.String, "p": pl.Float64, "q": pl.Float64, "is_rising": pl.Boolean}


@dataclass(frozen=True)
class SignalRule:
    """What the contract says of repeat root causes (``[rules.causes]``).

    Args:
        window: How far back from ``as_of`` incidents are counted.
        at_least: As many incidents are a signal.
        at_least_severe: So are as many severe ones.
        severe: The severities that are severe.
        gap: Incidents that open closer together are one episode.
        before: How far back from a change its cause is counted.
        history: How far back from the window data and contract must go before a trend is told.
    """

    window: timedelta = timedelta(days=90)
    at_least: int = 3
    at_least_severe: int = 2
    severe: tuple[str, ...] = ("P1", "P2")
    gap: timedelta = GAP
    before: timedelta = timedelta(days=90)
    history: timedelta = timedelta(days=90)


USUAL: Final = SignalRule()


def signal(
    members: pl.DataFrame,
    first_at: datetime,
    as_of: datetime,
    rule: SignalRule = USUAL,
    starts_at: datetime | None = None,
) -> pl.DataFrame:
    """Count the causes of the window and say which are a signal, and which are rising.

    The count of incidents alone makes a signal, so that a chronic cause cannot hide. Beside it stand the
    exact chance of as many episodes in the window, were the rate the same as before it, and the false
    discovery rate over all causes that were tested. An episode belongs to the time at which it first opens.

    Reads:
        cause_id, kind (`REPEAT_ROOT_CAUSE` or `SIMILAR_SYMPTOM`), opened_at, severity (as known at ``as_of``;
        null: none, and not severe): one row per incident.

    Args:
        members: The incidents of each cause, in any order. One opened at or after ``as_of`` is not known.
        first_at: The first instant of the first day of data, UTC.
        as_of: The first instant after the window, UTC.
        rule: The contract's numbers.
        starts_at: The first instant of the contract, UTC; no trend is told while it is too young. None: the
            data alone decide.

    Returns:
        One row per cause with an incident opened in the window, by cause:

        - cause_id
        - n_incidents, n_severe: opened in the window (Int64)
        - n_episodes: first opened in the window, 0 where all belong to an episode that began before (Int64)
        - n_earlier: episodes between the first day of data and the window (Int64)
        - earlier: from the first day of data to the window (Duration)
        - p, q: one-sided, of as many episodes or more (Float64, 0 to 1; null: not tested)
        - trend: "rising" at q <= 0.05, else "steady"; "emerging" where data or contract are too young or
          there is no earlier episode; null for a similar symptom
        - is_signal (Boolean): never for a similar symptom

    Source:
        DOMAIN, section 7.

    Examples:
        >>> from datetime import UTC
        >>> as_of = datetime(2026, 11, 1, tzinfo=UTC)
        >>> opened = [as_of - timedelta(days=days) for days in (300, 30, 20, 10)]
        >>> members = pl.DataFrame(
        ...     {"cause_id": "A", "kind": REPEAT_ROOT_CAUSE, "opened_at": opened, "severity": "P3"}
        ... )
        >>> found = signal(members, first_at=as_of - timedelta(days=360), as_of=as_of)
        >>> found.select("n_incidents", "n_earlier", pl.col("p").round(4), "trend", "is_signal").row(0)
        (3, 1, 0.0508, 'steady', True)
    """
    window_from = as_of - rule.window
    known = members.filter(pl.col("opened_at") < as_of)
    found = (
        _count_incidents(known, window_from, rule)
        .join(_count_episodes(known, first_at, window_from, rule.gap), on="cause_id", how="left")
        .with_columns(pl.lit(max(window_from - first_at, timedelta())).cast(ELAPSED).alias("earlier"))
    )
    has_history = max(first_at, starts_at or first_at) <= window_from - rule.history
    is_cause = pl.col("kind").ne_missing(SIMILAR_SYMPTOM)
    tested = _test(found.filter(is_cause & pl.lit(has_history) & (pl.col("n_earlier") > 0)), rule.window)
    is_many = (pl.col("n_incidents") >= rule.at_least) | (pl.col("n_severe") >= rule.at_least_severe)
    return (
        found.join(tested, on="cause_id", how="left")
        .with_columns(trend=pl.when(is_cause).then(_trend()), is_signal=is_cause & is_many)
        .sort("cause_id")
        .select(
            *("cause_id", "n_incidents", "n_severe", "n_episodes", "n_earlier", "earlier"),
            *("p", "q", "trend", "is_signal"),
        )
    )


def _count_incidents(known: pl.DataFrame, window_from: datetime, rule: SignalRule) -> pl.DataFrame:
    is_severe = pl.col("severity").is_in(list(rule.severe)).fill_null(value=False)
    return (
        known.filter(pl.col("opened_at") >= window_from)
        .group_by("cause_id")
        .agg(
            pl.col("kind").first(),
            n_incidents=pl.len().cast(pl.Int64),
            n_severe=is_severe.sum().cast(pl.Int64),
        )
    )


def _count_episodes(
    known: pl.DataFrame, first_at: datetime, window_from: datetime, gap: timedelta
) -> pl.DataFrame:
    opens = pl.col("first_opened_at")
    return (
        episodes(known, gap)
        .group_by("cause_id")
        .agg(
            n_episodes=(opens >= window_from).sum().cast(pl.Int64),
            n_earlier=((opens >= first_at) & (opens < window_from)).sum().cast(pl.Int64),
        )
    )


def _test(causes: pl.DataFrame, window: timedelta) -> pl.DataFrame:
    """Test each cause, in fractions up to the last step: a level is reached or it is not."""
    after = window // MICROSECOND
    counts = causes.select("n_earlier", pl.col("earlier").cast(pl.Int64), "n_episodes").iter_rows()
    chances = [chance_of_as_many(n_before, before, n_after, after) for n_before, before, n_after in counts]
    rates = benjamini_hochberg(chances)
    return pl.DataFrame(
        {
            "cause_id": causes["cause_id"],
            "p": [float(p) for p in chances],
            "q": [float(q) for q in rates],
            "is_rising": [q <= ALPHA for q in rates],
        },
        schema=_TESTED,
    )


def _trend() -> pl.Expr:
    told = pl.when("is_rising").then(pl.lit(RISING)).otherwise(pl.lit(STEADY))
    return pl.when(pl.col("is_rising").is_null()).then(pl.lit(EMERGING)).otherwise(told)
