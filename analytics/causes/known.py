"""What the grouping knows at the end of a month: every incident so far, and the group that it is in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import polars as pl

from analytics.causes.corpus import Corpus
from analytics.causes.evidence import DEFAULT, FIELDS, MONTH, UNKNOWN, Profiles, Traits, Weights, rarity_of
from analytics.causes.texts import RAW, find_boilerplate, read_texts

RECORDS: Final = ("problem_id", "caused_by_change")
FACTS: Final = ("incident_id", "opened_at", *RAW, *FIELDS, *RECORDS)
DOCS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "incident_id": pl.String,
    "opened": pl.Int64,  # UTC microseconds
    "seen": pl.UInt64,  # a fingerprint of the facts, to see when they change
    "row": pl.Int64,  # of the corpus
    "words": pl.UInt64,  # a fingerprint of the comparable words
    "has_symptom": pl.Boolean,
    "has_cause": pl.Boolean,
    **dict.fromkeys((*FIELDS, *RECORDS), pl.String),
}


@dataclass
class Known:
    """Everything that the next month builds on; months only add to it.

    Args:
        docs: One row per incident, `DOCS`, in the order in which they became known.
        group: For each the place in ``docs`` of its group's founder; its own where it stands alone.
        corpus: Their words.
        boilerplate: Sentences that are no evidence, as found month by month.
        weights: What evidence counted in the last month, and from how many pairs that was learned.
        n_learned: Those pairs.
        apart: Pairs of incident ids that people keep apart.
        detached: Ids that people took out of a group: their records bind them no longer.
        names: Names that people gave, with who did.
        confirmed: Groups that people confirmed, with who did.
        decided_by: Incidents that people moved, with who did.
        bonds: Incidents that people said have one cause, with a number that they share.
        strayed: Of splits, the day, and which incidents could not leave.
        decided: Decisions already taken in, by their place in the contract's order.
        lineage: Rows of `schema.LINEAGE` so far.
        until: The end of the last month taken in.
        numbers, all_traits: Made of ``docs`` when first asked for.
    """

    docs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DOCS))
    group: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    corpus: Corpus = field(default_factory=Corpus)
    boilerplate: frozenset[str] = frozenset()
    weights: Weights = DEFAULT
    n_learned: int = 0
    apart: frozenset[tuple[str, str]] = frozenset()
    detached: frozenset[str] = frozenset()
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)
    decided_by: dict[str, str] = field(default_factory=dict)
    bonds: dict[str, int] = field(default_factory=dict)
    strayed: frozenset[tuple[date, str]] = frozenset()
    decided: frozenset[int] = frozenset()
    lineage: list[dict[str, object]] = field(default_factory=list)
    until: datetime | None = None
    numbers: dict[str, np.ndarray] = field(default_factory=dict, compare=False)
    all_traits: Traits | None = field(default=None, compare=False)

    def copy(self) -> Known:
        """Give one that can go on without changing this one; frames and matrices are replaced as a whole."""
        own: dict[str, Any] = {
            name: value.copy() for name, value in vars(self).items() if isinstance(value, dict | list)
        }
        return replace(self, group=self.group.copy(), corpus=self.corpus.copy(), **own)

    def take_in(self, facts: pl.DataFrame, catch_all: tuple[str, ...]) -> np.ndarray:
        """Add new incidents, and give changed ones their new words.

        Args:
            facts: Columns `FACTS`; those that have not changed since are skipped.
            catch_all: Causes that say nothing, folded.

        Returns:
            The places of what is new or changed, in order.
        """
        facts = _clean(facts, catch_all).sort("opened_at", "incident_id")
        places = self.docs.select("incident_id", old="seen").with_row_index("place")
        facts = facts.join(places, on="incident_id", how="left", maintain_order="left")
        facts = facts.filter(pl.col("old").is_null() | (pl.col("old") != pl.col("seen")))
        if facts.is_empty():
            return np.zeros(0, dtype=np.int64)
        self.boilerplate |= frozenset(find_boilerplate(facts))
        texts = read_texts(facts, catch_all=catch_all, boilerplate=sorted(self.boilerplate))
        facts = facts.with_columns(
            row=pl.Series(self.corpus.add(texts)),
            words=texts.hash_rows(seed=0),
            has_symptom=(texts["title"] + texts["body"]) != "",
            has_cause=texts["cause"] != "",
            opened=pl.col("opened_at").cast(pl.Int64),
        )
        return self._store(facts)

    def _store(self, facts: pl.DataFrame) -> np.ndarray:
        changed = facts.filter(pl.col("place").is_not_null())
        fresh = facts.filter(pl.col("place").is_null()).select(list(DOCS))
        first = len(self.docs)
        docs = self.docs.update(changed.select(list(DOCS)), on="incident_id", how="left", include_nulls=True)
        self.docs = pl.concat([docs.select(list(DOCS)), fresh])
        self.numbers, self.all_traits = {}, None
        new = np.arange(first, len(self.docs))
        self.group = np.concatenate([self.group, new])
        return np.concatenate([np.sort(changed["place"].to_numpy().astype(np.int64)), new])

    def codes(self, name: str) -> np.ndarray:
        """Give a column as numbers, by the order in which values came; `UNKNOWN` where it is empty."""
        if name not in self.numbers:
            column = self.docs[name]
            own = pl.Categorical(pl.Categories.random())  # the usual ones are shared by all of the process
            numbers = column.cast(own).to_physical().cast(pl.Int64).fill_null(UNKNOWN)
            self.numbers[name] = numbers.to_numpy()
        return self.numbers[name]

    def traits(self) -> Traits:
        """Give what evidence is read from besides words, of every incident."""
        if self.all_traits is None:
            codes = {name: self.codes(name) for name in FIELDS}
            rarity = {name: rarity_of(values) for name, values in codes.items()}
            month = self.docs["opened"].to_numpy() // MONTH
            self.all_traits = Traits(self.docs["has_cause"].to_numpy(), codes, rarity, month)
        return self.all_traits

    def profiles(self, places: np.ndarray) -> Profiles:
        """Make the profiles of places."""
        rows = self.docs["row"].to_numpy()[places]
        return Profiles(self.corpus.symptoms(rows), self.corpus.causes(rows), self.traits().take(places))

    def sizes(self) -> np.ndarray:
        """Count the incidents of each group, by its founder's place."""
        return np.bincount(self.group, minlength=len(self.group))


def _clean(facts: pl.DataFrame, catch_all: tuple[str, ...]) -> pl.DataFrame:
    """Empty text is no text, and a catch-all code is no cause."""
    texts = [pl.col(name).str.strip_chars().replace("", None).alias(name) for name in (*FIELDS, *RECORDS)]
    code = pl.col("cause_code")
    dull = code.str.to_lowercase().is_in(list(catch_all))
    return (
        facts.select(FACTS)
        .with_columns(texts)
        .with_columns(cause_code=pl.when(~dull).then(code), seen=pl.struct(FACTS).hash(seed=0))
    )
