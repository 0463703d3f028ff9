"""Runs report notebooks: one kernel for many pages, and an error that names the cell."""

from __future__ import annotations

import asyncio
import logging
import re
import shutil
import sys
from collections.abc import Coroutine, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from analytics.errors import NotebookError, StorageError, quote
from analytics.report.parameters import author_numbers, code_cell, inject_parameters, read_notebook
from analytics.report.runtime import kernel_environment, make_runtime

TIMEOUT: Final = 120  # seconds a cell may take
_LONGEST_ERROR: Final = 240
_CELL_FILE: Final = re.compile(r"\([0-9]+\.py, ")  # IPython's name for a cell, in a SyntaxError
_STARTING: Final = 60  # seconds the kernel may take to answer first
_RESET: Final = """
get_ipython().reset(new_session=True)
import gc as _gc, os as _os
_gc.collect()
_gc.freeze()  # what is left stays: looking through it for every page took longer than many a page
_os.chdir({folder!r})
del _gc, _os
"""


class NotebookRunner:
    """Runs notebooks, one after another, in one kernel; a context manager that starts and ends it.

    The kernel is this interpreter, needs no installed kernelspec, reads no configuration of the user's and
    listens on sockets in a private folder. Between notebooks its names are cleared and its working folder is
    that of the notebook; modules stay imported. One runner serves one thread: make one per worker.

    Args:
        timeout: Seconds that one cell may take.

    Examples:
        >>> import tempfile
        >>> from nbformat.v4 import new_code_cell, new_notebook, writes
        >>> book = Path(tempfile.mkdtemp()) / "month.ipynb"
        >>> _ = book.write_text(writes(new_notebook(cells=[new_code_cell("period.upper()")])))
        >>> with NotebookRunner() as runner:
        ...     executed = runner.run(book, {"period": "october"})
        >>> executed.cells[-1].outputs[0].data["text/plain"]
        "'OCTOBER'"
    """

    def __init__(self, timeout: int = TIMEOUT) -> None:
        self.timeout = timeout
        self._runtime: Path | None = None
        self._manager: Any = None
        self._client: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, path: Path, parameters: Mapping[str, Any]) -> Any:
        """Run a notebook from its first cell to its last.

        Args:
            path: The `.ipynb` file; relative paths inside it start at its folder.
            parameters: Name to value: text, whole number, float, boolean, None, path, date or instant.

        Returns:
            The executed notebook (nbformat 4): outputs in place, without times of execution.

        Raises:
            NotebookError: A cell raised, took too long or ended the kernel, or the file is no notebook.
            StorageError: The file cannot be read.
        """
        book = inject_parameters(read_notebook(path), parameters)
        self._start(path)
        self._execute_all(_reset_book(path), path)
        self._execute_all(book, path)
        return book

    def close(self) -> None:
        """End the kernel and remove its folder; a second call does nothing."""
        self._cancel()
        if self._client is not None:
            self._client.stop_channels()
        if self._manager is not None and self._manager.has_kernel:
            self._wait(self._manager.shutdown_kernel(now=True))
        if self._runtime is not None:
            shutil.rmtree(self._runtime, ignore_errors=True)
        if self._loop is not None:
            self._loop.close()
        self._client = self._manager = self._runtime = self._loop = None

    def _cancel(self) -> None:
        """Drop what a user's stop has left unfinished: a cell's task would complain of the kernel's death."""
        tasks = asyncio.all_tasks(self._loop) if self._loop is not None else set()
        for task in tasks:
            task.cancel()
        if tasks:
            self._wait(_gather(tasks))

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for a step of the kernel; while it waits, time-outs and the kernel's death are noticed."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop.run_until_complete(work)

    def _start(self, path: Path) -> None:
        """Start the kernel where none runs: at the first notebook, or after one that took it down."""
        if self._manager is not None and self._wait(self._manager.is_alive()):
            return
        self.close()
        self._runtime = make_runtime()
        self._manager = _make_manager(self._runtime)
        try:
            environment = kernel_environment(self._runtime)
            self._wait(self._manager.start_kernel(env=environment, cwd=str(self._runtime)))
            self._client = self._manager.client()
            self._client.start_channels()
            self._wait(self._client.wait_for_ready(timeout=_STARTING))
        except OSError as error:  # its folder or its connection file could not be written
            self.close()
            reason = error.strerror or str(error)
            where = str(error.filename or path.name)
            raise StorageError.at(where, f"the notebook's kernel did not start ({reason})") from error
        except RuntimeError as error:
            self.close()
            raise NotebookError.at(
                path.name,
                f"its kernel did not start ({_one_line(error)})",
                remedy="install the package again",
            ) from error

    def _runner(self, book: Any) -> Any:
        from nbclient import NotebookClient

        runner = NotebookClient(
            book,
            km=self._manager,
            timeout=self.timeout,
            iopub_timeout=10,
            allow_errors=False,
            force_raise_errors=True,  # a `raises-exception` tag does not hide an error either
            record_timing=False,
            log=_quiet_log(),
        )
        runner.kc = self._client
        return runner

    def _execute_all(self, book: Any, path: Path) -> None:
        runner = self._runner(book)
        numbers = author_numbers(book)
        for index, cell in enumerate(book.cells):
            if cell.cell_type == "code":
                self._execute(runner, path, index, numbers[index])

    def _execute(self, runner: Any, path: Path, index: int, number: int) -> None:
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        cell = runner.nb.cells[index]
        try:
            self._wait(runner.async_execute_cell(cell, index, store_history=False))
        except CellExecutionError as error:
            raise _cell_error(path, cell, number, f"{error.ename}: {error.evalue}") from None
        except CellTimeoutError:
            self.close()  # the cell still runs
            raise _cell_error(path, cell, number, f"took longer than {self.timeout} s") from None
        except DeadKernelError:
            self.close()
            raise _cell_error(path, cell, number, "ended the kernel") from None
        cell.execution_count = None


async def _gather(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


def _reset_book(path: Path) -> Any:
    from nbformat.v4 import new_notebook

    cells = [code_cell(_RESET.format(folder=str(path.resolve().parent)))]
    return new_notebook(cells=cells)  # type: ignore[no-untyped-call]


def _make_manager(runtime: Path) -> Any:
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    manager = AsyncKernelManager(
        transport="ipc",
        ip=str(runtime / "s"),
        connection_file=str(runtime / "kernel.json"),
        log=_quiet_log(),
    )
    manager._kernel_spec = KernelSpec(  # what an installed kernelspec would say
        argv=[
            sys.executable, "-m", "analytics.report.kernel", "-f", "{connection_file}",
            "--HistoryManager.enabled=False", "--log-level=50",
        ],
        display_name="incident-analytics",
        language="python",
    )  # fmt: skip
    return manager


def _cell_error(path: Path, cell: Any, number: int, what: str) -> NotebookError:
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
    where = f"{path.name}, cell {number}" if number else f"{path.name}, its parameters"
    return NotebookError.at(
        where, f"{quote(first)} {_one_line(what)}", remedy="mend the cell and run it again"
    )


def _one_line(text: object) -> str:
    words = " ".join(_CELL_FILE.sub("(", str(text)).split()).rstrip(".")
    return words if len(words) <= _LONGEST_ERROR else words[: _LONGEST_ERROR - 1] + "…"


def _quiet_log() -> logging.Logger:
    log = logging.getLogger("analytics.notebook")
    log.setLevel(logging.CRITICAL)
    return log
