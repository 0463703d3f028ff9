"""What plain methods reach on the same texts in the same run: each with its threshold fixed beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import polars as pl
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform
from sklearn.cluster import DBSCAN
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from benchmarks.causes_scores import score_groups, score_likeness

LINKED: Final = 0.5  # cosine that joins in `components` and `dbscan`
AVERAGE: Final = 0.3  # mean cosine that joins in average linkage
LARGEST: Final = 6000  # texts linked all with all
NAMES: Final = ("exact", "components", "dbscan", "tfidf_word", "tfidf_char")
WORDS: Final = {"sublinear_tf": True}
LETTERS: Final = {"sublinear_tf": True, "analyzer": "char_wb", "ngram_range": (3, 5)}


def join_texts(table: pl.DataFrame) -> list[str]:
    """Give one text an incident: title twice, then what else is told, each at most 600 characters."""
    parts = [pl.col(name).fill_null("") for name in ("title", "title")]
    parts += [
        pl.col(name).fill_null("").str.slice(0, 600)
        for name in ("description", "cause_text", "resolution_text")
    ]
    return table.select(pl.concat_str(parts, separator=" ").str.strip_chars()).to_series().to_list()


def run_baselines(texts: list[str], labels: list[str]) -> dict[str, dict[str, Any]]:
    """Score every baseline: groups, and for those that rank, the five most alike."""
    if not texts:
        return dict.fromkeys(NAMES, score_groups([], []) | {"recall_at_5": None})
    words, letters = (_vectors(texts, options) for options in (WORDS, LETTERS))
    exact = np.unique(np.array([text.lower() for text in texts], dtype=object), return_inverse=True)[1]
    near = _near(letters, LINKED)
    dbscan = DBSCAN(eps=1 - LINKED, min_samples=2, metric="precomputed").fit_predict(_distances(near))
    grouped = {
        "exact": np.where([bool(text) for text in texts], exact, -1 - np.arange(len(texts))),
        "components": connected_components(near, directed=False)[1],
        "dbscan": np.where(dbscan >= 0, dbscan, -1 - np.arange(len(texts))),
        "tfidf_word": _average(words),
        "tfidf_char": _average(letters),
    }
    ranks = {"tfidf_word": _scores(words)} | dict.fromkeys(
        ("components", "dbscan", "tfidf_char"), _scores(letters)
    )
    recall: dict[Any, float | None] = {rank: score_likeness(labels, rank) for rank in set(ranks.values())}
    own = grouped["exact"]  # an empty text equals no other
    same = score_likeness(labels, lambda places: (own[places][:, None] == own[None, :]).astype(float))
    return {
        name: score_groups(labels, groups.tolist())
        | {"recall_at_5": recall[ranks[name]] if name in ranks else same}
        for name, groups in grouped.items()
    }


def _vectors(texts: list[str], options: dict[str, Any]) -> sparse.csr_matrix:
    vectoriser = TfidfVectorizer(**options)
    if not any(map(vectoriser.build_analyzer(), texts)):  # no text tells a word, which it refuses
        return sparse.csr_matrix((len(texts), 1))
    return sparse.csr_matrix(vectoriser.fit_transform(texts))


def _scores(vectors: sparse.csr_matrix) -> Callable[[np.ndarray], np.ndarray]:
    turned = vectors.T.tocsr()
    return lambda places: np.asarray((vectors[places] @ turned).todense())


def _near(vectors: sparse.csr_matrix, least: float) -> sparse.csr_matrix:
    return sparse.csr_matrix(sp_matmul_topn(vectors, vectors.T.tocsr(), top_n=100, threshold=least))


def _distances(near: sparse.csr_matrix) -> sparse.csr_matrix:
    far = near.maximum(near.T)
    far.data = np.clip(1 - far.data, 1e-12, None)
    return far


def _average(vectors: sparse.csr_matrix) -> np.ndarray:
    """Average linkage inside the components that a pair of the threshold connects: nothing else can join."""
    group = np.arange(vectors.shape[0])
    for least in (AVERAGE, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        label = connected_components(_near(vectors, least), directed=False)[1]
        if np.bincount(label).max() <= LARGEST:
            break
    for number in np.flatnonzero(np.bincount(label) > 1):
        places = np.flatnonzero(label == number)[:LARGEST]
        far = np.clip(1 - np.asarray((vectors[places] @ vectors[places].T).todense()), 0, None)
        np.fill_diagonal(far, 0)
        tree = linkage(squareform(far, checks=False), "average")
        group[places] = places[0] + fcluster(tree, 1 - AVERAGE, "distance") * len(group)
    return group
