"""A small contract folder with two causes and a few incidents that stand alone, told in one table."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from analytics.causes.find import Causes
from analytics.report.dataset import open_dataset
from analytics.report.selection import default_instant
from tests.unit.small import head

CONTRACT = (
    head("2026-01-01")
    + """[rules]
security = { category = ["Security"] }
[rules.causes]
labels = { CERT = "Certificate expired" }
[severity]
P1 = ["1"]
P3 = ["3"]
[[exports]]
source = "table"
path = "t.csv"
timezone = "UTC"
complete_until = 2026-12-01
[exports.columns]
incident_id = "incident_id"
opened_at = "opened_at"
resolved_at = "resolved_at"
severity = "severity"
title = "title"
cause_text = "cause_text"
component = "component"
service = "service"
cause_code = "cause_code"
problem_id = "problem_id"
category = "category"
duplicate_of = "duplicate_of"
[[clauses]]
id = "r"
kind = "resolution"
within = "4 hours"
target = "95%"
reference = "x"
"""
)
GATEWAY = {
    "title": "Certificate refused by gateway",
    "cause_text": "renewal script failed",
    "component": "gateway",
    "service": "Payments",
    "cause_code": "CERT",
}
PRINTER = {
    "title": "Paper jams every hour",
    "cause_text": "worn rollers",
    "component": "printer",
    "service": "Office",
    "cause_code": "WEAR",
}
# 4 October is the first of the next 30 days, counted from 1970.
ROWS = (
    {"incident_id": "A1", "opened_at": "2026-09-10 09:00", **GATEWAY},
    {"incident_id": "A2", "opened_at": "2026-09-11 09:00", **GATEWAY},
    {
        "incident_id": "A3",
        "opened_at": "2026-10-10 09:00",
        **GATEWAY,
        "component": "printer",
        "cause_code": None,
    },
    {"incident_id": "B1", "opened_at": "2026-09-12 09:00", **PRINTER},
    {"incident_id": "B2", "opened_at": "2026-09-13 09:00", **PRINTER},
    {"incident_id": "B3", "opened_at": "2026-09-14 09:00", **PRINTER},
)
ALONE = {
    "incident_id": "X1",
    "opened_at": "2026-10-11 09:00",
    "title": "Screen flickers blue",
    "service": "Desk",
}
SECRET = {"incident_id": "S1", "opened_at": "2026-09-11 10:00", **GATEWAY, "category": "Security"}
COPY = {"incident_id": "D1", "opened_at": "2026-09-11 11:00", **GATEWAY, "duplicate_of": "A2"}
FIELDS = "incident_id opened_at resolved_at severity title cause_text component service cause_code"
COLUMNS = dict.fromkeys((*FIELDS.split(), "problem_id", "category", "duplicate_of"), pl.String)


def write_folder(folder: Path, *rows: dict, corrections: str = "") -> Path:
    """Write a contract, one table, and what people decided."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contract.toml").write_text(CONTRACT)
    told = [{"severity": "3", "category": "Fault"} | row for row in rows or ROWS]
    pl.DataFrame(told, schema=COLUMNS).write_csv(folder / "t.csv")
    if corrections:
        (folder / "causes.toml").write_text(corrections)
    return folder


def decision(kind: str, what: str, on: str = "2026-10-05") -> str:
    """One decision of a day."""
    return f'[[{kind}]]\n{what}\nby = "problem manager"\non = {on}\nreason = "looked at"\n'


def causes_of(folder: Path, *rows: dict, corrections: str = "", as_of: str | None = None) -> Causes:
    """The causes of such a folder, as known at an instant; None: where the data is complete."""
    dataset = open_dataset(write_folder(folder, *rows, corrections=corrections))
    return dataset.causes_at(default_instant(dataset, as_of))
