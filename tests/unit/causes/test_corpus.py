"""The corpus against scikit-learn, which counts letters text by text."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from analytics.causes import corpus as room
from analytics.causes.corpus import Corpus

WORDS = ("disk", "full", "on", "the", "gateway", "a", "certificate", "expired", "b")
TEXT = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


def texts(
    titles: list[str], bodies: list[str] | None = None, causes: list[str] | None = None
) -> pl.DataFrame:
    empty = [""] * len(titles)
    return pl.DataFrame({"title": titles, "body": bodies or empty, "cause": causes or empty})


@settings(deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=8))
def test_letters_are_counted_as_in_the_text_itself(titles: list[str]) -> None:
    mine = Corpus()
    mine.add(texts(titles))
    counted = (mine.counts["title"] @ mine.spelling).toarray()
    names = list(mine.letters)
    if not names:
        return
    theirs = CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), vocabulary=names).transform(titles)
    assert (counted == theirs.toarray()).all()


def test_rarity_is_the_usual_inverse_document_frequency(monkeypatch) -> None:
    """With one field, no damping and no scale of its own, the vectors are scikit-learn's."""
    monkeypatch.setattr(room, "DAMPING", 1.0)
    monkeypatch.setattr(room, "FULL", np.log(2 + 4))
    titles = ["disk full on gateway", "disk of archive full", "certificate expired", "certificate of gateway"]
    mine = Corpus()
    likeness = mine.symptoms(mine.add(texts(titles)))
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(titles)
    assert np.allclose((likeness @ likeness.T).toarray(), (theirs @ theirs.T).toarray())


def test_adding_in_two_parts_gives_the_same_as_in_one() -> None:
    titles = ["disk full", "archive disk full", "certificate expired", "expired gateway"]
    whole, parts = Corpus(), Corpus()
    rows = whole.add(texts(titles, causes=titles))
    parts.add(texts(titles[:2], causes=titles[:2]))
    parts.add(texts(titles[2:], causes=titles[2:]))
    for view in (Corpus.symptoms, Corpus.causes):
        one, two = view(whole, rows), view(parts, rows)
        assert np.allclose((one @ one.T).toarray(), (two @ two.T).toarray())


def test_a_copy_grows_on_its_own() -> None:
    first = Corpus()
    first.add(texts(["disk full"]))
    second = first.copy()
    second.add(texts(["certificate expired"]))
    assert (len(first), len(first.words), len(second)) == (1, 2, 2)


def test_no_text_gives_a_vector_of_nothing() -> None:
    mine = Corpus()
    assert mine.symptoms(mine.add(texts(["", "disk"])))[[0]].nnz == 0


def test_a_title_counts_more_than_a_description() -> None:
    mine = Corpus()
    rows = mine.add(texts(["disk full", "disk full", "cable cut"], ["cable cut", "", ""]))
    likeness = (mine.symptoms(rows) @ mine.symptoms(rows).T).toarray()
    assert likeness[0, 1] > likeness[0, 2] > 0
