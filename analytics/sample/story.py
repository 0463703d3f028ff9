"""The whole story: ordinary incidents, recurring causes and every planted edge, in the order of opening."""

from __future__ import annotations

from analytics.sample.beats import Stage
from analytics.sample.claims import tell_claims
from analytics.sample.edges import plant_edges
from analytics.sample.ending import plant_ending, plant_october, plant_security
from analytics.sample.lifecycle import plant_lifecycles
from analytics.sample.majors import tell_majors
from analytics.sample.ordinary import tell_ordinary, tell_recurring
from analytics.sample.severity import plant_severity_changes
from analytics.sample.telling import Incident
from analytics.sample.terms import END, STARTS


def tell_story(seed: int, n_incidents: int) -> list[Incident]:
    """Tell every incident.

    Args:
        seed: What chance follows.
        n_incidents: How many in all. The planted ones come first; fewer than they are is not possible.
    """
    stage = Stage(seed)
    plant_edges(stage)
    plant_severity_changes(stage)
    plant_lifecycles(stage)
    plant_security(stage)
    plant_october(stage)
    plant_ending(stage)
    planted = [*tell_recurring(seed), *stage.incidents]
    told = [*planted, *tell_ordinary(seed, max(0, n_incidents - len(planted)))]
    logged = [incident for incident in told if incident.opened >= STARTS and incident.recorded < END]
    story = sorted(logged, key=lambda incident: incident.opened)  # stable
    for n, incident in enumerate(story, start=1):
        incident.number = f"INC{10_000 + n:07d}"
    tell_majors(seed, story)
    tell_claims(story)
    return story
