"""How an incident fits a group: what each kind of evidence says, the words behind it, the fields that agree.

The evidence of a pair adds up, so the mean over several pairs does: what is printed is the score itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from scipy import sparse

from analytics.causes.about import About
from analytics.causes.corpus import TITLE_WEIGHT
from analytics.causes.evidence import EVIDENCE, UNKNOWN, compare_all
from analytics.causes.groups import Comparer
from analytics.causes.known import Known
from analytics.causes.records import bound_records

COMPARED: Final = ("component", "service", "cause_code", "problem_id", "caused_by_change")
THOUSAND: Final = 1000
MILLION: Final = 1_000_000
TERMS: Final = {
    "view": pl.String,
    "term": pl.String,
    "contribution": pl.Float64,
    "n_with": pl.Int64,
}
FIELD_COUNTS: Final = {
    "field": pl.String,
    "value": pl.String,
    "n_agree": pl.Int64,
    "n_conflict": pl.Int64,
    "n_silent": pl.Int64,
}


@dataclass(frozen=True)
class Fit:
    """How one incident fits a group, on average over the group's other incidents.

    Args:
        about: The group.
        n_others: The incidents that it was compared with; of a group of more than 200 as many speak for it.
        likeness: The mean chance of one cause, 0 to 1. It is the mean of what the pairs give, so it is not
            the chance that ``log_odds`` alone would give.
        base: The log-odds without any evidence.
        log_odds: ``base`` and every contribution, added up.
        n_same_record: Of the pairs, those with one problem record: their chance is 1, whatever the words say.
        n_other_record: Those with different ones: their chance is 0.
        evidence: evidence (one of `EVIDENCE`), value (mean over the pairs), weight, contribution (value times
            weight, in whole thousandths, so that what is printed adds up).
        terms: view ("symptom" or "cause"), term (a word of the incident), contribution (to the mean likeness
            of the view, which is their sum; millionths), n_with (others that have the word itself; 0: they
            share only letters of it). The largest first.
        fields: field (one of `COMPARED`), value (the incident's; null: none), n_agree, n_conflict, n_silent
            (one of the two has none).
    """

    about: About
    n_others: int
    likeness: float
    base: float
    log_odds: float
    n_same_record: int
    n_other_record: int
    evidence: pl.DataFrame
    terms: pl.DataFrame
    fields: pl.DataFrame


def fit(known: Known, place: int, others: np.ndarray, about: About) -> Fit:
    """Compare an incident with others.

    Args:
        known: What is known at a month's end.
        place: The incident's place.
        others: Places of the others, at least one, without it.
        about: The group that they are.
    """
    places = np.concatenate([[place], others])
    profiles = known.profiles(places)
    records = bound_records(known, "problem_id")[places]
    first, rest = np.arange(1), np.arange(1, len(places))
    values = [float(pairs.mean()) for pairs in compare_all(profiles.take(first), profiles.take(rest))]
    counts = [
        round(value * weight * THOUSAND) for value, weight in zip(values, known.weights.of, strict=True)
    ]
    chances = Comparer(profiles, known.weights, records).chances(first, rest)
    both = (records[0] != UNKNOWN) & (records[1:] != UNKNOWN)
    return Fit(
        about=about,
        n_others=len(others),
        likeness=float(chances.mean()),
        base=known.weights.base,
        log_odds=(round(known.weights.base * THOUSAND) + sum(counts)) / THOUSAND,
        n_same_record=int((both & (records[1:] == records[0])).sum()),
        n_other_record=int((both & (records[1:] != records[0])).sum()),
        evidence=pl.DataFrame(
            {
                "evidence": EVIDENCE,
                "value": values,
                "weight": known.weights.of,
                "contribution": [count / THOUSAND for count in counts],
            }
        ),
        terms=_find_terms(known, place, others),
        fields=pl.DataFrame(list(_count_fields(known.docs, place, others)), schema=FIELD_COUNTS),
    )


def _count_fields(docs: pl.DataFrame, place: int, others: np.ndarray) -> Iterator[dict[str, object]]:
    for name in COMPARED:
        value, theirs = docs[name][place], docs[name].gather(others)
        n_agree = int((theirs == value).sum()) if value is not None else 0
        n_conflict = int((theirs != value).sum()) if value is not None else 0
        n_silent = len(others) - n_agree - n_conflict
        yield dict(zip(FIELD_COUNTS, (name, value, n_agree, n_conflict, n_silent), strict=True))


def _find_terms(known: Known, place: int, others: np.ndarray) -> pl.DataFrame:
    """Trace the likeness of both views back to the incident's words."""
    corpus = known.corpus
    rows = known.docs["row"].to_numpy()
    row, their_rows = rows[[place]], rows[others]
    title, body, cause = (corpus.counts[name] for name in ("title", "body", "cause"))
    symptoms = _products(corpus.symptoms(row), corpus.symptoms(their_rows))
    said = (title[row] * TITLE_WEIGHT + body[row]).tocsr()
    they_said = ((title[their_rows] + body[their_rows]) > 0).sum(axis=0)
    causes = _products(corpus.causes(row), corpus.causes(their_rows))
    n_words = cause.shape[1]
    of_letters = _trace(cause[row], corpus.spelling, causes[n_words:])
    of_words = causes[:n_words][cause[row].indices]
    they_told = (cause[their_rows] > 0).sum(axis=0)
    words = list(corpus.words)
    found = [
        _view("symptom", words, said, _trace(said, corpus.spelling, symptoms), they_said),
        _view("cause", words, cause[row], of_letters + of_words, they_told),
    ]
    return pl.concat(found)


def _products(one: sparse.csr_array, rest: sparse.csr_array) -> np.ndarray:
    """What each column adds to the mean likeness of an incident with others."""
    mean = np.asarray(rest.sum(axis=0)).ravel() / rest.shape[0]
    return np.asarray(one.toarray().ravel() * mean)


def _trace(counts: sparse.csr_array, spelling: sparse.csr_array, letters: np.ndarray) -> np.ndarray:
    """Share out what runs of letters add among the words in which they stand, by how often they do.

    Args:
        counts: How often the incident says each word: one row.
        spelling: How often each run of letters stands in each word.
        letters: What each run adds.

    Returns:
        What each word of ``counts`` adds, in its order.
    """
    own = sparse.diags_array(counts.data.astype(float)) @ spelling[counts.indices].astype(float)
    total = np.asarray(own.sum(axis=0)).ravel()
    shared = np.where(total > 0, letters / np.where(total > 0, total, 1.0), 0.0)
    return np.asarray(own @ shared)


def _view(
    name: str, words: list[str], counts: sparse.csr_array, adds: np.ndarray, n_with: np.ndarray
) -> pl.DataFrame:
    rows = {
        "view": [name] * len(counts.indices),
        "term": [words[number] for number in counts.indices],
        "contribution": np.rint(adds * MILLION) / MILLION,
        "n_with": np.asarray(n_with).ravel()[counts.indices],
    }
    found = pl.DataFrame(rows, schema=TERMS, strict=False)
    return found.filter(pl.col("contribution") > 0).sort(
        "contribution", "term", descending=[True, False], maintain_order=True
    )
