"""One input through the intake as `check` runs it, and what must hold of it whatever the bytes are.

No exception but the refusals; `read = used + excluded`, with every excluded row listed and every used row an
incident; memory and time within bounds. Where the generator knows what it wrote, nothing of it is lost: each
good row is an incident with its own text, each bad one is rejected on its own line.
"""

from __future__ import annotations

import re
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.contract.model import Contract
from analytics.errors import ExportError, Problem
from analytics.intake.account import TOO_MANY
from analytics.intake.columns import wanted_columns
from analytics.intake.files import Blob
from analytics.intake.formats import read_grid
from analytics.intake.read import check_exports
from analytics.schema import Tables
from tests.fuzz.memory import bound, measured
from tests.unit.intake.make import make_contract, table_export

READERS = ("csv", "xlsx", "json", "ndjson", "xes")
COLUMNS = {"incident_id": "number", "opened_at": "opened", "severity": "priority", "title": "note"}
XES_COLUMNS = {
    "incident_id": "trace.concept:name",
    "opened_at": "time:timestamp",
    "severity": "trace.priority",
    "title": "note",
}
FILE = "export"
SECONDS = 10.0  # of the processor, for an input of any size that is tried here


class FindingError(AssertionError):
    """Something that must not be, whatever the input."""


@dataclass(frozen=True)
class Known:
    """What the generator wrote.

    Args:
        titles: The text of each good row by its incident.
        lines: The lines of the rows that cannot be used; None: not compared.
        n_read: How many rows there are, those without use included.
        spare: How many more may be read: what is left of a row that was cut.
        may_refuse: The file as a whole may be refused.
    """

    titles: dict[str, str]
    lines: tuple[int, ...] | None
    n_read: int
    spare: int = 0
    may_refuse: bool = False


@dataclass(frozen=True)
class Case:
    """A file, and what is known of it; None: nothing."""

    data: bytes
    known: Known | None = None


@cache
def contract_of(reader: str) -> Contract:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    return make_contract(folder, table_export(FILE, columns=XES_COLUMNS if reader == "xes" else COLUMNS))


def check(reader: str, case: Case) -> bool:
    """Read an input and judge what comes of it.

    Returns:
        Whether it was accepted.

    Raises:
        FindingError: Something is wrong.
    """
    contract = contract_of(reader)
    export = contract.exports[0]
    # The reader alone first: what it refuses the whole way refuses too, at a hundred times the cost.
    try:
        with bounded(case.data):
            n_rows = read_grid(Blob(FILE, case.data, ""), export, wanted_columns(export, contract)).n_read
    except ExportError as refusal:
        _judge_refusal(refusal.problems, case.known)
        return False
    (contract.folder / FILE).write_bytes(case.data)
    with bounded(case.data):
        tables, problems = check_exports(contract)
    return _judge(n_rows, tables, problems, case.known)


@contextmanager
def bounded(data: bytes) -> Iterator[None]:
    """Watch what is raised within, and how much time and memory it takes."""
    begun = time.process_time()
    try:
        with measured() as peak:
            yield
    except ExportError:
        raise
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.name}"
        raise FindingError(f"uncaught {type(error).__name__} in {place}: {error}") from error
    finally:
        seconds = time.process_time() - begun
    if seconds > SECONDS:
        raise FindingError(f"slow: {seconds:.1f} s for {len(data)} bytes")
    if peak.grown is not None and peak.grown > bound(data):
        most = f"{bound(data) / 1e6:.0f} MB is most"
        raise FindingError(f"memory: {peak.grown / 1e6:.0f} MB for {len(data)} bytes, where {most}")


def _judge_refusal(problems: tuple[Problem, ...], known: Known | None) -> None:
    if not problems or not all(problem.where and problem.what for problem in problems):
        raise FindingError("refused without a word")
    if known and not known.may_refuse:
        raise FindingError(f"refused though it is whole: {problems[0]}")


def _judge(n_rows: int, tables: Tables, problems: list[Problem], known: Known | None) -> bool:
    n_read, n_used, n_excluded = tables.files.select("n_read", "n_used", "n_excluded").row(0)
    if n_read != n_used + n_excluded or n_read != n_rows:
        raise FindingError(f"account: {n_rows} in the grid, {n_read} read, {n_used} used, {n_excluded} not")
    is_right = tables.rejected["reason"] == TOO_MANY  # in a file of which too many others are not
    if tables.rejected.height != n_excluded or tables.incidents.height != n_used + is_right.sum():
        listed = f"{tables.rejected.height} rejected and {tables.incidents.height} incidents"
        raise FindingError(f"account: {n_used} used and {n_excluded} excluded, but {listed}")
    if problems and tables.incidents.is_empty():
        _judge_refusal(tuple(problems), known)
        return False
    if known:
        _judge_loss(tables, n_read, known)
    return True


def _judge_loss(tables: Tables, n_read: int, known: Known) -> None:
    if not known.n_read <= n_read <= known.n_read + known.spare:
        raise FindingError(f"loss: {n_read} rows read of {known.n_read} written")
    found = dict(tables.incidents.select("incident_id", "title").iter_rows())
    lost = [name for name in known.titles if name not in found]
    strange = [name for name in found if name not in known.titles]
    if lost or (strange and not known.spare):
        raise FindingError(f"loss: the incidents {lost} are not there; {strange} were never written")
    for name, title in known.titles.items():
        if _bare(found[name]) != _bare(title):
            raise FindingError(f"loss: the text of {name} is {found[name]!r} and was {title!r}")
    lines = tables.rejected.filter(tables.rejected["reason"] != TOO_MANY)["line"].to_list()
    if known.lines is None:
        return
    unlisted = Counter(known.lines) - Counter(lines)
    if unlisted or len(lines) > len(known.lines) + known.spare:
        raise FindingError(f"loss: the lines {lines} are rejected, and {known.lines} cannot be used")


def _bare(text: str | None) -> str:
    """What is left of a text without the signs that a reader may trim, show or join."""
    joined = (
        ("" if text in (None, "?") else text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\ufffd\ufeff\u2400]", "", joined)
