"""What the writers share: words, instants, files, and the precision to which a vendor keeps an instant."""

from __future__ import annotations

import csv
import datetime as dt
import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

import tests.roundtrip
from analytics.schema import INSTANT, Tables
from tests.roundtrip.world import World

LONDON = ZoneInfo("Europe/London")
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)
PRIORITY = {"P1": "1 - Critical", "P2": "2 - High", "P3": "3 - Moderate", "P4": "4 - Low"}  # of the contract


@dataclass(frozen=True)
class Written:
    """What a writer has written.

    Args:
        exports: The ``[[exports]]`` that read it.
        facts: What was told: the tables of the world, each instant to the precision that the vendor keeps.
        precision: By how much an instant of it may be earlier than the world's.
        change: Changes the contract: its words, and whom it speaks of.
        unlike: Why this vendor's shape cannot tell of some incidents what happened, and their ids. What the
            source says of itself (`sources.facts`) need not be repeated here.
    """

    exports: list[dict[str, Any]]
    facts: Tables
    precision: dt.timedelta = SECOND
    change: Callable[[dict[str, Any]], None] | None = None
    unlike: Mapping[str, frozenset[str]] = field(default_factory=dict)


Writer = Callable[[World, Path], Written]


def find_writers() -> dict[str, Writer]:
    """Every ``WRITERS`` of this folder's modules: source, or ``source: form``, to its writer."""
    found: dict[str, Writer] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(tests.roundtrip.__path__)):
        if not module.startswith("test_"):
            found |= getattr(importlib.import_module(f"tests.roundtrip.{module}"), "WRITERS", {})
    return found


def local(at: dt.datetime | None, form: str, zone: dt.tzinfo = LONDON) -> str:
    """An instant as somebody in a zone sees it; nothing for none."""
    return at.astimezone(zone).strftime(form) if at else ""


def iso(at: dt.datetime | None) -> str | None:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")


def to_the(tables: Tables, every: str) -> Tables:
    """The tables with each instant cut to whole units, as ``"1m"``."""
    cut = {
        each.name: _cut(frame, every)
        for each in fields(tables)
        if isinstance(frame := getattr(tables, each.name), pl.DataFrame)
    }
    return replace(tables, **cut)


def _cut(frame: pl.DataFrame, every: str) -> pl.DataFrame:
    names = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    frame = frame.with_columns(pl.col(name).dt.truncate(every) for name in names)
    if "field" not in frame.columns or "after" not in frame.columns:
        return frame
    written = pl.col("after").cast(pl.Int64, strict=False).cast(INSTANT)  # an instant that a log recorded
    cut = written.dt.truncate(every).cast(pl.Int64).cast(pl.String)
    is_instant = pl.col("field").is_in(["resolved_at", "closed_at"])
    return frame.with_columns(after=pl.when(is_instant).then(cut).otherwise("after"))


def with_acknowledged(world: World, tables: Tables) -> Tables:
    """The tables with the column that a tool has which records when an incident was taken up."""
    ids = pl.col("incident_id").replace_strict(
        world.acknowledged, default=None, return_dtype=tables.incidents.schema["opened_at"]
    )
    return replace(tables, incidents=tables.incidents.with_columns(acknowledged_at=ids))


def with_states(tables: Tables, words: Mapping[str, str]) -> Tables:
    """The tables in a tool's fewer states: those of incidents alone, where the tool tells no history."""
    return replace(tables, incidents=tables.incidents.with_columns(pl.col("state").replace(dict(words))))
