"""The table of changes made against causes: did the cause recur less often afterwards?"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any, Final

import polars as pl

from analytics.tables.fragment import Fragment, escape, sentence
from analytics.tables.markup import Cell, Heading, instant, make_table, number
from analytics.tables.words import plural

Row = dict[str, Any]
_HOUR: Final = timedelta(hours=1)
VERDICTS: Final = {  # a round sign for the better, a diamond for the worse, hollow where it is not shown
    "shown to work": ("●", "good"),
    "consistent": ("○", "none"),
    "no evidence": ("◇", "none"),
    "worse": ("◆", "bad"),
    "cannot tell": ("–", "none"),
}
USUAL: Final = {  # the rate before the change, against that over all earlier data
    True: "before the change it recurred more often than usual: some of a fall comes by itself",
    False: "before the change it did not recur more often than usual",
    None: "no data go back further, so what is usual is not known",
}


def effects(
    effects: pl.DataFrame, *, name: str, caption: str, timezone: str, page: str = "", with_usual: bool = False
) -> Fragment:
    """Write each change made with the episodes before and after it, the exact test, and the verdict.

    Args:
        effects: The columns of `effect`, and how the cause is shown: shown_id, anchor, name.
        name: Unique on the page; part of ids.
        caption: The table's caption.
        timezone: In which the instants are written.
        page: Where each cause's own part is; empty: on this page.
        with_usual: Whether the count over all earlier data stands beside, with the remark on it.
    """
    if effects.is_empty():
        return sentence("No change was made against a cause.")
    headings = [
        *(Heading("Change"), Heading("Cause"), Heading("Verdict")),
        *(Heading("Before", True), Heading("After", True)),
        *(Heading("p, one-sided", True), Heading("Rate after ÷ before, 95 %, two-sided", True)),
        *([Heading("All data before it")] if with_usual else []),
    ]
    rows = [_effect(row, timezone, page, with_usual=with_usual) for row in effects.iter_rows(named=True)]
    return Fragment(make_table(name, caption, headings, [rows]))


def _effect(row: Row, timezone: str, page: str, *, with_usual: bool) -> list[Cell]:
    cause = f'<a href="{escape(page)}#{escape(row["anchor"])}">{escape(row["name"])}</a>'
    return [
        Cell(f"{escape(row['change_id'])} <small>{instant(row['made_at'], timezone).html}</small>"),
        Cell(f"{cause} <small>{escape(row['shown_id'])}</small>"),
        effect_verdict(row["verdict"], row["n_other_changes"]),
        episodes_in(row["n_before"], row["before"]),
        episodes_in(row["n_after"], row["after"]),
        _chance(row),
        Cell(format_ratio_interval(row["ratio_low"], row["ratio_high"]), True),
        *([_usual(row)] if with_usual else []),
    ]


def _chance(row: Row) -> Cell:
    """Make a cell of the chance that the verdict goes by: of as few after the change, or of as many."""
    p, side = (row["p_more"], "many") if row["verdict"] == "worse" else (row["p_fewer"], "few")
    return Cell(format_chance(p) + ("" if p is None else f" <small>as {side}</small>"), True)


def effect_verdict(verdict: str, n_other_changes: int = 0) -> Cell:
    """Make a cell of a verdict: a shape that needs no colour, the words, and what stands against them."""
    words, _, needed = verdict.partition(", ")
    shape, tone = VERDICTS[words]
    mark = f'<span class="verdict-mark" aria-hidden="true">{shape}</span>'
    notes = [escape(needed)] if needed else []
    if n_other_changes:
        notes.append(f"{plural(n_other_changes, 'other change')} in the time compared")
    more = "".join(f" <small>{note}</small>" for note in notes)
    return Cell(f'<span class="verdict verdict-{tone}">{mark} {escape(words.capitalize())}</span>{more}')


def _usual(row: Row) -> Cell:
    told = episodes_in(row["n_earlier"], row["earlier"])
    return Cell(f"{told.html} <small>{USUAL[row['is_above_usual']]}</small>")


def episodes_in(n: int, exposure: timedelta) -> Cell:
    """Make a cell of a count of episodes with the time in which they were counted."""
    return Cell(f'{number(n).html} <small class="nowrap">in {format_days(exposure)}</small>', True)


def format_days(exposure: timedelta) -> str:
    """Write elapsed time in days, cut to whole hours.

    Examples:
        >>> format_days(timedelta(days=90)), format_days(timedelta(days=1, hours=2, minutes=59))
        ('90 days', '1 day 2 h')
    """
    days, rest = divmod(exposure, timedelta(days=1))
    hours = rest // _HOUR
    return plural(days, "day") + (f" {hours} h" if hours else "")


def format_chance(p: float | None) -> str:
    """Write a chance with three decimals, rounded up, so that it never reads as smaller than it is.

    Examples:
        >>> format_chance(0.015625), format_chance(0.0501), format_chance(0.00001), format_chance(None)
        ('0.016', '0.051', 'below 0.001', 'n/a')
    """
    if p is None:
        return "n/a"
    return "below 0.001" if p < 0.001 else f"{math.ceil(p * 1000 - 1e-9) / 1000:.3f}"


def format_ratio_interval(low: float | None, high: float | None) -> str:
    """Write an interval of a ratio, widened outwards to two significant digits; null: nothing bounds it.

    Examples:
        >>> format_ratio_interval(0.00289, 0.9231), format_ratio_interval(0.3158, None)
        ('0.0028 to 0.93', '0.31 and more')
        >>> format_ratio_interval(0.0, 4.4333), format_ratio_interval(None, None)
        ('0 to 4.5', 'n/a')
    """
    if low is None:
        return "n/a"
    first = _two_digits(low, math.floor)
    return f"{first} and more" if high is None else f"{first} to {_two_digits(high, math.ceil)}"


def _two_digits(value: float, cut: Any) -> str:
    if value <= 0:
        return "0"
    places = 1 - math.floor(math.log10(value))
    shown = cut(value * 10**places) / 10**places
    return f"{shown:.{max(places, 0)}f}"
