"""Where a level of a control chart stands: the scale of one panel, its ticks, and names that do not meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from analytics.charts.marks import axis_floor

_ROOT: Final = 1 / 3.6  # the scale on which waiting times between events are judged
_CLOSEST: Final = 17.0  # user units between two ticks
_HOUR: Final = 3_600_000_000
_DAY: Final = 24 * _HOUR
_TIMES: Final = {
    0: "0",
    _HOUR: "1 h",
    6 * _HOUR: "6 h",
    _DAY: "1 day",
    3 * _DAY: "3 days",
    7 * _DAY: "7 days",
    14 * _DAY: "14 days",
    30 * _DAY: "30 days",
    60 * _DAY: "60 days",
    120 * _DAY: "120 days",
    240 * _DAY: "240 days",
    480 * _DAY: "480 days",
    960 * _DAY: "960 days",
}


@dataclass(frozen=True)
class Scale:
    """The vertical scale of one panel.

    Args:
        unit: count; share, from a whole fifth up to 1; time, on the root scale of a T chart.
        low: The level at the foot.
        high: The level at the top.
        top: User units from the panel's top to `high`.
        bottom: User units from the panel's top to `low`.
    """

    unit: str
    low: float
    high: float
    top: float
    bottom: float

    def height(self, value: float) -> float:
        """Place a level, in user units from the panel's top."""
        low, high, level = (self._moved(each) for each in (self.low, self.high, value))
        return round(self.bottom - (self.bottom - self.top) * (level - low) / (high - low), 2)

    def _moved(self, value: float) -> float:
        return float(value**_ROOT) if self.unit == "time" else value

    def ticks(self) -> dict[float, str]:
        """Choose round levels with room between them: level to its words."""
        if self.unit == "share":
            return {level: f"{level * 100:.0f} %" for level in (self.low, (self.low + 1) / 2, 1.0)}
        if self.unit == "count":
            step = _round_step(self.high)
            return {step * i: f"{step * i:,.0f}" for i in range(int(self.high / step + 1e-9) + 1)}
        chosen: dict[float, str] = {}
        for level, words in _TIMES.items():
            has_room = all(self.height(other) - self.height(level) >= _CLOSEST for other in chosen)
            if level <= self.high and has_room:
                chosen[level] = words
        return chosen


def make_scale(unit: str, levels: Iterable[float], top: float, bottom: float) -> Scale:
    """Make a scale that holds all levels.

    Examples:
        >>> make_scale("count", [3, 41.2], 0, 100).high
        60
    """
    found = list(levels)
    if unit == "share":
        return Scale(unit, axis_floor(min(found)), 1.0, top, bottom)
    highest = max(*found, 1.0)
    if unit == "count":
        step = _round_step(highest)
        return Scale(unit, 0, step * -int(-highest // step), top, bottom)
    return Scale(unit, 0, max(highest, _HOUR), top, bottom)


def _round_step(highest: float) -> int:
    """Choose a round step of a count, of which at most four reach the highest level."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power * 4 >= highest:
                return step * power
        power *= 10


def spread(heights: dict[str, float], apart: float, last: float) -> dict[str, float]:
    """Move names apart that would meet, in their order from the top, none below `last`.

    Examples:
        >>> spread({"mean": 50, "upper": 45}, 14, 100)
        {'upper': 45, 'mean': 59}
    """
    placed: dict[str, float] = {}
    for name, height in sorted(heights.items(), key=lambda pair: pair[1]):
        placed[name] = max(height, *(other + apart for other in placed.values())) if placed else height
    ceiling = last
    for name in reversed(list(placed)):
        placed[name] = min(placed[name], ceiling)
        ceiling = placed[name] - apart
    return placed
