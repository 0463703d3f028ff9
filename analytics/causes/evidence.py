"""How alike two incidents' causes are: evidence for and against, added up, then read as a chance.

Each kind of evidence adds or takes away a number (a log-odds); their sum is read as the chance that the two
have one cause. The sum is what makes every grouping explainable: the parts can be printed, and they add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, cast

import numpy as np
from scipy import sparse

UNKNOWN: Final = -1
FIELDS: Final = ("component", "service", "cause_code")
MONTH: Final = 30 * 86_400_000_000  # microseconds
MONTHS_APART: Final = 2.0  # after which being near in time has lost two thirds of its weight
OTHERS: Final = 20  # incidents that are taken to have other values: a share of few says little
RAREST: Final = 1.5  # a value of one incident in ninety: rarer ones say no more
EVIDENCE: Final = (
    "symptom",  # likeness of title and description, 0 to 1
    "both causes told",  # 1 where both have a cause in words
    "cause",  # likeness of the causes in words, 0 to 1; 0 where one is missing
    "same component",  # 1 for one that a twentieth of the incidents have, more for rarer ones; likewise below
    "other component",  # both are recorded, and they differ; likewise below
    "same service",
    "other service",
    "same cause code",
    "other cause code",
    "near in time",  # 1 in the same 30 days, less the further apart
)


@dataclass(frozen=True)
class Weights:
    """What each kind of evidence counts.

    Args:
        origin: "default", "symptoms only", or "learned from N pairs".
        base: The log-odds without any evidence.
        of: One number for each of `EVIDENCE`.
    """

    origin: str
    base: float
    of: tuple[float, ...]


# Found on generated tickets with known causes (benchmarks/make_tickets.py), then rounded and damped.
DEFAULT: Final = Weights("default", -5.0, (2.0, -2.0, 10.0, 3.0, -5.0, 0.7, -2.0, 1.3, -2.0, 1.0))
# A table without causes in words or codes: a component alone has many faults, so the symptoms must agree.
NO_CAUSES: Final = Weights("no causes told", -6.0, (8.0, 0.0, 0.0, 1.5, -4.0, 0.5, -1.0, 0.0, 0.0, 1.0))
# Without components too only alikeness of words can tell, and it must be strong.
SYMPTOMS_ONLY: Final = Weights("symptoms only", -6.7, (15.0, 0.0, 0.0, 0.0, 0.0, 0.5, -0.5, 0.0, 0.0, 0.0))


@dataclass(frozen=True)
class Traits:
    """What evidence is read from besides words, one place an incident.

    Args:
        has_cause: Whether a cause is told in words.
        codes: Per field of `FIELDS`, the number of its value; `UNKNOWN` where it is empty.
        rarity: Per field, what it says to share that value: see `rarity_of`.
        month: The 30 days in which the incident was opened, counted from 1970.
    """

    has_cause: np.ndarray
    codes: dict[str, np.ndarray]
    rarity: dict[str, np.ndarray]
    month: np.ndarray

    def take(self, places: np.ndarray) -> Traits:
        """Give some of them, in the order asked for."""
        return Traits(
            self.has_cause[places],
            {name: values[places] for name, values in self.codes.items()},
            {name: values[places] for name, values in self.rarity.items()},
            self.month[places],
        )


@dataclass(frozen=True)
class Profiles:
    """Incidents as the arrays that evidence is read from, one place each.

    Args:
        symptoms: Vectors of length 1 or 0.
        causes: Likewise.
        traits: The rest.
    """

    symptoms: sparse.csr_array
    causes: sparse.csr_array
    traits: Traits

    def __len__(self) -> int:
        """Count the incidents."""
        return len(self.traits.month)

    def take(self, places: np.ndarray) -> Profiles:
        """Give some of them, in the order asked for."""
        return Profiles(self.symptoms[places], self.causes[places], self.traits.take(places))


def rarity_of(codes: np.ndarray) -> np.ndarray:
    """Give what it says that two share a value: the rarer it is, the less likely by chance.

    Args:
        codes: A field's values as numbers, of all incidents so far; `UNKNOWN`: none.

    Returns:
        The log of one over its share, in units of the log of 20, at most `RAREST`; 0 where it is unknown.

    Examples:
        >>> rarity_of(np.array([0] * 19 + [1])).round(2).tolist()[-2:]  # 19 and 1 of 20, and 20 unseen
        [0.25, 1.23]
    """
    known = codes != UNKNOWN
    counts = np.bincount(codes[known], minlength=1)
    share = counts[np.where(known, codes, 0)] / (known.sum() + OTHERS)
    return np.where(known, np.minimum(-np.log(np.where(known, share, 1.0)) / np.log(20), RAREST), 0.0)


def compare_all(a: Profiles, b: Profiles) -> Iterator[np.ndarray]:
    """Yield each of `EVIDENCE` for every pair of two sets, len(a) x len(b)."""
    likeness = _dot_all(a.symptoms, b.symptoms), _dot_all(a.causes, b.causes)
    one, other = a.traits, b.traits
    same = {
        name: (one.codes[name][:, None], other.codes[name][None, :], one.rarity[name][:, None])
        for name in FIELDS
    }
    told = np.outer(one.has_cause, other.has_cause)
    return _in_order(*likeness, told, same, np.abs(one.month[:, None] - other.month[None, :]))


def compare_pairs(a: Profiles, b: Profiles) -> Iterator[np.ndarray]:
    """Yield each of `EVIDENCE` for pairs, place by place."""
    likeness = _dot_rows(a.symptoms, b.symptoms), _dot_rows(a.causes, b.causes)
    return compare_traits(a.traits, b.traits, *likeness)


def compare_traits(a: Traits, b: Traits, symptom: np.ndarray, cause: np.ndarray) -> Iterator[np.ndarray]:
    """Yield each of `EVIDENCE` for pairs whose likeness in words is known."""
    same = {name: (a.codes[name], b.codes[name], a.rarity[name]) for name in FIELDS}
    return _in_order(symptom, cause, a.has_cause & b.has_cause, same, np.abs(a.month - b.month))


def add_up(evidence: Iterable[np.ndarray], weights: Weights) -> np.ndarray:
    """Sum what each kind of evidence counts, without the base."""
    parts = zip(evidence, weights.of, strict=True)
    return cast("np.ndarray", sum(part * weight for part, weight in parts))


def to_chance(evidence: Iterable[np.ndarray], weights: Weights) -> np.ndarray:
    """Read summed evidence as the chance of one cause, in whole millionths so that ties are ties.

    The rounding also takes away the last bits, in which processors differ.
    """
    odds = weights.base + add_up(evidence, weights)
    return np.rint(1_000_000 / (1 + np.exp(-odds))) / 1_000_000


def chances_of_pairs(
    profiles: Profiles, left: np.ndarray, right: np.ndarray, weights: Weights, step: int = 50_000
) -> np.ndarray:
    """Give the chance of one cause for pairs of places, a bounded part at a time."""
    parts = [
        to_chance(
            compare_pairs(profiles.take(left[at : at + step]), profiles.take(right[at : at + step])), weights
        )
        for at in range(0, len(left), step)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


def _in_order(
    symptom: np.ndarray,
    cause: np.ndarray,
    told: np.ndarray,
    same: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]],
    months: np.ndarray,
) -> Iterator[np.ndarray]:
    yield from (symptom, told.astype(float), cause * told)
    for a, b, rarity in same.values():
        known = (a != UNKNOWN) & (b != UNKNOWN)
        yield ((a == b) & known) * rarity
        yield ((a != b) & known).astype(float)
    yield np.exp(-months / MONTHS_APART)


def _dot_all(a: sparse.csr_array, b: sparse.csr_array) -> np.ndarray:
    """Every row with every row; only columns that occur, since turning a matrix costs as many as it has."""
    used = np.unique(b.indices)
    place = np.searchsorted(used, a.indices)
    place[place == len(used)] = 0
    kept = used[place] == a.indices if len(used) else np.zeros(len(a.indices), dtype=bool)
    left = sparse.csr_array(
        (np.where(kept, a.data, 0.0), place, a.indptr), shape=(a.shape[0], max(len(used), 1))
    )
    right = sparse.csr_array(
        (b.data, np.searchsorted(used, b.indices), b.indptr), shape=(b.shape[0], max(len(used), 1))
    )
    return np.asarray((left @ right.T).toarray())


def _dot_rows(a: sparse.csr_array, b: sparse.csr_array) -> np.ndarray:
    return np.asarray(a.multiply(b).sum(axis=1)).ravel()
