"""What tools and parties say otherwise, as `check` prints and keeps it: by incident, and in counts."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from analytics.contract.model import Contract
from analytics.errors import ContractError
from analytics.report.inert import inert
from analytics.report.reconcile import AGREE, NO_VERDICT, reconcile, summarise
from analytics.schema import Tables

SHOWN: Final = 20
NAMED: Final = 3


def compare_figures(tables: Tables, contract: Contract) -> pl.DataFrame | None:
    """Compare the tools' figures with ours, as known where the data ends; None: nothing can be judged."""
    as_of = tables.complete_until or _after(tables.latest_at)
    if as_of is None:
        return None
    try:
        return reconcile(tables, contract, as_of)
    except ContractError:  # an instant outside the years of the holidays: `figures` and `publish` say so
        return None


def _after(latest: dt.datetime | None) -> dt.datetime | None:
    return latest + dt.timedelta(microseconds=1) if latest else None


def reconciliation_lines(found: pl.DataFrame | None) -> Iterator[str]:
    """Yield a line for each figure and one for each reason, with the first incidents that differ."""
    if found is None or found.is_empty():
        return
    yield "the tools' own figures, compared and not used:"
    last = None
    for row in summarise(found).iter_rows(named=True):
        figure = (row["source"], row["name"])
        if figure != last:
            measures = row["measures"] or "not mapped"
            incidents = "incident" if row["n"] == 1 else "incidents"
            yield f"  {row['name']} of {row['source']} ({measures}): {row['n']:,} {incidents}"
        last = figure
        yield f"    {row['n_reason']:>7,}  {row['reason']}{_examples(found, row)}"


def _examples(found: pl.DataFrame, row: dict[str, Any]) -> str:
    if row["reason"] in (*AGREE, *NO_VERDICT):
        return ""
    of = found.filter(
        pl.col("source") == row["source"], pl.col("name") == row["name"], pl.col("reason") == row["reason"]
    )
    ids = [repr(name)[1:-1] for name in of["incident_id"].head(NAMED)]
    return f": {', '.join(ids)}" + (" …" if of.height > NAMED else "")


def difference_lines(differences: pl.DataFrame) -> Iterator[str]:
    """Yield a line for each fact in which two parties' exports of an incident differ, the first of them."""
    for row in differences.head(SHOWN).iter_rows(named=True):
        party = f", {row['party']}" if row["party"] else ""
        yield (
            f"differs: {repr(row['incident_id'])[1:-1]} {row['field']}: {row['value'] or 'nothing'} "
            f"({row['file']}), {row['other_value'] or 'nothing'} ({row['other_file']}{party})"
        )
    if differences.height > SHOWN:
        yield f"and {differences.height - SHOWN:,} more differences: --format json lists them all"


def to_records(found: pl.DataFrame | None) -> list[dict[str, Any]]:
    """Give rows for machines: durations in seconds."""
    if found is None:
        return []
    seconds = [
        pl.col(name).dt.total_microseconds() / 1_000_000
        for name, dtype in found.schema.items()
        if isinstance(dtype, pl.Duration)
    ]
    return found.with_columns(seconds).to_dicts()


def to_csv(found: pl.DataFrame | None) -> bytes:
    """Give rows for a spreadsheet: durations in seconds, no cell that would be run as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    records = to_records(found)
    if found is not None:
        writer.writerow(found.columns)
    for record in records:
        writer.writerow([inert("" if cell is None else cell) for cell in record.values()])
    return out.getvalue().encode()


def count_differences(differences: pl.DataFrame) -> pl.DataFrame:
    """Count the incidents that differ: file, other_file, party, field, n."""
    keys = ["file", "other_file", "party", "field"]
    counts = differences.group_by(keys).agg(n=pl.col("incident_id").n_unique().cast(pl.Int64))
    return counts.sort(keys, nulls_last=True)
