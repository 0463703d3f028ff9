"""Instants outside the years of a calendar are refused, and the clause is named."""

from __future__ import annotations

import datetime as dt

import pytest

from analytics.errors import ContractError
from analytics.obligations import measure
from tests.unit.obligations.facts import at, clause, contract, tables

OPENED = dt.datetime(2061, 2, 1, 12, tzinfo=dt.UTC)  # without bank holidays a calendar ends with 2060
AGREED = contract(
    clause("near", calendar='"working"', applies='{ service = ["near"] }'),
    clause("far", calendar='"working"', applies='{ service = ["far"] }'),
)
FACTS = tables(
    [
        {"service": "near", "resolved_at": at("05 12:00")},
        {"incident_id": "INC2", "service": "far", "opened_at": OPENED, "resolved_at": OPENED},
    ]
)


def test_of_clauses_with_one_calendar_the_one_concerned_is_named() -> None:
    with pytest.raises(ContractError, match=r"^clause far: 2061-02-01T12:00:00Z is outside the years"):
        measure(FACTS, AGREED, dt.datetime(2062, 1, 1, tzinfo=dt.UTC))


def test_what_is_not_known_yet_is_not_refused() -> None:
    assert measure(FACTS, AGREED, at("06 09:00"))["clause_id"].to_list() == ["near"]
