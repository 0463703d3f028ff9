"""The live site is the old one or the new one, whole, at every instant and after every fault."""

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analytics.errors import BusyError, StorageError
from analytics.publish import files
from analytics.publish.manifest import is_whole, release_id
from analytics.publish.release import publish_release, write_private

STEPS = ("open", "write", "fsync", "rename", "replace", "symlink", "mkdir", "unlink")


class Crash(BaseException):
    """A kill: nothing of ours runs afterwards that catches errors."""


def build_of(text: str) -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        files.make_folder(folder / "reports")
        files.write_file(folder / "index.html", text.encode())
        files.write_file(folder / "reports" / "2026-10.html", text.encode())

    return build


def live_text(out: Path) -> str:
    """Read the live site as a visitor does; it must be of one piece."""
    texts = {(out / "site" / name).read_text() for name in ("index.html", "reports/2026-10.html")}
    assert len(texts) == 1
    return texts.pop()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    assert publish_release(tmp_path / "out", "aaa1", build_of("old")) == "published"
    return tmp_path / "out"


def plant(
    monkeypatch: pytest.MonkeyPatch, at: int, fault: BaseException | None, watch: Any = None
) -> list[str]:
    """Let the `at`-th step on the disk fail; returns the steps as they come."""
    seen: list[str] = []

    def wrap(name: str, step: Any) -> Any:
        def stepped(*args: Any, **kw: Any) -> Any:
            seen.append(name)
            if watch:
                watch()
            if fault is not None and len(seen) == at:
                raise fault
            return step(*args, **kw)

        return stepped

    for name in STEPS:
        monkeypatch.setattr(os, name, wrap(name, getattr(os, name)))
    tree = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", wrap("rmtree", tree))
    return seen


def count_steps(tmp_path: Path, act: Callable[[Path], Any], prepare: Callable[[Path], Any]) -> int:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path / "counted"
        prepare(folder)
        seen = plant(patch, 0, None)
        act(folder)
    assert {"write", "fsync", "rename", "replace", "symlink"} <= set(seen)
    return len(seen)


def prepare_old(folder: Path) -> None:
    publish_release(folder, "aaa1", build_of("old"))


def prepare_damaged(folder: Path) -> None:
    publish_release(folder, "bbb2", build_of("new"))
    (folder / "site" / "index.html").unlink()
    (folder / "site" / "index.html").write_text("new")
    (folder / "site" / "stray.html").write_text("not ours")


def act_publish(folder: Path) -> Any:
    return publish_release(folder, "bbb2", build_of("new"))


@pytest.mark.parametrize("fault", [OSError(errno.ENOSPC, "disk full"), OSError(errno.EIO, "broken"), Crash()])
@pytest.mark.parametrize("prepare", [prepare_old, prepare_damaged])
def test_a_fault_at_any_step_leaves_a_whole_site_and_the_next_run_succeeds(
    tmp_path: Path, fault: BaseException, prepare: Callable[[Path], None]
) -> None:
    n_steps = count_steps(tmp_path, act_publish, prepare)
    assert n_steps > 20
    before = "old" if prepare is prepare_old else "new"
    for at in range(1, n_steps + 1):
        out = tmp_path / f"fault-{at}"
        prepare(out)
        with pytest.MonkeyPatch.context() as patch:
            plant(patch, at, fault)
            with pytest.raises((StorageError, Crash)):
                act_publish(out)
        assert live_text(out) in (before, "new")
        assert act_publish(out) in ("published", "unchanged")
        assert live_text(out) == "new"
        assert is_whole(out / "releases" / "bbb2", "bbb2")
        assert (out / "site").readlink() == Path("releases/bbb2")
        assert not list(out.glob(".building-*"))


@pytest.mark.parametrize("prepare", [prepare_old, prepare_damaged])
def test_a_reader_finds_a_whole_site_before_every_step(
    tmp_path: Path, prepare: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    prepare(out)
    reading, found = [False], set()

    def watch() -> None:
        if not reading[0]:  # reading is a step too
            reading[0] = True
            found.add(live_text(out))
            reading[0] = False

    plant(monkeypatch, 0, None, watch)
    act_publish(out)
    assert found <= {"old", "new"}
    assert live_text(out) == "new"


def test_an_error_of_the_build_leaves_the_old_site_and_no_leftovers(out: Path) -> None:
    def build(folder: Path) -> None:
        files.write_file(folder / "index.html", b"half")
        raise ValueError("a cell raised")

    with pytest.raises(ValueError, match="a cell raised"):
        publish_release(out, "bbb2", build)
    assert live_text(out) == "old"
    assert not list(out.glob(".building-*"))
    assert [path.name for path in (out / "releases").iterdir()] == ["aaa1"]


def test_a_full_disk_is_named_with_the_file_and_exit_74(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "x")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(StorageError, match=r"index\.html: No space left on device") as caught:
        publish_release(out, "bbb2", build_of("new"))
    assert caught.value.exit_code == 74


def test_the_same_release_is_not_built_again(out: Path) -> None:
    def build(folder: Path) -> None:
        raise AssertionError("built again")

    assert publish_release(out, "aaa1", build) == "unchanged"


def test_an_earlier_release_that_is_still_there_is_put_back_without_a_build(out: Path) -> None:
    publish_release(out, "bbb2", build_of("new"))
    assert publish_release(out, "aaa1", build_of("never")) == "published"
    assert live_text(out) == "old"


@pytest.mark.parametrize("damage", ["change", "remove", "add", "manifest"])
def test_a_damaged_release_is_built_again(out: Path, damage: str) -> None:
    page = out / "releases" / "aaa1" / "reports" / "2026-10.html"
    if damage == "change":
        page.write_text("olD")
    elif damage == "remove":
        page.unlink()
    elif damage == "add":
        (page.parent / "stray.html").write_text("x")
    else:
        (out / "releases" / "aaa1" / "manifest.json").write_text("[1]")
    assert publish_release(out, "aaa1", build_of("old")) == "published"
    assert live_text(out) == "old"
    assert publish_release(out, "aaa1", build_of("never")) == "unchanged"


def test_three_earlier_releases_are_kept_and_the_live_one_always(tmp_path: Path) -> None:
    for n in range(7):
        publish_release(tmp_path, f"r{n}", build_of(str(n)))
        os.utime(tmp_path / "releases" / f"r{n}", ns=(n * 10**9, n * 10**9))
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == ["r3", "r4", "r5", "r6"]
    assert live_text(tmp_path) == "6"


def test_another_holder_of_the_lock_is_not_waited_for(out: Path) -> None:
    with (out / ".lock").open("r+") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BusyError) as caught:
            publish_release(out, "bbb2", build_of("new"))
    assert caught.value.exit_code == 75
    assert publish_release(out, "bbb2", build_of("new")) == "published"


def test_a_lock_of_the_same_process_is_shared(out: Path) -> None:
    with files.locked(out):
        write_private(out, "intake.json", b"{}")
        assert publish_release(out, "bbb2", build_of("new")) == "published"


def test_private_files_are_replaced_whole_and_for_the_owner_only(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_private(out, "excluded.csv", b"first")
    path = out / "private" / "excluded.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    plant(monkeypatch, 4, OSError(errno.ENOSPC, "x"))
    with pytest.raises(StorageError):
        write_private(out, "excluded.csv", b"second")
    monkeypatch.undo()
    assert path.read_bytes() == b"first"


@pytest.mark.parametrize("name", ["../site/x", "a/b", ".lock", ""])
def test_private_names_stay_in_their_folder(out: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no plain file name"):
        write_private(out, name, b"")


def test_a_folder_in_the_place_of_the_link_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mine.txt").write_text("keep")
    with pytest.raises(StorageError, match="no symbolic link"):
        publish_release(tmp_path, "aaa1", build_of("x"))
    assert (tmp_path / "site" / "mine.txt").read_text() == "keep"


def test_the_release_id_changes_with_every_input_and_not_with_order() -> None:
    first = release_id({"a": "1", "b": "2"}, {"v": "1"})
    assert first == release_id({"b": "2", "a": "1"}, {"v": "1"})
    others = [
        release_id({"a": "1", "b": "3"}, {"v": "1"}),
        release_id({"a": "1"}, {"v": "1"}),
        release_id({"a": "1", "b": "2"}, {"v": "2"}),
        release_id({"a": "1", "b": "2", "v": "1"}, {}),
    ]
    assert len({first, *others}) == 5
