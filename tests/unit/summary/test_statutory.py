"""What was left of the buyer's 72 hours when the buyer was told: worked by hand."""

import datetime as dt

from analytics.summary import statutory_time_left
from tests.unit.summary.frames import at, contract, episodes, notices, obligations

ICO = {"kind": "notification", "clause_id": "ICO", "obliged": "buyer", "audience": "ICO"}
TERMS = contract({"id": "ICO", "kind": "notification"})


def owed(told: str) -> dict:
    """The buyer's clock began when it was told, and is due 72 hours later."""
    return {**ICO, "starts_at": at(told), "due_at": at(told) + dt.timedelta(hours=72)}


def test_what_the_supplier_took_is_missing_from_the_buyers_time() -> None:
    # Aware at 09:00 on the 5th, told at 15:00: 6 of the 72 hours are gone.
    found = statutory_time_left(
        obligations(owed("10-05 15:00")),
        episodes({"aware_at": at("10-05 09:00")}),
        notices(("INC1", "buyer", "10-05 15:00")),
        TERMS,
    )
    assert found["left"].to_list() == [dt.timedelta(hours=66)]


def test_time_that_was_over_is_negative() -> None:
    # Told four days after awareness: 24 hours too late.
    found = statutory_time_left(
        obligations(owed("10-09 09:00")),
        episodes({"aware_at": at("10-05 09:00")}),
        notices(("INC1", "buyer", "10-09 09:00")),
        TERMS,
    )
    assert found["left"].to_list() == [dt.timedelta(hours=-24)]


def test_without_a_notice_to_the_buyer_nothing_can_be_said() -> None:
    rows = obligations(owed("10-05 09:00"))
    facts = episodes({"aware_at": at("10-05 09:00")})
    for messages in (None, notices(("INC1", "ICO", "10-05 10:00"))):
        assert statutory_time_left(rows, facts, messages, TERMS)["left"].to_list() == [None]


def test_the_suppliers_own_notices_are_not_among_them() -> None:
    rows = obligations({**owed("10-05 15:00"), "obliged": "supplier"})
    assert statutory_time_left(rows, episodes({}), None, TERMS).is_empty()
