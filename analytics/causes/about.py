"""What a group is called and how sure it is, also where no incident of the window belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from analytics.causes.members import describe_members
from analytics.causes.names import name_causes

if TYPE_CHECKING:
    from analytics.causes.find import Causes


@dataclass(frozen=True)
class About:
    """A group in words.

    Args:
        cause_id: Its founder's id.
        name: Its name.
        kind: "repeat root cause" or "similar symptom".
        certainty: "confirmed", "high", "moderate" or "low".
        n_incidents: Its incidents that count, whenever opened.
        named_by: Who gave the name; None: it was made of what the incidents tell.
        confirmed_by: Who confirmed it; None: nobody did.
    """

    cause_id: str
    name: str
    kind: str
    certainty: str
    n_incidents: int
    named_by: str | None
    confirmed_by: str | None


def describe_group(causes: Causes, founder: int) -> About:
    """Describe the group of a founder.

    Args:
        causes: What `find_causes` returned.
        founder: Its place.
    """
    known, rules = causes.known, causes.contract.rules.causes
    cause_id = known.docs["incident_id"][founder]
    group = describe_members(known, np.array([founder]), causes.counted)[1].row(0, named=True)
    own = causes.groups.filter(pl.col("cause_id") == cause_id).join(causes.incidents, on="incident_id")
    given = {cause: name for cause, (name, _) in known.names.items()}
    medoids = {cause_id: group["medoid"]}
    names = name_causes(own, medoids, rules.folded_labels, rules.publish_text, given)["name"]
    return About(
        cause_id=cause_id,
        name=names[0] if len(names) else f"Cause of {cause_id}",
        kind=group["kind"],
        certainty=group["certainty"],
        n_incidents=len(own),
        named_by=known.names[cause_id][1] if cause_id in known.names else None,
        confirmed_by=known.confirmed.get(cause_id),
    )
