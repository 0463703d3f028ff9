"""Honest small numbers: intervals that do not pretend, and order statistics of whole numbers."""

from analytics.statistics.binomial import (
    chance_of_missing,
    clopper_pearson,
    exact_lower_bound,
    most_late,
    straight_successes_for_wilson,
    straight_successes_needed,
)
from analytics.statistics.intervals import Z_95, wilson_interval
from analytics.statistics.poisson import RateComparison, compare_rates, quiet_days_needed
from analytics.statistics.quantiles import mean_of, median_of, nearest_rank
from analytics.statistics.survival import kaplan_meier_median

__all__ = [
    "Z_95",
    "RateComparison",
    "chance_of_missing",
    "clopper_pearson",
    "compare_rates",
    "exact_lower_bound",
    "kaplan_meier_median",
    "mean_of",
    "median_of",
    "most_late",
    "nearest_rank",
    "quiet_days_needed",
    "straight_successes_for_wilson",
    "straight_successes_needed",
    "wilson_interval",
]
