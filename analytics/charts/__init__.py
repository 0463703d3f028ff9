"""The figures of a report: each takes a frame of figures and gives one inline SVG with its words and data.

Altair and the renderer are imported when the first figure is drawn, not before.
"""

from analytics.charts.attainment_by_severity import attainment_by_severity
from analytics.charts.attainment_over_months import attainment_over_months
from analytics.charts.cause_downtime import cause_downtime
from analytics.charts.cause_span import Span
from analytics.charts.cause_timeline import cause_timeline
from analytics.charts.cause_trend import cause_trend
from analytics.charts.control_chart import control_chart
from analytics.charts.figure import Figure
from analytics.charts.notification_timeliness import notification_timeliness
from analytics.charts.time_to_resolve import time_to_resolve_distribution
from analytics.charts.volume_over_months import volume_over_months

__all__ = [
    "Figure",
    "Span",
    "attainment_by_severity",
    "attainment_over_months",
    "cause_downtime",
    "cause_timeline",
    "cause_trend",
    "control_chart",
    "notification_timeliness",
    "time_to_resolve_distribution",
    "volume_over_months",
]
