"""Remarks on an obligation that a reader of its explanation wants."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from analytics.contract.model import Contract


def add_flags(contract: Contract) -> pl.Expr:
    """Give the remarks in a fixed order; an empty list where there are none."""
    remarks = _remarks(contract.rules.reopen_gap)
    # One bit a remark, then one look-up: to join lists of mostly nothing costs fifty times as much.
    bits = [
        holds.fill_null(value=False).cast(pl.UInt32) * (1 << place)
        for place, holds in enumerate(remarks.values())
    ]
    return pl.lit(_lists_of(tuple(remarks))).gather(pl.sum_horizontal(bits))


@lru_cache(maxsize=4)
def _lists_of(remarks: tuple[str, ...]) -> pl.Series:
    """Give for each number below 2^n the list of those remarks whose bits are set in it."""
    numbers = range(1 << len(remarks))
    lists = [[text for place, text in enumerate(remarks) if number >> place & 1] for number in numbers]
    return pl.Series(lists, dtype=pl.List(pl.String))


def _remarks(reopen_gap: str) -> dict[str, pl.Expr]:
    kind = pl.col("clause_kind")
    is_early = pl.col("stopped_at") < pl.col("starts_at")
    is_raised = pl.col("entered_at").is_not_null() & (pl.col("last_on_time_at") < pl.col("entered_at"))
    is_resolution = kind == "resolution"
    return {
        "notice before awareness": is_early & (kind == "notification"),
        "delivered before it was owed": is_early & kind.is_in(["report", "review"]),
        "already over its window when the severity changed": is_raised,
        "missed before the severity changed, kept": pl.col("left_at").is_not_null(),
        "severity lowered when the higher clause was near its breach": pl.col("is_near_breach"),
        "resolution time from the log of states": is_resolution & (pl.col("resolved_by") == "last state"),
        "resolution time from the closing": is_resolution & (pl.col("resolved_by") == "closed"),
        "acknowledged by nothing but its resolution": (kind == "response") & pl.col("is_late_resolved"),
        f"reopened within the window, the gap {reopen_gap}": is_resolution
        & (pl.col("gap") > pl.duration(seconds=0)),
        "a recurrence: reopened after the window": pl.col("episode") > 1,
        "security nature known later than the incident": (kind == "notification")
        & pl.col("is_security_clause")
        & (pl.col("starts_at") > pl.col("known_aware_at")),
        "its clock starts with the earliest of its duplicates": (pl.col("n_members") > 0)
        & (pl.col("starts_at") < pl.col("opened_at")),
    }
