"""Whether `check` does with each file what the index says."""

from __future__ import annotations

import csv
import itertools
import json
import tempfile
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analytics.contract.load import load_contract
from analytics.errors import ContractError
from analytics.report.check import CheckResult, check_contract
from tests.badinputs.declared import HEAD, STARTS, Case, write_folder

COUNTS = ("read", "used", "excluded")
OUTCOMES = ("accept", "exclude-rows", "reject")
ONE_ID = """\
[contract]
id = {id}
title = "t"
buyer = "b"
supplier = "s"
timezone = "{zone}"
starts = {starts}

[severity]
P1 = ["P1"]

[[exports]]
source = "table"
path = "a.csv"

[[clauses]]
id = "P1-resolution"
kind = "resolution"
within = "4 hours"
target = "95%"
reference = "1"
"""


@dataclass(frozen=True)
class Verdict:
    """What came of one row of the index; ``wrong`` is empty where it is as it says."""

    case: Case
    told: str
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        head = "ok  " if not self.wrong else "FAIL"
        why = f": {'; '.join(self.wrong)}" if self.wrong else ""
        return f"{head} {self.case.file} ({self.case.row['profile']}) {self.told}{why}"


def read_index(folder: Path) -> list[Case]:
    """Read the index of a folder."""
    with (folder / "index.csv").open(newline="", encoding="utf-8-sig") as file:
        return [Case(row) for row in csv.DictReader(file)]


def run_folder(folder: Path) -> Iterator[Verdict]:
    """Run every row of a folder's index."""
    for case in read_index(folder):
        yield run_case(case, folder)


def run_case(case: Case, folder: Path) -> Verdict:
    """Check one file and compare what came of it with its row."""
    try:
        if case.row["profile"] == "config":
            return _run_ids(case, folder)
        with tempfile.TemporaryDirectory() as name:
            target = Path(name)
            write_folder(case, folder, target)
            return _compare(case, check_contract(target))
    except Exception as error:  # an uncaught exception is the worst verdict, and must not end the run
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        return Verdict(case, "", (f"{type(error).__name__}: {str(error)[:200]} ({where})",))


def _compare(case: Case, result: CheckResult) -> Verdict:
    if result.tables is None:
        return Verdict(case, "", tuple(f"the contract itself is refused: {p}" for p in result.problems[:3]))
    file = result.tables.files.filter(path=case.file).row(0, named=True)
    counts = {name: file[f"n_{name}"] for name in COUNTS}
    outcome = "reject" if result.problems else "exclude-rows" if counts["excluded"] else "accept"
    told = f"{outcome} {'/'.join(str(count) for count in counts.values())}"
    wrong = _wrong_outcome(case, outcome)
    wrong += [
        f"{name} {counts[name]}, expected {wanted}"
        for name in COUNTS
        if (wanted := case.count(name)) is not None and wanted != counts[name]
    ]
    if counts["read"] != counts["used"] + counts["excluded"]:
        wrong.append("read is not used + excluded")
    hidden = (case.row.get("must_not_appear_in_public_output") or "").strip()
    if hidden and hidden in result.to_text() + result.to_json():
        wrong.append(f"{hidden!r} appears")
    return Verdict(case, told, tuple(wrong))


def _wrong_outcome(case: Case, outcome: str) -> list[str]:
    """Exact repeats and totals are excluded from a file that is accepted as well as from any other."""
    if case.outcome not in OUTCOMES:
        return [f"the outcome {case.outcome!r} of the index is not known"]
    return [] if outcome == case.outcome else [f"{outcome}, expected {case.outcome}"]


def _run_ids(case: Case, folder: Path) -> Verdict:
    """Try each id alone: those of the pattern are accepted, every other is named with the pattern."""
    ids = [each["id"] for each in json.loads((folder / case.file).read_text(encoding="utf-8"))["contracts"]]
    refused, wrong = [], []
    with tempfile.TemporaryDirectory() as name:
        for each in ids:
            path = Path(name) / "contract.toml"
            path.write_text(
                ONE_ID.format(id=json.dumps(each), zone=HEAD["timezone"], starts=STARTS), encoding="utf-8"
            )
            try:
                load_contract(path)
            except ContractError as error:
                refused.append(each)
                if "[a-z0-9]" not in str(error):
                    wrong.append(f"{each!r} is refused without the pattern")
        if [path.name for path in Path(name).iterdir()] != ["contract.toml"]:
            wrong.append("something was written")
    is_rejected = len(refused) > 0
    if is_rejected != (case.outcome == "reject"):
        wrong.append(f"{len(refused)} of {len(ids)} refused, expected {case.outcome}")
    n_expected = _count_in(case.row.get("what_is_wrong") or "")
    if n_expected is not None and n_expected != len(refused):
        wrong.append(f"{len(refused)} refused, expected {n_expected}")
    return Verdict(case, f"reject {len(refused)} of {len(ids)} ids", tuple(wrong))


def _count_in(text: str) -> int | None:
    """``8 ids; 7 must be refused`` says seven."""
    words = text.split()
    for number, following in itertools.pairwise(words):
        if number.isdigit() and following == "must":
            return int(number)
    return None
