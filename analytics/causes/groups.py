"""Join new incidents to the groups so far, and to one another, by the mean likeness of all their pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analytics.causes.evidence import UNKNOWN, Profiles, Weights, compare_all, to_chance
from analytics.causes.linkage import link_on_average

THRESHOLD: Final = 0.4  # the least mean chance of one cause with which two groups join
CAUTION: Final = 0.1  # more, where both were groups before: published ids should seldom merge
SLACK: Final = 0.02  # less, where they are one group already: what is on the edge stays
MOST_TOGETHER: Final = 2000  # incidents compared all with all
MOST_OF_A_GROUP: Final = 200  # of a larger group as many speak for it, spread evenly over its time
MOST_AT_ONCE: Final = 2500
SURE: Final = 0.99  # where even stricter candidates leave a part too large, it is cut in order of time
FEWEST_OF_A_GROUP: Final = 20  # where many large groups are compared at once
NEVER: Final = -1e9  # a pair that may not be together outweighs any mean


@dataclass(frozen=True)
class Pairs:
    """Pairs of incidents looked at: places of both, and the chance of one cause."""

    left: np.ndarray
    right: np.ndarray
    chance: np.ndarray

    def where(self, keep: np.ndarray) -> Pairs:
        """Keep some."""
        return Pairs(self.left[keep], self.right[keep], self.chance[keep])


@dataclass(frozen=True)
class Comparer:
    """How the chances of one cause are found for any incidents.

    Args:
        profiles: Every incident that may be compared.
        weights: What the evidence counts.
        records: Problem record of each, as a number; `UNKNOWN`: none, or one that gathers many causes.
        at_once: Most of them will be compared, so that all with all is cheaper than group by group.
    """

    profiles: Profiles
    weights: Weights
    records: np.ndarray
    at_once: bool = True

    def chances(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Give the chance of one cause for every pair of two sets of places.

        Different problem records say that it is not one cause, whatever the words say.
        """
        if self.at_once and len(self.profiles) <= MOST_AT_ONCE:
            return np.asarray(self._every[np.ix_(a, b)])
        return self._compare(a, b)

    @cached_property
    def _every(self) -> np.ndarray:
        """All with all: of few incidents cheaper than many small comparisons."""
        everyone = np.arange(len(self.profiles))
        return self._compare(everyone, everyone)

    def _compare(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        found = to_chance(compare_all(self.profiles.take(a), self.profiles.take(b)), self.weights)
        return let_records_decide(found, self.records[a][:, None], self.records[b][None, :])


def let_records_decide(chances: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Make it certain where both incidents have a problem record: one cause, or not.

    Args:
        chances: Of one cause, by what the incidents tell.
        left: Problem records of the one, as numbers; `UNKNOWN`: none.
        right: Those of the other.
    """
    both = (left != UNKNOWN) & (right != UNKNOWN)
    return np.where(both, (left == right).astype(float), chances)


def join_groups(
    group: np.ndarray,
    pairs: Pairs,
    compare: Comparer,
    is_old: np.ndarray,
    apart: frozenset[tuple[int, int]] = frozenset(),
) -> np.ndarray:
    """Join what belongs together.

    Args:
        group: The number of each incident's group, alone or not.
        pairs: Candidates with their chances.
        compare: Finds the chances of any others.
        is_old: By group number: it was a group of two and more before this month.
        apart: Pairs of group numbers that people keep apart, the smaller first.

    Returns:
        For each group number the one that it is now part of.
    """
    into = np.arange(len(is_old))
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(len(is_old) + 1))
    members = [order[bounds[n] : bounds[n + 1]] for n in range(len(is_old))]
    sizes = np.diff(bounds)
    likely = pairs.where(pairs.chance >= THRESHOLD)
    ends = Pairs(group[likely.left], group[likely.right], likely.chance)
    for units in _components(ends, sizes):
        joined = _join_units(units, members, compare, is_old, apart)
        into[units] = units[joined]
    return into


def split_groups(group: np.ndarray, bound: np.ndarray, places: np.ndarray, compare: Comparer) -> np.ndarray:
    """Part the groups that do not hold together any more, now that more is known of their members.

    Few words are known at first, and causes are often told late. What records or people bind stays together.

    Args:
        group: The founder of each incident's group.
        bound: What records, sameness or people bind, by number.
        places: Each incident by the numbers that founders go by, in rising order.
        compare: Finds the chances of one cause.

    Returns:
        For each incident the founder of its group, or the first of the part that has left it.
    """
    result = group.copy()
    order = np.argsort(group, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
        at_founder = places[members] == group[members[0]]
        if not (1 < len(members) <= MOST_TOGETHER and at_founder.any()):
            continue
        part = _part(members, bound, compare)
        for number in np.unique(part[part != part[at_founder]]):
            own = members[part == number]
            result[own] = places[own[0]]
    return result


def _part(members: np.ndarray, bound: np.ndarray, compare: Comparer) -> np.ndarray:
    units, unit = np.unique(bound[members], return_inverse=True)
    if len(units) == 1:
        return np.zeros(len(members), dtype=np.int64)
    counts = np.bincount(unit)
    means = _mean_between(compare.chances(members, members), unit, counts)
    parts: np.ndarray = link_on_average(means, counts, THRESHOLD - SLACK)[unit]
    return parts


def _mean_between(chances: np.ndarray, unit: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Give the mean of all pairs between two units, from that of all incidents."""
    if counts.max() == 1:
        order = np.argsort(unit)
        return np.asarray(chances[np.ix_(order, order)])
    order = np.argsort(unit, kind="stable")
    starts = np.cumsum(counts) - counts
    rows = np.add.reduceat(chances[np.ix_(order, order)], starts, axis=0)
    return np.asarray(np.add.reduceat(rows, starts, axis=1) / np.outer(counts, counts))


def _components(pairs: Pairs, sizes: np.ndarray, floor: float = THRESHOLD) -> Iterator[np.ndarray]:
    """Yield the groups that candidates connect, in parts small enough to compare whole."""
    pairs = pairs.where(pairs.left != pairs.right)
    units, numbers = np.unique(np.concatenate([pairs.left, pairs.right]), return_inverse=True)
    if not len(units):
        return
    left, right = numbers.reshape(2, -1)
    graph = sparse.csr_array((np.ones(len(left)), (left, right)), shape=(len(units),) * 2)
    _, label = connected_components(graph, directed=False)
    speaking = np.minimum(sizes[units], MOST_OF_A_GROUP)
    order = np.argsort(label, kind="stable")
    for part in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if speaking[part].sum() <= MOST_TOGETHER or len(part) <= MOST_TOGETHER // FEWEST_OF_A_GROUP:
            yield units[part]
        elif floor < SURE:
            stricter = floor + (1 - floor) / 4
            inside = (label[left] == label[part[0]]) & (pairs.chance >= stricter)
            yield from _components(pairs.where(inside), sizes, stricter)
        else:
            nth = np.cumsum(speaking[part]) // MOST_TOGETHER
            yield from (units[part[nth == n]] for n in range(int(nth[-1]) + 1))


def _join_units(
    units: np.ndarray,
    members: list[np.ndarray],
    compare: Comparer,
    is_old: np.ndarray,
    apart: frozenset[tuple[int, int]],
) -> np.ndarray:
    """Link groups on average; for each the first of those that it is now one with."""
    most = min(MOST_OF_A_GROUP, max(FEWEST_OF_A_GROUP, MOST_TOGETHER // len(units)))
    speaking = [speakers(members[unit], most) for unit in units]
    counts = np.array([len(places) for places in speaking])
    places = np.concatenate(speaking)
    unit = np.repeat(np.arange(len(units)), counts)
    means = _mean_between(compare.chances(places, places), unit, counts)
    number = {int(unit): place for place, unit in enumerate(units)}
    for one, other in apart:
        if one in number and other in number:
            means[number[one], number[other]] = means[number[other], number[one]] = NEVER
    sizes = np.array([len(members[unit]) for unit in units])
    least = THRESHOLD + CAUTION * np.outer(is_old[units], is_old[units])
    return link_on_average(means, sizes, least)


def speakers(places: np.ndarray, most: int = MOST_OF_A_GROUP) -> np.ndarray:
    """Give the members of a group that speak for it: all, or so many spread evenly over its time."""
    if len(places) <= most:
        return places
    spread: np.ndarray = np.linspace(0, len(places) - 1, most).round().astype(np.int64)
    return np.asarray(places[spread])
