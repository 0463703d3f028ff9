"""Kills `publish` at random moments and looks at what readers then find.

    python -m tests.faults.kill --times 50

A small contract is published once; then its register changes back and forth between two states, and each
run that should publish the other one gets SIGKILL, seeded, somewhere in a chosen phase. After each kill the
live site must be one of the two, whole, and no process of the run may live on. About every second killed run
is followed by one that is left alone, which must succeed by itself; the others leave their remains.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults.folders import DEMO_MONTH, make_demo, make_tiny, write_incidents, write_notices
from tests.faults.runs import PHASES, Run, finish, wait_until
from tests.faults.sites import ABSENT, BROKEN, STRANGE, Known, forget_others, leftovers

SEED: Final = 20261101
LEAST: Final = 5
SHORTEST: Final = 0.005  # seconds that a phase is taken to last at least
LATE: Final = 4  # how much of the last phase's length is waited at most now and then: the new site is live
FIRST: Final = 2  # kills of a very first publication, in each phase
WITH_KERNEL: Final = PHASES[1]
NAMES: Final = ("one", "other")


@dataclass(frozen=True)
class Kill:
    """One kill, and what was found afterwards.

    Args:
        phase: Where the run stood.
        is_first: Whether no site had been published before.
        found: "old", "new", or what `Known.state` says.
        n_kernels: How many kernels lived at that moment.
        survival: Seconds until every process of the run was gone; None: not within five.
    """

    phase: str
    is_first: bool
    found: str
    n_kernels: int
    survival: float | None

    @property
    def is_good(self) -> bool:
        wanted = (ABSENT, "new") if self.is_first else ("old", "new")
        return self.found in wanted and self.survival is not None


@dataclass
class Bench:
    """A contract with two states, its output folder, and the kills so far."""

    folder: Path
    out: Path
    temp: Path
    write: Callable[[int], None]
    options: tuple[str, ...] = ()
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    known: Known = field(default_factory=Known)
    spans: dict[str, float] = field(default_factory=dict)
    kills: list[Kill] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    late: float = 0.3  # how likely a kill in the last phase comes late
    kernel_span: float = 0.0
    live: int = 0
    n_next: int = 0

    def prepare(self) -> None:
        """Publish both states undisturbed: what is good, and how long each phase takes."""
        for state in (1, 0):
            self.write(state)
            forget_others(self.out)
            run = Run(self.folder, self.out, self.temp, *self.options)
            if not wait_until(lambda: bool(run.kernels()) or run.process.poll() is not None):  # noqa: B023
                raise RuntimeError("no kernel was seen")
            started_at = time.monotonic()
            if run.end():
                raise RuntimeError(run.text)
            self.known.learn(NAMES[state], self.out)
            found = run.durations()
            self.spans = {phase: max(span, self.spans.get(phase, SHORTEST)) for phase, span in found.items()}
            self.kernel_span = run.begun_at(PHASES[2]) - started_at
        if len(self.known.names) != len(NAMES):
            raise RuntimeError("the two states of the contract give the same site, or one gives two")

    def kill_in(self, phase: str) -> Kill:
        """Kill a run that should replace the live site."""
        forget_others(self.out)
        self.write(1 - self.live)
        kill = self._kill(phase, self.out, is_first=False)
        if kill.found == "new":
            self.live = 1 - self.live
        return kill

    def kill_first_in(self, phase: str) -> Kill:
        """Kill a run that has no site to replace."""
        out = self.out.with_name("first")
        kill = self._kill(phase, out, is_first=True)
        self._follow(out)
        shutil.rmtree(out)
        return kill

    def follow(self) -> None:
        """Run once more and leave it alone: it must succeed and clear everything away."""
        self.write(1 - self.live)
        self._follow(self.out)
        self.live = 1 - self.live

    def _kill(self, phase: str, out: Path, *, is_first: bool) -> Kill:
        run = Run(self.folder, out, self.temp, *self.options)
        try:
            run.wait_for(phase)
            span = self.spans[phase]
            if phase == WITH_KERNEL and self.chance.random() < 0.8:  # else before there is one, perhaps
                wait_until(lambda: bool(run.kernels()) or run.process.poll() is not None)
                span = self.kernel_span
            if phase == PHASES[-1] and self.chance.random() < self.late:
                span *= LATE
            time.sleep(self.chance.uniform(0, span))
            n_kernels = len(run.kernels()) if phase == WITH_KERNEL else 0
            run.kill()
            survival = run.survival()
            run.end()
            found = self._found(out)
            if is_first and found == "old":  # what is live elsewhere is new here
                found = "new"
            kill = Kill(run.phase, is_first, found, n_kernels, survival)
        finally:
            run.clear()
        self.kills.append(kill)
        if not kill.is_good:
            self.faults.append(str(kill))
        return kill

    def _found(self, out: Path) -> str:
        state = self.known.state(out)
        return {NAMES[self.live]: "old", NAMES[1 - self.live]: "new"}.get(state, state)

    def _follow(self, out: Path) -> None:
        self.n_next += 1
        run = finish(self.folder, out, self.temp, *self.options)
        left = leftovers(out, self.temp)
        state = self._found(out)
        if run.process.returncode or left or state not in ("new", "old"):
            self.faults.append(
                f"next run: exit {run.process.returncode}, site {state}, left {left}: {run.text}"
            )

    def n_in(self, phase: str) -> int:
        return sum(kill.phase == phase and not kill.is_first for kill in self.kills)


@contextmanager
def bench(kind: str, seed: int = SEED) -> Iterator[Bench]:
    """Make a bench in a folder of its own: "demo" as `new` writes it, "tiny" for the impatient."""
    with tempfile.TemporaryDirectory(prefix="kill-") as name:
        root = Path(name)
        (root / "t").mkdir()
        chance = random.Random(seed)
        if kind == "tiny":
            folder = make_tiny(root / "contract")
            yield Bench(
                folder, root / "out", root / "t", lambda n: write_incidents(folder, 2 + n), (), chance
            )
        else:
            folder = make_demo(root / "contract")
            options = ("--period", DEMO_MONTH)
            write = lambda n: write_notices(folder, n)  # noqa: E731 (one line of two, beside the other)
            yield Bench(folder, root / "out", root / "t", write, options, chance)


def kill_all(
    on: Bench,
    times: int,
    least: int,
    first: Sequence[str],
    follow: float = 0.5,
    say: Callable[[str], None] = print,
) -> None:
    """Kill so many times, and at least so often in each phase; the phases take turns in random order.

    Args:
        on: The bench.
        times: How many runs that should replace a site are killed at least.
        least: How many of them in each phase.
        first: The phases in which a very first publication is killed before.
        follow: How likely a kill is followed by a run that is left alone; the last one always is.
        say: Takes a line for each kill.
    """
    on.prepare()
    say("an undisturbed run: " + ", ".join(f"{phase} {span:.2f} s" for phase, span in on.spans.items()))
    for phase in first:
        say(_line(on.kill_first_in(phase), phase))
    for _ in range(3 * times):
        counts = {phase: on.n_in(phase) for phase in PHASES}
        if sum(counts.values()) >= times and min(counts.values()) >= least:
            break
        fewest = min(counts.values())
        phase = on.chance.choice([each for each in PHASES if counts[each] == fewest])
        say(_line(on.kill_in(phase), phase))
        if on.chance.random() < follow:
            on.follow()
    on.follow()


def _line(kill: Kill, aimed: str) -> str:
    survival = "lives on" if kill.survival is None else f"gone after {kill.survival:.2f} s"
    first = "first publication, " if kill.is_first else ""
    return f"  {first}aimed at {aimed}, hit {kill.phase}: {kill.found}, {kill.n_kernels} kernel, {survival}"


def table(on: Bench) -> str:
    """Phase by kills by outcomes, of kills with an old site and of first publications."""
    states = ("old", "new", ABSENT, STRANGE, BROKEN)
    lines = [
        f"{'phase':28}{'kills':>6}" + "".join(f"{s:>8}" for s in states) + f"{'kernels':>9}{'longest':>10}"
    ]
    for is_first in (False, True):
        for phase in dict.fromkeys((*PHASES, *sorted({kill.phase for kill in on.kills}))):
            kills = [kill for kill in on.kills if kill.phase == phase and kill.is_first == is_first]
            if kills:
                lines.append(_row(phase, is_first, kills, states))
    return "\n".join(lines)


def _row(phase: str, is_first: bool, kills: list[Kill], states: tuple[str, ...]) -> str:
    found = Counter(kill.found for kill in kills)
    longest = max(float("inf") if kill.survival is None else kill.survival for kill in kills)
    name = f"{phase}{' *' if is_first else ''}"
    counts = "".join(f"{found[state]:>8}" for state in states)
    return f"{name:28}{len(kills):>6}{counts}{sum(kill.n_kernels for kill in kills):>9}{longest:>8.2f} s"


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill publish at random moments.")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--least", type=int, default=LEAST)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--contract", choices=("demo", "tiny"), default="demo")
    asked = parser.parse_args()
    with bench(asked.contract, asked.seed) as on:
        kill_all(on, asked.times, asked.least, PHASES * FIRST, say=lambda line: print(line, flush=True))
        print(table(on))
        for fault in on.faults:
            print(f"FAULT {fault}")
        counted = sum(kill.phase in PHASES for kill in on.kills)
        few = [phase for phase in PHASES if on.n_in(phase) < asked.least]
        print(f"KILLS {counted} faults={len(on.faults)} next_runs={on.n_next} too_few={','.join(few) or '-'}")
    return 1 if on.faults or few else 0


if __name__ == "__main__":
    sys.exit(main())
