"""The page's sentences: counts and verdicts in words, each a function of the figures."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.summary import whole_clauses
from analytics.tables import format_span
from analytics.tables.words import severity_beside

MOST_NAMED = 3  # more names than this are no sentence any more: the table has them
MONTH_OF = {  # by the contract's basis (``rules.month``)
    "due": "An obligation belongs to the month in which it could last be met on time, whenever its incident "
    "was opened.",
    "opened": "An obligation belongs to the month in which its incident was opened, whenever it falls due; "
    "what falls due “this month” is what was opened in it and has fallen due.",
}
ALL_OF = {1: "a ", 2: "both "}
CHANGES_WORDS = {  # of one change, of several
    "shown to work": ("was shown to work", "were shown to work"),
    "worse": ("made it worse", "made it worse"),
    "consistent": ("is not shown to work yet", "are not shown to work yet"),
    "no evidence": ("shows no evidence of having worked", "show no evidence of having worked"),
    "cannot tell": ("cannot be judged", "cannot be judged"),
}
KIND_NOUNS = {"update": "status update", "report": "incident report", "action": "review action"}


def verdict_sentence(attainment: pl.DataFrame, month: str) -> str:
    """Say how many of the supplier's governing obligations were missed, and which.

    Args:
        attainment: What `summary.attainment` returned.
        month: In words, ``October 2026``.

    Examples:
        >>> rows = {"obliged": ["supplier"], "kind": ["resolution"], "severity": ["P2"]}
        >>> counts = {"n_due_governing": [11], "n_late_governing": [2], "n_not_evidenced": [0]}
        >>> verdict_sentence(pl.DataFrame(rows | counts), "October 2026")
        '2 of 11 obligations missed, both P2 resolutions.'
    """
    owed = _suppliers(attainment)
    n_due, n_late = owed["n_due_governing"].sum(), owed["n_late_governing"].sum()
    if n_due == 0:
        return f"No obligation fell due in {month}: there is nothing to judge."
    if n_late == 0:
        return (
            "The one obligation that fell due was met."
            if n_due == 1
            else f"All {n_due:,} obligations were met."
        )
    return f"{n_late:,} of {n_due:,} obligations missed{_which(owed)}."


def _suppliers(attainment: pl.DataFrame) -> pl.DataFrame:
    return attainment.filter(pl.col("obliged") == "supplier")


def _which(owed: pl.DataFrame) -> str:
    """Name the late ones: by kind and severity where these are few, else by kind."""
    parts = _late_by(owed, "kind", "severity")
    if len(parts) > MOST_NAMED:
        parts = _late_by(owed, "kind")
    if len(parts) == 1:
        n, what = parts[0]
        return f", {ALL_OF.get(n, f'all {n:,} ')}{what}"
    return ": " + join_words([f"{n:,} {what}" for n, what in parts])


def _late_by(owed: pl.DataFrame, *by: str) -> list[tuple[int, str]]:
    named = owed.with_columns(pl.col("kind").replace(KIND_NOUNS))
    late = named.group_by(by, maintain_order=True).agg(pl.col("n_late_governing").sum())
    rows = late.filter(pl.col("n_late_governing") > 0).iter_rows()
    return [(row[-1], " ".join(reversed(row[:-1])) + ("" if row[-1] == 1 else "s")) for row in rows]


def levels_sentence(levels: pl.DataFrame) -> str:
    """Say how many service levels met their target, which missed, which had no case.

    A service level is a clause, all its severities together; the buyer's own duties are none.

    Args:
        levels: What `summary.service_levels` returned.
    """
    owed = whole_clauses(_suppliers(levels))
    n_met, n_missed, n_none = (
        owed.filter(pl.col("verdict") == verdict).height for verdict in ("met", "missed", "not_measurable")
    )
    measured = n_met + n_missed
    if measured == 0:
        return "No service level could be measured."
    missed = owed.filter(pl.col("verdict") == "missed")
    names = [level_name(row) for row in missed.iter_rows(named=True)]
    which = f" ({join_words(names)})" if len(names) <= MOST_NAMED else ""
    text = f"Of {count(measured, 'service level')} with a case, {n_met} met the target"
    text += f" and {n_missed} missed it{which}." if names else "."
    few = owed.filter(pl.col("is_too_few").fill_null(value=False)).height
    if few:
        text += f" For {few} of them the month holds too few cases to tell the true level from the target."
    if n_none:
        text += f" {count(n_none, 'service level')} had nothing due and cannot be measured."
    return text


def level_name(row: dict[str, object]) -> str:
    """Name a service level: its clause, and its severity where the clause's id does not tell it."""
    clause = str(row["clause_id"])
    severity = severity_beside(clause, str(row["severity"]))
    return f"{clause} at {severity}" if severity else clause


def volume_sentence(volume: pl.DataFrame, month: str) -> str:
    """Say how many incidents were opened, resolved and left open."""
    row = volume.filter(pl.col("severity") == "all").row(0, named=True)
    if row["n_opened"] == row["n_resolved"] == row["n_open"] == 0:
        return f"No incidents: none was opened or resolved in {month}, and none is open."
    opened = f"{count(row['n_opened'], 'incident')} opened in {month}"
    cohort = f", {row['n_opened_resolved']:,} of them resolved by its end" if row["n_opened"] else ""
    return (
        f"{opened}{cohort}; {row['n_resolved']:,} resolved in the month, whenever opened; "
        f"{row['n_open']:,} open at its end."
    )


def logging_sentence(row: dict[str, Any]) -> str:
    """Say how many incidents were recorded later than they were opened; empty where no export tells.

    Args:
        row: What `summary.logging_delays` returned.

    Examples:
        >>> from datetime import timedelta
        >>> logging_sentence({"n_known": 9, "n_late": 2, "longest": timedelta(hours=3)})
        'Of 9 with a time of recording, 2 were logged late, the latest by 3 h 00 min; all are included.'
    """
    if not row["n_known"]:
        return ""
    known = f"Of {row['n_known']:,} with a time of recording, "
    if not row["n_late"]:
        return f"{known}none was logged late."
    were = "1 was" if row["n_late"] == 1 else f"{row['n_late']:,} were"
    return f"{known}{were} logged late, the latest by {format_span(row['longest'])}; all are included."


def causes_sentence(signals: pl.DataFrame, effects: pl.DataFrame, waiting: pl.DataFrame) -> str:
    """Say which causes change control must hear of, and which changes worked.

    Args:
        signals: The causes that are a signal: trend and state.
        effects: What `causes.effect` returned: change_id and verdict.
        waiting: The changes that were raised and not made: change_id.

    Examples:
        >>> states = ["no change raised", "change made"]
        >>> signals = pl.DataFrame({"trend": ["rising", "steady"], "state": states})
        >>> effects = pl.DataFrame({"change_id": ["CHG1"], "verdict": ["shown to work"]})
        >>> causes_sentence(signals, effects, effects.clear())
        '2 causes are a signal for change control, 1 of them rising; for 1 no change has been raised. \
1 change was shown to work (CHG1).'
    """
    told = [_signals_words(signals)]
    for verdict, words in CHANGES_WORDS.items():
        ids = (
            effects.filter(pl.col("verdict").str.starts_with(verdict))["change_id"].unique().sort().to_list()
        )
        told += [f"{count(len(ids), 'change')} {words[len(ids) > 1]}{_named(ids)}."] if ids else []
    ids = waiting["change_id"].unique().sort().to_list()
    were = "is" if len(ids) == 1 else "are"
    told += [f"{count(len(ids), 'change')} raised {were} not made yet{_named(ids)}."] if ids else []
    return " ".join(told)


def _signals_words(signals: pl.DataFrame) -> str:
    if signals.is_empty():
        return "No cause is a signal for change control."
    n_rising = signals.filter(pl.col("trend") == "rising").height
    n_unraised = signals.filter(pl.col("state") == "no change raised").height
    text = "1 cause is" if signals.height == 1 else f"{signals.height:,} causes are"
    text += " a signal for change control" + (f", {n_rising:,} of them rising" if n_rising else "")
    if not n_unraised:
        return f"{text}; a change has been raised for each."
    return f"{text}; for {n_unraised:,} no change has been raised."


def _named(ids: list[str]) -> str:
    return f" ({join_words(ids)})" if len(ids) <= MOST_NAMED else ""


def count(n: int, noun: str) -> str:
    """Give a count with its noun.

    Examples:
        >>> count(1, "incident"), count(1200, "incident")
        ('1 incident', '1,200 incidents')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def join_words(parts: list[str]) -> str:
    """Join as English does.

    Examples:
        >>> join_words(["a", "b", "c"])
        'a, b and c'
    """
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
