"""``[consequences]`` and ``[ratings]``: what follows from a failed target, as UK contracts write it."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from analytics.contract.parts import Part
from analytics.contract.window import parse_target
from analytics.contract.words import check_percentage

Percentage = Annotated[str, AfterValidator(check_percentage)]


class Rectification(Part):
    """``consequences.rectification``: when a rectification plan is called for.

    Args:
        below: The level that counts as a failure here: the clause's minimum, else its target.
        consecutive: So many failing periods in a row call for it.
        any_: So many failing periods among the last ``of`` call for it.
        of: How many periods that looks back on, the current one included.
    """

    below: Literal["minimum", "target"] = "minimum"
    consecutive: Annotated[int, Field(ge=1, le=24)] = 2
    any_: Annotated[int, Field(ge=1, le=24)] = Field(default=3, alias="any")
    of: Annotated[int, Field(ge=1, le=24)] = 6


class Consequences(Part):
    """``[consequences]``.

    Args:
        repeat_failure: Whether the second and each later failure in a row of one KPI doubles its points.
        credit_per_point: The share of the period's charge that one service point is worth; None: no
            credits.
        cap: The highest share of the charge that a period's credits may reach; None: no cap.
        charge: The charge of a period in whole pounds, to print the amount; None: the share only.
        rectification: When a rectification plan is called for.
    """

    repeat_failure: Literal["doubles", "adds nothing"] = "doubles"
    credit_per_point: Percentage | None = None
    cap: Percentage | None = None
    charge: Annotated[int, Field(ge=0, le=1_000_000_000_000)] | None = None
    rectification: Rectification = Rectification()

    @property
    def credit_share(self) -> Fraction | None:
        """What one point is worth, as an exact share of the charge."""
        return parse_target(self.credit_per_point) if self.credit_per_point else None

    @property
    def cap_share(self) -> Fraction | None:
        """The cap, as an exact share of the charge."""
        return parse_target(self.cap) if self.cap else None


class Ratings(Part):
    """``[ratings]``: the bands of the Procurement Act's words; the Act does not say what is "close".

    Args:
        approaching: So far below the target, in points of percentage, is still "Approaching target".
        requires_improvement: So far below is still "Requires improvement"; further is "Inadequate".
    """

    approaching: Percentage = "5%"
    requires_improvement: Percentage = "15%"

    @property
    def approaching_share(self) -> Fraction:
        """How far below the target "Approaching target" reaches."""
        return parse_target(self.approaching)

    @property
    def requires_improvement_share(self) -> Fraction:
        """How far below the target "Requires improvement" reaches."""
        return parse_target(self.requires_improvement)
