"""Scores of a grouping against known causes. An item never counts itself, so that doing nothing scores 0."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np


def score_groups(labels: Sequence[str], groups: Sequence[Hashable]) -> dict[str, float | None]:
    """Give P, R and their F1, each a mean over items.

    P: over items in predicted groups of two and more, the share of the other members with the same label.
    R: over items in true groups of two and more, the share of the other true members in the same predicted
    group. A blank label equals no other. P and R are 0 where nothing is predicted, null without a true group.
    """
    true = [label or ("blank", place) for place, label in enumerate(labels)]
    both = Counter(zip(true, groups, strict=True))
    of_label, of_group = Counter(true), Counter(groups)
    if not any(n > 1 for n in of_label.values()):
        return {"rf": None, "p": None, "r": None}
    pairs = list(zip(true, groups, strict=True))
    p = _mean([(both[a, b] - 1) / (of_group[b] - 1) for a, b in pairs if of_group[b] > 1])
    r = _mean([(both[a, b] - 1) / (of_label[a] - 1) for a, b in pairs if of_label[a] > 1])
    return {"rf": 2 * p * r / (p + r) if p + r else 0.0, "p": p, "r": r}


def score_likeness(
    labels: Sequence[str], scores_of: Callable[[np.ndarray], np.ndarray], n_best: int = 5, step: int = 200
) -> float | None:
    """Give the share of items with a twin that have one among their most alike.

    Args:
        labels: By place, in order of opening and id: ties go to the first.
        scores_of: Gives for some places their score against every place, the higher the more alike.
        n_best: How many are looked at; only those with a score above 0.
        step: Places at a time.
    """
    names = np.array([label or f"\0{place}" for place, label in enumerate(labels)], dtype=object)
    counts = Counter(names)
    places = np.array([place for place, name in enumerate(names) if counts[name] > 1], dtype=np.int64)
    hits = 0
    for at in range(0, len(places), step):
        some = places[at : at + step]
        for place, scores in zip(some, scores_of(some), strict=True):
            hits += any(names[other] == names[place] for other in most_alike(scores, int(place), n_best))
    return hits / len(places) if len(places) else None


def most_alike(scores: np.ndarray, place: int, n_best: int) -> np.ndarray:
    """Give the places with the highest scores above 0, but for one's own; ties go to the first."""
    scores = np.round(scores, 9)
    scores[place] = -np.inf
    n_best = min(n_best, len(scores))
    least = max(np.partition(scores, -n_best)[-n_best], np.nextafter(0, 1))
    near = np.flatnonzero(scores >= least)
    return near[np.lexsort((near, -scores[near]))][:n_best]


def rounded(scores: dict[str, Any]) -> dict[str, Any]:
    """Round to four decimals for printing."""
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in scores.items()}


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else 0.0
