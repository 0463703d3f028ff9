"""Figures: one file per question, each an aggregate of the obligations and of the episodes beneath them."""

from analytics.summary.attainment import attainment
from analytics.summary.bases import month_bridge
from analytics.summary.both_ways import both_ways
from analytics.summary.bridge import bridge
from analytics.summary.durations import durations, stopped_clocks, time_to_resolve_distribution
from analytics.summary.exclusions import exclusions
from analytics.summary.indicators import indicators
from analytics.summary.levels import WHOLE, service_levels, whole_clauses
from analytics.summary.notification import notification
from analytics.summary.relief import relief_readings
from analytics.summary.statutory import statutory_time_left
from analytics.summary.survival import survival_medians
from analytics.summary.volume import logging_delays, volume

__all__ = [
    "WHOLE",
    "attainment",
    "both_ways",
    "bridge",
    "durations",
    "exclusions",
    "indicators",
    "logging_delays",
    "month_bridge",
    "notification",
    "relief_readings",
    "service_levels",
    "statutory_time_left",
    "stopped_clocks",
    "survival_medians",
    "time_to_resolve_distribution",
    "volume",
    "whole_clauses",
]
