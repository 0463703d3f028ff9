"""Which incident is asked about, and why some are compared with no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from analytics.errors import ContractError, find_near, quote
from analytics.obligations.family import find_families
from analytics.obligations.known import known_facts

if TYPE_CHECKING:
    from analytics.causes.find import Causes


def place_of(causes: Causes, incident_id: str) -> int:
    """Find the place of an incident that counts.

    Args:
        causes: What `find_causes` returned.
        incident_id: As the export writes it.

    Raises:
        ContractError: No incident has this id, it was opened later, or it is compared with no other.
    """
    incidents = causes.tables.incidents
    row = incidents.filter(pl.col("incident_id") == incident_id)
    if row.is_empty():
        near = find_near(incident_id, incidents["incident_id"].to_list())
        remedy = (
            f"did you mean {' or '.join(near)}?" if near else "run 'check' to see which rows were not used"
        )
        raise ContractError.at("INCIDENT", f"no used row has the id {quote(incident_id)}", "", remedy)
    if row["opened_at"][0] >= causes.as_of:
        what = f"{incident_id} was opened at {row['opened_at'][0].isoformat()}"
        raise ContractError.at("--as-of", what, "an instant after that")
    if causes.incidents.filter(pl.col("incident_id") == incident_id).is_empty():
        what = f"{incident_id} is compared with no other: {_why(causes, incident_id)}"
        raise ContractError.at("INCIDENT", what, "an incident that counts by itself")
    return int(causes.known.docs["incident_id"].index_of(incident_id) or 0)


def _why(causes: Causes, incident_id: str) -> str:
    """Say what an incident is that does not count; in the order in which `countable` asks."""
    facts = known_facts(causes.tables, causes.as_of)
    mine = pl.col("incident_id") == incident_id
    own = facts.filter(mine).row(0, named=True)
    family = find_families(facts, causes.contract).filter(mine)
    if own["kind"] != "incident":
        return f"it is of the kind {own['kind']}"
    if not family.is_empty():
        return f"it is a {family['relation'][0]} of {family['counted_under'][0]} and is counted under it"
    is_security = own["is_security"]
    if is_security or (is_security is None and causes.contract.rules.security != "none declared"):
        return "it is a security incident, or may be one"
    if own["recorded_at"] is not None and own["recorded_at"] >= causes.as_of:
        return f"it was recorded only at {own['recorded_at'].isoformat()}"
    return "it was cancelled"
