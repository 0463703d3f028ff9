"""Structured inputs by hypothesis: files of which it is known what must come of them, and changed ones."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky

from tests.fuzz.cases import strategy
from tests.fuzz.target import Case, FindingError, check

EVERY_HEALTH_CHECK = tuple(HealthCheck)
ROUND = (("known", 100), ("mutated", 100), ("known", 100), ("mutated", 100), ("large", 8))


@dataclass
class Tally:
    """What a run has done for one reader."""

    n_executions: int = 0
    n_accepted: int = 0
    seconds: float = 0.0
    findings: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def found(self, story: str, data: bytes) -> None:
        """Keep the first input of each kind of finding."""
        self.findings.setdefault(re.sub(r"\d+", "N", story)[:60], (story, data))

    def keep(self, folder: Path) -> None:
        """Write every input that found something, and what it found."""
        folder.mkdir(parents=True, exist_ok=True)
        for number, (story, data) in enumerate(self.findings.values(), 1):
            (folder / f"found-{number}").write_bytes(data)
            (folder / f"found-{number}.txt").write_text(story, encoding="utf-8")


def run(reader: str, seconds: float, first_seed: int, *, is_until_found: bool = False) -> Tally:
    """Make inputs for some seconds; each batch has a seed of its own, counted up from the first."""
    tally, begun = Tally(), time.monotonic()
    for number, (kind, n) in zip(itertools.count(first_seed), itertools.cycle(ROUND), strict=False):
        run_batch(reader, kind, n, number, tally)
        tally.seconds = time.monotonic() - begun
        if tally.seconds > seconds or (is_until_found and tally.findings):
            return tally
    return tally


def run_batch(reader: str, kind: str, n: int, number: int, tally: Tally) -> None:
    """Run one batch; what it finds is made as small as it gets, large files apart."""
    last: list[tuple[str, bytes]] = []

    @seed(number)
    @settings(
        max_examples=n,
        deadline=None,
        database=None,
        suppress_health_check=EVERY_HEALTH_CHECK,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate,) if kind == "large" else (Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
    )
    @given(strategy(reader, kind))
    def judge(case: Case) -> None:
        tally.n_executions += 1
        try:
            tally.n_accepted += check(reader, case)
        except FindingError as finding:
            last[:] = [(str(finding), case.data)]
            raise

    try:
        judge()
    except (FindingError, Flaky, BaseExceptionGroup):
        if not last:
            raise
        tally.found(*last[0])
