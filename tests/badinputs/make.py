"""Write the files of our own with their index: `python -m tests.badinputs.make DIR`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from tests.badinputs.own import every

FIELDS = (
    *("file", "profile", "outcome", "rows_read", "rows_used", "rows_excluded", "what_is_wrong"),
    *("declared_timezone", "declared_dates", "declared_severity", "declared_columns", "declared_other"),
)


def make_folder(folder: Path) -> None:
    """Write every file and the index."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for made in every():
        (folder / made.name).write_bytes(made.data)
        rows.append(made.row())
    with (folder / "index.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FIELDS, restval="")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    make_folder(Path(sys.argv[1]))
