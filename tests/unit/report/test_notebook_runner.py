"""One kernel for many notebooks; errors that name the cell; nothing that outlives the run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import NotebookError, StorageError
from analytics.report.notebook import NotebookRunner


def write_book(path: Path, *cells: Any) -> Path:
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    made = [new_code_cell(cell) if isinstance(cell, str) else cell for cell in cells]
    nbformat.write(new_notebook(cells=made), path)
    return path


def tagged(source: str, tag: str) -> Any:
    from nbformat.v4 import new_code_cell

    return new_code_cell(source, metadata={"tags": [tag]})


def prose(source: str) -> Any:
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(source)


def shown(book: Any, cell: int = -1) -> str:
    return str(book.cells[cell].outputs[-1]["data"]["text/plain"])


@pytest.fixture(scope="module")
def runner() -> Iterator[NotebookRunner]:
    with NotebookRunner(timeout=6) as made:
        yield made


def test_parameters_follow_the_tagged_cell_and_replace_its_values(
    runner: NotebookRunner, tmp_path: Path
) -> None:
    path = write_book(
        tmp_path / "a.ipynb",
        prose("# Report"),
        tagged('period = "2026-01"; other = 1', "parameters"),
        tagged('period = "of an earlier run"', "injected-parameters"),
        "print((period, other, exports, as_of))",
    )
    book = runner.run(path, {"period": "2026-10", "exports": None, "as_of": tmp_path})
    assert [cell.metadata.get("tags") for cell in book.cells[1:3]] == [
        ["parameters"],
        ["injected-parameters"],
    ]
    assert len(book.cells) == 4
    assert book.cells[-1].outputs[0]["text"] == f"('2026-10', 1, None, '{tmp_path}')\n"


def test_a_parameter_is_data_and_never_code(runner: NotebookRunner, tmp_path: Path) -> None:
    hostile = "'; raise SystemExit # \\ \n \u2028 {x}"
    path = write_book(tmp_path / "a.ipynb", tagged("x = 1", "parameters"), "x")
    assert shown(runner.run(path, {"x": hostile})) == repr(hostile)


def test_a_parameter_that_has_no_literal_is_refused(runner: NotebookRunner, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="cannot be a object"):
        runner.run(write_book(tmp_path / "a.ipynb", "x"), {"x": object()})


def test_nothing_of_one_notebook_is_seen_by_the_next_and_the_kernel_stays(
    runner: NotebookRunner, tmp_path: Path
) -> None:
    path = write_book(tmp_path / "a.ipynb", "import os; seen = 1; os.getpid()")
    other = write_book(tmp_path / "b.ipynb", "import os; print('seen' in globals()); os.getpid()")
    first, second = runner.run(path, {}), runner.run(other, {})
    assert second.cells[0].outputs[0]["text"] == "False\n"
    assert shown(first) == shown(second)


def test_a_notebook_runs_in_its_own_folder(runner: NotebookRunner, tmp_path: Path) -> None:
    (tmp_path / "deep 'er").mkdir()
    path = write_book(tmp_path / "deep 'er" / "a.ipynb", "import os; print(os.getcwd())")
    assert runner.run(path, {}).cells[0].outputs[0]["text"] == f"{path.parent.resolve()}\n"


def test_two_runs_give_the_same_notebook_without_a_clock(runner: NotebookRunner, tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.ipynb", tagged("x = 1", "parameters"), "print(x); {x: 'b'}")
    books = [runner.run(path, {"x": 2}) for _ in range(2)]
    assert books[0].cells[2] == books[1].cells[2]
    assert all("execution" not in cell.metadata for cell in books[0].cells)
    assert {cell.execution_count for cell in books[0].cells} == {None}


@pytest.mark.parametrize("tag", ["other", "raises-exception"])
def test_an_error_names_notebook_cell_and_first_line(
    runner: NotebookRunner, tmp_path: Path, tag: str
) -> None:
    path = write_book(
        tmp_path / "month.ipynb",
        prose("# Report"),
        tagged("x = 1", "parameters"),
        prose("text"),
        tagged("\nrate = 1 / 0  # first\nprint('never')", tag),
        "open('ran', 'w')",
    )
    with pytest.raises(NotebookError) as caught:
        runner.run(path, {"x": 2})
    assert str(caught.value) == (
        "month.ipynb, cell 4: 'rate = 1 / 0  # first' ZeroDivisionError: division by zero. "
        "To do: mend the cell and run it again."
    )
    assert not (tmp_path / "ran").exists()


def test_an_error_is_one_short_line_without_a_traceback(runner: NotebookRunner, tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.ipynb", "raise ValueError('word\\n' * 500)")
    with pytest.raises(NotebookError) as caught:
        runner.run(path, {})
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_syntax_error_is_an_error_of_its_cell(runner: NotebookRunner, tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"cell 1: 'def' SyntaxError: .* \(line 1\)\."):
        runner.run(write_book(tmp_path / "a.ipynb", "def"), {})


@pytest.mark.parametrize(
    ("cell", "words"),
    [("import time; time.sleep(60)", "took longer than 6 s"), ("import os; os._exit(3)", "ended the kernel")],
)
def test_a_cell_that_hangs_or_kills_its_kernel_stops_the_run_and_not_the_next(
    runner: NotebookRunner, tmp_path: Path, cell: str, words: str
) -> None:
    with pytest.raises(NotebookError, match=words):
        runner.run(write_book(tmp_path / "a.ipynb", cell), {})
    assert shown(runner.run(write_book(tmp_path / "b.ipynb", "6 * 7"), {})) == "42"


@pytest.mark.parametrize("content", ["", "{", '{"cells": 1}', '{"nbformat": 2}', "[]"])
def test_a_file_that_is_no_notebook_is_refused(runner: NotebookRunner, tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(content)
    with pytest.raises(NotebookError, match=r"a\.ipynb: it cannot be read"):
        runner.run(path, {})


def test_a_notebook_that_is_not_there_is_a_fault_of_the_disk(runner: NotebookRunner, tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        runner.run(tmp_path / "none.ipynb", {})


def test_the_kernel_knows_nothing_of_the_users_settings(
    runner: NotebookRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "home" / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("mine = 1")
    for name, value in (
        ("HOME", tmp_path / "home"),
        ("TZ", "Asia/Tokyo"),
        ("LC_ALL", "C"),
        ("PYTHONHASHSEED", "9"),
    ):
        monkeypatch.setenv(name, str(value))
    source = "import os, time; ('mine' in globals(), time.tzname[0], hash('a'), os.environ['LC_ALL'])"
    path = write_book(tmp_path / "a.ipynb", source)
    with NotebookRunner(timeout=20) as fresh:
        own = shown(fresh.run(path, {}))
    assert own == shown(runner.run(path, {}))
    assert own.startswith("(False, 'UTC', ")


def test_closing_ends_the_kernel_and_removes_its_folder(tmp_path: Path) -> None:
    source = "import os; (os.getpid(), os.environ['JUPYTER_RUNTIME_DIR'])"
    path = write_book(tmp_path / "a.ipynb", source)
    with NotebookRunner() as fresh:
        pid, folder = eval(shown(fresh.run(path, {})))  # our own kernel's tuple
        assert Path(folder).is_dir()
    assert not Path(folder).exists()
    assert is_gone(pid)


def test_no_kernel_survives_a_run_that_was_killed(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "a.ipynb",
        f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(60)",
    )
    script = (
        "from pathlib import Path; from analytics.report.notebook import NotebookRunner\n"
        f"with NotebookRunner() as runner: runner.run(Path({str(path)!r}), {{}})"
    )
    run = subprocess.Popen([sys.executable, "-c", script])
    try:
        pid = int(wait_for(lambda: (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text()))
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert wait_for(lambda: is_gone(pid), seconds=5)
    finally:
        run.kill()
        run.wait()


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):
        return True


def wait_for(condition: Any, seconds: float = 30) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return value
