"""Tables of consequences: every cell in words, links that lead somewhere, nothing unescaped."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl
import pytest

from analytics import tables
from analytics.verdict import conclude
from tests.unit.summary.frames import contract
from tests.unit.summary.standing import by_month
from tests.unit.tables.test_failures import late
from tests.unit.tables.test_tables import HOSTILE, table

BANDS = [[99, 0], [98, 1], [97, 2], [96, 3], [0, 4]]
MORE = """
[consequences]
credit_per_point = "0.5%"
cap = "1.25%"
charge = 100_001
"""
AT = dt.datetime(2026, 10, 5, 9, tzinfo=dt.UTC)
CLAUSES = (
    {"id": "a", "title": "P1 resolved", "target": "99%", "bands": BANDS, "minimum": "97%"},
    {"id": "b", "target": {"at_most_late": 2, "up_to": 39, "then": "99%"}, "bands": BANDS},
    {"id": "c", "target": "99%"},
    {"id": "d", "target": "99%", "bands": BANDS, "obliged": "buyer"},
    {"id": "e", "target": "99%", "bands": BANDS},
)
COUNTS = {
    "2026-09": {"a": (965, 1000), "b": (37, 39), "c": (0, 1)},
    "2026-10": {"a": (965, 1000), "b": (37, 39), "c": (1, 1), "d": (0, 1)},
}


@pytest.fixture(scope="module")
def verdicts():
    agreed = contract(*CLAUSES, more=MORE)
    return conclude(by_month(agreed, COUNTS), agreed)


def october(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(period="2026-10")


def test_a_kpi_shows_its_rule_beside_its_counts(verdicts) -> None:
    _, headings, rows = table(tables.kpi_consequences(october(verdicts.kpis).head(1)))
    assert headings == [
        "KPI",
        "Met of due",
        "Its own test",
        "Verdict",
        "Band reached",
        "Points",
        "Draft rating",
    ]
    assert rows[0][:6] == [
        "P1 resolved a, r",
        "965/1,000 96.5 %",
        "99 %",
        "◆ Missed 2 months in a row, below the minimum of 97 %",
        "96 % or more: 3 points",
        "6 doubled",
    ]
    assert rows[0][6] == "Approaching target"


def test_only_what_has_a_consequence_has_a_row_and_the_rest_one_sentence(verdicts) -> None:
    # "b" passes by count, "c" meets its target, "d" is the buyer's and was missed, of "e" nothing fell due.
    html = tables.kpi_consequences(october(verdicts.kpis)).html
    assert re.findall(r'#clause-(\w+)"', html) == ["a"]
    assert html.endswith(
        "<p>2 KPIs met their own test (draft rating Good), 1 KPI had nothing due (Other) and "
        "1 KPI is the buyer’s own duty.</p>"
    )


def test_a_missed_kpi_without_bands_has_its_rating_to_show(verdicts) -> None:
    _, _, rows = table(tables.kpi_consequences(verdicts.kpis.filter(period="2026-09", clause_id="c")))
    assert rows[0][4:] == ["no bands agreed", "–", "Inadequate"]


def test_a_month_of_which_nothing_follows_says_so(verdicts) -> None:
    html = tables.kpi_consequences(october(verdicts.kpis).filter(clause_id="c")).html
    assert html == "<p>Nothing follows this month. 1 KPI met its own test (draft rating Good).</p>"


def test_a_share_that_an_open_instant_may_change_is_shown_as_a_range(verdicts) -> None:
    frame = october(verdicts.kpis).head(1).with_columns(n_met_low=pl.lit(960), n_met_high=pl.lit(990))
    _, _, rows = table(tables.kpi_consequences(frame))
    assert rows[0][1] == "965/1,000 96.5 % 960 to 990 in doubt"


def test_points_lead_to_their_failures(verdicts) -> None:
    html = tables.kpi_consequences(october(verdicts.kpis)).html
    links = re.findall(r'href="#([^"]*)"', html)
    assert links == ["late-a"]
    assert 'aria-label="6 points: 35 failures of a"' in html
    shown = tables.failures_by_clause(pl.concat([late(clause_id=name) for name in ("a", "b")]), "UTC").html
    assert set(links) < set(re.findall(r'<tbody id="([^"]*)"', shown))


def test_credits_show_points_cap_and_amount(verdicts) -> None:
    _, headings, rows = table(tables.credits(verdicts.credits))
    assert headings[:3] == ["Month", "Points", "From"]
    assert rows == [
        ["September 2026", "3", "a 3", "0.5 %", "1.5 %", "1.25 %", "1.25 % capped", "£1,250.01"],
        ["October 2026", "6", "a 6", "0.5 %", "3 %", "1.25 %", "1.25 % capped", "£1,250.01"],
    ]


def test_credits_without_charge_or_cap() -> None:
    agreed = contract(CLAUSES[0], more='[consequences]\ncredit_per_point = "0.5%"')
    found = conclude(by_month(agreed, {"2026-10": {"a": (1, 1)}}), agreed)
    _, _, rows = table(tables.credits(found.credits))
    assert rows == [["October 2026", "0", "none", "0.5 %", "0 %", "none", "0 %", "n/a"]]


def test_a_trigger_names_rule_and_months(verdicts) -> None:
    _, _, rows = table(tables.triggers(verdicts.triggers))
    assert rows == [
        [
            "P1 resolved",
            "October 2026",
            "below minimum in 2 months in a row",
            "Sep 26 965/1,000, Oct 26 965/1,000",
            "new",
        ]
    ]


def test_a_trigger_of_any_six_says_so(verdicts) -> None:
    frame = verdicts.triggers.with_columns(rule=pl.lit("any"), n_needed=pl.lit(3), of=pl.lit(6))
    assert table(tables.triggers(frame))[2][0][2] == "below minimum in 3 of any 6 months"


def test_a_kpi_that_calls_for_a_plan_by_two_rules_has_one_row(verdicts) -> None:
    twice = {"rule": "any", "n_needed": 3, "of": 6, "is_new": False, "periods": ["2026-07", "2026-10"]}
    twice |= {"n_met": [9, 965], "n_due": [20, 1000]}
    row = verdicts.triggers.row(0, named=True)
    frame = pl.DataFrame([row, row | twice], schema=verdicts.triggers.schema)
    _, _, rows = table(tables.triggers(frame))
    assert rows == [
        [
            "P1 resolved",
            "October 2026",
            "below minimum in 2 months in a row; below minimum in 3 of any 6 months",
            "Jul 26 9/20, Sep 26 965/1,000, Oct 26 965/1,000",
            "continues",
        ]
    ]


def test_rolling_totals_say_how_many_months_there_were(verdicts) -> None:
    _, headings, rows = table(tables.rolling_totals(october(verdicts.rolling)))
    assert headings == [
        "KPI",
        "3 months, met of due",
        "3 months, points",
        "6 months, met of due",
        "6 months, points",
    ]
    assert rows[0] == [
        "a",
        "1,930/2,000 96.5 % of 2 months",
        "9",
        "1,930/2,000 96.5 % of 2 months",
        "9",
    ]
    assert rows[2][:3] == ["c", "1/2 50.0 % of 2 months", "–"]


ALL = {
    "kpis": lambda v: tables.kpi_consequences(v.kpis.head(1)),
    "credits": lambda v: tables.credits(v.credits),
    "triggers": lambda v: tables.triggers(v.triggers),
    "rolling": lambda v: tables.rolling_totals(october(v.rolling)),
}


@pytest.mark.parametrize("name", ALL)
def test_tables_are_accessible(name: str, verdicts) -> None:
    tree, headings, rows = table(ALL[name](verdicts))
    assert (tree.tag, tree.get("role"), tree.get("tabindex")) == ("div", "region", "0")
    assert tree.find("table/caption").get("id") == tree.get("aria-labelledby")
    assert {len(row) for row in rows} == {len(headings)}
    heads = [cell.get("class") for cell in tree.findall("table/thead/tr/th")]
    for row in tree.findall("table/tbody/tr"):
        assert [cell.get("class") for cell in row] == heads
        assert row[0].get("scope") == "row"


@pytest.mark.parametrize(
    "fragment",
    [
        lambda v: tables.kpi_consequences(v.kpis.clear()),
        lambda v: tables.credits(v.credits.clear()),
        lambda v: tables.triggers(v.triggers.clear()),
        lambda v: tables.rolling_totals(v.rolling.clear()),
        lambda _: tables.failures_by_clause(late().clear(), "UTC"),
    ],
)
def test_a_table_without_rows_is_one_sentence(fragment, verdicts) -> None:
    html = fragment(verdicts).html
    assert html.startswith("<p>")
    assert html.endswith(".</p>")


def test_every_word_from_data_is_escaped(verdicts) -> None:
    words = ("title", "reference", "target_text", "clause_id", "rating", "rating_bands")
    kpis = verdicts.kpis.head(1).with_columns(pl.lit(HOSTILE).alias(name) for name in words)
    triggers = verdicts.triggers.with_columns(title=pl.lit(HOSTILE), level=pl.lit(HOSTILE))
    credits = verdicts.credits.with_columns(clause_ids=pl.lit([HOSTILE]))
    rolling = october(verdicts.rolling).head(2).with_columns(title=pl.lit(HOSTILE))
    for html in (
        tables.kpi_consequences(kpis).html,
        tables.triggers(triggers).html,
        tables.credits(credits).html,
        tables.rolling_totals(rolling).html,
        tables.failures_by_clause(late(clause_id=HOSTILE), "UTC").html,
    ):
        assert "<img" not in html
        assert "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;␀" in html


def test_a_buyer_that_was_never_told_is_shown_with_the_time_that_is_over() -> None:
    told = {"incident_id": "INC2", "told_at": AT, "left": dt.timedelta(hours=3)}
    rows = [
        {"incident_id": "INC1", "told_at": None, "left": dt.timedelta(hours=-30)},
        told,
    ]
    frame = pl.DataFrame(
        [{"clause_id": "ICO", "aware_at": AT, **row} for row in rows],
        schema_overrides={"told_at": pl.Datetime("us", "UTC"), "left": pl.Duration("us")},
    )
    html = tables.statutory(frame, "UTC").html
    assert re.findall(r"<td[^>]*>(not told|over since .*?)</td>", html) == [
        "not told",
        'over since <data value="108000">30 h 00 min</data>',
    ]
