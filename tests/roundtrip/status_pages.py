"""Status pages: Atlassian Statuspage and Google Cloud, which tell the public."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from analytics.schema import NOTIFICATIONS, Tables
from tests.roundtrip.telling import Written, iso, with_states, write_json
from tests.roundtrip.world import Incident, World

IMPACT = {"P1": "critical", "P2": "major", "P3": "minor", "P4": "none"}
LEVEL = {"P1": "high", "P2": "medium", "P3": "low", "P4": "low"}
STATUS = {
    **{"new": "scheduled", "in progress": "investigating", "on hold": "monitoring"},
    **{"resolved": "resolved", "closed": "postmortem", "cancelled": "resolved"},
}
OURS = {"on hold": "in progress", "cancelled": "resolved"}


def _to_the_public(document: dict[str, Any]) -> None:
    for clause in document["clauses"]:
        if clause["kind"] in ("notification", "update"):
            clause["audience"] = "public"


def _posts(world: World, *, has_ids: bool) -> pl.DataFrame:
    """One post for each message of the world's register, on the page instead."""
    updates = world.tables.updates.unique(["incident_id", "at"], maintain_order=True)
    ids = pl.format("U{}", pl.int_range(pl.len())) if has_ids else pl.lit(None, pl.String)
    posts = updates.with_columns(audience=pl.lit("public"), channel=pl.lit("status page"), evidence=ids)
    return posts.select(pl.col(name).cast(dtype) for name, dtype in NOTIFICATIONS.items())


def _by_incident(posts: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in posts.iter_rows(named=True):
        found.setdefault(row["incident_id"], []).insert(0, row)  # newest first
    return found


def _told(world: World, tables: Tables, posts: pl.DataFrame) -> Written:
    unlike = {
        "it was cancelled": frozenset(i.id for i in world.incidents if i.facts["state"] == "cancelled"),
        "it is no incident": frozenset(i.id for i in world.incidents if i.facts["kind"] != "incident"),
    }
    facts = replace(tables, updates=posts, notifications=posts)
    return Written([], facts, unlike=unlike)


def _incident(incident: Incident, posts: list[dict[str, Any]]) -> dict[str, Any]:
    facts = incident.facts
    return {
        **{"id": incident.id, "name": facts["title"], "impact": IMPACT[facts["severity"]]},
        **{"status": STATUS[facts["state"]], "shortlink": "https://stspg.example/x"},
        **{"created_at": iso(facts["opened_at"]), "started_at": iso(facts["opened_at"])},
        **{"resolved_at": iso(facts["resolved_at"]), "components": [{"id": "c", "name": facts["component"]}]},
        "incident_updates": [
            {
                **{"id": post["evidence"], "status": "investigating", "body": "We look into it."},
                **{"created_at": iso(post["at"]), "display_at": iso(facts["opened_at"])},
            }
            for post in posts
        ],
    }


def write_statuspage(world: World, folder: Path) -> Written:
    posts = _posts(world, has_ids=True)
    told = _by_incident(posts)
    listed = [_incident(each, told.get(each.id, [])) for each in world.incidents]
    write_json(folder / "page.json", {"page": {"id": "p", "name": "x"}, "incidents": listed})

    def change(document: dict[str, Any]) -> None:
        document["severity"] = {severity: [word] for severity, word in IMPACT.items()}
        _to_the_public(document)

    written = _told(world, with_states(world.tables, OURS), posts)
    return replace(written, exports=[{"source": "statuspage", "path": "page.json"}], change=change)


def write_google(world: World, folder: Path) -> Written:
    posts = _posts(world, has_ids=False)
    told = _by_incident(posts)
    listed = [
        {
            **{"id": each.id, "number": "1", "external_desc": each.facts["title"]},
            **{"begin": iso(each.facts["opened_at"]), "end": iso(each.facts["resolved_at"])},
            **{"created": iso(each.facts["recorded_at"]), "severity": LEVEL[each.facts["severity"]]},
            **{"service_name": each.facts["service"], "affected_products": [{"title": "x", "id": "y"}]},
            "updates": [
                {"created": iso(post["at"]), "when": iso(each.facts["opened_at"]), "text": "x"}
                for post in told.get(each.id, [])
            ],
        }
        for each in world.incidents
    ]
    write_json(folder / "incidents.json", listed)
    lowest = {"P4": "P3"}  # the page knows three levels
    tables = world.tables
    levels = pl.when(pl.col("field") == "severity").then(pl.col("after").replace(lowest)).otherwise("after")
    facts = replace(
        tables,
        incidents=tables.incidents.with_columns(pl.col("severity").replace(lowest)),
        transitions=tables.transitions.with_columns(after=levels),
    )

    def change(document: dict[str, Any]) -> None:
        document["severity"] = {"P1": ["high"], "P2": ["medium"], "P3": ["low"]}
        _to_the_public(document)

    written = _told(world, facts, posts)
    return replace(
        written, exports=[{"source": "google-cloud-status", "path": "incidents.json"}], change=change
    )


WRITERS = {"statuspage": write_statuspage, "google-cloud-status": write_google}
