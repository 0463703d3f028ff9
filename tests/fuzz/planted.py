"""Plants defects in a copy of the project: the fuzz run must find each within two minutes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MINUTES = 2.0


@dataclass(frozen=True)
class Defect:
    """One replacement in one file of the intake."""

    story: str
    reader: str
    file: str
    old: str
    new: str


DEFECTS = (
    Defect(
        "the last row of a CSV is dropped",
        *("csv", "square.py", "(lines + line).alias(LINE), pl.all())", "(lines + line).alias(LINE), pl.all())[:-1]"),
    ),
    Defect(
        "a line end within quotes is not counted",
        *("csv", "blocks.py", "Block(data, starts, ", "Block(data, pl.int_range(len(starts), eager=True), "),
    ),
    Defect(
        "keys that only later records have are dropped",
        *("json", "gather.py", "self._columns |= dict.fromkeys(row)", "self._columns = self._columns or dict.fromkeys(row)"),
    ),
    Defect(
        "a blank line ends an NDJSON file",
        *("ndjson", "records.py", "    while at < len(text):\n", '    while at < len(text) and "\\n\\n" not in text[:at]:\n'),
    ),
    Defect("the second sheet is skipped", "xlsx", "workbook.py", "for attrs in chosen:", "for attrs in chosen[:1]:"),
    Defect(
        "a text in several runs keeps its first",
        *("xlsx", "sheetxml.py", 'strings.append("".join(parts))', 'strings.append(parts[0] if parts else "")'),
    ),
    Defect(
        "an event without a time-stamp raises",
        *("xes", "eventlog.py", "event.row | of_trace", '{"time:timestamp": event.row["time:timestamp"], **event.row, **of_trace}'),
    ),
    Defect("rows that are set aside are not counted", "xes", "grid.py", "self.rows.height + len(self.aside)", "self.rows.height"),
    Defect("empty cells have no bound", "json", "bounds.py", "if n_cells > max(_SPARSE, n_bytes):", "if n_cells < 0:"),
)  # fmt: skip


def plant_all() -> int:
    """Plant each in turn and print which input found it; gives how many were not found."""
    missed = 0
    for defect in DEFECTS:
        begun = time.monotonic()
        text = plant(defect)
        story = f"{defect.reader:6} {defect.story}"
        if text is None:
            missed += 1
        print(
            f"{'NOT FOUND' if text is None else f'found in {time.monotonic() - begun:3.0f} s'}: {story}",
            flush=True,
        )
        print("\n".join(f"    {line.strip()[:300]}" for line in (text or "").splitlines()), flush=True)
    print(f"{len(DEFECTS) - missed} of {len(DEFECTS)} defects found", flush=True)
    return missed


def plant(defect: Defect) -> str | None:
    """Fuzz a copy that has the defect; gives what the run printed of its finding."""
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        copy = Path(folder)
        for name in ("analytics", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        target = copy / "analytics" / "intake" / defect.file
        text = target.read_text(encoding="utf-8")
        if text.count(defect.old) != 1:
            raise SystemExit(f"{defect.story}: {defect.file} does not have the text to replace once")
        target.write_text(text.replace(defect.old, defect.new), encoding="utf-8")
        command = [sys.executable, "-m", "tests.fuzz", "--reader", defect.reader, "--until-found"]
        command += ["--minutes", str(MINUTES), "--keep", str(copy / "found")]
        room = {**os.environ, "PYTHONPATH": str(copy)}
        done = subprocess.run(command, cwd=copy, env=room, capture_output=True, text=True, check=False)
        if done.returncode != 1 or "findings" not in done.stdout:
            return None
        return done.stdout.partition("\n")[2] or None
