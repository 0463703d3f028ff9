"""Figures: one file per question, each an aggregate of the obligations and of the episodes beneath them."""

from analytics.summary.attainment import attainment
from analytics.summary.durations import durations, stopped_clocks, time_to_resolve_distribution
from analytics.summary.late import late_obligations
from analytics.summary.notification import notification
from analytics.summary.volume import volume

__all__ = [
    "attainment",
    "durations",
    "late_obligations",
    "notification",
    "stopped_clocks",
    "time_to_resolve_distribution",
    "volume",
]
