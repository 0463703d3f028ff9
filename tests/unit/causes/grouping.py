"""Incidents for the grouping: rows as plain dicts, grouped in one month or in several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from analytics.causes.fold import add_month
from analytics.causes.known import FACTS, Known

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
CERTIFICATE = {
    "component": "gateway",
    "service": "Payments",
    "cause_text": "certificate of the gateway expired",
}
DISK = {"component": "archive", "service": "Letters", "cause_text": "disk of the archive filled up"}


def facts(*rows: dict) -> pl.DataFrame:
    """One incident a row, a day apart, with ids INC000, INC001, … unless the row says otherwise."""
    numbered = [
        {"incident_id": f"INC{n:03d}", "opened_at": START + dt.timedelta(days=n)} | row
        for n, row in enumerate(rows)
    ]
    schema = dict.fromkeys(FACTS, pl.String) | {"opened_at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(numbered, schema=schema)


def grouped(table: pl.DataFrame, catch_all: tuple[str, ...] = ()) -> Known:
    """Group a table in one month."""
    known = Known()
    add_month(known, END, table, catch_all)
    return known


def folded(table: pl.DataFrame, ends: Sequence[dt.datetime]) -> Known:
    """Group a table month by month."""
    known = Known()
    for end in ends:
        add_month(known, end, table.filter(pl.col("opened_at") < end))
    return known


def groups(known: Known) -> dict[str, str]:
    """Each incident's cause."""
    ids = known.docs["incident_id"].to_list()
    return {name: ids[founder] for name, founder in zip(ids, known.group, strict=True)}


def together(known: Known) -> set[frozenset[str]]:
    """The groups of two and more."""
    of: dict[str, set[str]] = {}
    for name, cause in groups(known).items():
        of.setdefault(cause, set()).add(name)
    return {frozenset(names) for names in of.values() if len(names) > 1}


def events(known: Known) -> list[tuple[object, ...]]:
    """The lineage without its instants."""
    return [(row["event"], row["cause_id"], row["other_id"], row["n_incidents"]) for row in known.lineage]
