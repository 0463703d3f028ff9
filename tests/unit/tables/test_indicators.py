"""Page one's table: what each row says, in words, and where its links lead."""

from __future__ import annotations

import polars as pl
import pytest

from analytics import tables
from analytics.verdict import conclude
from tests.unit.summary.frames import contract
from tests.unit.summary.standing import by_month
from tests.unit.tables.test_tables import HOSTILE, table

BANDS = [[95, 0], [0, 4]]
CLAUSES = ({"id": "a", "title": "P1 resolved", "bands": BANDS}, {"id": "b"}, {"id": "c", "obliged": "buyer"})
COUNTS = {
    "2026-07": {"a": (2, 4)},
    "2026-08": {"a": (4, 4)},
    "2026-09": {"a": (3, 4)},
    "2026-10": {"a": (2, 4), "b": (4, 4)},
}


@pytest.fixture(scope="module")
def kpis() -> pl.DataFrame:
    agreed = contract(*CLAUSES)
    return conclude(by_month(agreed, COUNTS), agreed).kpis


def of(kpis: pl.DataFrame, *months: str) -> list[pl.DataFrame]:
    return [kpis.filter(period=f"2026-{month}") for month in months]


def test_page_one_tells_promise_months_verdict_points_target_and_how_sure(kpis) -> None:
    october, *before = of(kpis, "10", "09", "08", "07")
    _, headings, rows = table(tables.kpi(october, before))
    assert headings == [
        *("Promise", "October 2026", "Verdict", "Points", "Target", "Sep 26", "Aug 26", "Jul 26"),
        "95 % interval",
    ]
    assert rows[0] == [
        *("P1 resolved a, r", "2/4 50.0 %", "◆ Missed", "8 doubled", "95 % 4 hours"),
        *("3/4 75.0 %", "4/4 100.0 %", "2/4 50.0 %", "15.0 to 85.0 %"),
    ]


def test_points_lead_to_the_failures_and_say_how_many(kpis) -> None:
    html = tables.kpi(of(kpis, "10")[0]).html
    assert '<a href="#late-a" aria-label="8 points: 2 failures of a">' in html
    assert "#late-b" not in html  # nothing failed, so there is nothing to lead to


def test_a_clause_leads_to_its_words(kpis) -> None:
    assert '<a href="../contract.html#clause-a">a</a>' in tables.kpi(of(kpis, "10")[0]).html


def test_nothing_due_is_n_a_and_never_a_percentage(kpis) -> None:
    _, _, rows = table(tables.kpi(of(kpis, "10")[0]))
    assert rows[2] == ["c r", "n/a (0)", "– Not measurable", "–", "95 % 4 hours", "n/a"]


def test_what_no_export_tells_is_not_reported(kpis) -> None:
    _, _, rows = table(tables.kpi(of(kpis, "10")[0], unreported={"c"}))
    assert rows[2][2] == "– Not reported"


def test_an_earlier_month_without_rows_makes_no_column(kpis) -> None:
    october = of(kpis, "10")[0]
    _, headings, _ = table(tables.kpi(october, [october.clear()]))
    assert headings[1:] == ["October 2026", "Verdict", "Points", "Target", "95 % interval"]


def test_a_signal_is_told_in_words_and_its_absence_by_a_dash(kpis) -> None:
    fragment = tables.kpi(of(kpis, "10")[0], signals={"a": ("concerning", "down", None)})
    _, headings, rows = table(fragment)
    assert headings[-1] == "Signal"
    assert rows[1][-1] == "–"
    assert tables.variation_words("concerning", "down") in fragment.html


def test_disputed_instants_leave_a_range(kpis) -> None:
    october = of(kpis, "10")[0].with_columns(n_met_high=pl.col("n_met") + 1)
    _, _, rows = table(tables.kpi(october))
    assert rows[0][1] == "2/4 50.0 % 2 to 3 in doubt"


def test_every_word_from_data_is_escaped(kpis) -> None:
    names = {name: pl.lit(HOSTILE) for name in ("title", "reference", "within", "clause_id")}
    html = tables.kpi(of(kpis, "10")[0].with_columns(**names)).html
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;␀" in html


def test_a_table_without_rows_is_one_sentence(kpis) -> None:
    assert tables.kpi(kpis.clear()).html.startswith("<p>")
