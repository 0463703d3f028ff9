"""The only place that formats numbers: words for the eye, and accessible HTML tables."""

from analytics.tables.account import data_quality, rejected_by_reason
from analytics.tables.bridge import bases, both_ways, bridge, chances, exclusions, relief
from analytics.tables.cause_log import evidence, lineage, pairs
from analytics.tables.causes import cause_members, causes
from analytics.tables.chance import chance_sentence
from analytics.tables.consequences import (
    credits,
    kpi_consequences,
    rolling_totals,
    statutory,
    triggers,
)
from analytics.tables.effects import effects
from analytics.tables.failures import failures_by_clause
from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.icons import assurance_icon, assurance_words, variation_icon, variation_words
from analytics.tables.indicators import kpi
from analytics.tables.performance import attainment, notification
from analytics.tables.reconciliation import differences, reconciliation
from analytics.tables.words import (
    format_count,
    format_exact_span,
    format_instant,
    format_interval,
    format_month,
    format_share,
    format_span,
    format_target,
)
from analytics.tables.workload import durations, medians, volume

__all__ = [
    "Fragment",
    "assurance_icon",
    "assurance_words",
    "attainment",
    "bases",
    "both_ways",
    "bridge",
    "cause_members",
    "causes",
    "chance_sentence",
    "chances",
    "credits",
    "data_quality",
    "differences",
    "durations",
    "effects",
    "escape",
    "evidence",
    "exclusions",
    "failures_by_clause",
    "format_count",
    "format_exact_span",
    "format_instant",
    "format_interval",
    "format_month",
    "format_share",
    "format_span",
    "format_target",
    "kpi",
    "kpi_consequences",
    "lineage",
    "medians",
    "notification",
    "pairs",
    "reconciliation",
    "rejected_by_reason",
    "relief",
    "rolling_totals",
    "sentence",
    "statutory",
    "triggers",
    "variation_icon",
    "variation_words",
    "volume",
]
