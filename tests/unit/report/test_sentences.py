"""The page's sentences say the counts, and say them as English."""

import polars as pl
import pytest

from analytics.report.sentences import levels_sentence, verdict_sentence, volume_sentence

OCTOBER = "October 2026"


def levels(*rows: tuple[str, str, int, int]) -> pl.DataFrame:
    """Kind, severity, due, late."""
    return pl.DataFrame(
        [
            {
                "clause_id": f"{severity}-{kind}",
                "kind": kind,
                "severity": severity,
                "obliged": "supplier",
                "n_due_governing": due,
                "n_late_governing": late,
                "verdict": "not_measurable" if due == 0 else ("missed" if late else "met"),
                "is_too_few": None if due == 0 else due < 5,
            }
            for kind, severity, due, late in rows
        ]
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("resolution", "P2", 11, 2)], "2 of 11 obligations missed, both P2 resolutions."),
        ([("resolution", "P2", 11, 1)], "1 of 11 obligations missed, a P2 resolution."),
        ([("resolution", "P2", 1100, 3)], "3 of 1,100 obligations missed, all 3 P2 resolutions."),
        (
            [("response", "P1", 4, 1), ("resolution", "P2", 7, 2)],
            "3 of 11 obligations missed: 1 P1 response and 2 P2 resolutions.",
        ),
        (
            [("response", f"P{n}", 4, 1) for n in (1, 2, 3)] + [("resolution", "P2", 7, 2)],
            "5 of 19 obligations missed: 3 responses and 2 resolutions.",
        ),
        (
            [("update", "P1", 4, 1), ("report", "P1", 2, 1), ("action", "P2", 3, 1)],
            "3 of 9 obligations missed: 1 P1 status update, 1 P1 incident report and 1 P2 review action.",
        ),
        ([("resolution", "P2", 11, 0)], "All 11 obligations were met."),
        ([("resolution", "P2", 1, 0)], "The one obligation that fell due was met."),
        ([("resolution", "P2", 0, 0)], "No obligation fell due in October 2026: there is nothing to judge."),
    ],
)
def test_verdict_counts_and_names_what_was_missed(rows: list, words: str) -> None:
    assert verdict_sentence(levels(*rows), OCTOBER) == words


def test_duty_of_the_buyer_never_counts_against_the_supplier() -> None:
    frame = levels(("notification", "P1", 3, 3), ("response", "P1", 2, 0))
    buyer = pl.when(pl.col("kind") == "notification").then(pl.lit("buyer")).otherwise("obliged")
    assert verdict_sentence(frame.with_columns(obliged=buyer), OCTOBER) == "All 2 obligations were met."


def test_duty_of_the_buyer_is_no_service_level() -> None:
    frame = levels(("notification", "P1", 30, 3), ("response", "P1", 20, 0))
    buyer = pl.when(pl.col("kind") == "notification").then(pl.lit("buyer")).otherwise("obliged")
    found = levels_sentence(frame.with_columns(obliged=buyer))
    assert found == "Of 1 service level with a case, 1 met the target."


def test_levels_say_met_missed_too_few_and_not_measurable() -> None:
    found = levels_sentence(
        levels(("response", "P1", 4, 0), ("resolution", "P1", 9, 1), ("resolution", "P2", 0, 0))
    )
    assert found.startswith(
        "Of 2 service levels with a case, 1 met the target and 1 missed it (P1-resolution)."
    )
    assert "For 1 of them" in found
    assert found.endswith("1 service level had nothing due and cannot be measured.")


def test_month_without_anything_says_no_incidents() -> None:
    row = {"severity": "all", "n_opened": 0, "n_resolved": 0, "n_open": 0, "n_opened_resolved": 0}
    assert volume_sentence(pl.DataFrame([row]), OCTOBER).startswith("No incidents")
