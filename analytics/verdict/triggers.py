"""Rectification plans: which failures, in which months, call for one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any, Final

import polars as pl

from analytics.contract.model import Rectification

TRIGGERS: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "period": pl.String,
    "clause_id": pl.String,
    "title": pl.String,
    "rule": pl.String,
    "n_needed": pl.Int64,
    "of": pl.Int64,
    "level": pl.String,
    "periods": pl.List(pl.String),
    "n_met": pl.List(pl.Int64),
    "n_due": pl.List(pl.Int64),
    "is_new": pl.Boolean,
}
Row = dict[str, Any]


def triggers(kpis: pl.DataFrame, rectification: Rectification) -> pl.DataFrame:
    """Find the months in which repeated failure of a KPI calls for a rectification plan.

    A failure is attainment below the clause's minimum; below its target where it has none, or where the
    contract counts every failure. A KPI that passes its own test by count never fails. A month in which
    nothing fell due is neither a failure nor a success: it breaks a row of consecutive failures, and it
    stays in the window of the last months as one that did not fail.

    Args:
        kpis: One row per period and clause, the periods in order: period, clause_id, title, obliged, n_met,
            n_due, verdict, minimum (null: none), is_below_minimum.
        rectification: The two rules.

    Returns:
        One row per period, clause and rule, for the periods that failed themselves and fulfil the rule:

        - period, clause_id, title
        - rule: ``consecutive`` or ``any``; n_needed: how many failures it needs; of: in how many periods
          (null for ``consecutive``)
        - level: what this period is below: ``minimum`` or ``target``
        - periods, n_met, n_due: the failures that it comes from, oldest first
        - is_new: the rule did not yet hold at the end of the period before

    Source:
        DOMAIN, section 6: below minimum in 2 consecutive months or 3 in any 6.
    """
    owed = kpis.filter(pl.col("obliged") == "supplier")
    found = []
    for rows in owed.partition_by("clause_id", maintain_order=True):
        found += _of_one_kpi(rows.to_dicts(), rectification)
    place = {name: n for n, name in enumerate(kpis["period"].unique(maintain_order=True))}
    return pl.DataFrame(sorted(found, key=lambda row: place[row["period"]]), schema=TRIGGERS)


def level_of(row: Row, rectification: Rectification) -> str:
    """Name the level below which a period of a KPI is a failure."""
    return "minimum" if rectification.below == "minimum" and row["minimum"] is not None else "target"


def is_failure(row: Row, rectification: Rectification) -> bool:
    """Say whether a period of a KPI counts as a failure for a rectification plan."""
    if level_of(row, rectification) == "minimum":
        return bool(row["is_below_minimum"])
    return bool(row["verdict"] == "missed")


def _of_one_kpi(rows: Sequence[Row], rectification: Rectification) -> list[Row]:
    found = []
    fails = [is_failure(row, rectification) for row in rows]
    for place in range(len(rows)):
        if not fails[place]:
            continue
        for rule, needed, of, look_back in (
            ("consecutive", rectification.consecutive, None, _in_a_row),
            ("any", rectification.any_, rectification.of, _within(rectification.of)),
        ):
            causes = look_back(fails, place)
            if len(causes) < needed:
                continue
            held_before = place > 0 and len(look_back(fails, place - 1)) >= needed
            terms = {"rule": rule, "n_needed": needed, "of": of, "is_new": not held_before}
            found.append(
                {
                    **{name: rows[place][name] for name in ("period", "clause_id", "title")},
                    **terms,
                    "level": level_of(rows[place], rectification),
                    "periods": [rows[cause]["period"] for cause in causes],
                    "n_met": [rows[cause]["n_met"] for cause in causes],
                    "n_due": [rows[cause]["n_due"] for cause in causes],
                }
            )
    return found


def _in_a_row(fails: Sequence[bool], place: int) -> list[int]:
    """The places of the failures in a row that end here, oldest first."""
    return list(takewhile(lambda n: fails[n], range(place, -1, -1)))[::-1]


def _within(of: int) -> Any:
    """The places of the failures among the last ``of`` periods, this one included."""
    return lambda fails, place: [n for n in range(max(0, place - of + 1), place + 1) if fails[n]]
