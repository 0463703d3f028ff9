"""What the report's notebook calls for verdicts: points, plans, bridges, relief, and signals over time."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import polars as pl

from analytics import charts, tables
from analytics.clock import Period, previous
from analytics.contract.wording.targets import rating_sentences
from analytics.report import trends
from analytics.report.dataset import Dataset
from analytics.report.findings import Findings, History, conclusions
from analytics.report.withholding import hide_ids, hide_reasons, hide_rows, leave_out, withhold
from analytics.statistics import chance_of_missing
from analytics.summary import exclusions, survival_medians
from analytics.tables import Fragment, chance_sentence, sentence
from analytics.verdict import Verdicts

PREVIOUS = 3


class Conclusions:
    """The part of a report that applies the contract's own rules to its figures.

    Args:
        findings: The figures of the month.
        history: The months before it, as they were judged at their own ends.
    """

    def __init__(self, findings: Findings, history: History) -> None:
        if findings.period is None:
            raise ValueError("a page is about one month")
        self.findings = findings
        self.period: Period = findings.period
        self._history = history
        history.keep(findings)

    @property
    def dataset(self) -> Dataset:
        """The contract and its exports."""
        return self.findings.dataset

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the contract's rules make of this month and those before: `verdict.Verdicts`."""
        return conclusions(self.findings, self._history)

    @property
    def kpis(self) -> pl.DataFrame:
        """This month's rows of the verdicts, one a clause."""
        return self._of_month(self.verdicts.kpis)

    @property
    def bridge(self) -> pl.DataFrame:
        """From gross to reported attainment: `summary.bridge`."""
        return self.findings.bridge

    @property
    def survival(self) -> pl.DataFrame:
        """Kaplan-Meier medians of the incidents opened in this month and the three before."""
        cohort = [self.period.name, *(previous(self.period, n).name for n in range(1, PREVIOUS + 1))]
        return survival_medians(self.findings.obligations, cohort)

    @cached_property
    def _shares(self) -> pl.DataFrame:
        earlier = [each.indicators for each in self._history.before(self.period)]
        return trends.shares_by_kpi([*earlier, self.findings.indicators])

    def _of_month(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(pl.col("period") == self.period.name)

    def kpi(self) -> Fragment:
        """The table of page one: this month and the previous three, with points and signals."""
        shown = self.kpis.filter("is_kpi")
        if shown.is_empty():
            return sentence(
                "The contract names no key indicator: every service level stands in the next section."
            )
        months = [previous(self.period, n).name for n in range(1, PREVIOUS + 1)]
        earlier = [self.verdicts.kpis.filter(pl.col("period") == name) for name in months]
        targets = dict(shown.select("clause_id", "target").iter_rows())
        signals = {
            name: (read.variation, read.direction, read.assurance)
            for name, read in trends.read_shares(self._shares, targets).items()
        }
        return tables.kpi(shown, earlier, signals or None, unreported=self.dataset.unreported)

    def consequences(self) -> Fragment:
        """What follows from the KPIs: band, points, draft rating, and what the ratings mean."""
        ratings = sentence(" ".join(rating_sentences(self.dataset.contract)))
        return Fragment(f"{tables.kpi_consequences(self.kpis).html}\n{ratings.html}")

    def credits(self) -> Fragment:
        """What the month's points are worth."""
        return tables.credits(self._of_month(self.verdicts.credits))

    def plans(self) -> Fragment:
        """Which KPI calls for a rectification plan, and the months that it comes from."""
        return tables.triggers(self._of_month(self.verdicts.triggers))

    def rolling(self) -> Fragment:
        """Totals of three and six months."""
        titles = self.kpis.select("clause_id", "title")
        rows = self._of_month(self.verdicts.rolling)
        return tables.rolling_totals(rows.join(titles, on="clause_id", how="left", maintain_order="left"))

    def chances(self) -> Fragment:
        """How often a supplier exactly at target would miss this month, with the formula."""
        rows = []
        for row in self.kpis.filter((pl.col("n_due") > 0) & pl.col("is_kpi")).iter_rows(named=True):
            level = Fraction(row["numerator"], row["denominator"])
            chance = chance_of_missing(row["n_due"], level, row["n_allowed_late"])
            words = chance_sentence(row["n_due"], level, row["n_allowed_late"], chance)
            rows.append((row["title"], words))
        return tables.chances(rows)

    def late(self) -> Fragment:
        """The failures behind each KPI's points; security incidents without what would identify them."""
        rows = withhold(self.findings.failures, has_rule=self._has_security_rule)
        if rows.is_empty():
            return sentence("No obligation that fell due in the month was missed.")
        return tables.failures_by_clause(rows, self.dataset.timezone)

    @property
    def _has_security_rule(self) -> bool:
        return self.dataset.contract.rules.has_security_rule

    def moved(self) -> Fragment:
        """Who moved the number: from gross to reported, one kind of rule at a time."""
        return tables.bridge(self._without_ids(self.bridge))

    def both_ways(self) -> Fragment:
        """The same month under the other reading of the rules that are shown both ways."""
        return tables.both_ways(self._without_ids(self.findings.both_ways))

    def _without_ids(self, frame: pl.DataFrame) -> pl.DataFrame:
        return hide_ids(frame, self.findings.security, has_rule=self._has_security_rule)

    def relief(self) -> Fragment:
        """Attainment under each reading of relief."""
        return tables.relief(self.findings.relief)

    def exclusions(self) -> Fragment:
        """What the contract excludes from judgement, why, and who agreed it."""
        findings = self.findings
        rows = hide_reasons(findings.obligations, findings.security, has_rule=self._has_security_rule)
        return tables.exclusions(exclusions(rows, self.dataset.contract, self.period.name))

    def statutory(self) -> Fragment:
        """What was left of the buyer's statutory time when it was told; nothing where it owes no notice."""
        has_any = any(
            clause.kind == "notification" and clause.obliged == "buyer"
            for _, clause in self.dataset.contract.clauses
        )
        if not has_any:
            return Fragment("")
        rows = hide_rows(self.findings.statutory, self.findings.security, has_rule=self._has_security_rule)
        return tables.statutory(rows, self.dataset.timezone)

    def bases(self) -> Fragment:
        """How the months opened, due and stopped join."""
        return tables.bases(self.findings.bases)

    def medians(self) -> Fragment:
        """Kaplan-Meier medians, with the number still waiting."""
        return tables.medians(self.survival)

    def volume_signals(self, title: str) -> charts.Figure | Fragment:
        """Incidents opened each month on an XmR chart."""
        months = [*(each.volume for each in self._history.before(self.period)), self.findings.volume]
        points = trends.opened_per_month(pl.concat(months))
        return charts.control_chart(points, title, better="down", name="opened-signals")

    def critical_signals(self, title: str) -> charts.Figure | Fragment:
        """The time between P1 incidents on a T chart: it tells days, so security incidents are left out."""
        findings = self.findings
        episodes = leave_out(findings.episodes, findings.security, has_rule=self._has_security_rule)
        points = trends.days_between(episodes, "P1", self.dataset.timezone)
        title += ", security incidents left out" if self._has_security_rule else ""
        return charts.control_chart(points, title, unit="time", better="up", name="critical-signals")

    def attainment_signals(self, title: str) -> charts.Figure | Fragment:
        """Attainment of each KPI on a p-chart of its own, hidden where cases are few."""
        return charts.control_chart(self._shares, title, unit="share", better="up", name="attainment-signals")
