"""The words of all incidents so far as sparse vectors: weighted words, and letters within words.

The letters of a text are those of its words, so the expensive part is done once a word and not once a text:
counts of letters = counts of words x letters of each word. Rows are made into vectors when asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import polars as pl
from scipy import sparse

from analytics.causes.texts import FIELDS

LETTERS: Final = (3, 5)  # shortest and longest run of letters
TITLE_WEIGHT: Final = 2.0  # a title is the author's own summary
DAMPING: Final = 0.85  # a word said ten times says less than ten words
HALF: Final = 0.5  # each field is divided by the root of its length: neither all nor nothing
FULL: Final = 8.0  # what a word of one text tells, the log of some 3,000 texts
COUNT: Final = np.float32  # whole numbers, exact up to 16 million
AT_ONCE: Final = 50_000  # incidents: bounds the memory that letters take


def empty_matrix(n_columns: int = 0) -> sparse.csr_array:
    """Make a matrix of no rows."""
    return sparse.csr_array((0, n_columns), dtype=COUNT)


@dataclass
class Corpus:
    """Counts of words, and what is needed to weigh them; grows by `add` and forgets nothing.

    Args:
        words: Every word so far; its place is its number.
        letters: Every run of letters so far; its place is its number.
        spelling: Words x letters: how often each run stands in each word.
        counts: Per field, incidents x words.
        n_with_letters: In how many incidents' symptoms each run of letters stands.
        n_with_letters_of_causes: The same of causes.
        n_with_words: In how many incidents' causes each word stands.
    """

    words: dict[str, int] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    spelling: sparse.csr_array = field(default_factory=empty_matrix)
    counts: dict[str, sparse.csr_array] = field(
        default_factory=lambda: {name: empty_matrix() for name in FIELDS}
    )
    n_symptoms: int = 0
    n_causes: int = 0
    n_with_letters: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    n_with_letters_of_causes: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    n_with_words: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def copy(self) -> Corpus:
        """Give one that can grow on its own; matrices are replaced, never changed in place."""
        own = {name: getattr(self, name).copy() for name in ("words", "letters", "counts")}
        return replace(self, **own)

    def __len__(self) -> int:
        """Count the rows, those replaced later included."""
        return int(self.counts["title"].shape[0])

    def add(self, texts: pl.DataFrame) -> np.ndarray:
        """Take in the texts of more incidents.

        Args:
            texts: ``title``, ``body``, ``cause``, as `texts.read_texts` gives them.

        Returns:
            The number of each new row.
        """
        first = len(self)
        for part in texts.iter_slices(AT_ONCE):
            self._add_part(part)
        return np.arange(first, first + len(texts))

    def _add_part(self, texts: pl.DataFrame) -> None:
        tokens = {name: _tokens(texts[name]) for name in FIELDS}
        self._learn_words(tokens)
        fresh = {name: self._count(tokens[name], len(texts)) for name in FIELDS}
        width = len(self.words)
        for name in FIELDS:
            old = self.counts[name]
            old = sparse.csr_array((old.data, old.indices, old.indptr), shape=(old.shape[0], width))
            self.counts[name] = sparse.vstack([old, fresh[name]], format="csr")
        self._learn_weights(fresh)

    def symptoms(self, rows: np.ndarray) -> sparse.csr_array:
        """Give the symptoms of rows as vectors of length 1 over runs of letters; 0 where there is no text."""
        weights = _rarity(self.n_symptoms, self.n_with_letters)
        title, body = (self.counts[name][rows] for name in ("title", "body"))
        spelt = _half(self._spell(title, weights)) * TITLE_WEIGHT
        return _to_length_one(spelt + _half(self._spell(body, weights)) if body.nnz else spelt)

    def causes(self, rows: np.ndarray) -> sparse.csr_array:
        """Give the causes of rows as vectors of length 1 over words and runs of letters, half and half."""
        cause = self.counts["cause"][rows]
        letters = self._spell(cause, _rarity(self.n_causes, self.n_with_letters_of_causes))
        words = _scale_columns(_damp(cause), _rarity(self.n_causes, self.n_with_words))
        both = sparse.hstack([_to_length_one(words), _to_length_one(letters)], format="csr")
        return both * np.sqrt(0.5)

    def _learn_words(self, tokens: dict[str, pl.DataFrame]) -> None:
        from sklearn.feature_extraction.text import CountVectorizer

        seen = pl.concat(frame["word"] for frame in tokens.values()).unique()
        fresh = sorted(word for word in seen.to_list() if word not in self.words)
        self.words.update((word, number) for number, word in enumerate(fresh, start=len(self.words)))
        n_before = self.spelling.shape[0]
        old = self.spelling
        rows = empty_matrix(len(self.letters))
        if fresh:
            speller = CountVectorizer(analyzer="char_wb", ngram_range=LETTERS, lowercase=False)
            spelt = speller.fit_transform(fresh).tocoo()
            names = speller.get_feature_names_out().tolist()
            for name in names:
                self.letters.setdefault(name, len(self.letters))
            places = np.array([self.letters[name] for name in names])
            rows = sparse.csr_array(
                (spelt.data.astype(COUNT), (spelt.row, places[spelt.col])),
                shape=(len(fresh), len(self.letters)),
            )
        old = sparse.csr_array((old.data, old.indices, old.indptr), shape=(n_before, len(self.letters)))
        self.spelling = sparse.vstack([old, rows], format="csr")

    def _count(self, tokens: pl.DataFrame, n_rows: int) -> sparse.csr_array:
        numbers = pl.DataFrame(
            {"word": list(self.words), "number": np.arange(len(self.words))},
            schema={"word": pl.String, "number": pl.Int64},
        )
        pairs = tokens.join(numbers, on="word").group_by("row", "number").len().sort("row", "number")
        matrix = sparse.csr_array(
            (pairs["len"].to_numpy().astype(COUNT), (pairs["row"].to_numpy(), pairs["number"].to_numpy())),
            shape=(n_rows, len(self.words)),
        )
        matrix.sort_indices()
        return matrix

    def _learn_weights(self, fresh: dict[str, sparse.csr_array]) -> None:
        symptoms = ((fresh["title"] + fresh["body"]) @ self.spelling).tocsr()
        causes = (fresh["cause"] @ self.spelling).tocsr()
        self.n_symptoms += symptoms.shape[0]
        self.n_causes += int((np.diff(fresh["cause"].indptr) > 0).sum())
        self.n_with_letters = _grown(self.n_with_letters, symptoms)
        self.n_with_letters_of_causes = _grown(self.n_with_letters_of_causes, causes)
        self.n_with_words = _grown(self.n_with_words, fresh["cause"])

    def _spell(self, counts: sparse.csr_array, weights: np.ndarray) -> sparse.csr_array:
        return _scale_columns(_damp((counts @ self.spelling).tocsr()), weights)


def _tokens(column: pl.Series) -> pl.DataFrame:
    split = pl.DataFrame({"word": column.str.split(" ")}).with_row_index("row").explode("word")
    return split.filter(pl.col("word").is_not_null() & (pl.col("word") != ""))


def _grown(counts: np.ndarray, fresh: sparse.csr_array) -> np.ndarray:
    total = np.bincount(fresh.indices, minlength=fresh.shape[1])
    total[: len(counts)] += counts
    return total


def _rarity(n: int, n_with: np.ndarray) -> np.ndarray:
    """The usual smoothed inverse document frequency, on one scale however few texts there are yet.

    Unscaled, the rarest word of sixty texts tells half as much as that of ten thousand, so that in the first
    months of a contract everything looks alike.
    """
    return np.asarray(np.log((1 + n) / (1 + n_with)) * (FULL / np.log(2 + n)) + 1)


def _damp(counts: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(
        (counts.data.astype(np.float64) ** DAMPING, counts.indices, counts.indptr), shape=counts.shape
    )


def _scale_columns(matrix: sparse.csr_array, weights: np.ndarray) -> sparse.csr_array:
    matrix.data = matrix.data * weights[matrix.indices]
    return matrix


def _lengths(matrix: sparse.csr_array) -> np.ndarray:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    return np.sqrt(np.bincount(rows, weights=matrix.data**2, minlength=matrix.shape[0]))


def _scale_rows(matrix: sparse.csr_array, factors: np.ndarray) -> sparse.csr_array:
    matrix.data = matrix.data * np.repeat(factors, np.diff(matrix.indptr))
    return matrix


def _half(matrix: sparse.csr_array) -> sparse.csr_array:
    lengths = _lengths(matrix)
    return _scale_rows(matrix, np.where(lengths > 0, lengths, 1.0) ** -HALF)


def _to_length_one(matrix: sparse.csr_array) -> sparse.csr_array:
    matrix = matrix.tocsr()
    lengths = _lengths(matrix)
    return _scale_rows(matrix, 1 / np.where(lengths > 0, lengths, 1.0))
