"""The tables of causes: each sign with its word, ids escaped, nothing that is withheld."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl

from analytics import tables
from analytics.schema import CAUSE_TIERS, LINEAGE_EVENTS
from analytics.tables.cause_log import EVENTS
from analytics.tables.causes import TIERS
from tests.unit.tables.test_tables import HOSTILE, table

DAY = datetime(2026, 10, 1, 9, tzinfo=UTC)
CAUSE = {
    "shown_id": "INC1", "anchor": "cause-INC1", "name": "Certificate: gateway", "is_signal": True,
    "n_incidents": 5, "n_episodes": 1, "n_p1": 1, "n_p2": 0, "n_p3": 3, "n_p4": 0,
    "downtime": timedelta(hours=30, minutes=5), "is_still_down": True, "trend": "rising",
    "certainty": "high", "likeness": 0.9999, "state": "change made", "change_ids": ["CHG1", "CHG2"],
    "first_seen_at": DAY, "last_seen_at": DAY + timedelta(days=3),
}  # fmt: skip
EFFECT = {
    "change_id": "CHG1", "made_at": DAY, "shown_id": "INC1", "anchor": "cause-INC1", "name": "Certificate",
    "n_before": 6, "before": timedelta(days=90),
    "n_after": 0, "after": timedelta(days=90, hours=5, minutes=59),
    "p_fewer": 0.015625, "ratio_low": 0.0, "ratio_high": 0.848, "verdict": "shown to work",
    "n_earlier": 9, "earlier": timedelta(days=300), "is_above_usual": True, "n_other_changes": 0,
}  # fmt: skip


def causes(**changed: object) -> tables.Fragment:
    frame = pl.DataFrame([{**CAUSE, **changed}], schema_overrides={"downtime": pl.Duration("us")})
    return tables.causes(frame, name="signals", caption="c")


def effects(**changed: object) -> list[str]:
    frame = pl.DataFrame([{**EFFECT, **changed}])
    return table(tables.effects(frame, name="effects", caption="c", timezone="UTC", with_usual=True))[2][0]


def test_a_cause_is_told_in_words_and_counts() -> None:
    _, headings, rows = table(causes())
    assert headings == [
        *("Cause", "Signal, trend", "Incidents", "Severity", "Downtime", "State of change", "Grouping"),
    ]
    assert rows == [
        [
            "Certificate: gateway INC1", "◆ Signal ▲ Rising", "5 1 episode", "1 P1, 3 P3, 1 without",
            "30 h 05 min still down", "Change made CHG1 CHG2", "High 0.99 alike",
        ]
    ]  # fmt: skip


def test_what_is_no_signal_says_so_and_has_no_trend_where_it_is_no_cause() -> None:
    assert table(causes(is_signal=False, trend=None))[2][0][1] == "– No"


def test_what_is_withheld_is_said_to_be() -> None:
    assert table(causes(downtime=None, is_still_down=None))[2][0][4] == "withheld (security)"


def test_an_id_that_the_name_tells_is_not_told_twice() -> None:
    assert table(causes(name="Cause of INC1"))[2][0][0] == "Cause of INC1"


def test_the_days_on_which_it_was_seen_are_those_of_the_zone() -> None:
    frame = pl.DataFrame([{**CAUSE, "last_seen_at": datetime(2026, 10, 24, 23, 30, tzinfo=UTC)}])
    shown = tables.causes(frame, name="signals", caption="c", timezone="Europe/London")
    assert "seen from 1 Oct 2026 to 25 Oct 2026" in shown.html


def test_hostile_names_are_words_and_nothing_else() -> None:
    page = causes(name=HOSTILE, shown_id=HOSTILE, change_ids=[HOSTILE]).html
    assert "<script" not in page


def test_a_change_is_told_with_both_sides_the_chance_and_what_is_usual() -> None:
    assert effects() == [
        "CHG1 1 Oct 2026 09:00 UTC", "Certificate INC1", "● Shown to work",
        "6 in 90 days", "0 in 90 days 5 h", "0.016 as few", "0 to 0.85",
        "9 in 300 days before the change it recurred more often than usual: some of a fall comes by itself",
    ]  # fmt: skip


def test_the_quiet_days_that_are_missing_stand_with_the_verdict() -> None:
    assert effects(verdict="consistent, needs 65 more quiet days")[2] == (
        "○ Consistent needs 65 more quiet days"
    )


def test_another_change_in_the_time_compared_is_told() -> None:
    assert effects(n_other_changes=2)[2] == "● Shown to work 2 other changes in the time compared"


def test_a_chance_just_over_the_level_never_reads_as_at_it() -> None:
    assert effects(p_fewer=0.0500001)[5] == "0.051 as few"


def test_what_is_worse_stands_with_the_chance_that_says_so() -> None:
    assert effects(verdict="worse", p_fewer=0.998, p_more=0.0301)[5] == "0.031 as many"
    assert effects(verdict="cannot tell", p_fewer=None, p_more=None)[5] == "n/a"


def test_members_tell_what_joined_them_and_which_group_is_next() -> None:
    rows = pl.DataFrame(
        {
            "incident_id": ["INC1", "INC2"],
            "opened_at": [DAY, DAY],
            "severity": ["P1", None],
            "tier": ["founder", "correction"],
            "score": [0.5, None],
            "next_cause_id": ["INC9", None],
            "margin": [-0.125, None],
            "decided_by": [None, "problem manager"],
        }
    )
    shown = table(tables.cause_members(rows, name="m", caption="c", timezone="UTC"))[2]
    assert shown == [
        ["INC1", "1 Oct 2026 09:00 UTC", "P1", "Founded it", "0.50", "INC9", "−0.12"],
        [
            "INC2", "1 Oct 2026 09:00 UTC", "none", "Moved by a person problem manager",
            "n/a", "none near", "–",
        ],
    ]  # fmt: skip


def test_a_pair_in_doubt_tells_ids_and_chances_and_no_words_of_people() -> None:
    row = {"sort": "across two", "incident_id": "INC1", "other_id": "INC2", "cause_id": "INC1"}
    row |= {"other_cause_id": "INC3", "chance": 0.3999, "group_chance": 0.41, "why": "words of a person"}
    shown = tables.pairs(pl.DataFrame([row]), name="p", caption="c")
    assert table(shown)[2] == [["INC1", "INC2", "across two", "INC1", "INC3", "0.39", "0.41"]]
    assert "words of a person" not in shown.html


def test_there_are_words_for_whatever_the_grouping_may_say() -> None:
    assert tuple(TIERS) == CAUSE_TIERS
    assert tuple(EVENTS) == LINEAGE_EVENTS


def test_lineage_tells_who_decided_and_not_the_words_of_a_reason() -> None:
    log = pl.DataFrame(
        {
            "at": [DAY],
            "event": ["merged"],
            "cause_id": ["INC1"],
            "other_id": ["INC2"],
            "n_incidents": [3],
            "reason": ["words of a person"],
            "decided_by": [None],
        }
    )
    shown = tables.lineage(log, name="l", caption="c", timezone="UTC")
    assert table(shown)[2] == [["1 Oct 2026", "Took in", "INC1", "INC2", "3", "the data"]]
    assert "words of a person" not in shown.html
