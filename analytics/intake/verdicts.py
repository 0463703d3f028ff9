"""What the tools say of their own clocks: gathered to be compared with ours, and never used for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from analytics.contract.model import Contract
from analytics.intake.built import ORIGIN, Built, no_rows, nothing, reject
from analytics.intake.columns import FIGURE
from analytics.intake.natives import unknown
from analytics.intake.registers import INCIDENTS_REFUSED
from analytics.intake.silence import ACKNOWLEDGED
from analytics.schema import ELAPSED, VERDICTS, empty
from analytics.sources import SOURCES
from analytics.sources.model import Figure

MEASURES: Final = ("response", "resolution")
_CANCELLED: Final = "the tool cancelled this clock"
_NO_INCIDENT: Final = "a clock of something that no export of incidents has"


def build_verdicts(
    rows: Mapping[str, Sequence[pl.DataFrame]],
    incidents: pl.DataFrame,
    contract: Contract,
    *,
    is_whole: bool,
) -> Built:
    """Gather the figures beside incidents and the rows of exports of clocks.

    Args:
        rows: Per shape, the typed rows of each file.
        incidents: `schema.INCIDENTS` of the exports.
        contract: Its exports, each with its source.
        is_whole: No export of incidents was refused.
    """
    sources = {export.label: SOURCES[export.source] for export in contract.exports}
    beside = [
        _of_figure(part, name, figure)
        for shape in ("incident", "update")
        for part in rows.get(shape, ())
        if part.height
        for name, figure in sources[part.head(1)["file"].item()].rows.figures.items()
        if FIGURE + name in part.columns
    ]
    own, rejected = _of_clocks(rows.get("verdict", ()), incidents, is_whole=is_whole)
    found = pl.concat([empty(VERDICTS), *beside, own])
    if found.is_empty():
        return replace(nothing(), rejected=rejected)
    known = found.join(incidents.select("incident_id"), on="incident_id", how="semi", maintain_order="left")
    ordered = known.sort("incident_id", "source", "name", "starts_at", maintain_order=True)
    return replace(nothing(), verdicts=ordered, rejected=rejected)


def _of_figure(part: pl.DataFrame, name: str, figure: Figure) -> pl.DataFrame:
    """Each row that has the figure; of a log, the last that the incident has."""
    column = FIGURE + name
    last = part.filter(pl.col(column).is_not_null()).unique("incident_id", keep="last", maintain_order=True)
    is_verdict = figure.clock in ("verdict", "remaining")
    return _fill(
        last.select(
            "incident_id",
            pl.col("file").alias("source"),
            pl.lit(name).alias("name"),
            pl.lit(figure.measures).alias("measures"),
            pl.lit("verdict" if is_verdict else figure.clock).alias("clock"),
            (pl.col(column) if is_verdict else pl.lit(None)).cast(pl.Boolean).alias("is_breached"),
            (pl.lit(None) if is_verdict else pl.col(column)).cast(ELAPSED).alias("elapsed"),
        )
    )


def _of_clocks(
    parts: Sequence[pl.DataFrame], incidents: pl.DataFrame, *, is_whole: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    if not parts:
        return empty(VERDICTS), no_rows()
    rows = pl.concat(parts, how="diagonal")
    facts = [name for name in rows.columns if name not in ORIGIN]
    is_first = pl.struct(facts).is_first_distinct()
    stage = pl.col("stage") if "stage" in rows.columns else pl.lit(None, pl.String)
    is_known = pl.col("incident_id").is_in(incidents["incident_id"].implode())
    why = (
        pl.when(~is_first)
        .then(pl.lit("repeat of an earlier row"))
        .when(stage == "cancelled")
        .then(pl.lit(_CANCELLED))
        .when(~is_known)
        .then(unknown(_NO_INCIDENT) if is_whole else pl.lit(INCIDENTS_REFUSED))
    )
    # Clocks run on requests too; a file of which no clock is an incident's names incidents in another way.
    is_lost = ~is_known.any().over("file") & is_whole
    judged = rows.with_columns(why=why, is_lost=is_lost)
    dropped = judged.filter(pl.col("why").is_not_null())
    rejected = pl.concat(
        reject(
            dropped.filter("is_lost" if is_fault else ~pl.col("is_lost")), pl.col("why"), is_fault=is_fault
        )
        for is_fault in (False, True)
    )
    used = _without_stale(judged.filter(pl.col("why").is_null()).with_columns(source="file"))
    if "clock" not in used.columns:
        used = used.with_columns(clock=pl.lit("working"))
    return _fill(used), rejected


def _without_stale(rows: pl.DataFrame) -> pl.DataFrame:
    """A clock that ran when it was exported says nothing yet, but for a breach."""
    if "stopped_at" not in rows.columns:
        return rows
    is_open = pl.col("stopped_at").is_null()
    stale = [name for name in ("elapsed", "paused") if name in rows.columns]
    if "is_breached" in rows.columns:
        kept = ~is_open | pl.col("is_breached")
        rows = rows.with_columns(is_breached=pl.when(kept).then("is_breached"))
    return rows.with_columns(pl.when(~is_open).then(pl.col(name)).alias(name) for name in stale)


def _fill(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in VERDICTS.items()
    )


def lend_responses(incidents: pl.DataFrame, verdicts: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Give an incident without an acknowledgement the end of its response clock, where a source has that.

    The instant is a fact of the tool; whether it was in time is ours to say.
    """
    files = [e.label for e in contract.exports if ACKNOWLEDGED in SOURCES[e.source].carries]
    ends = verdicts.filter(pl.col("source").is_in(files), pl.col("measures") == "response")
    if ends.is_empty():
        return incidents
    first = ends.group_by("incident_id").agg(response_at=pl.col("stopped_at").min())
    return (
        incidents.join(first, on="incident_id", how="left", maintain_order="left")
        .with_columns(acknowledged_at=pl.coalesce(ACKNOWLEDGED, "response_at"))
        .drop("response_at")
    )
