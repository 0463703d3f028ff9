"""The incidents of the sample contract, with the facts that its log does not have: what every writer tells.

The sample has holds, reopenings, raised and lowered severities, open incidents, majors and security
incidents. Columns that its log lacks are filled here by plain rules, so that no column that a vendor carries
is compared with nothing.
"""

from __future__ import annotations

import copy
import datetime as dt
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from analytics.contract.model import Contract, Document
from analytics.intake import read_exports
from analytics.obligations import make_episodes
from analytics.sample import write_sample
from analytics.schema import Tables

TYPICAL = Path(__file__).parents[2] / "analytics" / "contract" / "typical.toml"
AS_OF = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
N_INCIDENTS = 400  # the planted ones are always there
RECORDED_AFTER = dt.timedelta(seconds=45)
BEGUN_BEFORE = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Step:
    """A recorded change: ``value`` in our words; of a hold, why."""

    at: dt.datetime
    field: str
    value: str
    reason: str | None = None


@dataclass(frozen=True)
class Incident:
    """A row of `schema.INCIDENTS` and what was recorded of it, in order."""

    facts: dict[str, Any]
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        return self.facts["incident_id"]


@dataclass(frozen=True)
class World:
    """What is told: the tables, and the contract as written."""

    tables: Tables
    document: dict[str, Any]

    @cached_property
    def incidents(self) -> list[Incident]:
        steps = _steps(self.tables)
        return [
            Incident(facts, tuple(steps.get(facts["incident_id"], ())))
            for facts in self.tables.incidents.iter_rows(named=True)
        ]

    @cached_property
    def acknowledged(self) -> dict[str, dt.datetime]:
        """When each incident was first taken up; of some, nothing but the resolution shows that it was."""
        contract = derive(self.document, self.document["exports"], Path())
        first = make_episodes(self.tables, contract, AS_OF).filter(
            pl.col("episode") == 1, ~pl.col("is_late_resolved"), pl.col("acknowledged_at").is_not_null()
        )
        return dict(first.select("incident_id", "acknowledged_at").iter_rows())


def derive(
    document: dict[str, Any],
    exports: list[dict[str, Any]],
    folder: Path,
    change: Callable[[dict[str, Any]], None] | None = None,
) -> Contract:
    """The typical contract with other exports, and with what a vendor's words and audiences need."""
    changed = copy.deepcopy(document)
    if change is not None:
        change(changed)
    changed["exports"] = [{"complete_until": AS_OF.date(), **export} for export in exports]
    versions = (1,) * len(changed["clauses"])
    return Contract(
        document=Document.model_validate(changed),
        path=folder / "contract.toml",
        sha256="",
        versions=versions,
    )


def make_world(folder: Path) -> World:
    write_sample(folder / "exports", n_incidents=N_INCIDENTS)
    document = tomllib.loads(TYPICAL.read_text())
    tables = read_exports(derive(document, document["exports"], folder), folder)
    return World(replace(tables, incidents=_fill(tables.incidents)), document)


def _fill(incidents: pl.DataFrame) -> pl.DataFrame:
    place, opened = pl.int_range(pl.len()), pl.col("opened_at")
    is_done = pl.col("resolved_at").is_not_null()

    def every(n: int, value: pl.Expr) -> pl.Expr:
        return pl.when(place % n == n - 1).then(value)

    earlier = pl.col("incident_id").shift(1)
    return incidents.with_columns(
        description=pl.format("{}, as users of {} told it", "title", "service"),
        resolution_text=pl.when(is_done).then(pl.format("{} works again", "service")),
        caused_by_change=every(11, pl.format("CHG{}", (30_000 + place).cast(pl.String))),
        detected_by=pl.when(place % 2 == 0).then(pl.lit("Monitoring")).otherwise(pl.lit("Phone")),
        kind=pl.when(place % 61 == 60).then(pl.lit("request")).otherwise("kind"),
        parent_id=every(79, earlier),
        duplicate_of=every(83, earlier),
        # A flag where the contract's rule says so already, and an awareness at the opening: told, no more.
        is_major=(pl.col("severity") == "P1") | pl.col("is_security"),
        detected_at=opened,
        aware_at=opened,
        security_aware_at=pl.when("is_security").then(opened),
        onset_at=opened - BEGUN_BEFORE,
        recorded_at=opened + RECORDED_AFTER,
    )


def _steps(tables: Tables) -> dict[str, list[Step]]:
    """Changes of state, severity and assignment; a hold with its reason, and one where only that changed."""
    fields = ["state", "severity", "assignment"]
    reasons = {
        (row["incident_id"], row["paused_at"]): row["reason"] for row in tables.pauses.iter_rows(named=True)
    }
    steps: dict[str, list[Step]] = {}
    for row in tables.transitions.filter(pl.col("field").is_in(fields)).iter_rows(named=True):
        is_hold = row["field"] == "state" and row["after"] == "on hold"
        reason = reasons.pop((row["incident_id"], row["at"])) if is_hold else None
        steps.setdefault(row["incident_id"], []).append(Step(row["at"], row["field"], row["after"], reason))
    for (incident_id, at), reason in reasons.items():
        steps[incident_id].append(Step(at, "state", "on hold", reason))
    return {incident_id: sorted(each, key=lambda step: step.at) for incident_id, each in steps.items()}
