"""`inspect`: what a file is, what can be read off it, and the lines of a contract that describe it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from analytics.errors import Problem, quote
from analytics.intake.cells import trim
from analytics.intake.columns import AFTER, FIGURE, INSTANTS
from analytics.intake.dates import decide_order
from analytics.intake.files import read_blob
from analytics.intake.grid import LINE, cell_name
from analytics.intake.instants import dissect
from analytics.intake.recognise import Candidate, recognise
from analytics.tables.account import DELIMITERS

N_SAMPLES: Final = 3
N_OTHERS: Final = 3
_MOST_WORDS: Final = 12
_PROBED: Final = 50
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
        return json.dumps(vars(self), indent=2, ensure_ascii=False) + "\n"

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
            shown = ", ".join(f"{quote(word)} ({n:,})" for word, n in counts.items())
            lines.append(f"Words of {name}: {shown}")
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


def inspect_file(path: Path) -> Inspection:
    """Find out what a file is.

    Args:
        path: The file.

    Returns:
        Its source, columns, the evidence for dates and zone, and the lines that describe it.

    Raises:
        ExportError: It is no export that can be read.
        StorageError: It is there and cannot be read.
    """
    blob = read_blob(path.parent, path.name)
    kind, candidates = recognise(blob)
    best = candidates[0] if candidates[0].is_likely else _mapped(candidates)
    grid = best.grid
    is_known = candidates[0].is_likely
    order, dates = _dates(path.name, best)
    zone = _zone(best)
    words: dict[str, dict[str, int]] = {name: _count(best, name) for name in _WORDED if name in best.found}
    others = [each for each in candidates[1:] if each.is_likely and len(each.missing) <= len(best.missing)]
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
        columns=_columns(best),
        dates=dates,
        zone=zone,
        words=words,
        notes=tuple(grid.notes),
        block=_block(path.name, best, order, zone, words),
    )


def _mapped(candidates: list[Candidate]) -> Candidate:
    """What no source knows is a table by mapping."""
    return next(each for each in candidates if each.source.name == "table")


def _columns(best: Candidate) -> tuple[dict[str, Any], ...]:
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
                "is_instant": i in ours or _holds_instants(filled),
                "n_filled": len(filled),
                "samples": [quote(cell[:80]) for cell in samples],
            }
        )
    return tuple(found)


def _holds_instants(cells: pl.Series) -> bool:
    """Whether the first cells of a column that no source knows are all dates with a time of day."""
    first = cells.head(_PROBED).str.strip_chars().unique()
    parts = dissect(first)
    is_dated = pl.col("form").is_in(["iso", "numeric", "named"]) & pl.col("has_time")
    return bool(len(first)) and bool(parts.select(is_dated.all()).item())


def _cells(best: Candidate) -> pl.DataFrame:
    """The cells of every column of instants, known or alike: line, column, cell."""
    rows, header = best.grid.rows, best.grid.header
    known = {position for name, position in best.found.items() if name in INSTANTS}
    alike = {i for i in range(len(header)) if i not in best.found.values()}
    cells = {i: rows[cell_name(i)].drop_nulls() for i in alike}
    known |= {i for i in alike if _holds_instants(cells[i])}
    parts = [
        rows.select(LINE, column=pl.lit(header[i]), cell=trim(pl.col(cell_name(i)))) for i in sorted(known)
    ]
    names = {LINE: pl.Int64, "column": pl.String, "cell": pl.String}
    found = pl.concat([pl.DataFrame(schema=names), *parts]).drop_nulls("cell")
    return found.sort(LINE, maintain_order=True)


def _dates(label: str, best: Candidate) -> tuple[str | None, str]:
    places = _cells(best)
    if places.is_empty():
        return None, "no column of instants was recognised"
    parts = dissect(places["cell"].unique(maintain_order=True), is_1904=best.grid.is_1904)
    order, note, problems = decide_order(label, places, parts, None)
    if problems:
        return None, "; ".join(_said(problem) for problem in problems)
    if order is None:
        return None, "no cell depends on the order of day and month"
    return order, (note or order).removeprefix(f"{label}: ")


def _said(problem: Problem) -> str:
    return f"{problem.what}: {problem.remedy}" if problem.remedy else problem.what


def _zone(best: Candidate) -> str:
    if best.grid.zone:
        return f"the file itself names {best.grid.zone}"
    places = _cells(best)
    parts = dissect(places["cell"].unique(maintain_order=True), is_1904=best.grid.is_1904)
    timed = parts.filter(pl.col("time").is_not_null())
    bare = timed.filter(pl.col("offset").is_null())
    if timed.is_empty():
        return "no instant was recognised"
    if bare.is_empty():
        return "every instant carries its own"
    example = quote(bare["cell"][0])
    return f"to be declared: {bare.height:,} of {timed.height:,} instants carry none, such as {example}"


def _count(best: Candidate, name: str) -> dict[str, int]:
    cells = best.grid.rows.select(word=trim(pl.col(cell_name(best.found[name]))))
    counts = cells.drop_nulls().group_by("word").len()
    shown = counts.sort(["len", "word"], descending=[True, False]).head(_MOST_WORDS)
    return {str(word): int(n) for word, n in shown.iter_rows()}


def _block(name: str, best: Candidate, order: str | None, zone: str, words: dict[str, dict[str, int]]) -> str:
    lines = ["[[exports]]", f'source   = "{best.source.name}"', f"path     = {_text(f'exports/{name}')}"]
    if zone.startswith("to be declared"):
        lines.append('# timezone = "Europe/London"   # declare the zone in which the tool wrote its instants')
    if order is not None:
        lines.append(f'dates    = "{order}"')
    elif "declare it" in (said := _dates(name, best)[1]):
        lines.append(f'# dates  = "day-first"         # or month-first: {said.split(": ")[0]}')
    if best.source.name == "table" or best.missing:
        gaps = best.missing or tuple(n for n in best.source.rows.needs if n not in best.found)
        given = [f"{ours} = {_text(best.grid.header[at])}" for ours, at in best.found.items() if best.missing]
        lines += (
            [f"# columns = {{ {', '.join([*given, *(f'{gap} = ...' for gap in gaps)])} }}"] if gaps else []
        )
    lines.append("# complete_until = 2026-11-01     # up to when the export is complete")
    severities = words.get("severity", {})
    if severities and not best.source.rows.words.get("severity"):
        listed = ", ".join(_text(word) for word in severities)
        lines += ["", "[severity]", f"# the file's words are {listed}", "# P1 = [...]"]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=True)
