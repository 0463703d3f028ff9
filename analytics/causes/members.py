"""The members of each group: what joined them, how alike they are, and which other group is near."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import polars as pl

from analytics.causes.candidates import find_candidates
from analytics.causes.evidence import UNKNOWN
from analytics.causes.groups import MOST_OF_A_GROUP, MOST_TOGETHER, Comparer, speakers
from analytics.causes.known import RECORDS, Known
from analytics.causes.records import bound_records
from analytics.causes.signal import REPEAT_ROOT_CAUSE, SIMILAR_SYMPTOM
from analytics.schema import MEMBERS

TOLD_ALIKE: Final = 0.3  # mean likeness of causes in words that counts as evidence of one cause
CERTAIN: Final = ((0.8, "high"), (0.6, "moderate"), (0.0, "low"))


def describe_members(
    known: Known, founders: np.ndarray, counted: np.ndarray
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Describe the incidents of some groups, and each group as a whole.

    Args:
        known: What is known at a month's end.
        founders: Places of the founders of groups of which two and more count.
        counted: Whether each incident counts, by place: what was cancelled, or found to be of security, says
            nothing of the others.

    Returns:
        Two tables. `schema.MEMBERS`, by cause, opening and id. And one row per cause: cause_id; kind
        ("repeat root cause", or "similar symptom" where no cause field, problem record or component is
        shared by half of the members); likeness (mean over all pairs, Float64); certainty ("confirmed",
        "high", "moderate" or "low"); medoid (the incident most like the others).
    """
    if not len(founders):
        return pl.DataFrame(schema=dict(MEMBERS)), pl.DataFrame(schema=_GROUP)
    view = _View(known, founders, counted)
    rows, groups = [], []
    for founder in founders:
        members, group = view.describe(int(founder))
        rows.append(members)
        groups.append(group)
    members = pl.concat(rows).sort("cause_id", "opened_at", "incident_id")
    return members.select(list(MEMBERS)), pl.DataFrame(groups, schema=_GROUP).sort("cause_id")


_GROUP: Final = {
    "cause_id": pl.String,
    "kind": pl.String,
    "likeness": pl.Float64,
    "certainty": pl.String,
    "medoid": pl.String,
}


class _View:
    """The groups in question and those near them, ready to be compared."""

    def __init__(self, known: Known, founders: np.ndarray, counted: np.ndarray) -> None:
        self.known, self.counted = known, counted
        self.problems, self.changes = (bound_records(known, name) for name in RECORDS)
        order = np.argsort(known.group, kind="stable")
        self.order: np.ndarray = order[counted[order]]
        self.sorted = known.group[self.order]
        self.near = self._find_near(founders)
        everyone = np.unique(
            np.concatenate([self.members(founder) for founder in {*founders.tolist(), *_every(self.near)}])
        )
        self.place = np.full(len(known.docs), -1)
        self.place[everyone] = np.arange(len(everyone))
        self.compare = Comparer(known.profiles(everyone), known.weights, self.problems[everyone])

    def members(self, founder: int) -> np.ndarray:
        """The places of a group that count, by opening."""
        low, high = np.searchsorted(self.sorted, [founder, founder + 1])
        return self.order[low:high]

    def describe(self, founder: int) -> tuple[pl.DataFrame, dict[str, object]]:
        places = self.members(founder)
        docs = self.known.docs[places]
        own, others = self._own_means(places), self._nearest(founder, places)
        best = others.max(axis=1, initial=-1.0)
        names = self.known.docs["incident_id"].to_list()
        nearest = (
            [names[self.near[founder][column]] for column in others.argmax(axis=1)] if others.size else []
        )
        next_id = [name if value > 0 else None for name, value in zip(nearest, best, strict=False)]
        cause = names[founder]
        members = docs.select(
            pl.lit(cause).alias("cause_id"),
            "incident_id",
            pl.from_epoch("opened", time_unit="us").dt.replace_time_zone("UTC").alias("opened_at"),
            pl.Series("tier", self._tiers(founder, places), dtype=pl.String),
            pl.Series("score", own, dtype=pl.Float64, nan_to_null=True),
            pl.Series("next_cause_id", next_id or [None] * len(places), dtype=pl.String),
            pl.Series(
                "margin",
                [
                    None if not next_id or next_id[n] is None else float(own[n] - best[n])
                    for n in range(len(places))
                ],
                dtype=pl.Float64,
            ),
            pl.Series(
                "decided_by",
                [self.known.decided_by.get(name) for name in docs["incident_id"]],
                dtype=pl.String,
            ),
        )
        return members, self._group(cause, places, own)

    def _group(self, cause: str, places: np.ndarray, own: np.ndarray) -> dict[str, object]:
        likeness = float(np.nanmean(own)) if len(places) > 1 else 0.0
        certainty = next(word for least, word in CERTAIN if likeness >= least)
        return {
            "cause_id": cause,
            "kind": REPEAT_ROOT_CAUSE if self._has_evidence(places) else SIMILAR_SYMPTOM,
            "likeness": likeness,
            "certainty": "confirmed" if cause in self.known.confirmed else certainty,
            "medoid": self.known.docs["incident_id"][int(places[int(np.nanargmax(np.nan_to_num(own)))])],
        }

    def _has_evidence(self, places: np.ndarray) -> bool:
        """Whether half of the members, and at least two, share more than their symptoms."""
        docs = self.known.docs[places]
        least = max(2, -(-len(places) // 2))
        for name in ("cause_code", "component"):
            counts = docs[name].drop_nulls().value_counts()["count"]
            if (counts >= least).any():
                return True
        for records in (self.problems[places], self.changes[places]):
            if np.bincount(records[records != UNKNOWN], minlength=1).max() >= least:
                return True
        told = places[docs["has_cause"].to_numpy()]
        if len(told) < least:
            return False
        causes = self.compare.profiles.take(self.place[speakers(told)]).causes
        likeness = (causes @ causes.T).toarray()
        n = len(likeness)
        return bool((likeness.sum() - np.trace(likeness)) / (n * (n - 1)) >= TOLD_ALIKE)

    def _chances(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """The chance of each of a with each of b, a bounded part at a time."""
        parts = [
            self.compare.chances(self.place[a[at : at + MOST_OF_A_GROUP]], self.place[b])
            for at in range(0, len(a), MOST_OF_A_GROUP)
        ]
        return np.concatenate(parts)

    def _own_means(self, places: np.ndarray) -> np.ndarray:
        """The mean chance of each member with those that speak for the group, without itself."""
        others = speakers(places)
        found = self._chances(places, others)
        is_own = places[:, None] == others[None, :]
        n = (~is_own).sum(axis=1)
        return np.asarray(np.where(n > 0, np.where(is_own, 0, found).sum(axis=1) / np.maximum(n, 1), np.nan))

    def _nearest(self, founder: int, places: np.ndarray) -> np.ndarray:
        near = self.near.get(founder, [])
        if not near:
            return np.zeros((len(places), 0))
        others = [speakers(self.members(other)) for other in near]
        sizes = np.array([len(each) for each in others])
        ends = np.cumsum(sizes)
        starts = ends - sizes
        bounds = np.flatnonzero(np.diff(ends // MOST_TOGETHER, prepend=-1))  # several at once, a bounded part
        parts = []
        for low, high in pairwise([*bounds.tolist(), len(others)]):
            found = self._chances(places, np.concatenate(others[low:high]))
            parts.append(np.add.reduceat(found, starts[low:high] - starts[low], axis=1))
        return np.asarray(np.concatenate(parts, axis=1) / sizes)

    def _find_near(self, founders: np.ndarray) -> dict[int, list[int]]:
        """Other groups of two and more that some member was compared with."""
        group = self.known.group
        sizes = np.bincount(group[self.counted], minlength=len(group))
        asked = np.isin(group, founders) & self.counted
        rows = self.known.docs["row"].to_numpy()
        found = find_candidates(self.known.corpus, rows, asked, [self.known.codes("component")])
        ends = np.concatenate(
            [np.column_stack([found.left, found.right]), np.column_stack([found.right, found.left])]
        )
        pairs = np.unique(group[ends[self.counted[ends].all(axis=1)]], axis=0)
        keep = (pairs[:, 0] != pairs[:, 1]) & (sizes[pairs[:, 1]] > 1) & np.isin(pairs[:, 0], founders)
        near: dict[int, list[int]] = {}
        for one, other in pairs[keep].tolist():
            near.setdefault(one, []).append(other)
        return near

    def _tiers(self, founder: int, places: np.ndarray) -> list[str]:
        docs = self.known.docs[places].with_columns(
            problem=pl.Series(self.problems[places]), change=pl.Series(self.changes[places])
        )
        shares = [
            (pl.col("problem") != UNKNOWN) & (pl.len().over("problem") > 1),
            (pl.col("change") != UNKNOWN) & (pl.len().over("change") > 1),
            pl.col("component").is_not_null()
            & pl.col("cause_code").is_not_null()
            & (pl.len().over("component", "cause_code") > 1),
        ]
        moved = pl.col("incident_id").is_in(sorted(self.known.decided_by))
        tier = (
            pl.when(pl.lit(pl.Series(places)) == founder)
            .then(pl.lit("founder"))
            .when(moved)
            .then(pl.lit("correction"))
            .when(shares[0])
            .then(pl.lit("problem record"))
            .when(shares[1])
            .then(pl.lit("causing change"))
            .when(shares[2])
            .then(pl.lit("cause and component"))
            .otherwise(pl.lit("text"))
        )
        return docs.select(tier.alias("tier")).to_series().to_list()


def _every(near: dict[int, list[int]]) -> set[int]:
    return {other for others in near.values() for other in others}
