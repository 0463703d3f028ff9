"""Source `table`: one row per incident, its columns mapped in the contract."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from analytics.intake.built import ORIGIN, ROW, Built, fill_incidents, nothing, reject, sort_ids
from analytics.intake.columns import FIGURE, SECURITY_WORD
from analytics.intake.parties import PARTY, Parties
from analytics.intake.repeats import may_repeat

CHANGED: Final = "updated_at"


def build_table(rows: pl.DataFrame, parties: Parties) -> Built:
    """Make incidents of the rows of all tables.

    A row that repeats another in every mapped column is dropped, which is no fault. Rows of one incident
    that disagree are twins: nothing says which is right, so none is used, unless the contract maps the column
    that says when each row was changed, as exports of two months need it: then the latest is. Of the accounts
    of two parties the first party's is used, and where the other's differs is told.

    Args:
        rows: Typed rows of every file (`rows.understand`), with ``file_number`` and ``row``.
        parties: Whose account each file is.
    """
    if rows.is_empty():
        return nothing()
    rows = rows if rows[ROW].is_sorted() else rows.sort(ROW)
    rows = rows.with_columns(parties.number().alias(PARTY))
    facts = [name for name in rows.columns if name not in (*ORIGIN, CHANGED) and not name.startswith(FIGURE)]
    if may_repeat(rows["incident_id"]):
        is_first = rows.select(pl.struct(facts).is_first_distinct()).to_series()
        distinct, repeats = rows.filter(is_first), rows.filter(~is_first)
        is_twin = distinct.select(pl.struct("incident_id", PARTY).is_duplicated()).to_series()
        single, twins = distinct.filter(~is_twin), distinct.filter(is_twin)
        latest, earlier, twins = settle(twins)
        single = pl.concat([single, latest]).sort(ROW) if latest.height else single
        is_ours = single.select(pl.col(PARTY) == pl.col(PARTY).min().over("incident_id")).to_series()
        ours, others = single.filter(is_ours), single.filter(~is_ours)
    else:  # an id that stands once is neither a repeat nor a twin: of most files, every one
        single = ours = rows
        repeats = twins = others = earlier = rows.clear()
    used = ours.drop(PARTY).with_columns(pl.col("file").alias("source"))
    if SECURITY_WORD in used.columns:
        used = used.drop("is_security", strict=False).rename({SECURITY_WORD: "is_security"})
    else:
        used = used.drop("is_security", strict=False)  # no rule is declared: the flag means nothing
    rejected = [
        reject(repeats, "repeat of an earlier row in every mapped column", is_fault=False),
        reject(earlier, "an earlier state of this incident: a row changed later is used", is_fault=False),
        reject(
            twins,
            "conflicting twins: several rows of one incident disagree",
            is_fault=True,
            column=_differing(facts),
            value=pl.col("incident_id"),
        ),
    ]
    incidents = sort_ids(fill_incidents(used))
    compared = parties.compare(incidents, others)
    return replace(
        compared,
        incidents=incidents,
        rejected=pl.concat(rejected),
        notes=(*compared.notes, *parties.note_alone(single)),
    )


def settle(twins: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Part rows that disagree by when each was last changed, ``updated_at``.

    Args:
        twins: Rows of incidents that several rows of a party are about.

    Returns:
        The row of each incident that was changed last; the earlier ones; and those of which that is not
        known, or of which two were changed at the same instant.
    """
    if CHANGED not in twins.columns or twins.is_empty():
        return twins.clear(), twins.clear(), twins
    same, at = ["incident_id", PARTY], pl.col(CHANGED)
    is_last = at == at.max().over(same)
    is_settled = ((is_last.sum().over(same) == 1) & (at.null_count().over(same) == 0)).fill_null(value=False)
    return twins.filter(is_settled & is_last), twins.filter(is_settled & ~is_last), twins.filter(~is_settled)


def _differing(facts: list[str]) -> pl.Expr:
    """Our names of the columns in which the rows of one incident disagree."""
    own = [name for name in facts if name not in ("incident_id", PARTY)]
    differs = [pl.col(name).n_unique().over("incident_id", PARTY) > 1 for name in own]
    said = [pl.when(each).then(pl.lit(name)) for each, name in zip(differs, own, strict=True)]
    return pl.concat_str(said, separator=", ", ignore_nulls=True)
