"""What the cells of a file say of its dates: which columns hold instants, their day order, their zone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from analytics.errors import Problem, quote
from analytics.intake.cells import trim
from analytics.intake.columns import INSTANTS
from analytics.intake.dates import decide_order
from analytics.intake.grid import LINE, cell_name
from analytics.intake.instants import dissect
from analytics.intake.recognise import Candidate

_PROBED: Final = 50


@dataclass(frozen=True)
class Probe:
    """What was found out about the instants of one file.

    Args:
        alike: Positions of columns that no source knows and whose first cells are all instants.
        order: ``day-first`` or ``month-first``, as the cells prove; None: they do not, or it does not matter.
        dates: The order with its evidence.
        must_declare: Every date fits both orders.
        zone: Where the zone of its instants is known from.
        is_bare: Instants carry no zone, so it is to be declared.
    """

    alike: frozenset[int]
    order: str | None
    dates: str
    must_declare: bool
    zone: str
    is_bare: bool


def probe(label: str, best: Candidate) -> Probe:
    """Look at every column of instants, known or alike.

    Args:
        label: The file.
        best: The source that it is taken for, and its cells.
    """
    alike = _alike(best)
    places = _places(best, alike)
    parts = dissect(places["cell"].unique(maintain_order=True), is_1904=best.grid.is_1904)
    order, dates = _dates(label, places, parts)
    zone, is_bare = _zone(best, parts)
    return Probe(alike, order, dates, "declare it" in dates, zone, is_bare)


def _alike(best: Candidate) -> frozenset[int]:
    """Columns that no source knows and of which the first cells are all dates with a time of day."""
    known = set(best.found.values())
    firsts = [
        best.grid.rows[cell_name(i)].drop_nulls().head(_PROBED).str.strip_chars().unique()
        for i in range(len(best.grid.header))
        if i not in known
    ]
    unread = [i for i in range(len(best.grid.header)) if i not in known]
    cells = pl.concat(
        [
            pl.DataFrame(schema={"at": pl.Int64, "cell": pl.String}),
            *(
                cell.alias("cell").to_frame().select(at=pl.lit(i), cell="cell")
                for i, cell in zip(unread, firsts, strict=True)
            ),
        ],
        how="vertical_relaxed",
    )
    parts = dissect(cells["cell"].unique(maintain_order=True))
    is_dated = pl.col("form").is_in(["iso", "numeric", "named"]) & pl.col("has_time")
    said = cells.join(parts.select("cell", is_dated=is_dated), on="cell", how="left")
    whole = said.group_by("at").agg(pl.col("is_dated").fill_null(value=False).all())
    return frozenset(whole.filter("is_dated")["at"])


def _places(best: Candidate, alike: frozenset[int]) -> pl.DataFrame:
    """The cells of every column of instants: line, column, cell."""
    rows, header = best.grid.rows, best.grid.header
    known = {position for name, position in best.found.items() if name in INSTANTS} | alike
    parts = [
        rows.select(LINE, column=pl.lit(header[i]), cell=trim(pl.col(cell_name(i)))) for i in sorted(known)
    ]
    names = {LINE: pl.Int64, "column": pl.String, "cell": pl.String}
    return pl.concat([pl.DataFrame(schema=names), *parts]).drop_nulls("cell").sort(LINE, maintain_order=True)


def _dates(label: str, places: pl.DataFrame, parts: pl.DataFrame) -> tuple[str | None, str]:
    if places.is_empty():
        return None, "no column of instants was recognised"
    order, note, problems = decide_order(label, places, parts, None)
    if problems:
        return None, "; ".join(_said(problem) for problem in problems)
    if order is None:
        return None, "no cell depends on the order of day and month"
    return order, (note or order).removeprefix(f"{label}: ")


def _said(problem: Problem) -> str:
    return f"{problem.what}: {problem.remedy}" if problem.remedy else problem.what


def _zone(best: Candidate, parts: pl.DataFrame) -> tuple[str, bool]:
    if best.grid.zone:
        return f"the file itself names {best.grid.zone}", False
    timed = parts.filter(pl.col("time").is_not_null())
    bare = timed.filter(pl.col("offset").is_null())
    if timed.is_empty():
        return "no instant was recognised", False
    if bare.is_empty():
        return "every instant carries its own", False
    example = quote(bare["cell"][0])
    return f"to be declared: {bare.height:,} of {timed.height:,} instants carry none, such as {example}", True
