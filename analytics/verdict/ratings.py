"""Drafts of the Procurement Act's ratings: five words, and the bands that this contract gives them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from analytics.contract.model import Clause, Ratings
from analytics.summary.targets import percent, target_text

GOOD: Final = "Good"
APPROACHING: Final = "Approaching target"
REQUIRES_IMPROVEMENT: Final = "Requires improvement"
INADEQUATE: Final = "Inadequate"
OTHER: Final = "Other"


def draft_rating(n_met: int, n_due: int, verdict: str, clause: Clause, ratings: Ratings) -> str:
    """Draft the rating of one KPI in one period; people decide it.

    Args:
        n_met: Of ``n_due``, how many were met.
        n_due: How many fell due; 0 is rated Other.
        verdict: By the clause's own test; a KPI that meets it is Good, also by count.
        clause: Gives the share from which the distance is measured, in points of percentage.
        ratings: How far below the target each word reaches, the bound included.

    Source:
        Procurement Act 2023, sections 52 and 71, and the regulations under it: five ratings; what is
        "close" is not defined there, so the bands are the contract's.
    """
    if n_due == 0:
        return OTHER
    if verdict == "met":
        return GOOD
    distance = clause.share - Fraction(n_met, n_due)
    if distance <= ratings.approaching_share:
        return APPROACHING
    return REQUIRES_IMPROVEMENT if distance <= ratings.requires_improvement_share else INADEQUATE


def rating_bands(clause: Clause, ratings: Ratings) -> str:
    """Write the bands of a clause in words, to stand beside its rating.

    Examples:
        >>> terms = {"id": "a", "kind": "response", "reference": "r", "target": "95%"}
        >>> rating_bands(Clause.model_validate(terms), Ratings())
        'Good: 95 %; Approaching target: from 90 %; Requires improvement: from 80 %; Inadequate: below; \
Other: no case'
    """
    close, far = (
        percent(max(Fraction(0), clause.share - reach))
        for reach in (ratings.approaching_share, ratings.requires_improvement_share)
    )
    return (
        f"{GOOD}: {target_text(clause)}; {APPROACHING}: from {close}; "
        f"{REQUIRES_IMPROVEMENT}: from {far}; {INADEQUATE}: below; {OTHER}: no case"
    )
