"""How well repeat root causes are found: scores against known causes, one JSON line.

    python -m benchmarks.causes --labelled FILE

FILE (CSV, TSV or Parquet) has incident_id, opened_at, cause_label and any of the text and structure columns
of the tidy incidents. All of it is one window; every group counts, "similar symptom" too.
"""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from analytics.causes.fold import add_month
from analytics.causes.known import FACTS, Known
from analytics.causes.why import likeness_to_all
from analytics.contract.causes import CATCH_ALL
from benchmarks.causes_baselines import join_texts, run_baselines
from benchmarks.causes_scores import rounded, score_groups, score_likeness

END = datetime(9999, 1, 1, tzinfo=UTC)


def read_labelled(path: Path) -> pl.DataFrame:
    """Read a labelled table, in order of opening and id, with every column of `known.FACTS`."""
    if path.suffix == ".parquet":
        table = pl.read_parquet(path)
    else:
        table = pl.read_csv(path, separator="\t" if path.suffix == ".tsv" else ",", infer_schema=False)
    if table["opened_at"].dtype == pl.String:
        table = table.with_columns(pl.col("opened_at").str.to_datetime(time_unit="us", time_zone="UTC"))
    missing = [pl.lit(None, pl.String).alias(name) for name in FACTS if name not in table.columns]
    text = [pl.col(name).cast(pl.String) for name in FACTS if name in table.columns and name != "opened_at"]
    table = table.with_columns(
        pl.col("opened_at").cast(pl.Datetime("us", "UTC")), *text, pl.col("cause_label").cast(pl.String)
    )
    return table.with_columns(missing).sort("opened_at", "incident_id")


def score(table: pl.DataFrame) -> dict[str, object]:
    """Group the whole table at once and score it beside the baselines."""
    labels = [(label or "").strip() for label in table["cause_label"]]
    known = Known()
    add_month(known, END, table.select(FACTS), CATCH_ALL)
    found = score_groups(labels, known.group.tolist())
    found["recall_at_5"] = score_likeness(labels, likeness_to_all(known))
    counts = pl.Series(labels).value_counts(name="n").filter(pl.nth(0) != "")
    return {
        "n": len(table),
        "n_true_groups": int((counts["n"] > 1).sum()),
        **rounded(found),
        "baselines": {
            name: rounded(scores) for name, scores in run_baselines(join_texts(table), labels).items()
        },
        "weights": known.weights.origin,
    }


def main() -> None:
    """Print the scores of a labelled file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--labelled", type=Path, required=True, metavar="FILE")
    print(json.dumps(score(read_labelled(parser.parse_args().labelled))))


if __name__ == "__main__":
    main()
