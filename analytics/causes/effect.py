"""The effect of a change: did its cause recur less often afterwards, beyond what chance explains?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl

from analytics.causes.changes import addressed
from analytics.causes.episodes import episodes
from analytics.causes.signal import MICROSECOND, USUAL, SignalRule
from analytics.schema import ELAPSED, INSTANT
from analytics.statistics import compare_rates, more_quiet_days_needed
from analytics.statistics.binomial import ALPHA

WORKED, WORSE, CANNOT_TELL, NO_EVIDENCE = "shown to work", "worse", "cannot tell", "no evidence"
REMARKS: Final = {
    None: "How often it recurs in the long run is not known: no data go back further than the time compared.",
    True: "The change was made when the cause recurred more often than over all earlier data. Some of a fall "
    "would come without any change (regression to the mean).",
    False: "Before the change the cause did not recur more often than over all earlier data.",
}
LEVEL: Final = float(ALPHA)  # each p is one division of whole numbers, so that 1/20 is at the level
KEY: Final = ["cause_id", "change_id"]
_DAY: Final = timedelta(days=1) // MICROSECOND
EFFECT: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "cause_id": pl.String,
    "change_id": pl.String,
    "made_at": INSTANT,
    "n_before": pl.Int64,
    "before": ELAPSED,
    "n_after": pl.Int64,
    "after": ELAPSED,
    "p_fewer": pl.Float64,
    "p_more": pl.Float64,
    "ratio_low": pl.Float64,
    "ratio_high": pl.Float64,
    "verdict": pl.String,
    "n_quiet_days_needed": pl.Int64,
    "n_earlier": pl.Int64,
    "earlier": ELAPSED,
    "is_above_usual": pl.Boolean,
    "remark": pl.String,
    "n_other_changes": pl.Int64,
}


def effect(
    members: pl.DataFrame,
    changes: pl.DataFrame,
    first_at: datetime,
    as_of: datetime,
    rule: SignalRule = USUAL,
) -> pl.DataFrame:
    """Compare how often a cause recurred before and after each change that was made against it.

    Counted are episodes by their first opening, over elapsed time: before the change as far back as the rule
    or the data go, after it up to ``as_of``. The exact conditional test of two Poisson rates decides.

    Reads:
        Of members and changes what `addressed` reads.

    Args:
        members: The incidents of each cause, in any order. One opened at or after ``as_of`` is not known.
        changes: The register of changes. One made at or after ``as_of`` is not known.
        first_at: The first instant of the first day of data, UTC.
        as_of: The instant of judgement, UTC.
        rule: The contract's numbers.

    Returns:
        One row per cause and change made, by both:

        - cause_id, change_id, made_at
        - n_before, n_after: episodes (Int64)
        - before, after: the elapsed time in which they were counted (Duration)
        - p_fewer, p_more: one-sided chances of as few, or as many, after the change, were the rate the same
          (Float64; null: no exposure on one side)
        - ratio_low, ratio_high: rate after over rate before, exact two-sided 95 % interval (Float64; null: no
          exposure on one side, no episode at all, or, for ratio_high, none before: nothing bounds it)
        - verdict: "shown to work", "worse", "cannot tell", "consistent, needs N more quiet days" or
          "no evidence"
        - n_quiet_days_needed: N (Int64; null: another verdict)
        - n_earlier, earlier: the same over all data before the change (Int64, Duration)
        - is_above_usual: more often before the change than over all earlier data (Boolean; null: the data go
          back no further than ``before``); remark: the same in words
        - n_other_changes: others made against the cause in the time compared, whose effect cannot be told
          from this one's (Int64)

    Source:
        DOMAIN, section 7.

    Examples:
        >>> from datetime import UTC
        >>> as_of = datetime(2026, 11, 1, tzinfo=UTC)
        >>> ago = lambda days: as_of - timedelta(days=days)
        >>> nothing = pl.lit(None, pl.String)
        >>> members = pl.DataFrame(
        ...     {"cause_id": "A", "incident_id": ["A", "B", "C"], "opened_at": [ago(170), ago(140), ago(110)]}
        ... ).with_columns(problem_id=nothing, cause_code=nothing)
        >>> changes = pl.DataFrame(
        ...     {"change_id": ["CHG3"], "causes": [["A"]], "raised_at": [ago(100)], "made_at": [ago(90)]}
        ... )
        >>> found = effect(members, changes, ago(365), as_of)
        >>> found.select("n_before", "n_after", "p_fewer", "verdict").row(0)
        (3, 0, 0.125, 'consistent, needs 65 more quiet days')
    """
    spans = _spans(addressed(members, changes, as_of), first_at, as_of, rule)
    known = episodes(members.filter(pl.col("opened_at") < as_of), rule.gap)
    counted = spans.join(_count_episodes(spans, known), on=KEY, how="left").join(
        _count_others(spans), on=KEY, how="left"
    )
    rows = [row | _judge(row) for row in counted.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=EFFECT).sort(KEY)


def _spans(pairs: pl.DataFrame, first_at: datetime, as_of: datetime, rule: SignalRule) -> pl.DataFrame:
    """Each change made, with the bounds of what is compared; before the first data there is no exposure."""
    first, made, zero = pl.lit(first_at).cast(INSTANT), pl.col("made_at"), pl.duration()
    begins, resumes = pl.max_horizontal(made - rule.before, first), pl.max_horizontal(made, first)
    return pairs.filter(made.is_not_null()).with_columns(
        first_at=first,
        begins_at=begins,
        resumes_at=resumes,
        before=pl.max_horizontal(made - begins, zero).cast(ELAPSED),
        earlier=pl.max_horizontal(made - first, zero).cast(ELAPSED),
        after=pl.max_horizontal(pl.lit(as_of).cast(INSTANT) - resumes, zero).cast(ELAPSED),
    )


def _count_episodes(spans: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    opens, made = pl.col("first_opened_at"), pl.col("made_at")
    is_earlier = (opens >= pl.col("first_at")) & (opens < made)
    return (
        spans.join(known, on="cause_id")
        .group_by(KEY)
        .agg(
            n_before=(is_earlier & (opens >= pl.col("begins_at"))).sum().cast(pl.Int64),
            n_after=(opens >= pl.col("resumes_at")).sum().cast(pl.Int64),
            n_earlier=is_earlier.sum().cast(pl.Int64),
        )
    )


def _count_others(spans: pl.DataFrame) -> pl.DataFrame:
    others = spans.select("cause_id", other_id="change_id", other_at="made_at")
    is_other = (pl.col("other_id") != pl.col("change_id")) & (pl.col("other_at") >= pl.col("begins_at"))
    return spans.join(others, on="cause_id").group_by(KEY).agg(n_other_changes=is_other.sum().cast(pl.Int64))


def _judge(row: dict[str, Any]) -> dict[str, Any]:
    """Test one change, in whole microseconds."""
    before, after, earlier = (row[name] // MICROSECOND for name in ("before", "after", "earlier"))
    is_above = row["n_before"] * earlier > row["n_earlier"] * before if earlier > before else None
    facts: dict[str, Any] = {"is_above_usual": is_above, "remark": REMARKS[is_above]}
    if before == 0 or after == 0:
        return facts | {"verdict": CANNOT_TELL}
    n_before, n_after = row["n_before"], row["n_after"]
    found = compare_rates(n_before, before, n_after, after)
    facts |= vars(found)
    if found.p_fewer <= LEVEL:
        return facts | {"verdict": WORKED}
    if found.p_more <= LEVEL:
        return facts | {"verdict": WORSE}
    if n_before == 0:
        return facts | {"verdict": CANNOT_TELL}
    if n_after * before >= n_before * after:
        return facts | {"verdict": NO_EVIDENCE}
    needed = more_quiet_days_needed(n_before, before, n_after, after, _DAY)
    return facts | {"verdict": _consistent(needed), "n_quiet_days_needed": needed}


def _consistent(n_days: int | None) -> str:
    return f"consistent, needs {n_days} more quiet day{'' if n_days == 1 else 's'}"
