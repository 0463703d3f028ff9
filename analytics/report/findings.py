"""Findings: everything that one month's page says, as frozen figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from analytics.clock import Period, previous
from analytics.obligations import make_episodes, measure, untold_clocks
from analytics.report.dataset import Dataset
from analytics.statistics import chance_of_missing
from analytics.summary import (
    attainment,
    both_ways,
    bridge,
    durations,
    indicators,
    month_bridge,
    notification,
    relief_readings,
    service_levels,
    statutory_time_left,
    stopped_clocks,
    time_to_resolve_distribution,
    volume,
)
from analytics.verdict import Verdicts, conclude, failures

if TYPE_CHECKING:
    from analytics.causes.find import Causes

LONGEST_HISTORY = 24


@dataclass(frozen=True)
class Findings:
    """The figures of one period, as known at one instant.

    Args:
        dataset: The contract and its tables.
        period: The month; None for every obligation whatever its month.
        as_of: The instant of judgement: a fact at or after it is not known.
    """

    dataset: Dataset
    period: Period | None
    as_of: dt.datetime

    @property
    def name(self) -> str:
        """``"2026-10"``, or "all"."""
        return self.period.name if self.period else "all"

    @property
    def is_provisional(self) -> bool:
        """Whether the month is judged at an instant that the data does not reach."""
        ends_at = self.dataset.ends_at
        return self.period is not None and (ends_at is None or ends_at < self.as_of)

    @property
    def _month(self) -> str | None:
        return self.period.name if self.period else None

    @cached_property
    def obligations(self) -> pl.DataFrame:
        """Every obligation known at ``as_of``: `schema.OBLIGATIONS`."""
        return measure(self.dataset.tables, self.dataset.contract, self.as_of)

    @cached_property
    def episodes(self) -> pl.DataFrame:
        """Every episode known at ``as_of``; see `make_episodes`."""
        return make_episodes(self.dataset.tables, self.dataset.contract, self.as_of)

    @cached_property
    def clocks(self) -> pl.DataFrame:
        """Each episode's time to acknowledge, resolve and notify; see `stopped_clocks`."""
        return stopped_clocks(
            self.obligations,
            self.episodes,
            self._notices,
            self.dataset.timezone,
            untold_clocks(self.dataset.tables),
        )

    @property
    def _notices(self) -> pl.DataFrame | None:
        notices = self.dataset.tables.notifications
        return notices.filter(pl.col("at") < self.as_of) if notices is not None else None

    @cached_property
    def statutory(self) -> pl.DataFrame:
        """What was left of the buyer's own time when it was told; see `summary.statutory_time_left`."""
        dataset = self.dataset
        return statutory_time_left(
            dataset.tables, dataset.contract, self.as_of, self._month, self.obligations, self.episodes
        )

    @cached_property
    def attainment(self) -> pl.DataFrame:
        """Per clause and severity; see `summary.attainment`."""
        return attainment(self.obligations, self.dataset.contract, self.as_of, self._month)

    @cached_property
    def indicators(self) -> pl.DataFrame:
        """Per clause, all its severities together; see `summary.indicators`."""
        return indicators(self.attainment, self.dataset.contract, self.as_of)

    @cached_property
    def levels(self) -> pl.DataFrame:
        """Each clause with its verdict, its severities beneath it; see `summary.service_levels`."""
        return service_levels(self.attainment, self.indicators)

    @cached_property
    def bridge(self) -> pl.DataFrame:
        """From gross to reported attainment, a rule at a time; see `summary.bridge`."""
        return bridge(self.dataset.tables, self.dataset.contract, self.as_of, self._month, self.obligations)

    @cached_property
    def both_ways(self) -> pl.DataFrame:
        """The month under the other reading of some rules; see `summary.both_ways`."""
        return both_ways(
            self.dataset.tables, self.dataset.contract, self.as_of, self._month, self.obligations
        )

    @cached_property
    def relief(self) -> pl.DataFrame:
        """Attainment under each reading of relief; see `summary.relief_readings`."""
        return relief_readings(self.obligations, self.dataset.contract, self.as_of, self._month)

    @cached_property
    def bases(self) -> pl.DataFrame:
        """How the month's bases join: opened, due, stopped; see `summary.month_bridge`."""
        return month_bridge(self.obligations, self.name, by="kind")

    @cached_property
    def failures(self) -> pl.DataFrame:
        """The obligations behind each KPI's late count, with is_security; see `verdict.failures`."""
        found = failures(self.obligations, self._month, self.dataset.contract)
        return found.join(self.security, on="incident_id", how="left", maintain_order="left")

    @cached_property
    def durations(self) -> pl.DataFrame:
        """Per measure, clock and severity; see `summary.durations`."""
        return durations(self.clocks, self._month)

    @cached_property
    def distribution(self) -> pl.DataFrame:
        """Net times to resolve on a ladder; see `summary.time_to_resolve_distribution`."""
        return time_to_resolve_distribution(self.clocks, self._month)

    @cached_property
    def volume(self) -> pl.DataFrame:
        """Incidents opened, resolved and open; see `summary.volume`."""
        return volume(self.episodes, self.dataset.timezone, self._month)

    @cached_property
    def notification(self) -> pl.DataFrame:
        """Notices on time, late and not evidenced; see `summary.notification`."""
        return notification(self.attainment)

    @property
    def causes(self) -> Causes:
        """The causes known at ``as_of``; the dataset keeps them, so that every page shares one fold."""
        return self.dataset.causes_at(self.as_of)

    @cached_property
    def security(self) -> pl.DataFrame:
        """Whether an incident is, or ever was, a security incident by anything recorded, also later.

        What is withheld goes by all that we hold, unlike what is judged: incident_id, is_security.
        """
        flags = pl.concat(
            [
                self.episodes.select("incident_id", "is_security"),
                self.dataset.tables.incidents.select("incident_id", "is_security"),
            ]
        )
        flag = pl.col("is_security")
        unknown = pl.when(~flag.is_null().any()).then(pl.lit(value=False))
        return flags.group_by("incident_id").agg(
            is_security=pl.when(flag.any()).then(pl.lit(value=True)).otherwise(unknown)
        )


@dataclass(frozen=True)
class MonthFigures:
    """What later months still show of a month: as judged at that month's own end."""

    name: str
    levels: pl.DataFrame
    indicators: pl.DataFrame
    volume: pl.DataFrame


class History:
    """The months of a dataset, each judged at its own end and measured once.

    A page that looks back shows the numbers that the earlier pages showed.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._known: dict[str, MonthFigures] = {}

    def before(self, period: Period, n: int = LONGEST_HISTORY - 1) -> tuple[MonthFigures, ...]:
        """Give at most ``n`` months before a period, oldest first, none before the first with data."""
        names = [p.name for p in self._dataset.all_periods()]
        first = names[0] if names else period.name
        wanted = [previous(period, back) for back in range(n, 0, -1)]
        return tuple(self._figures(earlier) for earlier in wanted if earlier.name >= first)

    def keep(self, findings: Findings) -> None:
        """Remember the figures of a month that was judged at its own end."""
        period = findings.period
        if period is not None and findings.as_of == period.ends_at:
            self._known.setdefault(
                period.name,
                MonthFigures(period.name, findings.levels, findings.indicators, findings.volume),
            )

    def _figures(self, period: Period) -> MonthFigures:
        if period.name not in self._known:
            self.keep(Findings(self._dataset, period, period.ends_at))
        return self._known[period.name]


def conclusions(findings: Findings, history: History) -> Verdicts:
    """Apply the contract's consequences to a month and to those before it, each judged at its own end.

    Points double and plans are called for by what came before, so the verdicts of one month need the row
    of months up to it.
    """
    if findings.period is None:
        raise ValueError("consequences belong to a month")
    earlier = [each.indicators for each in history.before(findings.period)]
    return conclude([*earlier, findings.indicators], findings.dataset.contract, chance_of_missing)
