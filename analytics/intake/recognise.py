"""Which tool a file is from: the source whose columns it has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from analytics.contract.parts import Export
from analytics.errors import ExportError
from analytics.intake.columns import AFTER, FIGURE, Wanted, fold_header
from analytics.intake.files import Blob
from analytics.intake.formats import read_grid
from analytics.intake.grid import Grid, empty_rows
from analytics.intake.sniff import Kind, sniff, unpack
from analytics.sources import SOURCES
from analytics.sources.model import Source

_TELLING: Final = 3  # columns: fewer than these, with one missing that is needed, say nothing


@dataclass(frozen=True)
class Candidate:
    """A source that a file may be from.

    Args:
        source: The source.
        grid: The file, read as that source.
        found: Our names of the columns that it has (`columns.FIGURE` and `columns.AFTER` before others), to
            the position in the grid.
        missing: Our names of the columns without which no row can be used.
    """

    source: Source
    grid: Grid
    found: dict[str, int]
    missing: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Whether the columns say enough."""
        return not self.missing or len(self.found) >= _TELLING


def recognise(blob: Blob, sheet: str | None = None) -> tuple[Kind, list[Candidate]]:
    """Find the sources that a file may be from, the likeliest first.

    Args:
        blob: Its bytes.
        sheet: The worksheet to look at; None: every visible one.

    Returns:
        What the bytes are, and the candidates: fewest needed columns missing, then most columns found.

    Raises:
        ExportError: It is no export that can be read.
    """
    kind = sniff(blob.label, unpack(blob.label, blob.data))
    any_ = Export(source="table", path=blob.label, sheet=sheet)
    shared = None if kind == "json" else read_grid(replace(blob), any_, _any())
    found = [_try(blob, source, shared) for source in SOURCES.values()]
    return kind, sorted(
        found,
        key=lambda each: (not each.is_likely, len(each.missing), _is_list(each), -len(each.found)),
    )


def _is_list(candidate: Candidate) -> bool:
    """Of two that fit as well, a file of which each row is another incident is no log of updates."""
    position = candidate.found.get("incident_id")
    if candidate.source.rows.shape != "update" or position is None:
        return False
    return not candidate.grid.rows[f"c{position}"].is_duplicated().any()


def _any() -> Wanted:
    """Every header that any source knows: it tells the header from title rows, and the delimiter."""
    every = {
        header: (header,)
        for source in SOURCES.values()
        for headers in wanted_of(source).headers.values()
        for header in headers
    }
    return Wanted(every, frozenset(), (), SOURCES["table"].rows)


def wanted_of(source: Source) -> Wanted:
    """Give the columns that a source's own rows have, where no contract says anything."""
    rows = source.rows
    headers = {name: found for name, found in rows.headers.items() if name not in rows.fixed}
    headers |= {FIGURE + name: figure.headers for name, figure in rows.figures.items()}
    headers |= {AFTER + name: after.headers for name, after in rows.after.items() if name not in headers}
    return Wanted(headers, frozenset(), tuple(n for n in rows.needs if n not in rows.fixed), rows)


def _try(blob: Blob, source: Source, shared: Grid | None) -> Candidate:
    wanted = wanted_of(source)
    grid = shared
    if grid is None:
        try:
            grid = read_grid(replace(blob), Export(source=source.name, path=blob.label), wanted)
        except ExportError:
            if source.name == "table":  # what no source at all can read: that is what to tell
                raise
            grid = Grid((), empty_rows(0))
    header = [fold_header(name) for name in grid.header]
    hits = {
        name: next((header.index(text) for text in texts if text in header), None)
        for name, texts in wanted.headers.items()
    }
    found = {name: position for name, position in hits.items() if position is not None}
    if shared is None:  # what a source makes of any record at all says nothing of this one
        found = {name: position for name, position in found.items() if _is_filled(grid, position)}
    return Candidate(source, grid, found, tuple(name for name in wanted.required if name not in found))


def _is_filled(grid: Grid, position: int) -> bool:
    column = grid.rows[f"c{position}"]
    return column.null_count() < len(column)
