"""Which weights hold: learned from problem records where they are enough, else those that fit the table."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from analytics.causes.evidence import (
    DEFAULT,
    EVIDENCE,
    NO_CAUSES,
    SYMPTOMS_ONLY,
    UNKNOWN,
    Profiles,
    Weights,
    compare_pairs,
)

ENOUGH_PAIRS: Final = 200
MOST_PAIRS: Final = 4000  # of each sort; more do not move the second decimal
# Records are kept of causes that strike often, so that two incidents with records have one cause more often
# than any two incidents do: what is learned from them is too hopeful by about this much.
CAUTION: Final = 1.2
FEW: Final = 0.05


def fixed_weights(docs: pl.DataFrame) -> Weights:
    """Give the fixed weights that fit what the incidents tell.

    Args:
        docs: All incidents so far: ``has_cause``, ``cause_code``, ``component``.
    """
    told, on_component = docs.select(
        (pl.col("has_cause") | pl.col("cause_code").is_not_null()).mean().fill_null(1).alias("told"),
        pl.col("component").is_not_null().mean().fill_null(1).alias("on_component"),
    ).row(0)
    if told >= FEW:
        return DEFAULT
    return NO_CAUSES if on_component >= FEW else SYMPTOMS_ONLY


def count_pairs(records: np.ndarray) -> int:
    """Count the pairs of incidents that share a record.

    Args:
        records: One number an incident; `UNKNOWN`: none.
    """
    sizes = np.bincount(records[records != UNKNOWN])
    return int((sizes * (sizes - 1) // 2).sum())


def learn_weights(profiles: Profiles, records: np.ndarray) -> Weights:
    """Learn what each kind of evidence counts from pairs whose problem records agree or differ.

    Args:
        profiles: Incidents that have a record, in order of time.
        records: Their records as numbers.

    Returns:
        Weights to two decimals, so that no last bit can move a grouping, with the number of pairs.

    Source:
        Logistic regression, with the base corrected for how many pairs of each sort were taken:
        G. King and L. Zeng, Logistic Regression in Rare Events Data, Political Analysis 9 (2001).
    """
    from sklearn.linear_model import LogisticRegression

    same, other = _same_pairs(records), _other_pairs(records)
    left, right = (np.concatenate([same[side], other[side]]) for side in (0, 1))
    evidence = np.column_stack(list(compare_pairs(profiles.take(left), profiles.take(right))))
    is_same = np.arange(len(left)) < len(same[0])
    fitted = LogisticRegression(max_iter=500).fit(evidence, is_same)
    n_same = count_pairs(records)
    n_other = len(records) * (len(records) - 1) // 2 - n_same
    taken = np.log(len(same[0]) / len(other[0])) - np.log(n_same / n_other)
    base = float(fitted.intercept_[0]) - float(taken) - CAUTION
    return Weights(
        f"learned from {n_same:,} pairs with one problem record",
        round(base, 2),
        tuple(round(float(fitted.coef_[0][place]), 2) for place in range(len(EVIDENCE))),
    )


def _same_pairs(records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every pair of one record, thinned evenly where there are many."""
    order = np.argsort(records, kind="stable")
    lefts, rights = [], []
    for apart in range(1, len(order)):
        match = records[order[:-apart]] == records[order[apart:]]
        if not match.any():
            break
        lefts.append(order[:-apart][match])
        rights.append(order[apart:][match])
        if sum(map(len, lefts)) > 20 * MOST_PAIRS:
            break
    left, right = np.concatenate(lefts), np.concatenate(rights)
    step = -(-len(left) // MOST_PAIRS)
    return left[::step], right[::step]


def _other_pairs(records: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of different records, spread evenly over all of them."""
    n = len(records)
    total = n * (n - 1) // 2
    # Walking the pairs by a step that shares no factor with their number visits them without repeats.
    ranks = (np.arange(min(2 * MOST_PAIRS, total), dtype=np.int64) * _coprime(total)) % total
    right = ((1 + np.sqrt(1 + 8 * ranks.astype(float))) / 2).astype(np.int64)
    right -= right * (right - 1) // 2 > ranks
    right += (right + 1) * right // 2 <= ranks
    left = ranks - right * (right - 1) // 2
    differ = records[left] != records[right]
    return left[differ], right[differ]


def _coprime(n: int) -> int:
    step = max(1, int(n * 0.6180339887))
    while np.gcd(step, n) != 1:
        step += 1
    return step
