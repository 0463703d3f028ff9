"""Honest small numbers: intervals that do not pretend, and order statistics of whole numbers."""

from analytics.statistics.intervals import Z_95, wilson_interval
from analytics.statistics.quantiles import mean_of, median_of, nearest_rank

__all__ = ["Z_95", "mean_of", "median_of", "nearest_rank", "wilson_interval"]
