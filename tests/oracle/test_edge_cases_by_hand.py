"""The oracle's edge cases against cases worked by hand.

October 2026: the 5th is a Monday; London is at UTC+1 until the 25th. Instants are written in UTC, "05 09:00";
the calendar "working" is 08:00 to 18:00 in London, which is 07:00 to 17:00 UTC.
"""

from __future__ import annotations

import datetime as dt

from tests.oracle.by_hand import HOUR, MINUTE, at, claim, clause, contract, found, incident, log, seen, sent

# -- severity and episodes ----------------------------------------------------------------------------------

RAISED = log(("05 09:00", "severity", None, "P3"), ("05 11:00", "severity", "P3", "P1"))
TWO = (
    clause("P1", "resolution", "1 hour", applies={"severity": ["P1"]}),
    clause("P3", "resolution", "8 hours", applies={"severity": ["P3"]}),
)


def test_a_raise_from_the_original_start_or_from_the_change() -> None:
    """P3 at 09:00, P1 at 11:00, resolved at 12:00: 3 h of 1 h are missed, 1 h from the change is met."""
    resolved = [incident(resolved_at="05 12:00")]
    assert seen(found(contract(*TWO), resolved, transitions=RAISED), "due_at", "outcome") == [
        ("A", "P1", 0, "05 10:00", "missed")
    ]
    changed = contract(*TWO, severity_raised="from the change")
    assert seen(found(changed, resolved, transitions=RAISED), "due_at", "outcome") == [
        ("A", "P1", 0, "05 12:00", "met")
    ]


def test_a_change_at_the_very_stop_comes_too_late() -> None:
    """Resolved at 11:00, and raised at 11:00: 2 h of the 8 h of P3."""
    rows = found(contract(*TWO), [incident(resolved_at="05 11:00")], transitions=RAISED)
    assert seen(rows, "severity", "outcome") == [("A", "P3", 0, "P3", "met")]


def test_a_clock_that_stops_as_it_starts_keeps_its_first_clause() -> None:
    """Opened, resolved and raised at 09:00: the clock has stopped as P3."""
    raised = log(("05 09:00", "severity", None, "P3"), ("05 09:00", "severity", "P3", "P1"))
    rows = found(contract(*TWO), [incident(resolved_at="05 09:00")], transitions=raised)
    assert seen(rows, "severity", "outcome", "net") == [("A", "P3", 0, "P3", "met", 0)]


def test_a_lowering_leaves_the_higher_clause_or_keeps_it() -> None:
    """P1 from 09:00, lowered at 09:30, resolved at 11:00: 2 h of 8 h of P3; or 2 h of 1 h of P1."""
    lowered = log(("05 09:00", "severity", None, "P1"), ("05 09:30", "severity", "P1", "P3"))
    resolved = [incident(resolved_at="05 11:00")]
    assert seen(found(contract(*TWO), resolved, transitions=lowered), "outcome") == [("A", "P3", 0, "met")]
    kept = contract(*TWO, severity_lowered="keeps the higher clause")
    assert seen(found(kept, resolved, transitions=lowered), "outcome") == [("A", "P1", 0, "missed")]


def test_a_reopening_carries_on_counts_or_begins_anew() -> None:
    """Resolved 10:00, reopened 12:00, resolved 13:00, within 3 h: 4 h missed, 4 - 2 h met; anew 1 h each."""
    states = log(
        ("05 09:00", "state", None, "new"),
        ("05 10:00", "state", "new", "resolved"),
        ("05 12:00", "state", "resolved", "in progress"),
        ("05 13:00", "state", "in progress", "resolved"),
    )
    solve = clause("s", "resolution", "3 hours")
    one = found(contract(solve), [incident()], transitions=states)
    less = found(contract(solve, reopen_gap="does not count"), [incident()], transitions=states)
    anew = found(contract(solve, reopen_window="none"), [incident()], transitions=states)
    assert seen(one, "outcome", "net") == [("A", "s", 0, "missed", 4 * HOUR)]
    assert seen(less, "outcome", "net", "gross", "outcome_gross", "due_at") == [
        ("A", "s", 0, "met", 2 * HOUR, 4 * HOUR, "missed", "05 14:00")
    ]
    assert [(key[1], row["net"]) for key, row in anew.items()] == [(1, HOUR), (2, HOUR)]


def test_a_clause_varied_between_two_starts() -> None:
    """Local midnight of the 10th is the 9th at 23:00 UTC: the second version's 1 h holds from there."""
    first = clause("s", "resolution", "4 hours")
    second = clause("s", "resolution", "1 hour", **{"from": dt.date(2026, 10, 10)})
    rows = found(
        contract(first, second),
        [
            incident(opened="09 22:59", resolved_at="10 01:00"),
            incident("B", "09 23:00", resolved_at="10 01:00"),
        ],
    )
    assert seen(rows, "due_at", "outcome") == [
        ("A", "s", 0, "10 02:59", "met"),
        ("B", "s", 0, "10 00:00", "missed"),
    ]


# -- exclusions, relief, disputes ---------------------------------------------------------------------------


def test_a_duplicate_counts_under_its_root_and_lends_its_start() -> None:
    """C is a duplicate of B, B a child of A: both count under A, whose clock starts with C at 08:00.

    D leads into a cycle with E, F names nobody here: they are judged on their own. G is a drill of A.
    """
    incidents = [
        incident("A", "05 09:00", resolved_at="05 12:00"),
        incident("B", "05 09:30", parent_id="A"),
        incident("C", "05 08:00", duplicate_of="B"),
        incident("D", "05 09:00", parent_id="E"),
        incident("E", "05 09:00", parent_id="D"),
        incident("F", "05 09:00", duplicate_of="Z"),
        incident("G", "05 07:00", parent_id="A", kind="drill"),
    ]
    rows = found(contract(clause("s", "resolution", "3 hours")), incidents)
    assert [(key[0], row["reason"], row["outcome"], row["net"]) for key, row in rows.items()] == [
        ("A", None, "missed", 4 * HOUR),
        ("B", "child of A", "excluded", 350 * HOUR + 30 * MINUTE),  # 14 days, 14 h 30 min
        ("C", "duplicate of A", "excluded", 352 * HOUR),
        ("D", None, "missed", 351 * HOUR),
        ("E", None, "missed", 351 * HOUR),
        ("F", None, "missed", 351 * HOUR),
        ("G", "drill", "excluded", 353 * HOUR),
    ]


def test_relief_of_a_clause_wins_over_relief_of_all() -> None:
    """All clauses: agreed on the 7th. "late" by itself: claimed on the 6th, which does not exclude."""
    agreed = contract(clause("late", "resolution", "1 hour"), clause("other", "resolution", "2 hours"))
    rows = found(
        agreed,
        [incident(resolved_at="05 12:00")],
        relief=[claim("07 09:00", "agreed"), claim("06 09:00", "claimed", "late")],
    )
    assert seen(rows, "outcome", "reason", "approver", "relief", "outcome_before_relief", "is_governing") == [
        ("A", "late", 0, "missed", None, None, "claimed", "missed", True),
        ("A", "other", 0, "excluded", "relief agreed: flood", "the board", "agreed", "missed", False),
    ]


def test_a_disputed_instant_gives_both_outcomes() -> None:
    """Opened at 09:00 or at 10:30, resolved at 12:00, within 2 h: 3 h are missed, 1 h 30 min are met."""
    disputes = [{"incident_id": "A", "field": "opened_at", "at": at("05 10:30")}]
    resolved = [incident(resolved_at="05 12:00"), incident("B", resolved_at="05 10:00")]
    solve = clause("s", "resolution", "2 hours")
    columns = ("net", "outcome", "outcome_disputed")
    assert seen(found(contract(solve), resolved, disputes=disputes), *columns) == [
        ("A", "s", 0, 3 * HOUR, "missed", "met"),
        ("B", "s", 0, HOUR, "met", None),
    ]
    theirs = contract(solve, disputed="as disputed")
    assert seen(found(theirs, resolved, disputes=disputes), *columns) == [
        ("A", "s", 0, 90 * MINUTE, "met", "missed"),
        ("B", "s", 0, HOUR, "met", None),
    ]


def test_resolved_before_it_was_opened() -> None:
    """No time passed and none is made up; the notice before awareness is in time."""
    agreed = contract(clause("s", "resolution", "2 hours"), clause("n", "notification", "1 hour"))
    rows = found(agreed, [incident(resolved_at="05 08:00")], notifications=sent("05 08:30"))
    assert seen(rows, "outcome", "reason", "net") == [
        ("A", "n", 0, "met", None, 0),
        ("A", "s", 0, "excluded", "impossible order", None),
    ]


def test_what_makes_a_major_incident() -> None:
    """P1 until 09:30 still makes it one; the clause on majors governs, the plain one is due an hour later."""
    lowered = log(("05 09:00", "severity", None, "P1"), ("05 09:30", "severity", "P1", "P3"))
    agreed = contract(
        clause("plain", "resolution", "3 hours"),
        clause("major", "resolution", "2 hours", applies={"major": True}),
    )
    rows = found(agreed, [incident(), incident("B")], transitions=lowered)
    assert seen(rows, "due_at", "is_governing") == [
        ("A", "major", 0, "05 11:00", True),
        ("A", "plain", 0, "05 12:00", False),
        ("B", "plain", 0, "05 12:00", True),
    ]


def test_a_pause_that_the_clause_lists() -> None:
    """09:00 to 14:00 less 10:00 to 12:00: 3 h of 4 h; without the pause 5 h. Due two hours later: 15:00."""
    pauses = [
        {
            "incident_id": "A",
            "paused_at": at("05 10:00"),
            "resumed_at": at("05 12:00"),
            "reason": "awaiting customer",
        }
    ]
    solve = clause("s", "resolution", "4 hours", pauses=["awaiting customer"])
    rows = found(contract(solve), [incident(resolved_at="05 14:00")], pauses=pauses)
    assert seen(rows, "due_at", "net", "gross", "outcome", "outcome_gross", "period_due") == [
        ("A", "s", 0, "05 15:00", 3 * HOUR, 5 * HOUR, "met", "missed", "2026-10")
    ]
