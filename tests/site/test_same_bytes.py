"""The same contract and exports give the same bytes, wherever and in whatever surroundings they are read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.sites import DEMO_MONTHS, once

MONTH = DEMO_MONTHS[-1]
WORLDS = {
    "home": {"TZ": "UTC", "LANG": "C.UTF-8", "PYTHONHASHSEED": "1", "POLARS_MAX_THREADS": "1"},
    "far/away": {
        "TZ": "Pacific/Auckland",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "de_DE.UTF-8",
        "PYTHONHASHSEED": "4711",
        "POLARS_MAX_THREADS": "4",
        "COLUMNS": "40",
    },
}


@pytest.fixture(scope="module")
def outs(site_of, shared_folder) -> list[Path]:
    """The output folders of two runs in two worlds, each with a home of its own and nothing cached."""
    contract = site_of("demo").contract

    def make(target: Path) -> None:
        runs = [_start(contract, target / world, WORLDS[world]) for world in WORLDS]
        for process in runs:
            _, complaint = process.communicate(timeout=300)
            assert process.returncode == 0, complaint

    target = once(shared_folder, "worlds", make)
    return [target / world / "contract" / "build" for world in WORLDS]


def _start(contract: Path, base: Path, settings: dict[str, str]) -> subprocess.Popen:
    folder = base / "contract"
    shutil.copytree(contract, folder, ignore=shutil.ignore_patterns("build"))
    home = base / "nobody"
    home.mkdir()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "XDG_", "JUPYTER"))
    }
    command = [
        str(Path(sys.executable).with_name("incident-analytics")),
        "publish",
        "contract",
        "--period",
        MONTH,
    ]
    return subprocess.Popen(
        command,
        cwd=folder.parent,
        env={**kept, "HOME": str(home), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_release_has_the_same_name(outs):
    names = [(out / "site").readlink() for out in outs]
    assert names[0] == names[1]
    assert [path.name for path in (outs[0] / "releases").iterdir()] == [names[0].name]


def test_every_file_has_the_same_bytes(outs):
    first, second = ({path.relative_to(out).as_posix(): path for path in _files(out)} for out in outs)
    assert list(first) == list(second)
    assert len(first) > 15
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == []


def _files(out: Path) -> list[Path]:
    """All that a run left but its lock: the release and the private account."""
    return sorted(
        path for folder in ("releases", "private") for path in (out / folder).rglob("*") if path.is_file()
    )
