"""A name in words for each cause, of what may be published only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

LONGEST: Final = 80
PLACES: Final = ("component", "service")


def name_causes(
    members: pl.DataFrame,
    medoids: Mapping[str, str],
    labels: Mapping[str, str],
    publish_text: Sequence[str] = (),
    given: Mapping[str, str] = {},
) -> pl.DataFrame:
    """Name each cause: what people called it, else its label and component, else its own words.

    Reads:
        cause_id, incident_id, cause_code, component, service and the columns of ``publish_text``.

    Args:
        members: The incidents of each cause.
        medoids: For each cause the incident most like the others, whose words speak for it.
        labels: Names of cause codes, the codes folded.
        publish_text: Columns whose words may be published; none by default.
        given: Names that people gave.

    Returns:
        One row per cause, by cause: cause_id, name.

    Examples:
        >>> members = pl.DataFrame({"cause_id": ["A", "A"], "incident_id": ["A", "B"],
        ...     "cause_code": ["CERT", "CERT"], "component": ["gateway", None], "service": ["Payments"] * 2})
        >>> name_causes(members, {"A": "A"}, {"cert": "Certificate expired"})["name"][0]
        'Certificate expired: gateway'
    """
    facts = members.select("cause_id").unique()
    for name in ("cause_code", *PLACES):
        facts = facts.join(_most_common(members, name), on="cause_id", how="left")
    spoken = _words(members, medoids, publish_text)
    rows = facts.join(spoken, on="cause_id", how="left").sort("cause_id")
    names = [given.get(row["cause_id"]) or _name(row, labels) for row in rows.iter_rows(named=True)]
    return pl.DataFrame(
        {"cause_id": rows["cause_id"], "name": names}, schema={"cause_id": pl.String, "name": pl.String}
    )


def _name(row: Mapping[str, str | None], labels: Mapping[str, str]) -> str:
    code = row["cause_code"]
    what = labels.get(code.strip().casefold()) if code else None
    what = what or row["words"]
    where = row["component"] or row["service"]
    if what and where:
        return f"{what}: {where}"
    if what or where:
        return what or f"Faults of {where}"
    return f"Cause first seen in {row['cause_id']}"


def _most_common(members: pl.DataFrame, name: str) -> pl.DataFrame:
    """The value that most members have, the first by spelling of several; below a third only with others."""
    sizes = members.group_by("cause_id").agg(n_members=pl.len())
    counted = (
        members.drop_nulls(name)
        .group_by("cause_id", name)
        .agg(n=pl.len())
        .sort("cause_id", "n", name, descending=[False, True, False])
    )
    best = counted.with_columns(n_others=pl.len().over("cause_id") - 1)
    best = best.unique("cause_id", keep="first", maintain_order=True).join(sizes, on="cause_id")
    is_most = pl.col("n") * 3 >= pl.col("n_members")
    ending = pl.when(pl.col("n_others") == 1).then(pl.lit("")).otherwise(pl.lit("s"))
    words = pl.when(pl.col("n_others") > 0).then(pl.format("{} and {} other{}", name, "n_others", ending))
    several = words if name in PLACES else pl.lit(None, pl.String)
    return best.select("cause_id", pl.when(is_most).then(name).otherwise(several).alias(name))


def _words(members: pl.DataFrame, medoids: Mapping[str, str], columns: Sequence[str]) -> pl.DataFrame:
    """The first publishable sentence of the incident that is most like the others."""
    chosen = members.filter(pl.col("incident_id") == pl.col("cause_id").replace_strict(medoids, default=None))
    ranked = [name for name in ("cause_text", "resolution_text", "title", "description") if name in columns]
    texts = [_sentence(pl.col(name)) for name in ranked]
    words = pl.coalesce(texts) if texts else pl.lit(None, pl.String)
    return chosen.select("cause_id", words=words)


def _sentence(column: pl.Expr) -> pl.Expr:
    text = column.str.strip_chars().str.replace_all(r"\s+", " ").str.extract(r"^(.+?)(?:[.!?;](?:\s|$)|$)")
    short = pl.when(text.str.len_chars() > LONGEST).then(text.str.slice(0, LONGEST - 1) + "…").otherwise(text)
    return pl.when(short.str.len_chars() > 0).then(short)
