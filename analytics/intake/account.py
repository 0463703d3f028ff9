"""The account of rows: read = used + excluded, per file, or nothing is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from analytics.contract.model import Export
from analytics.errors import IncidentAnalyticsError, Problem, quote
from analytics.intake.grid import said_line
from analytics.schema import FILES, Tables
from analytics.sources import SOURCES
from analytics.sources.model import Rows

LIMITS: Final = (10_000, 32_000, 50_000)


@dataclass(frozen=True)
class Counted:
    """What is known of one file whether or not it was refused.

    Args:
        export: What the contract declares of it.
        label: Its path, and the part of it where its rows hold others.
        rows: Which kind of row it is.
        sha256: The hash of its bytes; None: it could not be read.
        n_bytes: How many it has.
        n_read: Rows below the header that are not blank.
        encoding: How the bytes were read.
        delimiter: What separates cells.
        day_order: In which order day and month were read.
        is_refused: Nothing of it is used.
        sheets: The worksheets that were read.
        zone: The zone of instants without an offset.
        ignored: Its own columns that nothing is made of.
        lines: Where the rows of a refused file begin; None: not known.
    """

    export: Export
    label: str
    rows: Rows
    sha256: str | None = None
    n_bytes: int | None = None
    n_read: int = 0
    encoding: str | None = None
    delimiter: str | None = None
    day_order: str | None = None
    is_refused: bool = False
    sheets: tuple[str, ...] = ()
    zone: str | None = None
    ignored: tuple[str, ...] = ()
    lines: pl.Series | None = None


def make_files(counted: list[Counted], rejected: pl.DataFrame, used: pl.DataFrame) -> pl.DataFrame:
    """Make the account.

    Args:
        counted: Every file, in the order of the contract.
        rejected: Every row that is not used.
        used: Per file, ``n_used``, ``first_at`` and ``last_at``.

    Returns:
        `schema.FILES`, in the order of the contract.

    Raises:
        IncidentAnalyticsError: The rows of a file do not add up, which is our own fault.
    """
    excluded = rejected.group_by("file").agg(
        n_excluded=pl.len().cast(pl.Int64),
        n_faults=pl.col("is_fault").sum().cast(pl.Int64),
        n_repeats=pl.col("reason").str.contains("repeat of", literal=True).sum().cast(pl.Int64),
    )
    files = pl.DataFrame([_row(file) for file in counted], infer_schema_length=None).cast(
        {
            **{"n_read": pl.Int64, "n_bytes": pl.Int64},
            **{"sheets": pl.List(pl.String), "ignored": pl.List(pl.String)},
        }
    )
    counts = [pl.col(name).fill_null(0) for name in ("n_used", "n_excluded", "n_faults", "n_repeats")]
    files = (
        files.join(excluded, on="file", how="left", maintain_order="left")
        .join(used, on="file", how="left", maintain_order="left")
        .with_columns(counts)
    )
    wrong = files.filter(pl.col("n_read") != pl.col("n_used") + pl.col("n_excluded"))
    for row in wrong.iter_rows(named=True):
        what = f"{row['n_read']} rows read are not {row['n_used']} used and {row['n_excluded']} excluded"
        raise IncidentAnalyticsError.at(row["file"], what, "every row accounted for", "report this fault")
    return files.select(pl.col(name).cast(dtype) for name, dtype in FILES.items())


def _row(file: Counted) -> dict[str, object]:
    return {
        "file": file.label,
        "path": file.export.path,
        "source": file.export.source,
        "shape": file.rows.shape,
        "sha256": file.sha256,
        "n_bytes": file.n_bytes,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "day_order": file.day_order,
        "timezone": file.zone or file.export.timezone,
        "n_read": file.n_read,
        "sheets": list(file.sheets),
        "ignored": list(file.ignored),
    }


REFUSED: Final = "the file was refused"
TOO_MANY: Final = "nothing is wrong with it: too many other rows of its file are at fault"


def refuse_rows(file: Counted) -> pl.DataFrame:
    """List every row of a refused file, so that its account adds up."""
    lines = file.lines if file.lines is not None else pl.repeat(None, file.n_read, dtype=pl.Int64, eager=True)
    return (
        lines.sort()
        .to_frame("line")
        .select(
            pl.lit(file.label).alias("file"),
            pl.lit(None, pl.String).alias("sheet"),
            "line",
            *(pl.lit(None, pl.String).alias(name) for name in ("id", "column", "value")),
            pl.lit(REFUSED).alias("reason"),
            pl.lit(value=True).alias("is_fault"),
            pl.lit(None, pl.String).alias("also"),
        )
    )


def withdraw(tables: Tables, spared: pl.DataFrame) -> Tables:
    """Count the right rows of a file as not used where too many of its rows are at fault.

    Args:
        tables: What was read.
        spared: `schema.REJECTED`: the rows that would be used if their file were not refused.
    """
    if spared.is_empty():
        return tables
    counts = spared.group_by("file").agg(n_spared=pl.len().cast(pl.Int64))
    n = pl.col("n_spared").fill_null(0)
    files = (
        tables.files.join(counts, on="file", how="left", maintain_order="left")
        .with_columns(n_used=pl.col("n_used") - n, n_excluded=pl.col("n_excluded") + n)
        .drop("n_spared")
    )
    rejected = pl.concat([tables.rejected, spared]).sort(
        "file", "line", "reason", nulls_last=True, maintain_order=True
    )
    return replace(tables, files=files, rejected=rejected)


def say_reasons(rejected: pl.DataFrame) -> str:
    """Say why rows are not used, the most frequent reason first, each with its first line and cell."""
    reasons = (
        rejected.sort("line", nulls_last=True, maintain_order=True)
        .group_by("reason", maintain_order=True)
        .agg(pl.len(), pl.col("line").first(), pl.col("value").first())
        .sort("len", "line", descending=[True, False], nulls_last=True, maintain_order=True)
    )
    return "; ".join(
        f"{reason} ({n}{_first_at(line, value)})" for reason, n, line, value in reasons.head(5).iter_rows()
    )


def _first_at(line: int | None, value: str | None) -> str:
    place = "" if line is None else f", first on line {said_line(line)}"
    return place if value is None or not place else f"{place}: {quote(value)}"


def note_limits(files: pl.DataFrame) -> list[str]:
    """Warn of files that end exactly where tools stop an export without a word."""
    at_limit = files.filter(pl.col("n_read").is_in(LIMITS))
    newest = {name: source.newest for name, source in SOURCES.items() if source.newest}
    is_own = pl.col("file") == pl.col("path")  # a part of a file has rows of its own
    full = files.filter(
        is_own,
        pl.col("n_read") == pl.col("source").replace_strict(newest, default=None, return_dtype=pl.Int64),
    )
    said = {
        "where list exports stop without a word: rows may be missing": at_limit,
        "the newest that this tool gives: older ones may be missing": full,
    }
    return [
        f"{label}: it holds exactly {n:,} rows, {what}"
        for what, found in said.items()
        for label, n in found.select("file", "n_read").iter_rows()
    ]


def check_shares(
    files: pl.DataFrame, rejected: pl.DataFrame, refused: Sequence[str], max_excluded: float
) -> list[Problem]:
    """Name each file too many of whose rows are faulty, but for those that are refused anyhow.

    Exclusions by type, repeats, totals and marker rows do not count.
    """
    problems = []
    is_judged = ~pl.col("file").is_in(list(refused))
    for row in files.filter(is_judged & (pl.col("n_faults") > 0)).iter_rows(named=True):
        if row["n_faults"] <= max_excluded * row["n_read"]:
            continue
        faults = rejected.filter((pl.col("file") == row["file"]) & pl.col("is_fault"))
        what = f"{row['n_faults']} of {row['n_read']} rows excluded for a fault: {say_reasons(faults)}"
        remedy = "mend the export or the contract's words, or raise max_excluded"
        problems.append(Problem(row["file"], what, f"at most {100 * max_excluded:g} % of the rows", remedy))
    return problems
