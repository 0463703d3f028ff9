"""Which pairs of incidents are most worth a person's look, and what to write where they decide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from analytics.causes.candidates import find_candidates
from analytics.causes.evidence import UNKNOWN, chances_of_pairs
from analytics.causes.groups import THRESHOLD, Comparer, speakers
from analytics.causes.known import Known
from analytics.causes.records import bound_records
from analytics.visible import escape_toml

if TYPE_CHECKING:
    from analytics.causes.find import Causes

INSIDE: Final = "inside one group"
ACROSS: Final = "across two"
NEAR: Final = 0.2  # so far from the threshold a mean still is near it
LOOKED_AT: Final = 10  # times as many pairs across as are asked for are compared whole
BY: Final = "your role"
REVIEW: Final = {
    "sort": pl.String,
    "incident_id": pl.String,
    "other_id": pl.String,
    "cause_id": pl.String,
    "other_cause_id": pl.String,
    "chance": pl.Float64,
    "group_chance": pl.Float64,
    "why": pl.String,
    "if_together": pl.String,
    "if_apart": pl.String,
}
Row = dict[str, Any]


def pairs_to_review(causes: Causes, n: int = 20) -> pl.DataFrame:
    """Find the pairs whose grouping is most in doubt.

    Half of them, rounded up, are the least alike inside one group with an incident in the window: each
    incident is shown once, with the one that it is least like. The others lie across two groups, or an
    incident and a group, whose mean chance is nearest to the threshold at which they join; one of the two had
    an incident in the window. What people have decided already is not asked again.

    Args:
        causes: What `find_causes` returned.
        n: At most so many pairs.

    Returns:
        sort ("inside one group" or "across two"); incident_id, other_id; cause_id, other_cause_id (an
        incident that stands alone has its own id); chance (of one cause, of the pair); group_chance (the mean
        over all pairs: of the group, or between the two); why; if_together, if_apart: what to add to
        ``causes.toml`` to decide so.
    """
    view = _View(causes)
    inside = sorted(view.inside(), key=lambda row: (row["chance"], row["incident_id"]))[: (n + 1) // 2]
    across = view.across(n - len(inside))
    return pl.DataFrame([*inside, *across], schema=REVIEW)


class _View:
    """The incidents that count, and which of their groups are in question."""

    def __init__(self, causes: Causes) -> None:
        self.known: Known = causes.known
        self.ids = self.known.docs["incident_id"]
        self.records = bound_records(self.known, "problem_id")
        self.counts = causes.counted
        window = timedelta(microseconds=causes.contract.rules.causes.window_microseconds)
        recent = causes.incidents.filter(pl.col("opened_at") >= causes.as_of - window)["incident_id"]
        self.recent = self.ids.is_in(recent.implode()).to_numpy()
        self.on = causes.as_of.astimezone(ZoneInfo(causes.contract.timezone)).date().isoformat()

    def inside(self) -> Iterator[Row]:
        """Yield the least alike pairs of each group, each incident in one of them only."""
        sizes = np.bincount(self.known.group[self.counts], minlength=len(self.ids))
        recent = np.unique(self.known.group[self.recent])
        for founder in recent[sizes[recent] > 1].tolist():
            if self.ids[founder] not in self.known.confirmed:
                yield from self._inside_one(founder)

    def _inside_one(self, founder: int) -> Iterator[Row]:
        places = speakers(np.flatnonzero((self.known.group == founder) & self.counts))
        chances = self._chances(places, places)
        means = chances.mean(axis=1)
        left, right = np.triu_indices(len(places), 1)
        mean = float(chances[left, right].mean())
        seen: set[int] = set()
        for pair in np.argsort(chances[left, right], kind="stable").tolist():
            one, other = int(left[pair]), int(right[pair])
            is_decided = any(self.ids[int(places[end])] in self.known.decided_by for end in (one, other))
            if chances[one, other] > mean or {one, other} & seen or is_decided:
                continue
            seen |= {one, other}
            # The founder's part keeps the id, so the other leaves; else the one that is less like the rest.
            if places[other] == founder or (places[one] != founder and means[one] < means[other]):
                one, other = other, one
            yield self._row(INSIDE, int(places[one]), int(places[other]), float(chances[one, other]), mean)

    def across(self, n: int) -> list[Row]:
        """Give the pairs of two groups nearest to the threshold, each pair of groups once."""
        left, right, chance = self._candidates()
        order = np.lexsort((right, left, -chance))
        _, first = np.unique(self._pair_of_groups(left[order], right[order]), return_index=True)
        best = order[np.sort(first)]
        nearest = best[np.argsort(np.abs(chance[best] - THRESHOLD), kind="stable")][: LOOKED_AT * n]
        rows = [self._across_one(int(left[at]), int(right[at]), float(chance[at])) for at in nearest]
        near = [row for row in rows if abs(row["group_chance"] - THRESHOLD) <= NEAR]
        return sorted(near, key=lambda row: (abs(row["group_chance"] - THRESHOLD), row["incident_id"]))[:n]

    def _candidates(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Pairs across groups with some chance, one of them in the window, that nobody decided."""
        rows = self.known.docs["row"].to_numpy()
        found = find_candidates(self.known.corpus, rows, self.recent, [self.known.codes("component")])
        left, right, group = found.left, found.right, self.known.group
        keep = (group[left] != group[right]) & self.counts[left] & self.counts[right]
        both = (self.records[left] != UNKNOWN) & (self.records[right] != UNKNOWN)
        keep &= ~both & ~np.isin(self._pair_of_groups(left, right), self._kept_apart())
        left, right = left[keep], right[keep]
        used, numbers = np.unique(np.concatenate([left, right]), return_inverse=True)
        ends = numbers.reshape(2, -1)
        chances = chances_of_pairs(self.known.profiles(used), ends[0], ends[1], self.known.weights)
        return left, right, chances

    def _across_one(self, left: int, right: int, chance: float) -> Row:
        groups = [
            speakers(np.flatnonzero((self.known.group == self.known.group[place]) & self.counts))
            for place in (left, right)
        ]
        return self._row(ACROSS, left, right, chance, float(self._chances(*groups).mean()))

    def _chances(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        every = np.unique(np.concatenate([a, b]))
        compare = Comparer(self.known.profiles(every), self.known.weights, self.records[every])
        return compare.chances(np.searchsorted(every, a), np.searchsorted(every, b))

    def _pair_of_groups(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        one, other = self.known.group[left], self.known.group[right]
        return np.asarray(np.minimum(one, other) * len(self.ids) + np.maximum(one, other))

    def _kept_apart(self) -> np.ndarray:
        """The pairs of groups that people keep apart."""
        places = dict(zip(self.ids.to_list(), range(len(self.ids)), strict=True))
        pairs = np.array([(places[one], places[other]) for one, other in sorted(self.known.apart)])
        left, right = pairs.reshape(-1, 2).astype(np.int64).T
        return self._pair_of_groups(left, right)

    def _row(self, sort: str, left: int, right: int, chance: float, mean: float) -> Row:
        cause, other_cause = (self.ids[int(self.known.group[place])] for place in (left, right))
        one, other = self.ids[left], self.ids[right]
        return {
            "sort": sort,
            "incident_id": one,
            "other_id": other,
            "cause_id": cause,
            "other_cause_id": other_cause,
            "chance": chance,
            "group_chance": mean,
            "why": _why(sort, chance, mean),
            "if_together": self._together(sort, cause, other_cause),
            "if_apart": self._apart(sort, cause, one, other),
        }

    def _together(self, sort: str, cause: str, other_cause: str) -> str:
        if sort == INSIDE:
            return self._toml("confirm", f"cause = {_quote(cause)}", "they have one cause")
        causes = f"causes = [{_quote(cause)}, {_quote(other_cause)}]"
        return self._toml("merge", causes, "they have one cause")

    def _apart(self, sort: str, cause: str, one: str, other: str) -> str:
        if sort == INSIDE:
            what = f"cause = {_quote(cause)}\nincidents = [{_quote(other)}]"
            return self._toml("split", what, "it has another cause")
        return self._toml("forbid", f"incidents = [{_quote(one)}, {_quote(other)}]", "their causes differ")

    def _toml(self, kind: str, what: str, reason: str) -> str:
        return f'[[{kind}]]\n{what}\nby = "{BY}"\non = {self.on}\nreason = "{reason}"\n'


def _why(sort: str, chance: float, mean: float) -> str:
    if sort == INSIDE:
        return f"They are in one group with a chance of {chance:.2f}; the group's mean is {mean:.2f}."
    side = "at or above" if mean >= THRESHOLD else "below"
    return (
        f"The mean chance between the two is {mean:.2f}, {side} the {THRESHOLD:.2f} at which they would join."
    )


def _quote(text: str) -> str:
    """Write a basic string of TOML: JSON writes the same escapes, and leaves some to write."""
    return escape_toml(json.dumps(text, ensure_ascii=False))
