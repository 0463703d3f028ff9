"""What a reader finds at OUT/site: one of the releases known to be good, nothing, or a broken site."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from analytics.publish.manifest import is_whole

ABSENT: Final = "absent"
BROKEN: Final = "broken"
STRANGE: Final = "strange"


@dataclass
class Known:
    """The good releases, by what each of their files holds."""

    names: dict[str, str] = field(default_factory=dict)

    def learn(self, name: str, out: Path) -> None:
        """Take the live site, which an undisturbed run has just published, for a good one."""
        self.names[digest_of(out / "site")] = name

    def state(self, out: Path) -> str:
        """Name the live site; `ABSENT`: there is none, `BROKEN`: not whole, `STRANGE`: whole and unknown."""
        link = out / "site"
        if not link.is_symlink():
            return BROKEN if link.exists() else ABSENT
        target = link.readlink()
        if target.parent != Path("releases") or not is_whole(
            out / target, target.name.removesuffix(".spare")
        ):
            return BROKEN
        return self.names.get(digest_of(link), STRANGE)


def digest_of(folder: Path) -> str:
    """Hash every path and byte of a site."""
    found = hashlib.sha256()
    for path in sorted(path for path in folder.resolve().rglob("*") if path.is_file()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(folder.resolve()).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()


def leftovers(out: Path, temp: Path | None = None) -> list[str]:
    """Name what runs have left behind: half-built sites, files of a replacement, folders of kernels.

    Args:
        out: The output folder.
        temp: The temporary folder of the runs; None where their process lives on: a folder that it could
            not remove is cleared away by the runs after its end.
    """
    found = [*out.glob(".building-*"), *out.rglob(".*.new"), *out.glob("releases/*.spare")]
    if temp is not None:
        found += temp.glob("incident-analytics-*")
    return sorted(path.name for path in found)


def forget_others(out: Path) -> None:
    """Remove the releases that are not live, so that the next run has to build; nothing else."""
    live = (out / "site").resolve().name if (out / "site").is_symlink() else ""
    for release in (out / "releases").glob("*"):
        if release.name != live:
            shutil.rmtree(release)
