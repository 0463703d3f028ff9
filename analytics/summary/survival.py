"""Medians that do not forget who still waits: Kaplan-Meier over the months' cohort."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from analytics.obligations.messages import fold_audience
from analytics.schema import ELAPSED
from analytics.statistics import kaplan_meier_median

MEASURES: Final = {
    "response": "time_to_acknowledge",
    "resolution": "time_to_resolve",
    "notification": "time_to_notify",
}


def survival_medians(obligations: pl.DataFrame, cohort: Sequence[str]) -> pl.DataFrame:
    """Estimate the median net time to acknowledge, resolve and notify, open clocks counted as censored.

    A resolved cohort has no censoring: so the incidents are those opened in some months, stopped or not.

    Reads:
        The governing obligations that the supplier owes: kind, severity, period_opened, net, stopped_at.

    Args:
        obligations: What `measure` returned; a clock that runs is censored at its ``as_of``.
        cohort: The months in which the incidents were opened.

    Returns:
        measure, severity (P1 to P4, then "all"), n, n_censored (Int64), median (Duration; null where more
        than half of the estimate still waits); only where n is above 0.

    Source:
        DOMAIN, section 4.
    """
    kinds = list(MEASURES)
    cases = obligations.filter(
        pl.col("is_governing")
        & (pl.col("obliged") == "supplier")
        & pl.col("kind").is_in(kinds)
        & pl.col("period_opened").is_in(list(cohort))
        & pl.col("net").is_not_null()
        & ((pl.col("kind") != "notification") | (fold_audience() == "buyer"))
    ).select(
        "severity",
        measure=pl.col("kind").replace_strict(MEASURES, return_dtype=pl.String),
        time=pl.col("net").cast(pl.Int64),
        is_censored=pl.col("stopped_at").is_null(),
    )
    both = pl.concat([cases, cases.with_columns(severity=pl.lit("all"))])
    found = kaplan_meier_median(both, ["measure", "severity"])
    order = list(MEASURES.values())
    return (
        found.with_columns(place=pl.col("measure").replace_strict({m: n for n, m in enumerate(order)}))
        .sort("place", "severity")
        .select("measure", "severity", "n", "n_censored", pl.col("median").cast(ELAPSED))
    )
