"""The release: built beside the live site, put in its place in one step, or not at all.

OUT/site -> releases/<release>     what readers see; replaced by one rename of a link
OUT/releases/<release>/            a built site with its manifest; never changed once it has this name
OUT/private/                       what must not be published
OUT/.building-<release>/           a build under way, or what a crashed one left: the next run removes it
OUT/.lock                          held while a run publishes
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from analytics.errors import StorageError
from analytics.publish import files, manifest
from analytics.publish.files import locked

Status = Literal["published", "unchanged"]
KEPT: Final = 3  # earlier releases kept beside the new one
_RELEASE: Final = re.compile(r"[0-9a-z][0-9a-z.-]{0,63}", re.ASCII)
_BUILDING: Final = ".building-"
_SPARE: Final = ".spare"  # the name of a mended release while the damaged one is cleared away


def publish_release(out: Path, release: str, build: Callable[[Path], None]) -> Status:
    """Put a release in the place of the live site, or find that it is there already.

    The live site is whole at every instant: a crash or a full disk leaves the old one as it was.

    Args:
        out: The output folder (see the module).
        release: Its name, from `release_id`.
        build: Fills the folder that it is given; called only where the release is missing or damaged.

    Returns:
        "unchanged" where the live site is this very release and whole, else "published".

    Raises:
        BusyError: Another run holds the lock.
        StorageError: A step on the disk failed.

    Examples:
        >>> import tempfile
        >>> out = Path(tempfile.mkdtemp())
        >>> build = lambda folder: (folder / "index.html").write_text("October") and None
        >>> publish_release(out, "ab12", build), publish_release(out, "ab12", build)
        ('published', 'unchanged')
    """
    if _RELEASE.fullmatch(release) is None:
        raise ValueError(f"{release!r} is no name of a release")
    with locked(out):
        live = files.read_link(out / "site")
        _tidy(out, live)
        ready = manifest.is_whole(out / "releases" / release, release)
        if ready and live == f"releases/{release}":
            return "unchanged"
        if not ready:
            _make(out, release, build)
        if files.read_link(out / "site") != f"releases/{release}":
            files.point_link(out / "site", f"releases/{release}")
        return "published"


def write_private(out: Path, name: str, content: bytes) -> None:
    """Write `OUT/private/<name>` in one step, readable by its owner only.

    Args:
        out: The output folder.
        name: A plain file name: `intake.json`, `excluded.csv`.
        content: The whole file.
    """
    if not name or Path(name).name != name or name.startswith("."):
        raise ValueError(f"{name!r} is no plain file name")
    with locked(out):
        files.make_folder(out / "private", 0o700)
        files.replace_file(out / "private" / name, content, 0o600)


def _make(out: Path, release: str, build: Callable[[Path], None]) -> None:
    """Build a release under its temporary name and give it its final one."""
    work = out / f"{_BUILDING}{release}"
    final = out / "releases" / release
    files.make_folder(work / "site")
    files.make_folder(final.parent)
    try:
        build(work / "site")
        manifest.write_manifest(work / "site", release)
        files.sync_tree(work / "site")
        if final.exists():
            _clear_damaged(out, release, work)
        files.rename(work / "site", final)
    except Exception:
        with suppress(StorageError):  # the first error is the one to tell
            files.remove(work)
        raise
    files.remove(work)


def _clear_damaged(out: Path, release: str, work: Path) -> None:
    """Take a damaged release away; where it is live, readers get a copy of its successor meanwhile."""
    damaged = out / "releases" / release
    if files.read_link(out / "site") == f"releases/{release}":
        spare = out / "releases" / f"{release}{_SPARE}"
        files.remove(spare)
        files.copy_tree(work / "site", spare)
        files.sync_folder(spare.parent)
        files.point_link(out / "site", f"releases/{spare.name}")
    files.remove(damaged)


def _tidy(out: Path, live: str | None) -> None:
    """Remove what crashed runs left, and all but the latest releases; never the live one.

    It comes before the build: a full disk is met with more room, and a failure here leaves the live site.
    """
    for leftover in sorted(out.glob(f"{_BUILDING}*")):
        files.remove(leftover)
    folders = [folder for folder in (out / "releases").glob("*") if f"releases/{folder.name}" != live]
    with files.storing(out / "releases"):
        folders.sort(
            key=lambda folder: (folder.name.endswith(_SPARE), -folder.stat().st_mtime_ns, folder.name)
        )
    spares = [folder for folder in folders if folder.name.endswith(_SPARE)]
    room = KEPT if live is None else KEPT - 1
    for folder in [*folders[: len(folders) - len(spares)][room:], *spares]:
        files.remove(folder)
