"""Service points: bands of attainment, and the doubling of a failure that repeats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from analytics.contract.model import Clause
from analytics.contract.window import round_half_up


@dataclass(frozen=True)
class Award:
    """What one KPI earns in one period.

    Args:
        band: The lower bound of the band reached; None: nothing fell due, or it has no bands.
        band_points: The points of that band, before doubling; None likewise, and 0 where nothing fell due.
        points: What is charged; None: the clause earns none.
        is_doubled: The KPI earned points in the period before as well, and the contract doubles these.
    """

    band: Fraction | None = None
    band_points: int | None = None
    points: int | None = None
    is_doubled: bool = False


def award_points(
    periods: Iterable[tuple[int, int, Clause, bool]], *, repeats_double: bool = True
) -> list[Award]:
    """Give the service points of one KPI, period by period.

    A failure here is a period that earns points. The second failure in a row and each later one count
    double; a period without a due obligation earns nothing and breaks the row.

    Args:
        periods: In order: n_met, n_due, the version of the clause in force, and whether it passed its own
            test by count, which earns no points whatever its share.
        repeats_double: Whether a repeated failure doubles (``consequences.repeat_failure``).

    Returns:
        One award a period.

    Source:
        Model services contract, performance levels: points for the severity of a KPI failure, twice these
        for a repeat failure.

    Examples:
        >>> terms = {"id": "a", "kind": "response", "reference": "r", "target": "99%"}
        >>> clause = Clause.model_validate({**terms, "bands": [[99, 0], [98, 1], [0, 4]]})
        >>> found = award_points([(985, 1000, clause, False), (985, 1000, clause, False)])
        >>> [(award.points, award.is_doubled) for award in found]
        [(1, False), (2, True)]
    """
    awards, failed_before = [], False
    for n_met, n_due, clause, is_passed_by_count in periods:
        band, points = _band_points(n_met, n_due, clause, is_passed_by_count=is_passed_by_count)
        fails = bool(points)
        is_doubled = fails and failed_before and repeats_double
        charged = points * 2 if points is not None and is_doubled else points
        awards.append(Award(band, points, charged, is_doubled))
        failed_before = fails
    return awards


def _band_points(
    n_met: int, n_due: int, clause: Clause, *, is_passed_by_count: bool
) -> tuple[Fraction | None, int | None]:
    if not clause.bands or clause.obliged != "supplier":
        return None, None
    if n_due == 0:
        return None, 0
    band, points = band_of(Fraction(n_met, n_due), clause)
    return band, 0 if is_passed_by_count else points


def band_of(share: Fraction, clause: Clause) -> tuple[Fraction, int]:
    """Find the band of an attainment: the highest whose lower bound it reaches, and its points.

    Args:
        share: Exact, 0 to 1; rounded half up to the clause's ``band_decimals`` first where it has any.
        clause: Gives the bands; they reach down to 0.

    Examples:
        >>> terms = {"id": "a", "kind": "response", "reference": "r", "target": "99%"}
        >>> terms["bands"] = [[99, 0], [98, 1], [0, 4]]
        >>> exact, rounded = (Clause.model_validate({**terms, "band_decimals": n}) for n in (None, 1))
        >>> [band_of(Fraction("0.9895"), clause)[1] for clause in (exact, rounded)]
        [1, 0]
    """
    if clause.band_decimals is not None:
        share = round_half_up(share * 100, clause.band_decimals) / 100
    return next((bound, points) for bound, points in clause.point_bands if share >= bound)
