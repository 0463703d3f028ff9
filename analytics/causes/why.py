"""Why an incident is in its group, or in none; and which incidents are most alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from analytics.causes.about import describe_group
from analytics.causes.evidence import EVIDENCE, add_up, compare_all, to_chance
from analytics.causes.fit import MILLION, Fit, fit
from analytics.causes.groups import THRESHOLD, let_records_decide, speakers
from analytics.causes.known import Known
from analytics.causes.members import describe_members
from analytics.causes.records import bound_records
from analytics.causes.uncounted import place_of
from analytics.schema import INSTANT

if TYPE_CHECKING:
    from analytics.causes.find import Causes

AT_ONCE: Final = 20_000  # incidents compared with one at a time: bounds memory
ALIKE: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "incident_id": pl.String,
    "opened_at": INSTANT,
    "cause_id": pl.String,
    "score": pl.Float64,
    "chance": pl.Float64,
    **dict.fromkeys(EVIDENCE, pl.Float64),
}


@dataclass(frozen=True)
class Membership:
    """Why an incident is in its group, or in none.

    Args:
        incident_id: The incident.
        group: How it fits its group; None: it is in none.
        tier: What joined it, one of `schema.CAUSE_TIERS`; None: in no group.
        decided_by: Who put it where it is; None: nobody did.
        nearest: How it fits the next best group, or the nearest where it is in none; None: no group is near.
        margin: The likeness to its own group less that to the next best; None: one of the two is missing.
        weights: Where the weights of the evidence come from.
        missing: Where it is in no group: what would have to be otherwise, a sentence each.
    """

    incident_id: str
    group: Fit | None
    tier: str | None
    decided_by: str | None
    nearest: Fit | None
    margin: float | None
    weights: str
    missing: tuple[str, ...]


def explain_membership(causes: Causes, incident_id: str) -> Membership:
    """Explain why an incident is in its group, as known at the instant of ``causes``.

    Args:
        causes: What `find_causes` returned.
        incident_id: As the export writes it.

    Raises:
        ContractError: No incident has this id, it was opened later, or it is compared with no other (a
            duplicate, a request, a security incident), with the reason.
    """
    place = place_of(causes, incident_id)
    known = causes.known
    row = _row_of(causes, place)
    founder = int(known.group[place])
    group = _fit_group(causes, place, founder) if row else None
    if row:
        next_id = row["next_cause_id"]
        other = _places(known)[next_id] if next_id is not None else None
    else:
        other = _find_nearest(causes, place)
    nearest = _fit_group(causes, place, other) if other is not None else None
    return Membership(
        incident_id=incident_id,
        group=group,
        tier=row["tier"] if row else None,
        decided_by=known.decided_by.get(incident_id),
        nearest=nearest,
        margin=group.likeness - nearest.likeness if group and nearest else None,
        weights=known.weights.origin,
        missing=() if row else tuple(_find_missing(known, place, nearest)),
    )


def find_alike(causes: Causes, incident_id: str, n: int = 5) -> pl.DataFrame:
    """Find the incidents most alike, whichever group they are in.

    Args:
        causes: What `find_causes` returned.
        incident_id: As the export writes it.
        n: At most so many.

    Returns:
        The most alike first; ties by opening, then id. Only those with more evidence for one cause than
        against it: score above 0. incident_id; opened_at; cause_id (null: it stands alone); score (all
        evidence added up, without the base); chance (of one cause, 0 to 1; problem records decide where both
        have one); and what each of `EVIDENCE` adds, in whole millionths, so that they add up to the score.

    Raises:
        ContractError: As in `explain_membership`.
    """
    place = place_of(causes, incident_id)
    known = causes.known
    values = _compare_with_all(known, place)
    parts = np.rint(values * np.array(known.weights.of) * MILLION).astype(np.int64)
    found = pl.DataFrame(
        {
            "incident_id": known.docs["incident_id"],
            "opened_at": pl.from_epoch(known.docs["opened"], time_unit="us").cast(INSTANT),
            "cause_id": known.docs["incident_id"].gather(known.group),
            "score": parts.sum(axis=1) / MILLION,
            "chance": _chances(known, place, values),
        }
        | {name: parts[:, column] / MILLION for column, name in enumerate(EVIDENCE)}
    )
    is_alone = pl.col("cause_id").is_in(causes.groups["cause_id"].unique().implode()).not_()
    return (
        found.filter(np.arange(len(found)) != place)
        .join(causes.incidents.select("incident_id"), on="incident_id", how="semi")
        .filter(pl.col("score") > 0)
        .sort("score", "opened_at", "incident_id", descending=[True, False, False])
        .head(n)
        .with_columns(cause_id=pl.when(~is_alone).then("cause_id"))
        .select(list(ALIKE))
    )


def likeness_to_all(known: Known) -> Callable[[np.ndarray], np.ndarray]:
    """Give a function from places to their likeness to every place: the sum of all evidence, no base.

    Args:
        known: What is known at a month's end.
    """
    everyone = known.profiles(np.arange(len(known.docs)))
    return lambda places: add_up(compare_all(everyone.take(places), everyone), known.weights)


def _row_of(causes: Causes, place: int) -> dict[str, str | None] | None:
    """The incident's row of `schema.MEMBERS`; None where it is in no group."""
    known = causes.known
    mine = pl.col("incident_id") == known.docs["incident_id"][place]
    if causes.groups.filter(mine).is_empty():
        return None
    members = causes.members.filter(mine)
    if members.is_empty():  # its group had no incident in the window
        members = describe_members(known, known.group[[place]], causes.counted)[0].filter(mine)
    return members.row(0, named=True)


def _places(known: Known) -> dict[str, int]:
    return dict(zip(known.docs["incident_id"].to_list(), range(len(known.docs)), strict=True))


def _fit_group(causes: Causes, place: int, founder: int) -> Fit | None:
    """Compare an incident with the group of a founder; of a large one with those that speak for it."""
    known = causes.known
    others = speakers(np.flatnonzero((known.group == founder) & causes.counted))
    others = others[others != place]
    return fit(known, place, others, describe_group(causes, founder)) if len(others) else None


def _find_nearest(causes: Causes, place: int) -> int | None:
    """The founder of the group of two and more with the highest mean chance; the earliest of several."""
    known, counted = causes.known, causes.counted
    sizes = np.bincount(known.group[counted], minlength=len(known.group))
    if not (sizes > 1).any():
        return None
    chances = _chances(known, place, _compare_with_all(known, place))
    chances[place] = 0.0
    sums = np.bincount(known.group[counted], weights=chances[counted], minlength=len(sizes))
    means = np.where(sizes > 1, np.rint(sums / np.maximum(sizes, 1) * MILLION), -1)
    return min(np.flatnonzero(means == means.max()).tolist(), key=lambda at: known.docs["opened"][at])


def _compare_with_all(known: Known, place: int) -> np.ndarray:
    """Every kind of evidence between one incident and each: incidents x `EVIDENCE`."""
    one = known.profiles(np.array([place]))
    everyone = np.arange(len(known.docs))
    parts = [
        np.column_stack([row[0] for row in compare_all(one, known.profiles(everyone[at : at + AT_ONCE]))])
        for at in range(0, len(everyone), AT_ONCE)
    ]
    return np.concatenate(parts)


def _chances(known: Known, place: int, values: np.ndarray) -> np.ndarray:
    chances = to_chance(iter(values.T), known.weights)
    records = bound_records(known, "problem_id")
    return let_records_decide(chances, records, records[place])


def _find_missing(known: Known, place: int, nearest: Fit | None) -> Iterator[str]:
    """Say why an incident stands alone: below the threshold, and for want of what."""
    name = known.docs["incident_id"][place]
    for pair in sorted(pair for pair in known.apart if name in pair):
        yield f"People keep it apart from {pair[1] if pair[0] == name else pair[0]}."
    if nearest is None:
        yield "There is no group yet that it could be in."
        return
    if nearest.likeness >= THRESHOLD:
        yield (
            f"By what is known now it is like enough to the nearest group ({nearest.likeness:.3f}; "
            f"{THRESHOLD} joins): it was not when they were compared, or people keep them apart."
        )
    else:
        yield f"The nearest group is not like enough: {nearest.likeness:.3f} on average; {THRESHOLD} joins."
    if not known.docs["has_cause"][place]:
        yield "No cause is told in words, or only one that says nothing."
    for row in nearest.fields.iter_rows(named=True):
        if row["value"] is None and row["field"] in ("component", "service", "cause_code"):
            yield f"It has no {row['field'].replace('_', ' ')}."
        elif row["n_conflict"] > row["n_agree"]:
            words = row["field"].replace("_", " ")
            yield f"Its {words} is another than that of {row['n_conflict']} of {nearest.n_others}."
