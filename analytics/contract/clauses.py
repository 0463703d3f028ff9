"""``[[clauses]]``: the promises of the contract, and the targets that they are held against."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, field_validator

from analytics.contract.parts import ALWAYS, Day, Part, Severity, Text
from analytics.contract.window import Window, parse_target, parse_window
from analytics.contract.words import check_percentage, check_starts

Kind = Literal["response", "resolution", "notification", "update", "report", "review", "action"]
MESSAGES: Final = ("notification", "update")  # kinds that somebody must be told by
PAPERS: Final = ("report", "review", "action")  # kinds whose evidence is the register of actions
BUYER: Final = "buyer"
MOST_DECIMALS: Final = 4
MOST_POINTS: Final = 1000  # of a band, so that no sum of them outgrows a table
AGREED_DATE: Final = "agreed date"
Percentage = Annotated[str, AfterValidator(check_percentage)]


class CountTarget(Part):
    """A target by count at small volumes: so many late are allowed up to a volume, then a share holds.

    Args:
        at_most_late: How many may be late.
        up_to: Up to how many due obligations that holds.
        then: The share that must be met above it.
    """

    at_most_late: Annotated[int, Field(ge=0, le=1_000_000)]
    up_to: Annotated[int, Field(ge=1, le=1_000_000)]
    then: Percentage


def _form(value: object) -> str:
    return "count" if isinstance(value, dict | CountTarget) else "share"


# The form of the value chooses, so that a mistake in one form is not told as one of the other too.
Target = Annotated[Annotated[str, Tag("share")] | Annotated[CountTarget, Tag("count")], Discriminator(_form)]


class Applies(Part):
    """Which incidents a clause concerns; a key left out does not restrict."""

    severity: Annotated[list[Severity], Field(min_length=1)] | None = None
    security: bool | None = None
    personal_data: bool | None = None
    major: bool | None = None
    service: Annotated[list[Text], Field(min_length=1)] | None = None


class Clause(Part):
    """``[[clauses]]``: one promise of the contract.

    Args:
        id: Unique; several entries of one id are its versions and differ in ``from``.
        kind: Which clock: response (to acknowledgement), resolution, notification (to the first notice),
            update (each slot of a cadence), report, review (to its delivery), action (to its completion).
        within: The window; for an action also ``agreed date``, its own due date.
        every: The interval of updates.
        cadence: Whether slots are counted from the clock's start or run anew from the last update.
        starts: Instants in order of preference that start the clock; None: as [rules] says of the kind.
        calendar: On which calendar it counts; ``always`` is built in.
        pauses: Reasons on hold that stop the clock.
        target: The share of obligations that must be met, or a count by volume.
        minimum: The share below which a rectification plan may be called for.
        bands: Lower bounds of attainment in per cent, each with its service points, best first.
        band_decimals: Decimals of a per cent to which attainment is rounded, half up, before banding;
            None: it is not rounded.
        reference: Where the signed contract says so.
        from: The first day on which this version is in force; None: from the contract's start.
        until: The first day on which it no longer is; None: until the next version, or the end.
        audience: Who must be told (notification and update only).
        obliged: Whose duty it is; the buyer's clock never counts against the supplier.
        awareness: Whose awareness starts a notification clock; the buyer's begins when it was told.
        kpi: Whether it stands in the table of the report's first page.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,63}$")]
    kind: Kind
    within: str | None = None
    every: str | None = None
    cadence: Literal["from the start", "from the last update"] = "from the start"
    starts: Annotated[str, AfterValidator(check_starts)] | None = None
    target: Target
    minimum: Percentage | None = None
    bands: list[list[int | float]] = []
    band_decimals: Annotated[int, Field(ge=0, le=MOST_DECIMALS)] | None = None
    reference: Text
    title: Text | None = None
    applies: Applies = Applies()
    calendar: str = ALWAYS
    pauses: list[Text] = []
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None
    audience: Text | None = None
    obliged: Literal["supplier", "buyer"] = "supplier"
    awareness: Literal["supplier", "buyer"] = "supplier"
    kpi: bool = True

    @field_validator("within", "every")
    @classmethod
    def _window(cls, value: str | None) -> str | None:
        if value is not None and value != AGREED_DATE:
            parse_window(value)
        return value

    @field_validator("target")
    @classmethod
    def _target(cls, value: str | CountTarget) -> str | CountTarget:
        if isinstance(value, str):
            parse_target(value)
        return value

    @field_validator("bands")
    @classmethod
    def _bands(cls, value: list[list[int | float]]) -> list[list[int | float]]:
        return check_bands(value)

    @property
    def has_agreed_date(self) -> bool:
        """Whether each of its actions brings its own due date."""
        return self.within == AGREED_DATE

    @property
    def window_text(self) -> str:
        """The window or interval as the contract writes it."""
        return self.every or self.within or AGREED_DATE

    @property
    def window(self) -> Window:
        """The window or interval as arithmetic; of an agreed date one that no clock reaches."""
        return Window(AGREED_DATE, "elapsed", 1) if self.has_agreed_date else parse_window(self.window_text)

    @property
    def share(self) -> Fraction:
        """The target share as an exact fraction; of a count by volume, the share above it."""
        return parse_target(self.target.then if isinstance(self.target, CountTarget) else self.target)

    @property
    def allowed_late(self) -> tuple[int, int] | None:
        """Of a count by volume, how many may be late and up to which volume; None: a plain share."""
        if isinstance(self.target, CountTarget):
            return self.target.at_most_late, self.target.up_to
        return None

    @property
    def minimum_share(self) -> Fraction | None:
        """The minimum as an exact fraction; None: none is agreed."""
        return parse_target(self.minimum) if self.minimum is not None else None

    @property
    def point_bands(self) -> tuple[tuple[Fraction, int], ...]:
        """Lower bounds of attainment as exact fractions, highest first, each with its points."""
        return tuple((Fraction(str(bound)) / 100, int(points)) for bound, points in self.bands)

    @property
    def severities(self) -> tuple[str, ...]:
        """The severities that it covers: all four where it names none."""
        return tuple(self.applies.severity or ("P1", "P2", "P3", "P4"))


def check_bands(value: list[list[int | float]]) -> list[list[int | float]]:
    """Let bands through that leave no attainment without points and no value in two of them."""
    expected = "lower bounds that fall to 0, each with its points: [[99, 0], [98, 1], [0, 2]]"
    if any(len(band) != 2 or not isinstance(band[1], int) for band in value):
        raise ValueError(f"a band is not a lower bound and its points|{expected}")
    if any(isinstance(number, bool) for band in value for number in band):
        raise ValueError(f"true and false are no numbers|{expected}")
    bounds, points = [band[0] for band in value], [band[1] for band in value]
    if any(not 0 <= bound <= 100 for bound in bounds):
        raise ValueError(f"a band begins outside 0 to 100 per cent|{expected}")
    if any(after >= before for before, after in pairwise(bounds)):
        raise ValueError(f"the bands overlap: their lower bounds do not fall|{expected}")
    if any(after < before for before, after in pairwise(points)) or min(points, default=0) < 0:
        raise ValueError(f"a lower band has fewer points than a higher one|{expected}")
    if max(points, default=0) > MOST_POINTS:
        raise ValueError(f"a band has more than {MOST_POINTS:,} points|{expected}")
    if value and bounds[-1] != 0:
        raise ValueError(f"the bands leave a gap: nothing says what is below {bounds[-1]:g} %|{expected}")
    return value
