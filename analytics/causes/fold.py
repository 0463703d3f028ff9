"""Groups month by month: what each month adds to what was known at the end of the one before.

A month never takes back what an earlier one said, but for what people decide and what is logged. So twelve
monthly runs and one run over the year say the same, and an id once published stays.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analytics.causes.apart import tear_apart
from analytics.causes.candidates import Candidates, find_candidates
from analytics.causes.evidence import FIELDS, UNKNOWN, chances_of_pairs, compare_traits, to_chance
from analytics.causes.groups import MOST_TOGETHER, THRESHOLD, Comparer, Pairs, join_groups, split_groups
from analytics.causes.known import RECORDS, Known
from analytics.causes.lineage import keep_founders
from analytics.causes.records import bound_records
from analytics.causes.weights import ENOUGH_PAIRS, count_pairs, fixed_weights, learn_weights

BLOCK_ABOVE: Final = 20_000  # incidents: from here on likeness is looked for within a service
LONG: Final = 1_000_000  # months
SPELLING: Final = 0.2  # how much more alike two texts may be in letters than in their telling words
MOST_LEARNED_FROM: Final = 3000  # incidents with a record, the latest


def add_month(known: Known, at: datetime, facts: pl.DataFrame, catch_all: tuple[str, ...] = ()) -> None:
    """Take in what became known in a month, and group it.

    Args:
        known: What was known at the end of the month before; changed in place.
        at: The end of the month.
        facts: `known.FACTS` of every incident known by then, or at least of the new and changed ones.
        catch_all: Causes that say nothing.
    """
    before, was_group = known.group.copy(), known.sizes() > 1
    fresh = known.take_in(facts, tuple(word.lower() for word in catch_all))
    was_group = np.concatenate([was_group, np.zeros(len(known.docs) - len(was_group), dtype=bool)])
    _weigh(known, bound_records(known, "problem_id"))
    bound = _bind_all(known)
    while tear_apart(known, _bind(known.group, bound)):
        bound = _bind_all(known)
    known.group = _bind(known.group, bound)
    is_fresh = np.zeros(len(known.docs), dtype=bool)
    is_fresh[fresh] = True
    problems = bound_records(known, "problem_id")
    for block in _blocks(known.codes("service"), is_fresh):
        _group_block(known, block, is_fresh, problems, bound, was_group)
    keep_founders(known, before, at)
    known.until = at


def _bind_all(known: Known) -> np.ndarray:
    """Number what records, equal words and people bind, each by its first place."""
    records = {name: bound_records(known, name) for name in RECORDS}
    bound = np.arange(len(known.docs))
    for numbers in (*records.values(), _same(known, records["problem_id"]), _decided(known)):
        bound = _bind(bound, numbers)
    return bound


def _bind(group: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Bring together the groups whose incidents share a number."""
    places = np.flatnonzero(numbers != UNKNOWN)
    if not len(places):
        return group
    n = len(group)
    ends = group[places], n + numbers[places]
    size = n + int(numbers.max()) + 1
    graph = sparse.csr_array((np.ones(len(places)), ends), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    first = np.full(label.max() + 1, n)
    np.minimum.at(first, label[:n], np.arange(n))
    joined: np.ndarray = first[label[group]]
    return joined


def _decided(known: Known) -> np.ndarray:
    """Number what people said is one cause."""
    ids = known.docs["incident_id"]
    return ids.replace_strict(known.bonds, default=UNKNOWN, return_dtype=pl.Int64).to_numpy()


def _same(known: Known, problems: np.ndarray) -> np.ndarray:
    """Number what is told in the same words of the same parts, where so much alike is one cause at any time.

    They need no comparison, and a storm of thousands would take one that is out of reach.
    """
    traits = known.traits()
    symptom, cause = (known.docs[name].to_numpy().astype(float) for name in ("has_symptom", "has_cause"))
    never_near = replace(traits, month=traits.month + LONG)
    is_one = to_chance(compare_traits(traits, never_near, symptom, cause), known.weights) >= THRESHOLD
    kept_apart = pl.col("incident_id").is_in(sorted({name for pair in known.apart for name in pair}))
    key = known.docs.select(
        pl.struct("words", *FIELDS, pl.Series("problem", problems)).rank("dense").cast(pl.Int64).alias("key"),
        is_free=~kept_apart,
    )
    return np.where(is_one & key["is_free"].to_numpy(), key["key"].to_numpy(), UNKNOWN)


def _weigh(known: Known, problems: np.ndarray) -> None:
    """Learn weights where there is enough to learn from, and half as much again since the last time."""
    n_pairs = count_pairs(problems)
    if n_pairs < ENOUGH_PAIRS:
        known.weights = fixed_weights(known.docs)
    elif n_pairs >= 1.5 * known.n_learned:
        places = np.flatnonzero(problems != UNKNOWN)[-MOST_LEARNED_FROM:]
        if len(np.unique(problems[places])) > 1 and count_pairs(problems[places]) >= ENOUGH_PAIRS:
            known.weights = learn_weights(known.profiles(places), problems[places])
            known.n_learned = n_pairs


def _blocks(services: np.ndarray, is_fresh: np.ndarray) -> list[np.ndarray]:
    if len(services) <= BLOCK_ABOVE:
        return [np.arange(len(services))] if is_fresh.any() else []
    order = np.argsort(services, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(services[order])) + 1)
    return [part for part in sorted(parts, key=lambda part: part[0]) if is_fresh[part].any()]


def _group_block(
    known: Known,
    block: np.ndarray,
    is_fresh: np.ndarray,
    problems: np.ndarray,
    bound: np.ndarray,
    was_group: np.ndarray,
) -> None:
    rows = known.docs["row"].to_numpy()[block]
    component, service, code = (known.codes(name)[block] for name in ("component", "service", "cause_code"))
    shared = [component, _together(service, code)]
    found = find_candidates(known.corpus, rows, is_fresh[block], shared)
    if len(known.docs) > BLOCK_ABOVE:
        found = found.where(_is_likely(known, block, found))
    if not len(found.left):
        return
    left, right = block[found.left], block[found.right]
    named = np.unique(known.group[np.concatenate([left, right])])
    near = block[np.isin(known.group[block], named)]
    place = np.full(len(known.docs), -1)
    place[near] = np.arange(len(near))
    profiles = known.profiles(near)
    left, right = place[left], place[right]
    pairs = Pairs(left, right, chances_of_pairs(profiles, left, right, known.weights))
    is_small = len(known.docs) <= BLOCK_ABOVE
    compare = Comparer(profiles, known.weights, problems[near], at_once=is_small)
    known.group = known.group.copy()
    known.group[near] = split_groups(known.group[near], bound[near], near, compare)
    while _join(known, near, pairs, compare, was_group) and len(near) > MOST_TOGETHER:
        pass  # what was too large to compare at once was cut, and its parts may belong together


def _join(known: Known, near: np.ndarray, pairs: Pairs, compare: Comparer, was_group: np.ndarray) -> bool:
    """Join groups once; whether any did."""
    founders, group = np.unique(known.group[near], return_inverse=True)
    into = join_groups(group, pairs, compare, was_group[founders], _apart(known, founders))
    target = np.arange(len(known.docs))
    target[founders] = founders[into]
    known.group = target[known.group]
    return bool((into != np.arange(len(into))).any())


def _is_likely(known: Known, block: np.ndarray, found: Candidates) -> np.ndarray:
    """Whether the words that tell most, with room for other spellings, could make it one cause."""
    traits = known.traits()
    one, other = traits.take(block[found.left]), traits.take(block[found.right])
    most = (np.minimum(words + SPELLING, 1.0) for words in (found.symptom, found.cause))
    return np.asarray(to_chance(compare_traits(one, other, *most), known.weights) >= THRESHOLD)


def _together(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    both = (a != UNKNOWN) & (b != UNKNOWN)
    return np.where(both, a * (b.max(initial=0) + 1) + b, UNKNOWN)


def _apart(known: Known, founders: np.ndarray) -> frozenset[tuple[int, int]]:
    """Which of the groups hold two incidents that may not be together."""
    if not known.apart:
        return frozenset()
    ids = sorted({name for pair in known.apart for name in pair})
    places = known.docs.with_row_index("place").filter(pl.col("incident_id").is_in(ids))
    founder = {
        name: int(known.group[place]) for name, place in places.select("incident_id", "place").iter_rows()
    }
    number = {int(founder): n for n, founder in enumerate(founders)}
    ends = ((number.get(founder.get(a, -1), -1), number.get(founder.get(b, -1), -1)) for a, b in known.apart)
    return frozenset((min(a, b), max(a, b)) for a, b in ends if a >= 0 and b >= 0 and a != b)
