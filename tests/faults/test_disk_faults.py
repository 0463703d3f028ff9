"""A sample of the faults that `python -m tests.faults.disk` plants at every step, and files cut short."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

import pytest

from analytics.publish import files, pages, run
from analytics.report.notebook import NotebookRunner
from tests.faults.disk import NAMES, Desk, swap_in
from tests.faults.planting import planted
from tests.faults.runs import Run
from tests.faults.sites import leftovers

KINDS = {"open", "os.write", "os.fsync", "os.mkdir", "os.rename", "os.symlink", "os.rmdir", "shutil.rmtree"}
STRIDE = 9


def test_a_fault_at_a_step_leaves_the_old_site_and_the_next_run_succeeds(fresh: Desk) -> None:
    fresh.prepare()
    steps = fresh.steps()
    swap = swap_in(steps, fresh.out)
    assert {step.what for step in steps} >= KINDS
    assert len(steps) - swap == 1  # what is left to fail is to see the link onto the disk
    chosen = sorted({*range(1, swap - 1, STRIDE), swap - 1, swap, swap + 1})
    for n in chosen:
        fresh.fail_at(steps, n, (errno.ENOSPC, errno.EIO)[n % 2])
    assert fresh.faults == []
    assert fresh.ended == {"failed, old site": len(chosen) - 1, "failed, new site": 1}


def test_a_full_disk_is_told_with_its_remedy(at: Desk) -> None:
    with planted(4, errno.ENOSPC):
        outcome = at.publish()
    assert str(outcome.problems[0]).endswith(
        "intake.json.new: No space left on device. Expected a file system that takes the files. "
        "To do: free some space and run it again."
    )


def test_a_publication_that_writes_into_the_live_site_is_found_out(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = at.steps()

    def careless(out: Path, release: str, build) -> str:
        live = (out / "site").resolve()
        files.remove(live)
        build(live)
        return "published"

    monkeypatch.setattr(run, "publish_release", careless)
    at.fail_at(steps, swap_in(steps, at.out) // 2, errno.ENOSPC)
    assert any("the site is broken" in fault for fault in at.faults)


@pytest.mark.parametrize(("n_blocks", "culprit"), [(1, "private/"), (24, ".work/html")])
def test_a_file_that_the_system_cuts_short_ends_the_run_with_74(
    at: Desk, n_blocks: int, culprit: str
) -> None:
    with tempfile.TemporaryDirectory(prefix="cut-") as temp:
        cut = Run(at.folder, at.out, Path(temp), n_blocks=n_blocks)
        assert cut.end() == 74, cut.text
        assert "File too large" in cut.text
        assert culprit in cut.text
        assert cut.out[-1].startswith("RESULT status=failed ")
        assert at.known.state(at.out) == NAMES[at.live]
        assert cut.survival() is not None
        assert list(Path(temp).iterdir()) == []
    assert at.publish().status == "published"
    assert leftovers(at.out) == []


def test_a_kernel_that_cannot_write_its_file_ends_the_run_with_74(
    at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "NotebookRunner", NotebookRunner)  # each run its own kernel again
    steps = at.steps()
    kernel_file = [
        n for n, step in enumerate(steps, 1) if (step.what, step.path[-11:]) == ("open", "kernel.json")
    ]
    at.change()
    with planted(kernel_file[0], errno.ENOSPC):
        assert at.publish().exit_code == 74
