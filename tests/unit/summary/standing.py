"""KPIs of given counts, through the same functions as the report's."""

from __future__ import annotations

import polars as pl

from analytics.clock import month
from analytics.contract.model import Contract
from analytics.summary import attainment, indicators
from tests.unit.summary.frames import AS_OF, ZONE, contract, obligations


def outcomes(met: int, due: int, **more: object) -> list[dict]:
    """Rows of obligations of which so many are met."""
    words = ["met"] * met + ["missed"] * (due - met)
    return [{"incident_id": f"INC{n}", "outcome": word, **more} for n, word in enumerate(words)]


def standing(met: int, due: int, target: object = "95%", **keys: object) -> dict:
    """The KPI of one clause in October 2026, as a row."""
    agreed = contract({"id": "P1-resolution", "target": target, **keys})
    rows = attainment(obligations(*outcomes(met, due)), agreed, AS_OF, "2026-10")
    return indicators(rows, agreed, AS_OF).row(0, named=True)


def by_month(agreed: Contract, months: dict[str, dict[str, tuple[int, int]]]) -> list[pl.DataFrame]:
    """The indicators of each month: month to clause to met and due; each judged at its own end."""
    found = []
    for name, counts in months.items():
        rows = [
            row
            for clause, (met, due) in counts.items()
            for row in outcomes(met, due, clause_id=clause, period_due=name)
        ]
        as_of = month(name, ZONE).ends_at
        figures = attainment(obligations(*rows), agreed, as_of, name)
        found.append(indicators(figures, agreed, as_of))
    return found


def one_by_month(agreed: Contract, counts: list[tuple[int, int]], first: int = 1) -> list[pl.DataFrame]:
    """The indicators of one clause, P1-resolution, from the first month of 2026 on."""
    names = [f"2026-{first + n:02}" for n in range(len(counts))]
    return by_month(agreed, {name: {"P1-resolution": each} for name, each in zip(names, counts, strict=True)})
