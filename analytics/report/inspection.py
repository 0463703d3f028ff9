"""`inspect`: what a file is, what can be read off it, and the lines of a contract that describe it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from analytics.errors import ExportError, quote
from analytics.intake.cells import trim
from analytics.intake.columns import AFTER, FIGURE, fold_header
from analytics.intake.files import read_blob
from analytics.intake.grid import cell_name
from analytics.intake.kinds import type_column
from analytics.intake.recognise import Candidate, recognise
from analytics.report.paste import is_named, lines_to_paste
from analytics.report.probe import Probe, probe
from analytics.tables.account import DELIMITERS
from analytics.visible import escape_json

N_SAMPLES: Final = 3
N_OTHERS: Final = 3
_MOST_WORDS: Final = 12
_NEARLY: Final = 0.75  # of the columns of the likeliest source
_WORDED: Final = ("severity", "state", "kind", "audience", "measures")


@dataclass(frozen=True)
class Inspection:
    """What was found out about one file.

    Args:
        label: Its path, as given.
        facts: sha256, n_bytes, kind, encoding, delimiter, sheets, n_rows.
        source: The likeliest source; None: no source has enough of its columns.
        title: Its title.
        unverified: No public page was found that says what its fields mean.
        missing: Our names of columns that it needs and the file lacks.
        others: Other sources that may fit.
        columns: Per column of the file: header, ours (null: not read), n_filled, samples.
        dates: In which order day and month are written, with the evidence.
        zone: Where the zone of its instants is known from.
        words: Per column of words, each word and how often it stands.
        notes: What to know of the file.
        block: The lines to paste.
    """

    label: str
    facts: dict[str, Any]
    source: str | None
    title: str | None
    unverified: bool
    missing: tuple[str, ...]
    others: tuple[str, ...]
    columns: tuple[dict[str, Any], ...]
    dates: str
    zone: str
    words: dict[str, dict[str, int]]
    notes: tuple[str, ...]
    block: str

    def to_json(self) -> str:
        """Give it for machines."""
        return escape_json(json.dumps(vars(self), indent=2, ensure_ascii=False)) + "\n"

    def to_text(self) -> str:
        """Give it for people: what it is, its columns, dates and zone, and what to paste."""
        lines = [self._head(), self._what(), "", "Columns:"]
        widest = max((len(each["header"]) for each in self.columns), default=0)
        for each in self.columns:
            samples = ", ".join(each["samples"])
            ours = each["ours"] or ("(not read: instants)" if each["is_instant"] else "(not read)")
            lines.append(f"  {each['header']:<{widest}}  {ours:<20} {each['n_filled']:>9,}  {samples}")
        lines += ["", f"Dates: {self.dates}", f"Zone: {self.zone}"]
        for name, counts in self.words.items():
            shown = [f"{quote(word)} ({n:,})" for word, n in list(counts.items())[:_MOST_WORDS]]
            more = f" and {len(counts) - _MOST_WORDS:,} more" if len(counts) > _MOST_WORDS else ""
            lines.append(f"Words of {name}: {', '.join(shown)}{more}")
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join([*lines, "", "To paste into contract.toml:", "", self.block])

    def _head(self) -> str:
        facts = self.facts
        parts = [f"{facts['n_bytes']:,} bytes", facts["kind"], facts["encoding"], facts["delimiter"]]
        parts += [f"sheets {', '.join(facts['sheets'])}" if facts["sheets"] else None]
        parts += [f"{facts['n_rows']:,} rows", f"sha256 {facts['sha256'][:12]}…"]
        return f"{self.label}: " + ", ".join(part for part in parts if part)

    def _what(self) -> str:
        if self.source is None:
            return (
                "It looks like no source that is known: map its columns, as below, and check what "
                "it is with whoever exported it."
            )
        known = " No public page was found that says what its fields mean." if self.unverified else ""
        lacks = f" It lacks {', '.join(self.missing)}: map them." if self.missing else ""
        also = f" It may also be {', '.join(self.others)}." if self.others else ""
        return f"It looks like {self.title} (source = {self.source!r}).{known}{lacks}{also}"


def inspect_file(path: Path, sheet: str | None = None) -> Inspection:
    """Find out what a file is.

    Args:
        path: The file.
        sheet: The worksheet to look at; None: every visible one.

    Returns:
        Its source, columns, the evidence for dates and zone, and the lines that describe it.

    Raises:
        ExportError: It is no export that can be read.
        StorageError: It is there and cannot be read.
    """
    if not path.is_file():
        what = "it is a folder" if path.is_dir() else "there is no such file"
        raise ExportError.at(str(path), what, "an export of a tool, or a register", "name the file")
    blob = read_blob(path.parent, path.name)
    kind, candidates = recognise(blob, sheet)
    candidates = _by_name(candidates, sheet or path.name)
    is_known = candidates[0].is_likely
    best = candidates[0] if is_known else _mapped(candidates)
    grid = best.grid
    found = probe(path.name, best)
    words: dict[str, dict[str, int]] = {
        name: _count(best, best.found[name]) for name in _WORDED if name in best.found
    }
    if "measures" in best.found:
        words["measures"] = _count(best, best.found["measures"])
    type_at = type_column(grid, best.found, best.source.rows.shape)
    if type_at is not None:
        words["kind"] = _count(best, type_at)
    type_header = grid.header[type_at] if type_at is not None else None
    others = [each for each in candidates[1:] if _is_close(each, best)]
    return Inspection(
        label=path.name,
        facts={
            "sha256": blob.sha256,
            "n_bytes": len(blob.data),
            "kind": {"text": "CSV", "workbook": "XLSX"}.get(kind, kind.upper()),
            "encoding": grid.encoding if grid.encoding != "XLSX" else None,
            "delimiter": DELIMITERS.get(grid.delimiter or "", grid.delimiter),
            "sheets": list(grid.sheets),
            "n_rows": grid.n_read,
        },
        source=best.source.name if is_known else None,
        title=best.source.title if is_known else None,
        unverified=is_known and not best.source.is_verified,
        missing=best.missing,
        others=tuple(each.source.name for each in others[:N_OTHERS]),
        columns=_columns(best, found),
        dates=found.dates,
        zone=found.zone,
        words=words,
        notes=(*grid.notes, *_sheet_note(best), *_repeat_note(best)),
        block=lines_to_paste(path.name, best, found, words, type_header, sheet),
    )


def _is_close(other: Candidate, best: Candidate) -> bool:
    """Whether it may be that other source too: it knows nearly as many of the columns."""
    is_as_whole = other.is_likely and len(other.missing) <= len(best.missing)
    return is_as_whole and len(other.found) >= _NEARLY * len(best.found)


def _by_name(candidates: list[Candidate], name: str) -> list[Candidate]:
    """Of those that fit as well as the first, the one after which the file or sheet is named comes first."""
    first = candidates[0]
    named = [
        each
        for each in candidates
        if (each.is_likely, each.missing, len(each.found))
        == (first.is_likely, first.missing, len(first.found))
        and is_named(each.source.name, name)
    ]
    return [*named, *(each for each in candidates if each not in named)]


def _sheet_note(best: Candidate) -> list[str]:
    if len(best.grid.sheets) < 2:
        return []
    return [
        "it has several sheets, which are one table only if their columns are alike: --sheet NAME shows one"
    ]


def _repeat_note(best: Candidate) -> list[str]:
    """Of headers that repeat a needed one cannot be told, and another is not read."""
    header = [fold_header(name) for name in best.grid.header]
    notes = []
    for name, at in sorted(best.found.items(), key=lambda pair: pair[1]):
        if header.count(header[at]) > 1:
            is_needed = name in best.source.rows.needs
            effect = "check refuses the file until one is left" if is_needed else f"{name} is not read"
            notes.append(f"the header {quote(best.grid.header[at])} stands several times: {effect}")
    return notes


def _mapped(candidates: list[Candidate]) -> Candidate:
    """What no source knows is a table by mapping."""
    return next(each for each in candidates if each.source.name == "table")


def _columns(best: Candidate, probed: Probe) -> tuple[dict[str, Any], ...]:
    ours: dict[int, list[str]] = {}
    for name, position in best.found.items():
        ours.setdefault(position, []).append(name.removeprefix(FIGURE).removeprefix(AFTER))
    rows = best.grid.rows
    found = []
    for i, header in enumerate(best.grid.header):
        filled = rows.select(trim(pl.col(cell_name(i)))).to_series().drop_nulls()
        samples = filled.head(1000).unique(maintain_order=True).head(N_SAMPLES)
        found.append(
            {
                "header": repr(header)[1:-1],
                "ours": ", ".join(ours[i]) if i in ours else None,
                "is_instant": i in ours or i in probed.alike,
                "n_filled": len(filled),
                "samples": [quote(cell[:80]) for cell in samples],
            }
        )
    return tuple(found)


def _count(best: Candidate, at: int) -> dict[str, int]:
    cells = best.grid.rows.select(word=trim(pl.col(cell_name(at))))
    counts = cells.drop_nulls().group_by("word").len().sort(["len", "word"], descending=[True, False])
    return {str(word): int(n) for word, n in counts.iter_rows()}
