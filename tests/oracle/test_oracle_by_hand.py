"""The oracle against cases worked by hand: it can only judge the library if it is right on its own.

October 2026: the 5th is a Monday; London is at UTC+1 until the 25th. Instants are written in UTC, "05 09:00";
the calendar "working" is 08:00 to 18:00 in London, which is 07:00 to 17:00 UTC.
"""

from __future__ import annotations

from tests.oracle.by_hand import HOUR, MINUTE, action, clause, contract, found, incident, log, seen, sent

# -- updates ------------------------------------------------------------------------------------------------


def test_slots_from_the_start() -> None:
    """Opened 09:00, every hour, resolved 13:30: due at 10, 11, 12 and 13; 14:00 is after the end.

    Told at 09:00 (fills none), 10:00 (the last instant of slot 1), 12:30 and 14:00. Slot 2 (10:00, 11:00] has
    none, a later one came: missed. Slot 3 (11:00, 12:00] likewise. Slot 4 (12:00, 13:00]: 12:30.
    """
    agreed = contract(clause("u", "update", "1 hour"))
    rows = found(
        agreed,
        [incident(resolved_at="05 13:30")],
        updates=sent("05 09:00", "05 10:00", "05 12:30", "05 14:00"),
    )
    assert seen(rows, "starts_at", "due_at", "stopped_at", "outcome", "net") == [
        ("A", "u", 1, "05 09:00", "05 10:00", "05 10:00", "met", HOUR),
        ("A", "u", 2, "05 10:00", "05 11:00", "05 12:30", "missed", 150 * MINUTE),
        ("A", "u", 3, "05 11:00", "05 12:00", "05 12:30", "missed", 90 * MINUTE),
        ("A", "u", 4, "05 12:00", "05 13:00", "05 12:30", "met", 30 * MINUTE),
    ]


def test_slots_from_the_last_update() -> None:
    """Told 09:30: slot 1 met, slot 2 runs from 09:30 to 10:30, nothing: it is followed by 10:30 to 11:30.

    Told 11:10 in time for that one; slot 4 from 11:10 is due at 12:10, as the incident is resolved: not
    evidenced. The next would be due at 13:10.
    """
    agreed = contract(clause("u", "update", "1 hour", cadence="from the last update"))
    rows = found(agreed, [incident(resolved_at="05 12:10")], updates=sent("05 09:30", "05 11:10"))
    assert seen(rows, "starts_at", "due_at", "stopped_at", "outcome") == [
        ("A", "u", 1, "05 09:00", "05 10:00", "05 09:30", "met"),
        ("A", "u", 2, "05 09:30", "05 10:30", "05 11:10", "missed"),
        ("A", "u", 3, "05 10:30", "05 11:30", "05 11:10", "met"),
        ("A", "u", 4, "05 11:10", "05 12:10", None, "not evidenced"),
    ]


def test_slots_in_working_time() -> None:
    """From Monday 09:00 UTC, 4 working hours: due 13:00, 17:00 (closing), on Tuesday 11:00 and 15:00.

    Told on Monday at 20:00. Slot 1: the first later update, after 8 h. Slot 2 is on time until Tuesday 07:00:
    met by 4 h. The update also falls after the due instant of slot 2: slot 3 is met with no working time.
    As of Tuesday 15:00 slot 4 is due at that very instant: pending.
    """
    agreed = contract(clause("u", "update", "4 working hours", calendar="working"))
    rows = found(agreed, [incident()], "06 15:00", updates=sent("05 20:00"))
    assert seen(rows, "due_at", "last", "outcome", "net") == [
        ("A", "u", 1, "05 13:00", "05 13:00", "missed", 8 * HOUR),
        ("A", "u", 2, "05 17:00", "06 07:00", "met", 4 * HOUR),
        ("A", "u", 3, "06 11:00", "06 11:00", "met", 0),
        ("A", "u", 4, "06 15:00", "06 15:00", "pending", 4 * HOUR),
    ]


def test_where_no_updates_are_declared_there_is_no_slot() -> None:
    assert found(contract(clause("u", "update", "1 hour")), [incident()]) == {}


# -- reports, reviews and actions ---------------------------------------------------------------------------


def test_report_and_review_run_from_the_resolution() -> None:
    """Resolved Monday 12:00. A report in 2 working days is due on Wednesday at closing, 17:00 UTC: met there.

    The review in 5 days is due on Saturday 10th at 12:00, and was never held: missed, never not evidenced.
    """
    agreed = contract(
        clause("report", "report", "2 working days", calendar="working"), clause("review", "review", "5 days")
    )
    rows = found(
        agreed,
        [incident(resolved_at="05 12:00"), incident("B")],
        actions=[action("1", "report", "05 12:00", None, "07 17:00")],
    )
    assert seen(rows, "starts_at", "due_at", "outcome", "net") == [
        ("A", "report", 0, "05 12:00", "07 17:00", "met", 25 * HOUR),  # 5 + 10 + 10
        ("A", "review", 0, "05 12:00", "10 12:00", "missed", 348 * HOUR),  # 14 days and 12 hours
    ]


def test_a_report_before_the_resolution_is_in_time() -> None:
    """Opened 09:00, delivered 10:00, resolved 12:00: no time was used. An older one is no report of it."""
    rows = found(
        contract(clause("report", "report", "1 hour")),
        [incident(resolved_at="05 12:00")],
        actions=[
            action("1", "report", "05 08:00", None, "05 08:00"),
            action("2", "report", "05 09:00", None, "05 10:00"),
        ],
    )
    assert seen(rows, "starts_at", "stopped_at", "outcome", "reason", "net") == [
        ("A", "report", 0, "05 12:00", "05 10:00", "met", None, 0)
    ]


def test_each_action_has_its_own_date() -> None:
    """In order of raising: 2 (done on its date), 1 (a minute late), 3 (no date: no row), 4."""
    rows = found(
        contract(clause("a", "action", "agreed date")),
        [incident()],
        actions=[
            action("1", "action", "07 09:00", "09 09:00", "09 09:01"),
            action("2", "action", "06 09:00", "08 09:00", "08 09:00"),
            action("3", "action", "08 09:00", None, None),
            action("4", "action", "09 09:00", "20 00:00", None),
        ],
    )
    assert seen(rows, "starts_at", "due_at", "outcome") == [
        ("A", "a", 1, "06 09:00", "08 09:00", "met"),
        ("A", "a", 2, "07 09:00", "09 09:00", "missed"),
        ("A", "a", 4, "09 09:00", "20 00:00", "pending"),
    ]


# -- awareness ----------------------------------------------------------------------------------------------


def test_a_security_nature_recorded_later() -> None:
    """Detected 08:50, security recorded at 11:00, told at 11:40: 40 min of 1 h, or 2 h 50 min of it."""
    rows_of_log = log(("05 09:00", "security", None, "false"), ("05 11:00", "security", "false", "true"))
    facts = {"transitions": rows_of_log, "notifications": sent("05 11:40")}
    secure = clause("s", "notification", "1 hour", applies={"security": True})
    later = found(contract(secure), [incident(detected_at="05 08:50")], **facts)
    own = found(
        contract(secure, security_awareness="the incident's own"), [incident(detected_at="05 08:50")], **facts
    )
    assert seen(later, "starts_at", "outcome", "net") == [("A", "s", 0, "05 11:00", "met", 40 * MINUTE)]
    assert seen(own, "starts_at", "outcome", "net") == [("A", "s", 0, "05 08:50", "missed", 170 * MINUTE)]


def test_a_security_nature_that_is_not_known_yet_starts_no_clock() -> None:
    """The column says 11:00. As of then the clock has not started; a minute later it has."""
    agreed = contract(clause("s", "notification", "1 hour", applies={"security": True}))
    secure = [incident(is_security=True, security_aware_at="05 11:00")]
    assert found(agreed, secure, "05 11:00", notifications=[]) == {}
    rows = found(agreed, secure, "05 11:01", notifications=[])
    assert seen(rows, "starts_at", "outcome") == [("A", "s", 0, "05 11:00", "pending")]


def test_the_buyers_clock_starts_when_it_is_told() -> None:
    """The buyer is told at 11:00 and has 72 h: Thursday 8th 11:00. Nothing went to the regulator."""
    duty = clause("r", "notification", "72 hours", audience="ICO", awareness="buyer", obliged="buyer")
    rows = found(contract(duty), [incident(), incident("B")], notifications=sent("05 11:00"))
    assert seen(rows, "starts_at", "due_at", "outcome") == [
        ("A", "r", 0, "05 11:00", "08 11:00", "not evidenced")
    ]
