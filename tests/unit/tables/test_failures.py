"""The table of failures: a group a clause, in the contract's zone, and one line for what is withheld."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from analytics import schema, tables
from tests.unit.tables.test_tables import HOSTILE, table


def late(**values):
    row = {
        "incident_id": "INC1",
        "episode": 1,
        "slot": 0,
        "clause_id": "P1-resolution",
        "kind": "resolution",
        "obliged": "supplier",
        "severity": "P1",
        "starts_at": datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        "due_at": datetime(2026, 10, 25, 3, 30, tzinfo=UTC),
        "stopped_at": None,
        "net": timedelta(hours=4, seconds=1),
        "outcome": "missed",
    }
    instants = dict.fromkeys(("starts_at", "due_at", "stopped_at"), schema.INSTANT)
    return pl.DataFrame([row | values], schema_overrides=instants)


def withheld(severity: str, outcome: str) -> pl.DataFrame:
    none = dict.fromkeys(("starts_at", "due_at", "stopped_at", "net"))
    row = late(incident_id="withheld (security)", severity=severity, outcome=outcome)
    return row.with_columns(pl.lit(None, row.schema[name]).alias(name) for name in none)


def test_failures_are_told_in_the_zone_of_the_contract():
    _, headings, rows = table(tables.failures_by_clause(late(), "Europe/London"))
    assert len(headings) == 7
    assert rows == [
        ["P1-resolution: 1 failure"],
        [
            "INC1",
            "P1",
            "25 Oct 2026 00:30 BST",
            "25 Oct 2026 03:30 GMT",
            "not stopped",
            "4 h 01 min",
            "missed",
        ],
    ]


def test_each_clause_is_a_group_of_one_table_with_one_head():
    fragment = tables.failures_by_clause(pl.concat([late(clause_id=name) for name in ("a", "b")]), "UTC")
    tree, _, rows = table(fragment)
    assert fragment.html.count("<thead>") == 1
    assert [group.get("id") for group in tree.findall("table/tbody")] == ["late-a", "late-b"]
    label = tree.find("table/tbody/tr/th")
    assert (label.get("scope"), label.get("colspan")) == ("rowgroup", "7")
    assert [row[0] for row in rows] == ["a: 1 failure", "INC1", "b: 1 failure", "INC1"]


def test_what_is_withheld_is_one_line_that_counts_it():
    rows = [late(), withheld("P3", "not evidenced"), withheld("P1", "missed"), withheld("P1", "missed")]
    fragment = tables.failures_by_clause(pl.concat(rows), "UTC")
    _, _, found = table(fragment)
    assert [row[0] for row in found] == [
        "P1-resolution: 4 failures",
        "INC1",
        "3 withheld (security): 2 P1 missed and 1 P3 not evidenced",
    ]


def test_failures_of_the_buyer_are_told_as_its_own():
    html = tables.failures_by_clause(late(clause_id="regulator", obliged="buyer"), "UTC").html
    assert "regulator (the buyer&#x27;s duty): 1 failure</th>" in html


def test_every_word_from_data_is_escaped():
    html = tables.failures_by_clause(late(incident_id=HOSTILE, clause_id=HOSTILE), "UTC").html
    assert "<img" not in html
    assert "\x00" not in html
    assert html.count("&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;␀") == 3


def test_without_a_failure_there_is_one_sentence():
    html = tables.failures_by_clause(late().clear(), "UTC").html
    assert html == "<p>No obligation that fell due was missed or left without evidence.</p>"


def lacking(*slots: int, **values) -> pl.DataFrame:
    start = datetime(2026, 10, 1, tzinfo=UTC)
    rows = [
        late(
            slot=slot,
            kind="update",
            starts_at=start + timedelta(hours=slot - 1),
            due_at=start + timedelta(hours=slot),
            net=timedelta(hours=1),
            **values,
        )
        for slot in slots
    ]
    return pl.concat(rows)


def test_updates_that_are_lacking_one_after_the_other_share_a_line():
    late_one = lacking(5, stopped_at=datetime(2026, 10, 1, 6, tzinfo=UTC))
    other = lacking(2, 3, incident_id="INC2")
    frame = pl.concat([lacking(1, 2, 3, 4), late_one, lacking(6, 8), other]).sort("due_at", "incident_id")
    _, _, rows = table(tables.failures_by_clause(frame, "UTC"))
    assert [row[0] for row in rows] == [
        "P1-resolution: 9 failures",
        *("INC1 4 updates in a row", "INC2 2 updates in a row", "INC1", "INC1", "INC1"),
    ]
    assert rows[1][2:6] == ["1 Oct 2026 00:00 UTC", "1 Oct 2026 04:00 UTC", "none came", "–"]


def test_actions_keep_a_line_each():
    frame = pl.concat([late(slot=n, kind="action") for n in (1, 2, 3)])
    _, _, rows = table(tables.failures_by_clause(frame, "UTC"))
    assert [row[0] for row in rows[1:]] == ["INC1"] * 3
