"""How well repeat root causes are found: scores against known causes, one JSON line.

    python -m benchmarks.causes --labelled FILE
    python -m benchmarks.causes --labelled FILE --ablation
    python -m benchmarks.causes --generated [--seed 101] [--size 2000]

FILE (CSV, TSV or Parquet) has incident_id, opened_at, cause_label and any of the text and structure columns
of the tidy incidents. All of it is one window; every group counts, "similar symptom" too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from analytics.causes import corpus, texts
from analytics.causes.fold import add_month
from analytics.causes.known import FACTS, Known
from analytics.causes.texts import RAW
from analytics.causes.why import likeness_to_all
from analytics.contract.causes import CATCH_ALL
from benchmarks.causes_baselines import join_texts, run_baselines
from benchmarks.causes_scores import rounded, score_groups, score_likeness
from benchmarks.make_tickets import make_tickets

FORMS = (
    *("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d"),
    *("%d/%m/%YT%H:%M:%S", "%d/%m/%YT%H:%M", "%d/%m/%Y"),
)
END = datetime(9999, 1, 1, tzinfo=UTC)


def read_labelled(path: Path) -> pl.DataFrame:
    """Read a labelled table."""
    if path.suffix == ".parquet":
        table = pl.read_parquet(path)
    else:
        table = pl.read_csv(path, separator="\t" if path.suffix == ".tsv" else ",", infer_schema=False)
    return tidy(table)


def _instants(form: str) -> pl.Expr:
    text = pl.col("opened_at").str.strip_chars().str.replace(r"^(\S+)[ ]+(\d)", "${1}T${2}")
    read = text.str.to_datetime(form, time_unit="us", strict=False)
    return read.dt.convert_time_zone("UTC") if form.endswith("z") else read.dt.replace_time_zone("UTC")


def tidy(table: pl.DataFrame) -> pl.DataFrame:
    """Give a table every column of `known.FACTS`, in order of opening and id."""
    if table["opened_at"].dtype == pl.String:
        table = table.with_columns(pl.coalesce(_instants(form) for form in FORMS))
    missing = [pl.lit(None, pl.String).alias(name) for name in FACTS if name not in table.columns]
    text = [pl.col(name).cast(pl.String) for name in FACTS if name in table.columns and name != "opened_at"]
    table = table.with_columns(
        pl.col("opened_at").cast(pl.Datetime("us", "UTC")), *text, pl.col("cause_label").cast(pl.String)
    )
    opened = (
        pl.col("opened_at").fill_null(pl.col("opened_at").min()).fill_null(datetime(1970, 1, 1, tzinfo=UTC))
    )
    return table.with_columns(opened, *missing).sort("opened_at", "incident_id")


def ablate(table: pl.DataFrame) -> Iterator[dict[str, object]]:
    """Score without each mask in turn, without any, and with letters as they are."""
    trials = {
        "all": (texts.MASKS, corpus.DAMPING, corpus.HALF, corpus.TITLE_WEIGHT),
        **{
            f"without {mask}": (texts.MASKS[:n] + texts.MASKS[n + 1 :], 0.85, 0.5, 2.0)
            for n, mask in enumerate(texts.MASKS)
        },
        "without any mask": ((r"\x00",), 0.85, 0.5, 2.0),
        "without damping": (texts.MASKS, 1.0, 0.5, 2.0),
        "fields not halved": (texts.MASKS, 0.85, 0.0, 2.0),
        "title as any text": (texts.MASKS, 0.85, 0.5, 1.0),
    }
    kept = texts.MASKS, corpus.DAMPING, corpus.HALF, corpus.TITLE_WEIGHT
    labels = [(label or "").strip() for label in table["cause_label"]]
    for name, (texts.MASKS, corpus.DAMPING, corpus.HALF, corpus.TITLE_WEIGHT) in trials.items():
        known, found = group(table)
        yield {
            "trial": name,
            **rounded(found | {"recall_at_5": score_likeness(labels, likeness_to_all(known))}),
        }
    texts.MASKS, corpus.DAMPING, corpus.HALF, corpus.TITLE_WEIGHT = kept


STRUCTURE = ("component", "service", "cause_code", "problem_id", "caused_by_change")


def score_alone(table: pl.DataFrame) -> dict[str, object]:
    """Score what text alone, structure alone and problem records alone reach."""
    labels = [(label or "").strip() for label in table["cause_label"]]
    records = [
        record or f"none {place}" for place, record in enumerate(table["problem_id"].fill_null("").to_list())
    ]
    none = [pl.lit(None, pl.String).alias(name) for name in STRUCTURE]
    told = [name for name in RAW if name in table.columns]
    return {
        "text_alone": rounded(group(table.with_columns(none))[1]),
        "without_text": rounded(group(table.with_columns(pl.lit(None, pl.String).alias(n) for n in told))[1]),
        "without_records": rounded(group(table.with_columns(none[-2:]))[1]),
        "problem_records_alone": rounded(score_groups(labels, records)),
    }


def group(table: pl.DataFrame) -> tuple[Known, dict[str, float | None]]:
    """Group the whole table at once."""
    labels = [(label or "").strip() for label in table["cause_label"]]
    known = Known()
    add_month(known, END, table.select(FACTS), CATCH_ALL)
    return known, score_groups(labels, known.group.tolist())


def score(table: pl.DataFrame) -> dict[str, object]:
    """Group the whole table at once and score it beside the baselines."""
    labels = [(label or "").strip() for label in table["cause_label"]]
    known, found = group(table)
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
    parser.add_argument("--labelled", type=Path, metavar="FILE")
    parser.add_argument(
        "--ablation", action="store_true", help="leave out each step of the comparison in turn"
    )
    parser.add_argument("--generated", action="store_true", help="tickets of make_tickets.py")
    parser.add_argument("--seed", type=int, default=101)
    parser.add_argument("--size", type=int, default=2000)
    asked = parser.parse_args()
    if asked.labelled and asked.ablation:
        for line in ablate(read_labelled(asked.labelled)):
            print(json.dumps(line))
    elif asked.labelled:
        print(json.dumps(score(read_labelled(asked.labelled))))
    elif asked.generated:
        table = tidy(make_tickets(asked.seed, asked.size))
        print(json.dumps({"seed": asked.seed, **score(table), **score_alone(table)}))
    else:
        parser.error("name a file with --labelled, or ask for --generated tickets")


if __name__ == "__main__":
    main()
