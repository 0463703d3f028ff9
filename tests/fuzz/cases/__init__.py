"""Inputs for each reader: files of known rows, the same with bytes changed, and large ones."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.fuzz.cases import books, csvs, jsons, logs
from tests.fuzz.cases.mutations import large, mutated
from tests.fuzz.target import Case

KNOWN = {
    "csv": csvs.cases,
    "xlsx": books.cases,
    "json": jsons.cases,
    "ndjson": jsons.ndjson_cases,
    "xes": logs.cases,
}
KINDS = ("known", "mutated", "large")


def strategy(reader: str, kind: str) -> st.SearchStrategy[Case]:
    """The inputs of one kind for a reader."""
    if kind == "large":
        return large(reader)
    known = KNOWN[reader]()
    return mutated(known) if kind == "mutated" else known
