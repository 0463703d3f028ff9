"""Templates of the registers: a CSV of each, a workbook with a sheet for each, what the columns mean."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Final

from analytics.sources import SOURCES
from analytics.sources.meanings import MEANINGS

FOLDER: Final = "templates"
WORKBOOK: Final = "registers.xlsx"
_MADE: Final = dt.datetime(2026, 1, 1)  # fixed: the same bytes each time
_NOTES: Final = ("Sheet", "Column", "Needed", "Meaning", "Example")
_README: Final = """\
# Templates of the registers

For what no tool exports well. Fill one in, put it into `exports/`, and describe it in `contract.toml`:

    [[exports]]
    source   = "notifications"
    path     = "exports/notifications.csv"
    timezone = "Europe/London"        # of instants that carry no offset

Of the workbook, name the sheet too: `path = "exports/registers.xlsx"`, `sheet = "notifications"`. JSON is a
list of objects with the same names. Instants are best written as in the examples; a column that you do not
need may be left empty or taken out.
"""


def write_templates(folder: Path) -> None:
    """Write every template.

    Args:
        folder: Where they go: it is there.
    """
    for name, meanings in MEANINGS.items():
        (folder / f"{name}.csv").write_text(",".join(meanings) + "\n", encoding="utf-8")
    (folder / WORKBOOK).write_bytes(make_workbook())
    (folder / "README.md").write_text(_README + "".join(map(_section, MEANINGS)), encoding="utf-8")


def _section(name: str) -> str:
    needs = SOURCES[name].rows.needs
    lines = [f"\n## {name}.csv\n", "| column | needed | meaning | example |", "|---|---|---|---|"]
    for column, (meaning, example) in MEANINGS[name].items():
        lines.append(f"| `{column}` | {'yes' if column in needs else ''} | {meaning} | `{example}` |")
    row = {column: example for column, (_, example) in MEANINGS[name].items()}
    lines += ["\nAs JSON:\n", "    " + json.dumps([row], ensure_ascii=False)]
    return "\n".join(lines) + "\n"


def make_workbook() -> bytes:
    """Make the workbook: a sheet for each register with its header, and the notes."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Registers beside the incidents", "created": _MADE})
        bold = book.add_format({"bold": True})
        text = book.add_format({"num_format": "@"})  # text: a spreadsheet must not guess what an id is
        notes = book.add_worksheet("Notes")
        notes.write_row(0, 0, _NOTES, bold)
        notes.set_column(0, 2, 16)
        notes.set_column(3, 4, 60)
        line = 1
        for name, meanings in MEANINGS.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(meanings), bold)
            sheet.set_column(0, len(meanings) - 1, 26, text)
            sheet.freeze_panes(1, 0)
            for column, (meaning, example) in meanings.items():
                needed = "yes" if column in SOURCES[name].rows.needs else ""
                for position, cell in enumerate((name, column, needed, meaning, example)):
                    notes.write_string(line, position, cell)
                line += 1
    return out.getvalue()
