"""The records that bind: problem and change records as numbers, without those that gather many causes."""

from __future__ import annotations

import numpy as np

from analytics.causes.evidence import UNKNOWN
from analytics.causes.known import Known
from analytics.causes.links import find_umbrellas


def bound_records(known: Known, name: str) -> np.ndarray:
    """Give each incident's record as a number; `UNKNOWN` where it has none that binds it.

    Args:
        known: What is known at a month's end.
        name: ``problem_id`` or ``caused_by_change``.
    """
    numbers = known.codes(name)
    umbrellas = find_umbrellas(known.docs, name)
    if umbrellas:
        numbers = np.where(known.docs[name].is_in(sorted(umbrellas)).fill_null(value=False), UNKNOWN, numbers)
    if known.detached:
        free = known.docs["incident_id"].is_in(sorted(known.detached)).to_numpy()
        numbers = np.where(free, UNKNOWN, numbers)
    return numbers
