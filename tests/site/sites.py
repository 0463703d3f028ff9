"""The sites that the browser tests and `make look` visit: a demo, a real log, and months without a case."""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from analytics.publish import run
from analytics.publish.new import new_folder
from analytics.report.selection import select_findings
from tests.unit import hidden

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "data"
DEMO_MONTHS = ("2026-02", "2026-08", "2026-09", "2026-10")  # the first is planted without a P1
UCI_MONTH = "2016-03"
NIL_MONTH = "2026-01"
QUIET_MONTH = "2026-02"

_EMPTY_CONTRACT = """\
[contract]
id       = "no-cases"
title    = "A contract without a case"
buyer    = "Department for Examples"
supplier = "Example Digital Ltd"
timezone = "Europe/London"
starts   = 2026-01-01

[severity]
P1 = ["P1"]
P2 = ["P2"]
P3 = ["P3"]
P4 = ["P4"]

[[exports]]
source         = "table"
path           = "exports/incidents.csv"
timezone       = "Europe/London"
complete_until = {until}
nil_return     = [{nil}]

[[exports]]
source         = "notifications"
path           = "exports/notices.csv"
timezone       = "Europe/London"
complete_until = {until}
nil_return     = [{nil}]

[[clauses]]
id        = "P1-resolution"
kind      = "resolution"
applies   = {{ severity = ["P1"] }}
within    = "4 hours"
target    = "95%"
reference = "Schedule 3, 4.1"

[[clauses]]
id        = "P1-notification"
kind      = "notification"
audience  = "buyer"
applies   = {{ severity = ["P1"] }}
within    = "15 minutes"
target    = "95%"
reference = "Schedule 3, 5.1"
"""
_INCIDENTS = "incident_id,severity,opened_at,resolved_at\n"
_NOTICES = "incident_id,audience,at\n"


@dataclass(frozen=True)
class Site:
    """A published site, and where it came from."""

    name: str
    contract: Path
    exports: Path | None
    months: tuple[str, ...]
    root: Path

    def save(self, path: Path) -> None:
        paths = {key: str(value) if isinstance(value, Path) else value for key, value in vars(self).items()}
        path.write_text(json.dumps(paths), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Site:
        found = json.loads(path.read_text("utf-8"))
        places = {key: Path(found[key]) if found[key] else None for key in ("contract", "exports", "root")}
        return cls(**{**found, **places, "months": tuple(found["months"])})

    def report(self, month: str) -> str:
        return (self.root / f"reports/{month}.html").read_text("utf-8")


def make_demo(folder: Path) -> Site:
    """The folder that `new` writes, and four of its months on one site."""
    contract = folder / "contract"
    new_folder(contract)
    return _publish("demo", contract, None, DEMO_MONTHS, folder / "out")


def make_uci(folder: Path) -> Site:
    """March 2016 of the public log of 402 incidents."""
    contract = ROOT / "tests" / "real" / "uci" / "contract.toml"
    return _publish("uci", contract, SHARED / "uci", (UCI_MONTH,), folder / "out")


def make_nil(folder: Path) -> Site:
    """A month for which exports without a row are declared to be right, and no month before it."""
    contract = _write_empty(folder / "contract", "", "", f'"{NIL_MONTH}"', "2026-02-01")
    return _publish("nil", contract, None, (NIL_MONTH,), folder / "out")


def make_quiet(folder: Path) -> Site:
    """A month in which nothing happened after one in which something did."""
    incident, notice = "A1,P1,2026-01-10 10:00,2026-01-10 12:00\n", "A1,buyer,2026-01-10 10:05\n"
    contract = _write_empty(folder / "contract", incident, notice, "", "2026-03-01")
    return _publish("quiet", contract, None, (NIL_MONTH, QUIET_MONTH), folder / "out")


def make_hidden(folder: Path) -> Site:
    """A month in which every text hides something: ids, names of causes, words of the contract."""
    contract = hidden.write_hidden(folder / "contract")
    return _publish("hidden", contract, None, (hidden.MONTH,), folder / "out")


MAKERS: dict[str, Callable[[Path], Site]] = {
    "demo": make_demo,
    "uci": make_uci,
    "nil": make_nil,
    "quiet": make_quiet,
    "hidden": make_hidden,
}


def _write_empty(folder: Path, incidents: str, notices: str, nil: str, until: str) -> Path:
    (folder / "exports").mkdir(parents=True)
    (folder / "contract.toml").write_text(_EMPTY_CONTRACT.format(nil=nil, until=until), "utf-8")
    (folder / "exports" / "incidents.csv").write_text(_INCIDENTS + incidents, "utf-8")
    (folder / "exports" / "notices.csv").write_text(_NOTICES + notices, "utf-8")
    return folder


def _publish(name: str, contract: Path, exports: Path | None, months: Sequence[str], out: Path) -> Site:
    """Publish chosen months on one site: the whole way of `publish`, which by itself takes one or all."""

    def chosen(dataset, period, as_of):
        return [found for month in months for found in select_findings(dataset, month, None)]

    with patch.object(run, "select_findings", chosen):
        outcome = run.publish_contract(run.Request(contract, None, out, exports), show=lambda line: None)
    if outcome.exit_code:
        raise RuntimeError("\n".join([outcome.line, *map(str, outcome.problems)]))
    return Site(name, contract, exports, tuple(months), out / "site")


def run_command(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `incident-analytics` as a user does."""
    command = [str(Path(sys.executable).with_name("incident-analytics")), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, timeout=300)


def figures_of(site: Site) -> dict[str, dict]:
    """What `figures --format json` says: of every month, and of the site's own where `all` leaves it out."""
    options = ["--exports", site.exports] if site.exports else []
    found: dict[str, dict] = {}
    for period in ("all", *site.months):
        if period not in found:
            ran = run_command("figures", site.contract, "--period", period, "--format", "json", *options)
            assert ran.returncode == 0 or period == "all", ran.stderr
            periods = json.loads(ran.stdout)["periods"] if ran.returncode == 0 else []
            found |= {each["period"]: each for each in periods}
    return found


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process in at a time."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def once(folder: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Make something below a folder that all processes of a test run share, and only once.

    A first try that failed is not repeated by the other process, which says so instead.
    """
    target, done, failed = folder / name, folder / f"{name}.done", folder / f"{name}.failed"
    with locked(folder / f"{name}.lock"):
        if failed.exists():
            raise RuntimeError(failed.read_text("utf-8"))
        if not done.exists():
            try:
                make(target)
            except Exception as error:
                failed.write_text(f"{type(error).__name__}: {error}", "utf-8")
                raise
            done.touch()
    return target
