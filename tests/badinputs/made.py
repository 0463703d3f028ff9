"""How the files of our own are put together: one good list, and what can be wrong with it."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import xlsxwriter

HEADER = ("number", "opened_at", "resolved_at", "priority", "short_description")
GOOD = (
    ("INC1", "2026-10-13 09:00:00", "2026-10-13 10:00:00", "P1", "VPN out"),
    ("INC2", "2026-10-14 09:00:00", "2026-10-14 12:00:00", "P2", "Mail slow"),
    ("INC3", "2026-10-15 09:00:00", "", "P3", "Printer"),
)
COLUMNS = (
    "incident_id=number|opened_at=opened_at|resolved_at=resolved_at|severity=priority|title=short_description"
)
WORDS = "P1=P1|P2=P2|P3=P3|P4=P4"
ANY = "max_excluded=1.0"


@dataclass(frozen=True)
class Made:
    """A file with what is to come of it, known because of how it was made."""

    fault: str  # the class of fault, as the description of exports as they really are lists them
    name: str
    data: bytes
    outcome: str
    counts: tuple[int | None, int | None, int | None]  # read, used, excluded; None: not compared
    profile: str = "generic-csv"
    declared: dict[str, str] = field(default_factory=dict)

    def row(self) -> dict[str, str]:
        counts = ["" if each is None else str(each) for each in self.counts]
        defaults = {"timezone": "UTC", "severity": WORDS, "columns": COLUMNS}
        if not self.profile.startswith("generic"):
            del defaults["columns"]
        return {
            **{"file": self.name, "profile": self.profile, "outcome": self.outcome},
            **dict(zip(("rows_read", "rows_used", "rows_excluded"), counts, strict=True)),
            "what_is_wrong": self.fault,
            **{f"declared_{key}": value for key, value in {**defaults, **self.declared}.items()},
        }


def with_row(i: int, **cells: str) -> list[tuple[str, ...]]:
    """The good rows with some cells of one replaced."""
    rows = [list(row) for row in GOOD]
    for name, cell in cells.items():
        rows[i][HEADER.index(name)] = cell
    return [tuple(row) for row in rows]


def text(
    rows: Sequence[Sequence[str]] = GOOD,
    header: Sequence[str] = HEADER,
    delimiter: str = ",",
    end: str = "\n",
    quoting: int = csv.QUOTE_MINIMAL,
) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([header, *rows])
    return out.getvalue()


def book(*sheets: tuple[str, Sequence[Sequence[object]], bool]) -> bytes:
    """A workbook: name, rows and whether it is hidden, for each sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        dated = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for name, rows, is_hidden in sheets:
            sheet = workbook.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    sheet.write(i, j, cell, dated if isinstance(cell, float) else None)
            if is_hidden:
                sheet.hide()
    return out.getvalue()


def packed(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)
