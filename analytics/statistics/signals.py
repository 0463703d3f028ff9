"""The four rules by which a control chart tells a special cause from common cause, and no others.

They are those of NHS England's Making Data Count, decided in fractions. The programme states the rules and
leaves some edges open; these are ours. A point exactly on the mean ends a run. Two equal values end a
rise or fall. All points of a run or trend are marked, and of two in three those that lie far out, among
which one outside the limits counts. A point without limits, and a re-base, end every pattern.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

RUN: Final = 7  # points in a row on one side of the mean, or rising or falling
_OUTSIDE: Final = 9  # three sigma, squared
_FAR: Final = 4  # two sigma, squared


class Judged(NamedTuple):
    """One point on the scale on which it is judged; the variance is None where it has no limits."""

    value: Fraction
    centre: Fraction
    variance: Fraction | None


@dataclass(frozen=True)
class Signals:
    """What the rules say of one point.

    Args:
        is_outside: It lies outside the limits.
        is_run: It is one of 7 or more in a row on one side of the mean.
        is_trend: It is one of 7 or more in a row that rise or fall.
        is_two_of_three: It and another of three in a row lie beyond two sigma on the same side.
        direction: "up" or "down": on which side it lies; of a trend alone, where it goes. None: no signal.
    """

    is_outside: bool
    is_run: bool
    is_trend: bool
    is_two_of_three: bool
    direction: str | None

    @property
    def is_special(self) -> bool:
        """Whether any rule says so."""
        return self.direction is not None


def find_signals(points: Sequence[Judged | None]) -> list[Signals]:
    """Judge the points of one phase by the four rules.

    Args:
        points: In order of time, with the limits of one phase; None where nothing was measured.

    Source:
        NHS England, Making Data Count: strengthening your decisions (2019), the rules of special cause.

    Examples:
        >>> flat = [Judged(Fraction(value), Fraction(10), Fraction(1)) for value in (10, 14, 9)]
        >>> [signals.direction for signals in find_signals(flat)]
        [None, 'up', None]
    """
    judged = [point if point and point.variance is not None else None for point in points]
    sides = [_side(point) for point in judged]
    outside = [_is_beyond(point, _OUTSIDE) for point in judged]
    far = [side if _is_beyond(point, _FAR) else 0 for point, side in zip(judged, sides, strict=True)]
    runs = _runs(sides)
    trends = _trends(judged)
    pairs = _two_of_three(far, [point is not None for point in judged])
    rows = zip(sides, outside, runs, trends, pairs, strict=True)
    return [
        Signals(out, run, trend != 0, pair, _direction(side if out or run or pair else trend))
        for side, out, run, trend, pair in rows
    ]


def _direction(sign: int) -> str | None:
    return {1: "up", 0: None, -1: "down"}[sign]


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _side(point: Judged | None) -> int:
    return _sign(point.value - point.centre) if point else 0


def _is_beyond(point: Judged | None, sigmas_squared: int) -> bool:
    if point is None or point.variance is None:
        return False
    return (point.value - point.centre) ** 2 > sigmas_squared * point.variance


def _runs(sides: list[int]) -> list[bool]:
    found = [False] * len(sides)
    for start in range(len(sides) - RUN + 1):
        if abs(sum(sides[start : start + RUN])) == RUN:
            found[start : start + RUN] = [True] * RUN
    return found


def _trends(points: list[Judged | None]) -> list[int]:
    """Give each point of a trend its direction; seven points make six steps."""
    steps = [
        _sign(after.value - before.value) if before and after else 0 for before, after in pairwise(points)
    ]
    found = [0] * len(points)
    for start in range(len(points) - RUN + 1):
        total = sum(steps[start : start + RUN - 1])
        if abs(total) == RUN - 1:
            found[start : start + RUN] = [_sign(Fraction(total))] * RUN
    return found


def _two_of_three(far: list[int], has_limits: list[bool]) -> list[bool]:
    found = [False] * len(far)
    for start in range(len(far) - 2):
        places = range(start, start + 3)
        for side in (1, -1):
            lying = [place for place in places if far[place] == side]
            if len(lying) >= 2 and all(has_limits[place] for place in places):
                for place in lying:
                    found[place] = True
    return found
