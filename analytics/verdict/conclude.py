"""From figures to consequences: points, credits, triggers, rolling totals and draft ratings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import polars as pl

from analytics.clock import months
from analytics.contract.model import Clause, Contract
from analytics.verdict.credits import credits
from analytics.verdict.points import Award, award_points
from analytics.verdict.ratings import draft_rating, rating_bands
from analytics.verdict.rolling import rolling
from analytics.verdict.triggers import triggers

Chance = Callable[[int, Fraction, int], float]
ADDED = {
    "band": pl.Float64,
    "band_points": pl.Int64,
    "points": pl.Int64,
    "is_doubled": pl.Boolean,
    "n_consecutive": pl.Int64,
    "rating": pl.String,
    "rating_bands": pl.String,
    "chance_of_missing_at_target": pl.Float64,
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Verdicts:
    """What the contract's own rules make of a row of periods.

    Args:
        kpis: One row per period and clause; see `conclude`.
        credits: One row per period; see `analytics.verdict.credits.credits`.
        triggers: One row per call for a rectification plan; see `analytics.verdict.triggers.triggers`.
        rolling: One row per period, clause and window; see `analytics.verdict.rolling.rolling`.
    """

    kpis: pl.DataFrame
    credits: pl.DataFrame
    triggers: pl.DataFrame
    rolling: pl.DataFrame


def conclude(
    indicators_by_period: Sequence[pl.DataFrame],
    contract: Contract,
    chance_of_missing: Chance | None = None,
) -> Verdicts:
    """Apply the contract's consequences to the KPIs of consecutive periods.

    Only clauses that the supplier owes earn points, credits, triggers and ratings; the buyer's own stand
    beside them without.

    Args:
        indicators_by_period: What `indicators` returned for each month in a row, oldest first, each judged
            at its own end: the terms are those that were in force then.
        contract: Gives bands, consequences and ratings.
        chance_of_missing: From n_due, the target share and how many may be late, the chance that a supplier
            exactly at target misses; None leaves the column null.

    Returns:
        The verdicts. `kpis` has one row per period and clause: every column of `indicators`, and

        - band: lower bound of the band reached, 0 to 1: Float64, null: no bands, or nothing due
        - band_points: before doubling; points: what is charged: Int64, null: the clause earns none
        - is_doubled: the points count twice, because the KPI earned points in the period before too
        - n_consecutive: missed by its own test so many periods in a row, this one included: Int64
        - rating: the draft; rating_bands: what its words mean here: String, null for the buyer's duties
        - chance_of_missing_at_target: Float64, null where nothing fell due or it was not asked for

    Raises:
        ValueError: The periods are not consecutive months.

    Source:
        DOMAIN, section 6.
    """
    figures = pl.concat(indicators_by_period)
    _check_months(figures["period"].unique(maintain_order=True).to_list())
    kpis = _add_consequences(figures, contract, chance_of_missing)
    consequences = contract.document.consequences
    return Verdicts(
        kpis=kpis,
        credits=credits(kpis, consequences),
        triggers=triggers(kpis, consequences.rectification),
        rolling=rolling(kpis),
    )


def _check_months(names: list[str]) -> None:
    if names != [period.name for period in months(names[0], names[-1], "UTC")]:
        raise ValueError(f"the periods {', '.join(names)} are not consecutive months, oldest first")


def _add_consequences(figures: pl.DataFrame, contract: Contract, chance: Chance | None) -> pl.DataFrame:
    by_version = {(clause.id, version): clause for version, clause in contract.clauses}
    rows = figures.to_dicts()
    clauses = [by_version[row["clause_id"], row["clause_version"]] for row in rows]
    awards, runs = _along_each_kpi(rows, clauses, contract)
    added = [
        {
            **_shown(awards[place]),
            "n_consecutive": runs[place],
            **_rated(row, clause, contract),
            "chance_of_missing_at_target": _chance(row, clause, chance),
        }
        for place, (row, clause) in enumerate(zip(rows, clauses, strict=True))
    ]
    return figures.hstack(pl.DataFrame(added, schema=ADDED))


def _along_each_kpi(
    rows: list[Row], clauses: list[Clause], contract: Contract
) -> tuple[dict[int, Award], dict[int, int]]:
    """Give each row its award and its run of failures: both look at the periods before."""
    repeats_double = contract.document.consequences.repeat_failure == "doubles"
    places: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        places.setdefault(row["clause_id"], []).append(place)
    awards: dict[int, Award] = {}
    runs: dict[int, int] = {}
    for own in places.values():
        periods = [(rows[n]["n_met"], rows[n]["n_due"], clauses[n], passed_by_count(rows[n])) for n in own]
        awards |= zip(own, award_points(periods, repeats_double=repeats_double), strict=True)
        runs |= {n: int(rows[n]["verdict"] == "missed") for n in own}
        for before, n in pairwise(own):
            runs[n] *= 1 + runs[before]
    return awards, runs


def passed_by_count(row: Row) -> bool:
    """Say whether a KPI met its target by the count at small volumes, and not by a share."""
    return row["verdict"] == "met" and row["up_to"] is not None and row["n_due"] <= row["up_to"]


def _shown(award: Award) -> Row:
    return {
        "band": None if award.band is None else float(award.band),
        "band_points": award.band_points,
        "points": award.points,
        "is_doubled": award.is_doubled,
    }


def _rated(row: Row, clause: Clause, contract: Contract) -> Row:
    if clause.obliged != "supplier":
        return {"rating": None, "rating_bands": None}
    ratings = contract.document.ratings
    return {
        "rating": draft_rating(row["n_met"], row["n_due"], row["verdict"], clause, ratings),
        "rating_bands": rating_bands(clause, ratings),
    }


def _chance(row: Row, clause: Clause, chance: Chance | None) -> float | None:
    if chance is None or row["n_due"] == 0:
        return None
    return chance(row["n_due"], clause.share, row["n_allowed_late"])
