"""Average linkage: two groups join while the mean likeness of all pairs between them is high enough."""

from __future__ import annotations

import numpy as np


def link_on_average(means: np.ndarray, sizes: np.ndarray, threshold: float | np.ndarray) -> np.ndarray:
    """Join units until no two are alike enough on average.

    Single links chain: a like b and b like c brings a and c together however unlike they are. The mean over
    all pairs does not. Ties go to the units that come first.

    Args:
        means: Units x units, the mean likeness of all pairs between two of them; symmetric.
        sizes: Incidents in each unit.
        threshold: The least mean that joins; a matrix gives each pair of units its own.

    Returns:
        For each unit the first unit of the group it ends in.

    Examples:
        >>> likeness = np.array([[1, .9, .1], [.9, 1, .8], [.1, .8, 1]])
        >>> link_on_average(likeness, np.array([1, 1, 1]), 0.5).tolist()  # .8 and .1 make .45: not enough
        [0, 0, 2]
    """
    n = len(sizes)
    excess = np.array(means - threshold, dtype=float)
    np.fill_diagonal(excess, -np.inf)
    weight, group = sizes.astype(float).copy(), np.arange(n)
    best = excess.argmax(axis=1) if n else np.zeros(0, dtype=int)
    height = excess[np.arange(n), best]
    while n:
        keep = int(height.argmax())
        if not height[keep] >= 0:
            break
        keep, gone = sorted((keep, int(best[keep])))
        row = (weight[keep] * excess[keep] + weight[gone] * excess[gone]) / (weight[keep] + weight[gone])
        row[[keep, gone]] = -np.inf
        stale = np.flatnonzero((best == keep) | (best == gone))
        excess[keep], excess[:, keep] = row, row
        excess[gone], excess[:, gone] = -np.inf, -np.inf
        weight[keep] += weight[gone]
        group[group == gone] = keep
        for unit in {*stale.tolist(), keep} - {gone}:
            best[unit] = excess[unit].argmax()
            height[unit] = excess[unit, best[unit]]
        better = row > height
        best[better], height[better] = keep, row[better]
        height[gone] = -np.inf
    return group
