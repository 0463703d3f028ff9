"""What a control chart says at its newest point: the two things that its icons show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

Better = Literal["up", "down"]
Variation = Literal["common", "improving", "concerning", "neutral", "too few"]
Assurance = Literal["passing", "failing", "hit or miss"]


@dataclass(frozen=True)
class Reading:
    """The state of a control chart.

    Args:
        variation: Of the newest point: common cause; a special cause that improves or concerns, or is
            neutral where no direction is better; too few points, or too few cases in the newest, to tell.
        direction: Of a special cause: up or down; else None.
        assurance: Whether the target will be met while nothing changes: always, never, or now and then; None
            without a target or a better direction, with too few points, and while limits are on trial.
        is_trial: The limits rest on fewer than 12 points.
        n_points: Points with limits since the last re-base.
    """

    variation: Variation
    direction: Better | None
    assurance: Assurance | None
    is_trial: bool
    n_points: int


def read_chart(points: pl.DataFrame, better: Better | None = None, target: float | None = None) -> Reading:
    """Read variation and assurance off a control chart.

    Variation goes by the newest point. Assurance goes by its limits: a target that they leave on the good
    side is met by common cause alone, one on the bad side is not, and one between them is hit or missed by
    chance.

    Args:
        points: What `xmr_chart`, `t_chart` or `p_chart` returned.
        better: Which way is better; None: neither is.
        target: In the unit of `value`.

    Source:
        NHS England, Making Data Count, the variation and assurance icons. To give no assurance on trial
        limits is ours.

    Examples:
        >>> from analytics.statistics.control import xmr_chart
        >>> steady = xmr_chart([str(month) for month in range(12)], [10, 12] * 6)
        >>> reading = read_chart(steady, better="down", target=20)
        >>> reading.variation, reading.assurance
        ('common', 'passing')
    """
    limited = points.filter(pl.col("phase") == pl.col("phase").max(), pl.col("low").is_not_null())
    if points.is_empty() or points["low"][-1] is None:
        return Reading("too few", None, None, is_trial=True, n_points=len(limited))
    last = points.row(-1, named=True)
    assurance = None
    if better and target is not None and not last["is_trial"]:
        assurance = _assure(last["low"], last["high"], better, target)
    direction = last["direction"]
    return Reading(_vary(direction, better), direction, assurance, last["is_trial"], len(limited))


def _vary(direction: Better | None, better: Better | None) -> Variation:
    if direction is None:
        return "common"
    if better is None:
        return "neutral"
    return "improving" if direction == better else "concerning"


def _assure(low: float, high: float, better: Better, target: float) -> Assurance:
    is_passing = low >= target if better == "up" else high <= target
    is_failing = high < target if better == "up" else low > target
    return "passing" if is_passing else "failing" if is_failing else "hit or miss"
