"""Fuzzes the readers and prints executions and seconds for each; exits 1 where anything was found.

    python -m tests.fuzz --engine hypothesis --reader csv --minutes 3 --seed 1
    python -m tests.fuzz --engine atheris --minutes 15
    python -m tests.fuzz --planted        plants defects in a copy and shows that each is found

The minutes are shared between the readers. Inputs that found something are written to ``--keep``.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.engine import Tally, run
from tests.fuzz.inputs import kept
from tests.fuzz.planted import plant_all
from tests.fuzz.target import READERS

ABSENT = "atheris is not installed: pip install -e '.[fuzz]' (Linux, and a Python that it has a wheel for)"
ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--engine", choices=("hypothesis", "atheris"), default="hypothesis")
    parser.add_argument("--reader", choices=("all", *READERS), default="all")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--until-found", action="store_true")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"))
    parser.add_argument("--planted", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.planted:
        return plant_all()
    if chosen.engine == "atheris" and importlib.util.find_spec("atheris") is None:
        print(ABSENT)
        return 2
    readers = READERS if chosen.reader == "all" else (chosen.reader,)
    seconds = 60 * chosen.minutes / len(readers)
    n_found = 0
    for reader in readers:
        folder = chosen.keep / chosen.engine / reader
        if chosen.engine == "hypothesis":
            tally = run(reader, seconds, chosen.seed, is_until_found=chosen.until_found)
            tally.keep(folder)
        else:
            tally = run_atheris(reader, seconds, chosen.seed, folder)
        n_found += len(tally.findings)
        report(chosen.engine, reader, chosen.seed, tally)
    return 1 if n_found else 0


def report(engine: str, reader: str, seed: int, tally: Tally) -> None:
    """Print one line a reader, and one a finding."""
    accepted = f"{tally.n_accepted} accepted, " if engine == "hypothesis" else ""
    counts = f"{tally.n_executions:7} executions, {accepted}{tally.seconds:6.0f} s"
    print(f"{engine:10} {reader:6} seed {seed}: {counts}, {len(tally.findings)} findings", flush=True)
    for story, data in tally.findings.values():
        print(f"    {story[:300]}\n    by {data[:200]!r}{' …' if len(data) > 200 else ''}", flush=True)


def run_atheris(reader: str, seconds: float, seed: int, folder: Path) -> Tally:
    """Run the other engine in a process of its own: it ends the process that it runs in."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("found-*"):  # of an earlier run
        stale.unlink()
    with tempfile.TemporaryDirectory(prefix="fuzz-") as start:
        for name, data in kept(reader):
            (Path(start) / name).write_bytes(data)
        limits = [f"-max_total_time={seconds:.0f}", "-timeout=60", "-rss_limit_mb=4096", "-max_len=8192"]
        command = [sys.executable, "-m", "tests.fuzz.coverage", reader, str(folder), *limits]
        command += [
            f"-seed={seed}",
            "-print_final_stats=1",
            f"-artifact_prefix={folder}/",
            str(corpus),
            start,
        ]
        begun = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False
        )
    return _tally_of(done, time.monotonic() - begun, folder)


def _tally_of(done: subprocess.CompletedProcess[str], seconds: float, folder: Path) -> Tally:
    counted = re.search(r"number_of_executed_units: (\d+)", done.stderr)
    tally = Tally(int(counted[1]) if counted else 0, 0, seconds)
    for story in sorted(folder.glob("found-*.txt")):
        tally.found(story.read_text(encoding="utf-8"), story.with_suffix("").read_bytes())
    if done.returncode:
        tally.found(f"the engine stopped with {done.returncode}: {done.stderr[-600:]}", b"")
    return tally


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
