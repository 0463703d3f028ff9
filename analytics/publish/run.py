"""`publish`, from the exports to the live site: read, account, build beside, put in place."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import analytics
from analytics.contract.load import load_contract
from analytics.errors import ContractError, ExportError, IncidentAnalyticsError, Problem, StorageError
from analytics.intake import check_exports
from analytics.publish.files import locked
from analytics.publish.manifest import release_id
from analytics.publish.pages import make_pages
from analytics.publish.progress import Progress
from analytics.publish.release import publish_release, write_private
from analytics.publish.site import build_site
from analytics.publish.template import NOTEBOOKS, notebook_of, settings_of, site_pages
from analytics.report.dataset import Dataset
from analytics.report.findings import Findings
from analytics.report.kept import excluded_csv, intake_json
from analytics.report.otherwise import compare_figures, to_csv
from analytics.report.selection import select_findings
from analytics.schema import Tables

OUT: Final = "build"
ENGINES: Final = (
    "tzdata",
    "jinja2",
    "polars",
    "altair",
    "vl-convert-python",
    "nbconvert",
    "mkdocs",
    "govuk-bank-holidays",
    "markdown",
)


@dataclass(frozen=True)
class Request:
    """What the command line asked for.

    Args:
        contract: The file or its folder.
        period: As in `select_periods`.
        out: Where to publish; None: `build/` beside the contract.
        exports: The folder of the exports; None: beside the contract.
        as_of: An instant in words; None: the end of each period.
    """

    contract: Path
    period: str | None = None
    out: Path | None = None
    exports: Path | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Args:
        status: published, unchanged or failed.
        exit_code: See `analytics.cli`.
        line: The last line: `RESULT status=… …`.
        problems: What went wrong; empty where nothing did.
        fault: Our own fault, to be raised again once the line is printed; None where there is none.
        home: The site's first page, as a reader opens it; None where nothing was published.
    """

    status: str
    exit_code: int
    line: str
    problems: tuple[Problem, ...] = ()
    fault: Exception | None = None
    home: Path | None = None


class _Facts:
    """What the RESULT line tells, as far as the run came."""

    def __init__(self) -> None:
        self.values: dict[str, object] = dict.fromkeys(("period", "read", "used", "excluded", "release"), "-")

    def line(self, status: str) -> str:
        return " ".join(
            ["RESULT", f"status={status}", *(f"{name}={value}" for name, value in self.values.items())]
        )


def publish_contract(request: Request, show: Callable[[str], None] | None = None) -> Outcome:
    """Publish the site of a contract.

    Whatever goes wrong ends in an outcome, not in an exception; the live site is then as it was.

    Args:
        request: What to publish and where.
        show: Where quiet lines go; None: the terminal's own progress or standard error.

    Returns:
        The outcome, with the line that a scheduler reads.
    """
    facts = _Facts()
    try:
        with Progress(show) as progress:
            status = _publish(request, facts, progress)
    except IncidentAnalyticsError as error:
        return Outcome("failed", error.exit_code, facts.line("failed"), error.problems)
    except OSError as error:  # of a library that writes by itself
        failed = StorageError.at(str(error.filename or "I/O"), error.strerror or str(error))
        return Outcome("failed", failed.exit_code, facts.line("failed"), failed.problems)
    except Exception as error:
        return Outcome("failed", IncidentAnalyticsError.exit_code, facts.line("failed"), fault=error)
    folder = request.contract if request.contract.is_dir() else request.contract.parent
    home = (request.out or folder / OUT) / "site" / "index.html"
    return Outcome(status, 0, facts.line(status), home=home)


def _publish(request: Request, facts: _Facts, progress: Progress) -> str:
    contract = load_contract(request.contract)
    out = _out_of(request, contract.folder)
    progress.step("reading the exports")
    tables, problems = check_exports(contract, request.exports)
    _count(facts, tables)
    if problems:
        raise ExportError(problems)
    dataset = Dataset(contract, tables)
    findings = select_findings(dataset, request.period, request.as_of)
    names = [each.name for each in findings]
    facts.values["period"] = names[0] if len(names) == 1 else f"{names[0]}..{names[-1]}"
    release = release_of(dataset, findings)
    facts.values["release"] = release

    def build(target: Path) -> None:
        pages, settings = make_pages(dataset, findings, release, request.exports, progress)
        progress.step("building the site")
        build_site(pages, settings, target)
        check_unmoved(dataset, request.exports)
        progress.step("putting the site in place")

    with locked(out):  # one lock for both: the account beside a site is that of its own run
        write_private(out, "intake.json", intake_json(contract.id, tables))
        write_private(out, "excluded.csv", excluded_csv(tables))
        write_private(out, "reconciliation.csv", to_csv(compare_figures(tables, contract)))
        write_private(out, "differences.csv", to_csv(tables.differences))
        return publish_release(out, release, build)


def _out_of(request: Request, folder: Path) -> Path:
    """Give the folder to publish into; never the contract's own, whose `site/` holds its pages."""
    out = (request.out or folder / OUT).absolute()
    inputs = [folder / name for name in ("site", "notebooks", "exports")]
    if out.resolve() == folder.resolve() or any(out.resolve().is_relative_to(i.resolve()) for i in inputs):
        what = "it is among the contract's own files, which are what is published"
        raise ContractError.at("--out", what, "a folder for the result", f"name another, such as {out / OUT}")
    if out.exists() and not out.is_dir():
        raise StorageError.at(str(request.out), "it is a file", "a folder", "name a folder with --out")
    return out


def check_unmoved(dataset: Dataset, exports: Path | None) -> None:
    """Refuse to publish pages whose inputs changed while they were made: the notebook reads them again.

    Raises:
        StorageError: The contract or an export is no longer what it was when the run began.
    """
    contract = dataset.contract
    base = exports or contract.folder
    inputs = [
        (contract.path, contract.sha256),
        (contract.corrections_path, contract.corrections_sha256),  # None: it was not there
    ]
    inputs += [(base / name, digest) for name, digest in dataset.inputs]
    moved = [path for path, digest in inputs if (_digest(path) if path.is_file() else None) != digest]
    if moved:
        what, remedy = "it changed while the report was being made", "publish again when it is complete"
        raise StorageError(Problem(path.name, what, remedy=remedy) for path in moved)


def release_of(dataset: Dataset, findings: list[Findings]) -> str:
    """Name the release after inputs, periods, instants, pages, code and versions; see `release_id`."""
    inputs = {
        "data": dataset.inputs_sha256,
        **{f"period {each.name}": each.as_of.isoformat() for each in findings},
        **{f"page {name}": _digest(path) for name, path in _sources(dataset.contract.folder)},
        **{f"code {name}": digest for name, digest in _own_code()},
    }
    versions = {name: importlib.metadata.version(name) for name in ENGINES}
    return release_id(
        inputs, {**versions, "python": platform.python_version(), "incident-analytics": analytics.__version__}
    )


def _sources(folder: Path) -> Iterator[tuple[str, Path]]:
    yield from ((f"notebook {name.stem}", notebook_of(folder, name)) for name in NOTEBOOKS)
    beside = sorted((folder / "notebooks").rglob("*"))  # what a cell may read
    yield from (
        (str(p.relative_to(folder)), p) for p in beside if p.is_file() and ".ipynb_checkpoints" not in p.parts
    )
    yield "mkdocs.yml", settings_of(folder)
    yield from sorted(site_pages(folder).items())


def _own_code() -> Iterator[tuple[str, str]]:
    """Every file of this package: a version alone does not tell a changed checkout."""
    root = Path(analytics.__file__).parent
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix not in (".pyc", ".pyo") and "_template" not in path.parts:
            yield path.relative_to(root).as_posix(), _digest(path)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _count(facts: _Facts, tables: Tables) -> None:
    for name in ("read", "used", "excluded"):
        facts.values[name] = tables.files[f"n_{name}"].sum()
