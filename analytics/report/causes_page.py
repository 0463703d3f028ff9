"""What the notebooks call for repeat root causes: sentences, tables and figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final

import polars as pl

from analytics import charts, tables
from analytics.clock import Period, previous
from analytics.report import sentences
from analytics.report.causes import ShownCauses
from analytics.report.findings import LONGEST_HISTORY, Findings
from analytics.tables import Fragment, escape, sentence

MOST_DRAWN: Final = 8  # causes in a figure
MOST_ROWS: Final = 10  # signals in the forum's table; the others are folded away

Drawn = charts.Figure | Fragment


class CausesPage:
    """The causes of one month, ready to be shown.

    Args:
        findings: The figures of the month.
        shown: Its causes, as they may be shown; pages about one month share them, and the figures.
        page: Where each cause has its own part: a URL seen from the page that is made; empty: that page.
    """

    def __init__(self, findings: Findings, shown: ShownCauses, page: str) -> None:
        if findings.period is None:
            raise ValueError("a page is about one month")
        self.findings, self.shown, self.page = findings, shown, page
        self._period: Period = findings.period
        self._rules = findings.dataset.contract.rules

    @property
    def table(self) -> pl.DataFrame:
        """The causes of the window: `Causes.table` as it may be shown."""
        return self.shown.table

    @property
    def effects(self) -> pl.DataFrame:
        """The changes made against causes: `causes.effect`."""
        return self.shown.effects

    @property
    def _timezone(self) -> str:
        return self.findings.dataset.timezone

    def _of(self, kind: str) -> pl.DataFrame:
        return self.table.filter(pl.col("kind") == kind)

    def summary(self) -> Fragment:
        """Which causes change control must hear of, and which changes worked, in words and counts."""
        return sentence(sentences.causes_sentence(self._of("signal"), self.shown.effects, self.shown.waiting))

    def basis(self) -> Fragment:
        """As of when, and how long the window is."""
        as_of = tables.format_instant(self.findings.as_of, self._timezone)
        words = f"As known at {as_of}; the window is the {self._rules.causes.window} before it."
        if self.findings.is_provisional:
            words += " Provisional: the data end before it."
        return sentence(words)

    def more(self) -> Fragment:
        """The link to the page with everything."""
        if self.shown.names.is_empty():
            return Fragment("")
        words = "Every cause with its incidents, what joined them, and what became of its id"
        return Fragment(f'<p><a href="{escape(self.page)}">{words}</a></p>')

    def signals(self) -> Fragment:
        """The causes that are a signal, the most frequent first; many are folded away."""
        found = self._of("signal")
        if found.is_empty():
            return Fragment("")
        first = self._causes(found.head(MOST_ROWS), "signals", "Causes that are a signal for change control")
        if found.height <= MOST_ROWS:
            return first
        rest = found.slice(MOST_ROWS)
        words = sentences.count(rest.height, "more signal")
        more = self._causes(rest, "more-signals", "More causes that are a signal")
        return Fragment(f"{first.html}\n{fold(words, more.html, is_printed=not self.page)}")

    def others(self) -> Fragment:
        """The repeat root causes of the window that are no signal."""
        found = self._of("cause")
        if found.is_empty():
            is_none = self._of("signal").is_empty()
            words = "No repeat root cause had an incident in the window."
            return sentence(words if is_none else "Every repeat root cause of the window is a signal.")
        words = sentences.count(found.height, "repeat root cause") + " below the signal"
        table = self._causes(found, "no-signals", "Causes that are no signal").html
        return Fragment(fold(words, table + self._members("cause"), is_printed=False))

    def similar(self) -> Fragment:
        """Groups that are alike in words only; they are no causes and trigger nothing."""
        found = self._of("symptom")
        if found.is_empty():
            return sentence("No group of incidents was alike in words only.")
        words = sentences.count(found.height, "group") + " of incidents with similar symptoms, no cause known"
        table = self._causes(found, "similar-symptoms", "Similar symptoms: alike in words only").html
        return Fragment(fold(words, table + self._members("symptom"), is_printed=False))

    def _members(self, kind: str) -> str:
        """On the page that has everything, the incidents of each; too many for paper."""
        return "" if self.page else "\n" + self.details(kind, is_printed=False).html

    def _causes(self, causes: pl.DataFrame, name: str, caption: str) -> Fragment:
        zone = None if self.page else self._timezone
        return tables.causes(causes, name=name, caption=caption, page=self.page, timezone=zone)

    def timeline(self, title: str) -> Drawn:
        """The incidents of the causes that matter most, with the changes made against them."""
        ids, shown = self.shown.chosen(MOST_DRAWN), self.shown
        marks, changes = shown.marks(ids), shown.changes(ids)
        return self._once(
            ("timeline", title), lambda: charts.cause_timeline(marks, changes, self._span, title=title)
        )

    def _once(self, key: tuple[str, str], draw: Callable[[], Drawn]) -> Drawn:
        """Draw a figure, or take the one that the month's other page has drawn."""
        if key not in self.shown.drawn:
            self.shown.drawn[key] = draw()
        return self.shown.drawn[key]

    @cached_property
    def _span(self) -> charts.Span:
        """As many months as a history shows, or as the data go back."""
        as_of, causes = self.findings.as_of, self.shown.causes
        begins = max(previous(self._period, LONGEST_HISTORY - 1).starts_at, causes.first_at)
        window = max(as_of - self.shown.rule.window, begins)
        return charts.Span(begins, window, as_of, self._timezone)

    def trend(self, title: str) -> Drawn:
        """Episodes a month of the same causes."""
        episodes = self.shown.episodes_by_month(self.shown.chosen(MOST_DRAWN))
        return self._once(
            ("trend", title), lambda: charts.cause_trend(episodes, title=title, until=self._period.name)
        )

    def downtime(self, title: str) -> Drawn:
        """How long each signal kept services down in the window."""
        found = self._of("signal").with_columns(cause_id="shown_id")
        return self._once(("downtime", title), lambda: charts.cause_downtime(found, title=title))

    def changes(self) -> Fragment:
        """Whether each change that was made against a cause worked."""
        caption = "Changes made against causes: episodes before and after"
        return tables.effects(
            self.shown.effects,
            name="effects",
            caption=caption,
            timezone=self._timezone,
            page=self.page,
            with_usual=not self.page,
        )

    def details(self, kind: str, *, is_printed: bool = True) -> Fragment:
        """Each cause of a kind (signal, cause, symptom, watched) with its incidents, folded away."""
        names = self.shown.names.filter(pl.col("kind") == kind)
        if names.is_empty():
            return sentence("None.")
        return Fragment("\n".join(self._details(names, is_printed=is_printed)))

    def _details(self, names: pl.DataFrame, *, is_printed: bool) -> Iterator[str]:
        parts = self.shown.members.partition_by("cause_id", as_dict=True)
        none = self.shown.members.clear()
        for row in names.iter_rows(named=True):
            members = parts.get((row["cause_id"],), none)
            hidden = self.shown.n_withheld.get(row["cause_id"], 0)
            title = row["name"] if row["shown_id"] in row["name"] else f"{row['name']} ({row['shown_id']})"
            table = tables.cause_members(
                members,
                name=f"members-{row['anchor']}",
                caption=f"{title}: its incidents, also before the window",
                timezone=self._timezone,
            ).html
            note = f"<p>{sentences.count(hidden, 'incident')} withheld (security).</p>" if hidden else ""
            words = f"{title}: {sentences.count(members.height + hidden, 'incident')}"
            html = f'<div id="{escape(row["anchor"])}">{table}{note}</div>'
            yield fold(words, html, is_printed=is_printed)

    def lineage(self) -> Fragment:
        """What became of ids: this month whole, before it all but the founding of groups."""
        log = self.shown.lineage
        is_now = pl.col("at") > self._period.starts_at
        now = log.filter(is_now)
        before = log.filter(~is_now, pl.col("event") != "founded")
        parts = [self._log(now, "lineage", "Groups founded or changed this month")]
        if not before.is_empty():
            words = sentences.count(before.height, "change") + " of groups in earlier months"
            parts.append(fold(words, self._log(before, "lineage-before", "Groups changed in earlier months")))
        return Fragment("\n".join(parts))

    def _log(self, log: pl.DataFrame, name: str, caption: str) -> str:
        return tables.lineage(log, name=name, caption=caption, timezone=self._timezone).html

    def pairs(self) -> Fragment:
        """The pairs of incidents whose grouping a person should look at first."""
        return tables.pairs(self.shown.pairs, name="pairs", caption="Pairs whose grouping is most in doubt")

    def evidence(self) -> Fragment:
        """What each kind of evidence counts, and where the weights are from."""
        from analytics.causes.evidence import EVIDENCE

        weights = self.shown.causes.known.weights
        table = tables.evidence(
            {
                "any two incidents, to begin with": weights.base,
                **dict(zip(EVIDENCE, weights.of, strict=True)),
            },
            name="evidence",
            caption="What each kind of evidence adds (log-odds)",
        )
        return Fragment(f"{sentence(f'Weights: {weights.origin}.').html}\n{table.html}")

    def notes(self) -> Fragment:
        """Decisions of people that could not be carried out; nothing where there are none."""
        notes = self.shown.notes
        return Fragment(
            "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in notes) + "</ul>" if notes else ""
        )


def fold(words: str, html: str, *, is_printed: bool = True) -> str:
    r"""Fold a part of a page away; on paper it is shown, unless it is too long for it.

    Examples:
        >>> fold("2 more", "<p>a, b</p>")
        '<details class="long"><summary>2 more</summary>\n<p>a, b</p>\n</details>'
    """
    kind = ' class="long"' if is_printed else ""
    return f"<details{kind}><summary>{escape(words)}</summary>\n{html}\n</details>"
