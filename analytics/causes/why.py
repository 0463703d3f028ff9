"""Why an incident is in its group: what each kind of evidence said, word by word."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analytics.causes.evidence import add_up, compare_all
from analytics.causes.known import Known


def likeness_to_all(known: Known) -> Callable[[np.ndarray], np.ndarray]:
    """Give a function from places to their likeness to every place: the sum of all evidence, no base.

    Args:
        known: What is known at a month's end.
    """
    everyone = known.profiles(np.arange(len(known.docs)))
    return lambda places: add_up(compare_all(everyone.take(places), everyone), known.weights)
