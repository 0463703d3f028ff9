"""The contract folders that the fault tests publish: a tiny one, and the demo cut short."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

from analytics.publish.new import new_folder
from analytics.sample import write_sample

MONTH: Final = "2026-01"
DEMO_MONTH: Final = "2026-10"

_CONTRACT: Final = """\
[contract]
id       = "tiny"
title    = "A tiny contract"
buyer    = "Department for Examples"
supplier = "Example Digital Ltd"
timezone = "Europe/London"
starts   = 2026-01-01

[severity]
P1 = ["P1"]
P2 = ["P2"]
P3 = ["P3"]
P4 = ["P4"]

[[exports]]
source         = "table"
path           = "exports/incidents.csv"
timezone       = "Europe/London"
complete_until = 2026-02-01

[[clauses]]
id        = "P1-resolution"
kind      = "resolution"
applies   = { severity = ["P1"] }
within    = "4 hours"
target    = "95%"
reference = "Schedule 3, 4.1"
"""
_HEADER: Final = "incident_id,severity,opened_at,resolved_at\n"
_ROWS: Final = (
    "A1,P1,2026-01-10 10:00,2026-01-10 12:00\n",
    "A2,P1,2026-01-12 10:00,2026-01-12 15:00\n",
    "A3,P1,2026-01-14 10:00,2026-01-14 11:00\n",
)
_PARAMETERS: Final = "contract = '../contract.toml'\nexports = None\nperiod = '2026-01'\nas_of = None"
CHEAP: Final = "print(period)"


def make_tiny(folder: Path, cell: str = CHEAP) -> Path:
    """Write a contract folder whose publishing takes a fraction of a second beside the kernel's start."""
    for name in ("exports", "notebooks", "site"):
        (folder / name).mkdir(parents=True)
    (folder / "contract.toml").write_text(_CONTRACT, "utf-8")
    (folder / "mkdocs.yml").write_text("site_name: Tiny\n", "utf-8")
    (folder / "site" / "index.md").write_text("# Reports\n", "utf-8")
    write_cell(folder, cell)
    write_incidents(folder)
    return folder


def write_cell(folder: Path, cell: str) -> None:
    """Give the tiny notebook its one cell after the parameters."""
    cells = [
        _cell("code", _PARAMETERS, tags=["parameters"]),
        _cell("markdown", "## Summary"),
        _cell("code", cell),
    ]
    for number, each in enumerate(cells):
        each["id"] = f"cell-{number}"
    book = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "notebooks" / "forum_report.ipynb").write_text(json.dumps(book), "utf-8")


def _cell(kind: str, source: str, **metadata: object) -> dict[str, object]:
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "source": source, "metadata": metadata, **code}


def write_incidents(folder: Path, n: int = 2, more: str = "") -> None:
    """Write the export of a tiny folder: another number of incidents makes another release."""
    text = _HEADER + "".join(_ROWS[:n]) + more
    (folder / "exports" / "incidents.csv").write_text(text, "utf-8")


def make_demo(folder: Path) -> Path:
    """Write what `new` writes, with fewer incidents."""
    new_folder(folder)
    write_sample(folder / "exports", n_incidents=400)
    shutil.copyfile(_notices(folder), folder / "all-notices.csv")
    return folder


def write_notices(folder: Path, n_left_out: int) -> None:
    """Write the demo's register of notices without its last lines: another number makes another release."""
    lines = (folder / "all-notices.csv").read_text("utf-8").splitlines(keepends=True)
    _notices(folder).write_text("".join(lines[: len(lines) - n_left_out]), "utf-8")


def _notices(folder: Path) -> Path:
    return folder / "exports" / "notifications.csv"
