"""The other reading of a rule is shown whichever of its two readings the contract agrees."""

from dataclasses import replace

import polars as pl
import pytest

from analytics.obligations import measure
from analytics.schema import UPDATES
from analytics.summary import both_ways
from tests.unit.obligations.facts import AS_OF, at, clause, contract, frame, tables

OWN, RECORDED = "the incident's own", "when recorded"


def shown(facts, agreed) -> list[tuple]:
    rows = both_ways(facts, agreed, AS_OF, "2026-10", measure(facts, agreed, AS_OF))
    return rows.select("agreed", "other", "n_met", "n_due", "n_met_other", "n_due_other").rows()


@pytest.mark.parametrize(("agreed", "other", "met"), [(OWN, RECORDED, (0, 1)), (RECORDED, OWN, (1, 0))])
def test_a_security_nature_recorded_later_is_shown_both_ways(agreed: str, other: str, met: tuple) -> None:
    """Opened at 09:00, known as a security incident at 11:00, told at 11:30, within an hour."""
    security = clause("told", "notification", "1 hour", applies="{ security = true }")
    facts = tables(
        [{"is_security": True}],
        transitions=[("05 09:00", "security", None, "false"), ("05 11:00", "security", "false", "true")],
        notices=[("05 11:30", "buyer")],
    )
    terms = contract(security, rules=f'security_awareness = "{agreed}"')
    assert shown(facts, terms) == [(agreed, other, met[0], 1, met[1], 1)]


def test_a_gap_that_moves_only_updates_is_shown_both_ways() -> None:
    """From 09:00 to 10:30 and, reopened, from 13:00 to 13:30: four hourly slots by the clock, or two."""
    cadence = 'id = "updates"\nkind = "update"\nevery = "1 hour"\naudience = "buyer"'
    facts = tables(
        [{"resolved_at": at("05 13:30")}],
        transitions=[
            ("05 09:00", "state", None, "new"),
            ("05 10:30", "state", "new", "resolved"),
            ("05 13:00", "state", "resolved", "in progress"),
            ("05 13:30", "state", "in progress", "resolved"),
        ],
    )
    sent = pl.DataFrame(frame([{"incident_id": "INC1", "at": at("05 09:30"), "audience": "buyer"}], UPDATES))
    found = shown(replace(facts, updates=sent), contract(cadence))
    assert found == [("counts", "does not count", 1, 4, 1, 2)]
