"""Honest small numbers: intervals that do not pretend, and order statistics of whole numbers."""

from analytics.statistics.binomial import (
    chance_of_missing,
    clopper_pearson,
    exact_lower_bound,
    most_late,
    straight_successes_for_wilson,
    straight_successes_needed,
)
from analytics.statistics.control import FEWEST, LOCKED, p_chart, t_chart, xmr_chart
from analytics.statistics.intervals import Z_95, wilson_interval
from analytics.statistics.multiplicity import benjamini_hochberg
from analytics.statistics.poisson import (
    RateComparison,
    chance_of_as_many,
    compare_rates,
    more_quiet_days_needed,
    quiet_days_needed,
)
from analytics.statistics.quantiles import mean_of, median_of, nearest_rank
from analytics.statistics.reading import Reading, read_chart
from analytics.statistics.signals import Judged, Signals, find_signals
from analytics.statistics.survival import kaplan_meier_median

__all__ = [
    "FEWEST",
    "LOCKED",
    "Z_95",
    "Judged",
    "RateComparison",
    "Reading",
    "Signals",
    "benjamini_hochberg",
    "chance_of_as_many",
    "chance_of_missing",
    "clopper_pearson",
    "compare_rates",
    "exact_lower_bound",
    "find_signals",
    "kaplan_meier_median",
    "mean_of",
    "median_of",
    "more_quiet_days_needed",
    "most_late",
    "nearest_rank",
    "p_chart",
    "quiet_days_needed",
    "read_chart",
    "straight_successes_for_wilson",
    "straight_successes_needed",
    "t_chart",
    "wilson_interval",
    "xmr_chart",
]
