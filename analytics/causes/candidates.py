"""Which pairs are worth a look: alike in their rarest words, or near in time on one component.

Comparing every pair of a million incidents is out of reach and not needed: a pair that shares no rare word
and no component has nothing that could make it one cause. Candidates only say which groups are compared;
whether they join is decided by the mean over all their members (`linkage`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from analytics.causes.corpus import Corpus
from analytics.causes.evidence import UNKNOWN

TELLING: Final = 16  # words of a text by which its like are looked for
MOST_COMMON: Final = 1000  # a word in more texts than this finds nothing in particular
N_ALIKE: Final = 15
N_NEIGHBOURS: Final = 5  # on either side in time
SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)  # an odd number without pattern, to tell sets of words apart
SAID: Final = {"title": 3, "body": 1, "cause": 1}


@dataclass(frozen=True)
class Candidates:
    """Pairs worth a look.

    Args:
        left: The place of one, the smaller.
        right: The place of the other.
        symptom: How alike their symptoms are in their telling words, 0 to 1; 1 where both are mostly the
            same common words.
        cause: How alike their causes are in theirs.
    """

    left: np.ndarray
    right: np.ndarray
    symptom: np.ndarray
    cause: np.ndarray

    def where(self, keep: np.ndarray) -> Candidates:
        """Keep some."""
        return Candidates(self.left[keep], self.right[keep], self.symptom[keep], self.cause[keep])


def find_candidates(
    corpus: Corpus, rows: np.ndarray, is_fresh: np.ndarray, keys: list[np.ndarray]
) -> Candidates:
    """Give the pairs of incidents that may have one cause and have not been looked at yet.

    Args:
        corpus: All words so far.
        rows: The incidents' rows in it, in order of time.
        is_fresh: Which of them are new or changed: every pair has at least one.
        keys: Numbers of what incidents may share, each as long as ``rows``; `UNKNOWN`: nothing.

    Returns:
        Each pair once, in order.
    """
    views = [_telling_words(corpus, fields, rows) for fields in (("title", "body"), ("cause",))]
    storm = _storms(corpus, rows)
    every = (*keys, storm)
    found = [*(_alike(view, is_fresh) for view in views), *(_neighbours(key, is_fresh) for key in every)]
    left, right = np.concatenate([pair[0] for pair in found]), np.concatenate([pair[1] for pair in found])
    low, high = np.minimum(left, right), np.maximum(left, right)
    each = np.unique((low * len(rows) + high)[low != high])
    low, high = each // len(rows), each % len(rows)
    symptom, cause = (np.asarray(view[low].multiply(view[high]).sum(axis=1)).ravel() for view in views)
    same_storm = (storm[low] == storm[high]) & (storm[low] != UNKNOWN)
    return Candidates(low, high, np.where(same_storm, 1.0, symptom), cause)


def _storms(corpus: Corpus, rows: np.ndarray) -> np.ndarray:
    """Number texts that are mostly the same common words: alerts by the thousand that differ in a number."""
    words = (corpus.counts["title"][rows] + corpus.counts["body"][rows]).tocsr()
    place = np.repeat(np.arange(len(rows)), np.diff(words.indptr))
    is_common = np.bincount(words.indices, minlength=words.shape[1])[words.indices] > _too_common(rows)
    n_common = np.bincount(place, weights=is_common, minlength=len(rows))
    mark = (words.indices[is_common].astype(np.uint64) + 1) * SPREAD  # wraps around, on purpose
    marks = np.zeros(len(rows), dtype=np.uint64)
    np.add.at(marks, place[is_common], mark ^ (mark >> np.uint64(29)))
    is_storm = (n_common > 0) & (2 * n_common >= np.diff(words.indptr))
    return np.where(is_storm, np.unique(marks, return_inverse=True)[1], UNKNOWN)


def _too_common(rows: np.ndarray) -> int:
    return max(MOST_COMMON, len(rows) // 100)


def _telling_words(corpus: Corpus, fields: tuple[str, ...], rows: np.ndarray) -> sparse.csr_array:
    """Keep of each text the words that tell most and that another text has too, as vectors of length 1."""
    nothing = sparse.csr_array((len(rows), len(corpus.words)))
    words = sum((corpus.counts[name][rows] * SAID[name] for name in fields), start=nothing).tocsr()
    n_with = np.bincount(words.indices, minlength=words.shape[1])[words.indices]
    place = np.repeat(np.arange(len(rows)), np.diff(words.indptr))
    usable = np.flatnonzero((n_with > 1) & (n_with <= _too_common(rows)))
    weight = np.sqrt(words.data[usable]) * np.log((1 + len(rows)) / n_with[usable])
    order = np.lexsort((words.indices[usable], -weight, place[usable]))
    nth = np.arange(len(order)) - np.searchsorted(place[usable][order], place[usable][order])
    keep = order[nth < TELLING]
    kept = sparse.csr_array(
        (weight[keep], (place[usable][keep], words.indices[usable][keep])), shape=words.shape
    )
    kept.sort_indices()
    lengths = np.sqrt(np.bincount(place[usable][keep], weights=weight[keep] ** 2, minlength=len(rows)))
    kept.data = kept.data / np.repeat(np.where(lengths > 0, lengths, 1), np.diff(kept.indptr))
    return kept


def _alike(words: sparse.csr_array, is_fresh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from sparse_dot_topn import sp_matmul_topn

    fresh = np.flatnonzero(is_fresh)
    best = sp_matmul_topn(
        sparse.csr_matrix(words[fresh]), sparse.csr_matrix(words.T.tocsr()), top_n=N_ALIKE + 1, n_threads=1
    ).tocoo()
    return fresh[best.row], best.col.astype(np.int64)


def _neighbours(key: np.ndarray, is_fresh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pair each fresh incident with those nearest in time that have the same key."""
    order = np.argsort(key, kind="stable")
    order = order[key[order] != UNKNOWN]
    pairs = []
    for apart in range(1, N_NEIGHBOURS + 1):
        left, right = order[:-apart], order[apart:]
        keep = (key[left] == key[right]) & (is_fresh[left] | is_fresh[right])
        pairs.append((left[keep], right[keep]))
    return np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])
