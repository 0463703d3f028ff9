"""A variation tried on past months: which figures would have moved, and by which incidents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from analytics.clock import Period
from analytics.contract.load import load_variation
from analytics.contract.model import Contract
from analytics.contract.vary import to_read_with
from analytics.intake import read_exports
from analytics.report.dataset import Dataset
from analytics.report.findings import Findings, History, conclusions
from analytics.report.sentences import join_words
from analytics.summary.due import in_month, is_due
from analytics.visible import escape_json

COUNTED = ("n_due", "n_met", "attainment", "verdict", "band_points", "is_doubled", "points")
_KEY = ["clause_id", "incident_id", "episode", "slot"]
Row = dict[str, Any]


@dataclass(frozen=True)
class Simulation:
    """A contract and its variation over the same months.

    Args:
        contract_id: The contract.
        variation: The name of the file.
        rows: One per month and KPI of either: period, clause, before and after (each of `COUNTED`; None:
            there is no such KPI), flipped (ids), n_flipped, and note: what else moves its figures, in words
            (empty: nothing else does).
    """

    contract_id: str
    variation: str
    rows: tuple[Row, ...]

    def to_dict(self) -> Row:
        """Give it as plain data: contract, variation, n_flipped and the months with their KPIs."""
        months: dict[str, list[Row]] = {}
        for row in self.rows:
            kept = {name: value for name, value in row.items() if name != "period"}
            months.setdefault(row["period"], []).append(kept)
        return {
            "contract": self.contract_id,
            "variation": self.variation,
            "n_flipped": len({name for row in self.rows for name in row["flipped"]}),
            "flipped": sorted({name for row in self.rows for name in row["flipped"]}),
            "periods": [{"period": period, "kpis": kpis} for period, kpis in months.items()],
        }

    def to_json(self) -> str:
        """Give it for machines; the same inputs give the same bytes."""
        return escape_json(json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def simulate(
    dataset: Dataset, variation: Path | str, periods: Sequence[Period], exports: Path | str | None = None
) -> Simulation:
    """Judge past months again under changed clauses.

    Each month is judged at its own end, by the engine that judges the contract. An incident flips where
    any obligation that it brings to a KPI in that month differs: met, late, or not there at all.

    Args:
        dataset: The contract and its exports.
        variation: The file; see `analytics.contract.variation`.
        periods: The months.
        exports: The folder of the exports, where a changed word of [rules] makes reading them anew needed.

    Raises:
        ContractError: The variation cannot be used.
    """
    varied = _vary(dataset, load_variation(dataset.contract, variation), exports)
    before, after = (_judge(each, periods) for each in (dataset, varied))
    rows = [row for period in periods for row in _rows(period.name, before, after)]
    return Simulation(dataset.contract.id, Path(variation).name, tuple(rows))


def _vary(dataset: Dataset, contract: Contract, exports: Path | str | None) -> Dataset:
    old, new = dataset.contract.rules, contract.rules
    if (old.security, old.acknowledged, old.max_excluded) == (
        new.security,
        new.acknowledged,
        new.max_excluded,
    ):
        return replace(dataset, contract=contract)
    words = to_read_with(contract, dataset.contract)
    return Dataset(contract, read_exports(words, Path(exports) if exports is not None else None))


@dataclass(frozen=True)
class _Judged:
    doubles: bool
    kpis: dict[tuple[str, str], Row]
    brought: dict[str, pl.DataFrame]


def _judge(dataset: Dataset, periods: Sequence[Period]) -> _Judged:
    history = History(dataset)
    kpis: dict[tuple[str, str], Row] = {}
    brought = {}
    for period in periods:
        findings = Findings(dataset, period, period.ends_at)
        history.keep(findings)
        of_month = conclusions(findings, history).kpis.filter(pl.col("period") == period.name)
        kpis |= {(period.name, row["clause_id"]): row for row in of_month.iter_rows(named=True)}
        due = findings.obligations.filter(in_month(dataset.contract, period.name) & is_due())
        brought[period.name] = due.group_by(_KEY).agg(is_met=(pl.col("outcome") == "met").sort())
    doubles = dataset.contract.document.consequences.repeat_failure == "doubles"
    return _Judged(doubles, kpis, brought)


def _rows(period: str, before: _Judged, after: _Judged) -> list[Row]:
    flips = _flips(before.brought[period], after.brought[period])
    names = [name for judged in (before, after) for month, name in judged.kpis if month == period]
    rows = []
    for name in dict.fromkeys(names):
        old, new = (_counts(judged.kpis.get((period, name))) for judged in (before, after))
        flipped = flips.get(name, [])
        rows.append(
            {
                "period": period,
                "clause": name,
                "before": old,
                "after": new,
                "n_flipped": len(flipped),
                "flipped": flipped,
                "note": _note(old, new, before.doubles, after.doubles),
            }
        )
    return rows


def _note(old: Row | None, new: Row | None, doubled: bool, doubles: bool) -> str:
    """Say what moves a KPI's figures beside the incidents that flip: its terms, or the month before."""
    if old is None or new is None:
        return "new clause" if old is None else "clause taken out"
    notes = []
    if (old["n_due"], old["n_met"]) == (new["n_due"], new["n_met"]):
        notes += [word for word in ("verdict", "band points") if old[_key(word)] != new[_key(word)]]
        notes = [f"other terms give the same counts another {join_words(notes)}"] if notes else []
    if old["is_doubled"] != new["is_doubled"]:
        notes.append(_doubling(is_doubled=new["is_doubled"], new=new, is_other_rule=doubled != doubles))
    return "; ".join(notes)


def _key(word: str) -> str:
    return word.replace(" ", "_")


def _doubling(*, is_doubled: bool, new: Row, is_other_rule: bool) -> str:
    if is_other_rule:
        return "a repeated failure doubles" if is_doubled else "a repeated failure no longer doubles"
    if is_doubled:
        return "points double: the month before earns points too"
    if not new["band_points"]:
        return "it earns no points to double"
    return "points no longer double: the month before earns none"


def _counts(row: Row | None) -> Row | None:
    return None if row is None else {name: row[name] for name in COUNTED}


def _flips(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, list[str]]:
    both = before.join(after, on=_KEY, how="full", suffix="_after", coalesce=True)
    moved = both.filter(pl.col("is_met").ne_missing(pl.col("is_met_after")))
    found = moved.group_by("clause_id").agg(pl.col("incident_id").unique().sort())
    return dict(found.iter_rows())
