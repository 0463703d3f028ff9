"""What the report's notebook calls: one month's figures, and the sentences and tables made from them."""

from __future__ import annotations

import datetime as dt
from functools import cache, cached_property, lru_cache
from pathlib import Path

import polars as pl

from analytics import charts, tables
from analytics.report import sentences
from analytics.report.causes import ShownCauses
from analytics.report.causes_page import CausesPage
from analytics.report.check import reasons_by_file
from analytics.report.conclusions import Conclusions
from analytics.report.dataset import Dataset, open_dataset
from analytics.report.findings import Findings, History
from analytics.report.left_out import left_out_words
from analytics.report.otherwise import compare_figures, count_differences
from analytics.report.reconcile import summarise
from analytics.report.selection import instant_of
from analytics.summary import logging_delays, whole_clauses
from analytics.tables import Fragment, format_instant, format_month, sentence

NOTHING = Fragment("")  # what an empty section's one sentence leaves to say


class Report(Conclusions):
    """One month of a contract, ready to be shown.

    Args:
        findings: The figures of the month.
        history: The months before it, as they were judged at their own ends.
    """

    @property
    def month(self) -> str:
        """The month in words: ``October 2026``."""
        return format_month(self.period.name)

    @property
    def attainment(self) -> pl.DataFrame:
        """Per clause and severity: `summary.attainment`."""
        return self.findings.attainment

    @property
    def service_levels(self) -> pl.DataFrame:
        """Each clause with its verdict, and beneath it its severities: `summary.service_levels`."""
        return self.findings.levels

    @property
    def durations(self) -> pl.DataFrame:
        """Per measure, clock and severity: `summary.durations`."""
        return self.findings.durations

    @property
    def distribution(self) -> pl.DataFrame:
        """Net times to resolve on a ladder: `summary.time_to_resolve_distribution`."""
        return self.findings.distribution

    @property
    def volume(self) -> pl.DataFrame:
        """Incidents opened, resolved and open: `summary.volume`."""
        return self.findings.volume

    @property
    def notification(self) -> pl.DataFrame:
        """Notices on time, late, not evidenced: `summary.notification`."""
        return self.findings.notification

    @property
    def obligations(self) -> pl.DataFrame:
        """Every obligation known at ``as_of``: `schema.OBLIGATIONS`."""
        return self.findings.obligations

    @cached_property
    def causes(self) -> CausesPage:
        """Repeat root causes, in brief: each leads to its part of the page that has everything."""
        return CausesPage(self.findings, self._shown_causes, f"../causes/{self.period.name}.html")

    @cached_property
    def causes_in_full(self) -> CausesPage:
        """Repeat root causes on the page that has everything."""
        return CausesPage(self.findings, self._shown_causes, "")

    @cached_property
    def _shown_causes(self) -> ShownCauses:
        has_rule = self.dataset.contract.rules.has_security_rule
        return ShownCauses(self.findings.causes, self.findings.security, has_rule=has_rule)

    @property
    def service_levels_by_month(self) -> pl.DataFrame:
        """Each clause in this month and in those before, each as judged at its own end."""
        earlier = [each.levels for each in self._history.before(self.period)]
        return whole_clauses(pl.concat([*earlier, self.service_levels]))

    @property
    def volume_by_month(self) -> pl.DataFrame:
        """The volume of this month and of those before, each as known at its own end."""
        earlier = [each.volume for each in self._history.before(self.period)]
        return pl.concat([*earlier, self.volume])

    def verdict(self) -> Fragment:
        """The verdict in words and counts."""
        words = sentences.verdict_sentence(self.attainment, self.month)
        return Fragment(f'<p class="verdict">{tables.escape(words)}</p>')

    def levels(self) -> Fragment:
        """How many service levels met their target, and which did not."""
        return sentence(sentences.levels_sentence(self.service_levels))

    def basis(self) -> Fragment:
        """As of when, and whether the month is whole."""
        zone = self.dataset.timezone
        text = (
            f"As known at {format_instant(self.findings.as_of, zone)}; months and days are those of {zone}. "
            f"{sentences.MONTH_OF[self.dataset.contract.rules.month]}"
        )
        if self.period.is_part:
            text += f" A part month: the contract started on {self.dataset.contract.head.starts:%-d %B %Y}."
        if not self.findings.is_provisional or self.dataset.ends_at is None:
            return sentence(text)
        end = format_instant(self.dataset.ends_at, zone)
        warning = f"Provisional: the data ends at {end}. What happened after it is not in these figures."
        return Fragment(f"{sentence(text).html}<p><strong>{warning}</strong></p>")

    def performance(self) -> Fragment:
        """Every count of every clause and severity, and what is in none; no table where none was due."""
        parts = []
        if self._has_any(self.attainment, "n_due", "n_pending", "n_excluded"):
            parts.append(tables.attainment(self.service_levels, unreported=self.dataset.unreported))
        words = left_out_words(self.dataset.tables)
        parts += [sentence(words)] if words else []
        return Fragment("".join(part.html for part in parts)) if parts else NOTHING

    def volume_words(self) -> Fragment:
        """Volume in one sentence; nothing where the figure says that no incident was ever opened."""
        if not self._has_any(self.volume_by_month, "n_opened", "n_open"):
            return NOTHING
        return sentence(sentences.volume_sentence(self.volume, self.month))

    def logging_words(self) -> Fragment:
        """How long after their opening incidents were recorded; nothing where no export tells."""
        row = logging_delays(self.findings.episodes, self.dataset.timezone, self.period.name)
        words = sentences.logging_sentence(row.row(0, named=True))
        return sentence(words) if words else NOTHING

    def volume_table(self) -> Fragment:
        """Incidents opened, resolved and open by severity; nothing where there is none of them."""
        if not self._has_any(self.volume, "n_opened", "n_resolved", "n_open"):
            return NOTHING
        return tables.volume(self.volume)

    def durations_table(self) -> Fragment:
        """MTTA, MTTR and time to notify, each where it has a case."""
        has_case = (pl.col("n") + pl.col("n_open")).sum().over("measure") > 0
        shown = self.durations.filter(has_case)
        return NOTHING if shown.is_empty() else tables.durations(shown)

    def notification_table(self) -> Fragment:
        """Notices due, on time, late and not evidenced; nothing where there is none of them."""
        if not self._has_any(self.notification, "n_due", "n_pending"):
            return NOTHING
        return tables.notification(self.notification)

    def notification_figure(self, title: str) -> Fragment | charts.Figure:
        """The figure of timeliness, or why there is none."""
        if self.notification.is_empty():
            return sentence("The contract has no notification clause.")
        if self.dataset.tables.notifications is None:
            return sentence(
                "Not reported: the contract declares no export of notices, so none can be judged."
            )
        return charts.notification_timeliness(self.notification, title=title)

    @staticmethod
    def _has_any(frame: pl.DataFrame, *counts: str) -> bool:
        return bool(frame.select(pl.sum_horizontal(*counts).sum()).item())

    def data_quality(self) -> Fragment:
        """The account of every file that was read."""
        return tables.data_quality(self.dataset.tables.files, self.dataset.timezone)

    def excluded_rows(self) -> Fragment:
        """The rows not used, counted by reason."""
        reasons = reasons_by_file(self.dataset.tables.rejected)
        if reasons.is_empty():
            return sentence("Every row of every export was used.")
        return tables.rejected_by_reason(reasons)

    def reconciliation(self) -> Fragment:
        """How the tools' own figures compare with ours, and where two parties' exports differ: counts."""
        data = self.dataset.tables
        parts = []
        found = compare_figures(data, self.dataset.contract) if data.verdicts.height else None
        if found is not None and found.height:
            parts.append(tables.reconciliation(summarise(found)))
        if data.differences.height:
            parts.append(tables.differences(count_differences(data.differences)))
        if not parts:
            return NOTHING
        return Fragment("".join(part.html for part in parts))

    def notes(self) -> Fragment:
        """What the reader of the data should know."""
        items = self.dataset.tables.notes
        if not items:
            return sentence("The exports were read without anything to remark.")
        return Fragment("<ul>" + "".join(f"<li>{tables.escape(item)}</li>" for item in items) + "</ul>")


@cache
def _opened(contract: str, exports: str | None) -> tuple[Dataset, History]:
    """One reading of the exports serves every page that a process makes."""
    dataset = open_dataset(contract, exports)
    return dataset, History(dataset)


@lru_cache(maxsize=1)
def _made(contract: str, exports: str | None, period: str, as_of: str | None) -> Report:
    """The pages of a month are made one after another: they share what has been counted."""
    dataset, history = _opened(contract, exports)
    chosen = dataset.period(period)
    return Report(Findings(dataset, chosen, instant_of(dataset, chosen, (chosen,), as_of)), history)


def open_report(
    contract: Path | str,
    *,
    exports: Path | str | None = None,
    period: str,
    as_of: str | dt.datetime | None = None,
) -> Report:
    """Open the report of one month.

    Args:
        contract: The contract file, or its folder.
        exports: The folder of the exports; None: beside the contract.
        period: ``"2026-10"``.
        as_of: The instant of judgement; None: the end of the period.

    Returns:
        The report: its figures as DataFrames, its sentences and tables as fragments.

    Raises:
        ContractError: The contract, the period or the instant cannot be used.
        ExportError: An export was refused.
    """
    text = as_of.isoformat() if isinstance(as_of, dt.datetime) else as_of
    where = str(Path(contract).resolve()), str(Path(exports).resolve()) if exports else None
    return _made(*where, period, text)
