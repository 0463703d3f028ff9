"""Make the words of incidents comparable: masks, boilerplate and causes that say nothing.

Two views are kept apart. The symptom is what people saw: title and description. The cause is what was found:
cause and resolution. Two incidents may read alike and have different causes, so the views are weighed apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

LONGEST_BODY: Final = 1000  # characters: what follows in a long description is mostly log output
FIELDS: Final = ("title", "body", "cause")
RAW: Final = ("title", "description", "cause_text", "resolution_text")
# What differs between two tickets of one cause without telling anything. Longer forms come first.
MASKS: Final = (
    r"[[:alnum:]._%+-]+@[[:alnum:].-]+\.[[:alpha:]]{2,}",  # addresses of people
    r"\b\d{4}-\d{2}-\d{2}(?:[t ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?z?)?",  # instants
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b",  # network addresses
    r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",  # dates
    r"\b\d{1,2}:\d{2}(?::\d{2})?\b",  # times of day
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b",  # UUIDs
    r"\b0x[0-9a-f]+\b",
    r"\b[a-z]{2,5}\d{7,}\b",  # record numbers: inc0012345
)
SENTENCE_ENDS: Final = r"[.!?;]\s+|\n+"


def normalise(column: pl.Expr) -> pl.Expr:
    """Lower the case, mask what identifies one ticket only, and close up white space.

    Args:
        column: Text; null counts as empty.

    Examples:
        >>> row = pl.DataFrame({"t": ["Disk  full on INC0012345 at 10:32, see ops@example.test"]})
        >>> row.select(normalise(pl.col("t"))).item()
        'disk full on at , see'
    """
    text = column.fill_null("").str.to_lowercase()
    text = text.str.replace_all("|".join(MASKS), " ")
    return text.str.replace_all(r"\s+", " ").str.strip_chars()


def find_boilerplate(incidents: pl.DataFrame, *, share: float = 0.01, at_least: int = 10) -> list[str]:
    """Find the sentences that a desk writes whatever the cause: frequent, and spread over services.

    Args:
        incidents: ``description``, ``cause_text``, ``resolution_text`` (String) and ``service``.
        share: Of all incidents, to count as frequent.
        at_least: Incidents, to count as frequent in a small table.

    Returns:
        The normalised sentences, sorted; none where fewer than three services are known, since then nothing
        tells a stock phrase from a cause that recurs.
    """
    services = incidents["service"].drop_nulls().n_unique()
    if services < 3:
        return []
    sentences = pl.concat(
        incidents.select("service", sentence=_sentences(pl.col(name)))
        .with_row_index("incident")
        .explode("sentence")
        for name in RAW[1:]
    ).filter(pl.col("sentence").str.len_chars() >= 12)
    frequent = max(at_least, round(share * len(incidents)))
    counted = sentences.group_by("sentence").agg(
        pl.col("incident").n_unique().alias("n"), pl.col("service").drop_nulls().n_unique().alias("spread")
    )
    stock = counted.filter((pl.col("n") >= frequent) & (pl.col("spread") * 2 >= services))
    return stock["sentence"].sort().to_list()


def read_texts(
    incidents: pl.DataFrame, *, catch_all: Sequence[str] = (), boilerplate: Sequence[str] = ()
) -> pl.DataFrame:
    """Give the comparable words of each incident.

    Args:
        incidents: The columns of `RAW`, String or null.
        catch_all: Causes that say nothing, such as "Unknown", in any case.
        boilerplate: What `find_boilerplate` found.

    Returns:
        One row per incident in the same order: ``title``, ``body``, ``cause`` (String, never null; empty:
        nothing is known).

    Examples:
        >>> rows = pl.DataFrame({"title": ["Slow"], "description": [None], "cause_text": ["UNKNOWN"],
        ...     "resolution_text": ["Raised pool size"]}, schema_overrides={"description": pl.String})
        >>> read_texts(rows, catch_all=["Unknown"]).row(0)
        ('slow', '', 'raised pool size')
    """
    dull = [text.strip().lower() for text in catch_all]
    plain = incidents.select(
        title=normalise(pl.col("title")),
        body=_without(pl.col("description"), boilerplate).str.slice(0, LONGEST_BODY),
        found=_without(pl.col("cause_text"), boilerplate),
        done=_without(pl.col("resolution_text"), boilerplate),
    )
    said = [
        pl.when(pl.col(name).str.strip_chars(" .!").is_in(dull)).then(pl.lit("")).otherwise(pl.col(name))
        for name in ("found", "done")
    ]
    return plain.select("title", "body", cause=pl.concat_str(said, separator=" ").str.strip_chars())


def _sentences(column: pl.Expr) -> pl.Expr:
    text = column.fill_null("").str.to_lowercase().str.replace_all(SENTENCE_ENDS, "\x1f")
    return text.str.split("\x1f").list.eval(normalise(pl.element()).str.strip_chars(" .!?;"))


def _without(column: pl.Expr, boilerplate: Sequence[str]) -> pl.Expr:
    if not boilerplate:
        return normalise(column)
    kept = _sentences(column).list.eval(pl.element().filter(~pl.element().is_in(list(boilerplate))))
    return kept.list.join(" ").str.strip_chars()
