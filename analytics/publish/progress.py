"""Progress of long work: a live line on a terminal; otherwise a quiet line a step and every few parts of it.

The quiet lines go by what is done and not by the time that it took: the same run says the same.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self

from analytics.visible import reveal_rest

EVERY: Final = 4  # parts of a step from one quiet line to the next: a page takes two or three seconds


class Progress:
    """Shows what a run is doing, on standard error; a context manager.

    Args:
        show: Takes each line instead of standard error.
    """

    def __init__(self, show: Callable[[str], None] | None = None) -> None:
        self._show = show
        self._live: Any = None
        self._task: Any = None
        self._what, self._done, self._total = "", 0, 0

    def __enter__(self) -> Self:
        if self._show is None and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
            from rich.progress import Progress as Live

            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self._live = Live(*columns, console=Console(stderr=True), transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def step(self, what: str, total: int | None = None) -> None:
        """Begin a step; ``total`` is its number of parts, where it has any."""
        self._what, self._done, self._total = what, 0, total or 0
        if self._live is None:
            self._say(what if total is None else f"{what}: {total}")
            return
        if self._task is not None:
            self._live.remove_task(self._task)
        self._task = self._live.add_task(what, total=total)

    def advance(self) -> None:
        """Say that one part of the step is done."""
        self._done += 1
        if self._live is not None:
            self._live.advance(self._task)
        elif self._done % EVERY == 0 and self._done < self._total:
            self._say(f"{self._what}: {self._done} of {self._total}")

    def note(self, line: str) -> None:
        """Say something that is no step: a warning from a notebook, which may quote an export."""
        line = reveal_rest(line)
        if self._live is not None:
            self._live.console.print(line, markup=False, highlight=False)
        else:
            self._say(line)

    def _say(self, line: str) -> None:
        if self._show is not None:
            self._show(line)
        else:
            print(line, file=sys.stderr, flush=True)
