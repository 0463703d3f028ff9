"""What is known at ``as_of``: a fact at or after it does not exist yet (DOMAIN, "What is known")."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from analytics.schema import CAUSE_FACTS, INSTANT, Tables

MASKED = ("onset_at", "detected_at", "recorded_at", "acknowledged_at", "resolved_at", "closed_at", "aware_at")
OF_THE_END = ("cause_code", "cause_text", "resolution_text")  # written when an incident is resolved

_INSTANT_READ = pl.col("after").cast(pl.Int64).cast(INSTANT)
_RECORDED = {  # column of incidents: field of transitions, and how its words are read
    "kind": ("kind", pl.col("after")),
    "is_security": ("security", pl.col("after") == "true"),
    "resolved_at": ("resolved_at", _INSTANT_READ),
    "closed_at": ("closed_at", _INSTANT_READ),
}


def known_incidents(tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Give the incidents opened before ``as_of``, each later instant masked by its own value.

    Where the export tells when a value was recorded, it is the one recorded by then. Final values that a
    tool copies onto earlier rows are recorded there, and so masked by their own instant.
    """
    found = tables.incidents.filter(pl.col("opened_at") < as_of)
    for column, (field, read) in _RECORDED.items():
        found = _as_recorded(found, tables, as_of, column, field, read)
    masks = [pl.when(pl.col(name) < as_of).then(pl.col(name)).alias(name) for name in MASKED]
    is_later = (pl.col("security_aware_at") >= as_of).fill_null(value=False)
    found = found.with_columns(
        is_security=pl.when(is_later).then(pl.lit(value=False)).otherwise("is_security")
    )
    return _add_security_at(found, tables, as_of).with_columns(masks)


def known_facts(tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Give the incidents of `known_incidents` with what was known of their causes by then.

    A log tells when each of `schema.CAUSE_FACTS` was recorded. Where it does not, as in a table of one row an
    incident or a tool that copies final values onto every row, what is written at the end of an incident is
    not known before that end; the rest is taken as known from the opening.
    """
    found = known_incidents(tables, as_of)
    ends_at = tables.incidents.select("incident_id", ends_at=pl.coalesce("resolved_at", "closed_at"))
    is_later = (pl.col("ends_at") >= as_of).fill_null(value=False)
    masks = [pl.when(~is_later).then(pl.col(name)).alias(name) for name in OF_THE_END]
    found = found.join(ends_at, on="incident_id", how="left", maintain_order="left")
    found = found.with_columns(masks).drop("ends_at")
    logged = tables.transitions.filter(pl.col("field").is_in(CAUSE_FACTS))["field"].unique()
    for name in logged.sort():
        found = _as_recorded(found, tables, as_of, name, name, pl.col("after"))
    return found


def _add_security_at(incidents: pl.DataFrame, tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Add security_at: when a security nature that was not known from the first row was recorded."""
    later = known_transitions(tables, as_of, "security").filter(
        (pl.col("after") == "true") & pl.col("before").is_not_null()
    )
    logged = later.group_by("incident_id", maintain_order=True).agg(logged_at=pl.col("at").first())
    known = pl.when(pl.col("security_aware_at") < as_of).then("security_aware_at")
    return (
        incidents.join(logged, on="incident_id", how="left", maintain_order="left")
        .with_columns(security_at=pl.coalesce(known, "logged_at"))
        .drop("logged_at")
    )


def _as_recorded(
    incidents: pl.DataFrame, tables: Tables, as_of: datetime, column: str, field: str, read: pl.Expr
) -> pl.DataFrame:
    """Take a column's value as last recorded before ``as_of``.

    An incident whose log begins later has the values of its first row, but for its security nature: that
    is not known before it is recorded.
    """
    changes = tables.transitions.filter(pl.col("field") == field).sort(
        "incident_id", "at", maintain_order=True
    )
    if changes.is_empty():
        return incidents
    is_then = pl.col("at") < as_of
    first = pl.lit(None) if column == "is_security" else read.first()
    value = pl.when(is_then.any()).then(read.filter(is_then).last()).otherwise(first)
    recorded = changes.group_by("incident_id", maintain_order=True).agg(
        recorded=value, is_logged=pl.lit(value=True)
    )
    return (
        incidents.join(recorded, on="incident_id", how="left", maintain_order="left")
        .with_columns(pl.when("is_logged").then("recorded").otherwise(column).alias(column))
        .drop("recorded", "is_logged")
    )


def known_transitions(tables: Tables, as_of: datetime, field: str) -> pl.DataFrame:
    """Give the changes of one field recorded before ``as_of``, by incident and instant.

    Rows of one instant keep the order in which the export recorded them.
    """
    return (
        tables.transitions.filter((pl.col("field") == field) & (pl.col("at") < as_of))
        .select("incident_id", "at", "before", "after")
        .sort("incident_id", "at", maintain_order=True)
    )


def known_pauses(tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Give the pauses begun before ``as_of``; ``resumed_at`` is null where one is still open then."""
    return (
        tables.pauses.filter(pl.col("paused_at") < as_of)
        .select(
            "incident_id",
            "reason",
            "paused_at",
            pl.when(pl.col("resumed_at") < as_of).then(pl.col("resumed_at")).alias("resumed_at"),
        )
        .sort("incident_id", "paused_at", "reason", "resumed_at")
    )
