"""Make a labelled table for `benchmarks.causes` of a GitBugs export: bugs, and groups of duplicates.

    python -m benchmarks.label_gitbugs BUGS.csv GROUPS.csv labelled.csv

GitBugs is published under CC BY 4.0. A bug in no group has a blank label; some duplicates were never marked.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import polars as pl


def label(bugs: Path, groups: Path) -> pl.DataFrame:
    """Give each bug its id, opening, title, description and group."""
    table = pl.read_csv(bugs, infer_schema=False).select(
        incident_id="Issue id",
        opened_at=pl.col("Created").str.replace(" ", "T"),
        title="Summary",
        description="Description",
    )
    named = pl.read_csv(groups, infer_schema=False).select(incident_id="Issue id", cause_label="group")
    return table.join(named, on="incident_id", how="left")


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name in ("bugs", "groups", "labelled"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    label(asked.bugs, asked.groups).write_csv(asked.labelled)


if __name__ == "__main__":
    main()
