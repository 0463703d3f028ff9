"""What grouping costs: against building the usual matrices, at a million incidents, and for one month more.

    python -m benchmarks.causes_scale [--texts 100000] [--incidents 1000000] [--month 10000]

Texts of 20 words whose frequencies fall as in a language; 40 services. Each part runs in a process
of its own, whose peak memory is printed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
import polars as pl

from analytics.causes.fold import add_month
from analytics.causes.known import FACTS, Known

START: Final = datetime(2024, 1, 1, tzinfo=UTC)
END: Final = datetime(2030, 1, 1, tzinfo=UTC)
N_WORDS, N_SERVICES, PER_TEXT = 20_000, 40, 20


def make_texts(n: int, seed: int) -> list[str]:
    """Make texts of 20 words drawn by rank, as in a language."""
    dice = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = np.array(
        ["".join(dice.choice(letters, dice.integers(3, 11))) for _ in range(N_WORDS)], dtype=object
    )
    weight = 1 / np.arange(1, N_WORDS + 1) ** 0.9
    drawn = dice.choice(N_WORDS, (n, PER_TEXT), p=weight / weight.sum())
    return [" ".join(row) for row in words[drawn]]


def make_incidents(n: int, seed: int, first: int = 0, services: int = N_SERVICES) -> pl.DataFrame:
    """Make incidents of `known.FACTS`, half a minute apart."""
    dice = np.random.default_rng(seed + 1)
    opened = pl.Series("opened_at", [START]).cast(pl.Datetime("us", "UTC"))
    service = dice.integers(0, services, n)
    table = pl.DataFrame(
        {
            "incident_id": [f"INC{first + row:08d}" for row in range(n)],
            "title": make_texts(n, seed),
            "service": [f"service {number:02d}" for number in service] if services > 1 else None,
            "component": [f"part {number}" for number in service * 50 + dice.integers(0, 50, n)]
            if services > 1
            else None,
        },
        schema_overrides={"service": pl.String, "component": pl.String},
    )
    step = pl.int_range(first, first + n, dtype=pl.Int64) * 30_000_000
    table = table.with_columns(
        opened_at=(pl.lit(opened[0]).cast(pl.Int64) + step).cast(pl.Datetime("us", "UTC"))
    )
    return table.with_columns(
        pl.lit(None, pl.String).alias(name) for name in FACTS if name not in table.columns
    ).select(FACTS)


def against_matrices(n: int) -> dict[str, Any]:
    """Compare the processor time of grouping texts with that of building word and letter matrices of them."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    table = make_incidents(n, 1, services=1)
    texts = table["title"].to_list()
    began = time.process_time()
    TfidfVectorizer().fit_transform(texts)
    TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(texts)
    matrices = time.process_time() - began
    began = time.process_time()
    add_month(Known(), END, table)
    own = time.process_time() - began
    return {"n": n, "matrices_cpu_s": matrices, "grouping_cpu_s": own, "ratio": own / matrices, "limit": 4}


def at_scale(n: int, n_month: int) -> dict[str, Any]:
    """Group many incidents, then add a month to what is known."""
    known, began = Known(), time.perf_counter()
    for part in range(0, n, 100_000):
        add_month(known, END, make_incidents(min(100_000, n - part), part + 7, part))
    whole, peak = time.perf_counter() - began, _peak()
    more = make_incidents(n_month, 3, n)
    began = time.perf_counter()
    add_month(known.copy(), END + timedelta(days=30), more)
    return {
        "n": n,
        "first_s": whole,
        "peak_gb": peak,
        "n_month": n_month,
        "month_s": time.perf_counter() - began,
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def _apart(job: Callable[..., dict[str, Any]], *sizes: int) -> dict[str, Any]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(job, sizes)


def main() -> None:
    """Print one JSON line a part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=1_000_000)
    parser.add_argument("--month", type=int, default=10_000)
    asked = parser.parse_args()
    parts = [_apart(against_matrices, asked.texts), _apart(at_scale, asked.incidents, asked.month)]
    for part in parts:
        print(json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in part.items()}))


if __name__ == "__main__":
    main()
